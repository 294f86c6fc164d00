"""Who is what to a case: deny by default."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.access import (
    RULED_BY_DISPATCHER,
    Right,
    desk_of,
    gives,
    may,
    parties,
    require,
    require_look,
)
from intake.domain.cases import Case
from intake.domain.errors import NoSuchCase, NotAllowed
from intake.domain.lifecycle import Party, State
from intake.domain.roles import COORDINATION, Appointment, Post, Role, held_on
from register.jurisdiction import Matter

DEPARTMENTS = (COORDINATION, "industry", "ecology", "emergency")
posts = st.frozensets(st.builds(Post, st.sampled_from(DEPARTMENTS), st.sampled_from(Role)))


def case(
    state: State = State.DISPATCHED, lead: str = "industry", co: tuple[str, ...] = ("ecology",)
) -> Case:
    return Case(
        id="c",
        number="2026-0000-0000",
        state=state,
        version=1,
        matter=Matter.GROUND_BAR_STEEL,
        area=None,
        lead=lead,
        co=co,
        clause="二（五）2",
        ambiguous=False,
        received_on=dt.date(2026, 11, 23),
        dispatched_on=dt.date(2026, 11, 23),
        with_lead_since=dt.date(2026, 11, 23),
        clock="report",
        due_on=dt.date(2026, 12, 14),
        due_provisional=False,
        unread=False,
        outcome=None,
        closed_on=None,
    )


def test_an_officer_of_the_lead_is_the_lead():
    assert parties({Post("industry", Role.OFFICER)}, case()) == {Party.LEAD}


def test_an_officer_of_a_co_handler_may_look():
    found = parties({Post("ecology", Role.OFFICER)}, case())
    assert found == {Party.CO_HANDLER}
    require_look(found, "2026-0000-0000")


@given(held=posts, state=st.sampled_from(State))
def test_whoever_holds_no_post_on_the_case_is_a_stranger(held, state):
    on_it = {"industry", "ecology"}
    if any(gives(post, Right.HANDLE_CASES) and post.department in on_it for post in held):
        return
    if state in RULED_BY_DISPATCHER and Post(COORDINATION, Role.DISPATCHER) in held:
        return
    assert parties(held, case(state)) == frozenset()


@given(state=st.sampled_from(State), department=st.sampled_from(DEPARTMENTS))
def test_an_administrator_never_sees_a_case(state, department):
    with pytest.raises(NoSuchCase):
        require_look(parties({Post(department, Role.ADMINISTRATOR)}, case(state)), "n")


UNDECIDED = {State.REGISTERED, State.ACCEPTED, State.DECLINED, State.RETURNED}


@pytest.mark.parametrize("state", State)
def test_a_second_return_is_looked_into_by_the_head_of_the_coordination_group(state):
    found = parties({Post(COORDINATION, Role.HEAD)}, case(state))
    assert (Party.ARBITER in found) is (state is State.DISPUTED)


@pytest.mark.parametrize("state", State)
def test_the_dispatcher_looks_only_while_a_case_waits_for_a_decision(state):
    found = parties({Post(COORDINATION, Role.DISPATCHER)}, case(state))
    assert bool(found) is (state in UNDECIDED)


def test_a_dispatcher_of_another_department_is_nothing():
    held = {Post("ecology", Role.DISPATCHER)}
    assert parties(held, case(State.RETURNED)) == frozenset()


def test_before_dispatch_nobody_handles_a_case_not_even_coordinations_officers():
    waiting = case(State.REGISTERED, lead=COORDINATION, co=())
    assert parties({Post(COORDINATION, Role.OFFICER)}, waiting) == frozenset()


def test_a_stranger_is_told_the_same_as_about_a_case_that_does_not_exist():
    with pytest.raises(NoSuchCase, match="没有找到编号为2026-1234-5678的案件，或您无权查看"):
        require_look(frozenset(), "2026-1234-5678")


@pytest.mark.parametrize("state", State)
def test_a_case_lies_with_the_dispatcher_while_undecided_and_with_its_lead_otherwise(state):
    undecided = state in UNDECIDED | {State.DISPUTED}
    assert desk_of(case(state)) == (COORDINATION if undecided else "industry")


@given(right=st.sampled_from(Right), held=posts, department=st.sampled_from(DEPARTMENTS))
def test_a_right_holds_where_its_role_is_held_and_nowhere_else(right, held, department):
    there = {post for post in held if gives(post, right) and post.department == department}
    at_coordination = {
        post for post in held if gives(post, right) and post.department == COORDINATION
    }
    reaches = right in {Right.READ_TRAIL, Right.MANAGE_MEMBERS, Right.READ_NUMBERS}
    allowed = bool(there) or (reaches and bool(at_coordination))
    assert may(held, right, department) is allowed
    if allowed:
        require(held, right, department)
    else:
        with pytest.raises(NotAllowed, match="您在该单位没有"):
            require(held, right, department)


def test_an_approvers_and_an_administrators_post_give_nothing_on_cases():
    for role in (Role.APPROVER, Role.CUSTODIAN, Role.AUDITOR, Role.ADMINISTRATOR):
        assert parties({Post("industry", role)}, case()) == frozenset()


DAY = dt.date(2026, 11, 23)


@given(before=st.integers(0, 400), long=st.one_of(st.none(), st.integers(0, 400)))
def test_a_post_is_held_from_its_first_to_its_last_day_both_included(before, long):
    first = DAY - dt.timedelta(days=before)
    last = None if long is None else first + dt.timedelta(days=long)
    post = Post("industry", Role.APPROVER)
    held = held_on([Appointment(post, first, last)], DAY)
    assert (post in held) is (last is None or last >= DAY)
    assert held_on([Appointment(post, first, last)], first - dt.timedelta(days=1)) == frozenset()

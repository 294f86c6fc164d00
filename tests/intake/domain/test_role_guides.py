"""A guide says what its role may do: no more than the tables allow, and nothing less."""

import pytest

from intake.domain.access import GIVEN_BY
from intake.domain.role_guides import (
    LIMITS,
    PURPOSES,
    ROUTINES,
    duties_at_coordination,
    duties_of,
    includes_officer,
    rights_of,
)
from intake.domain.roles import READS_CONTENT, Role
from intake.domain.stages import Move, Party, State
from intake.domain.standing import When
from intake.domain.steps import STEPS


def test_every_role_is_described():
    assert set(PURPOSES) == set(ROUTINES) == set(LIMITS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_who_reads_no_case_is_promised_no_move(role):
    assert bool(duties_of(role)) == (role in READS_CONTENT)


def test_an_officers_guide_has_every_move_of_a_lead_and_none_of_a_heads():
    promised = {duty.move: duty for duty in duties_of(Role.OFFICER)}
    assert set(promised) == {row.move for row in STEPS if row.by is Party.LEAD}
    assert promised[Move.SIGN].starts == (State.DISPATCHED,)
    assert promised[Move.NOTE].while_at_work
    assert promised[Move.ASK_EXTENSION].when is When.NOT_EXTENDED
    assert {duty.when for duty in duties_of(Role.OFFICER) if duty.move is Move.CLOSE} == {
        When.NO_REVIEW,
        When.CONTENT,
    }
    assert not promised[Move.RETURN].told
    assert duties_at_coordination(Role.OFFICER) == ()


def test_a_heads_guide_says_what_another_head_must_decide():
    four_eyes = {duty.move for duty in duties_of(Role.HEAD) if duty.four_eyes}
    assert includes_officer(Role.HEAD)
    assert Move.SIGN not in {duty.move for duty in duties_of(Role.HEAD)}
    assert four_eyes == {Move.APPROVE, Move.GRANT_EXTENSION}
    there = {duty.move for duty in duties_at_coordination(Role.HEAD)}
    assert {Move.DISPATCH, Move.SUPERVISE} <= there


def test_a_dispatchers_guide_has_dispatch_and_supervision():
    promised = {duty.move for duty in duties_of(Role.DISPATCHER)}
    assert {Move.DISPATCH, Move.ACCEPT, Move.DECLINE, Move.SUPERVISE, Move.NOTE} <= promised
    assert Move.SIGN not in promised


def test_every_right_is_in_the_guides_of_exactly_the_roles_that_give_it():
    for right, roles in GIVEN_BY.items():
        assert {role for role in Role if right in rights_of(role)} == roles

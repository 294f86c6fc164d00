"""Every role on every route of the desk: own, other departments' and closed cases, none missing.

Nothing here lists routes or roles: both tables are walked. What is expected follows from the mark
beside each route (`intake.desk.gate`) and from what a role's holder is to a case
(`intake.domain.access`); who a mark or a party may never be is written down by hand below.
"""

import re

import pytest
from sqlalchemy import func, select, update
from werkzeug.routing import AnyConverter, IntegerConverter

from intake.db import people
from intake.db.cases import case_by_number
from intake.db.engine import reading, writing
from intake.db.schema import audit, cases
from intake.db.schema import posts as post_table
from intake.desk import create_app
from intake.desk.gate import NOBODY, admits
from intake.domain.access import Right, gives, parties
from intake.domain.outcomes import Outcome
from intake.domain.roles import COORDINATION, ONLY_AT_COORDINATION, Post, Role
from intake.services import casework, closing
from intake.services.closing import Result
from intake.services.demo import PASSPHRASE
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import log_in, officer_of
from intake.services.staff import NewMember, add_member, granted_by_recovery
from register.jurisdiction import Matter

pytestmark = pytest.mark.long

OWN, OTHER = "industry", "tax"
MATTERS = {OWN: Matter.GROUND_BAR_STEEL, OTHER: Matter.TAX}
STRANGER_TO_CONTENT = {Role.APPROVER, Role.CUSTODIAN, Role.AUDITOR, Role.ADMINISTRATOR}
NO_SUCH_CASE = "2026-0000-0000"


@pytest.fixture
def app(on_sqlite):
    return create_app(on_sqlite)


@pytest.fixture
def holders(on_sqlite) -> dict[Role, frozenset[Post]]:
    """Let in one member for each role, who holds nothing else."""
    granting = granted_by_recovery(
        on_sqlite, on_sqlite.settings.demo_recovery_file.read_text("ascii")
    )
    found = {}
    for role in Role:
        post = Post(COORDINATION if role in ONLY_AT_COORDINATION else OWN, role)
        add_member(on_sqlite, NewMember(f"only-{role}", {post}, PASSPHRASE), granting)
        found[role] = frozenset({post})
    return found


@pytest.fixture
def numbers(on_sqlite, desk_of_sqlite) -> list[str]:
    """Return cases of the own and of another department, open and closed, and one that is none."""
    found = [NO_SUCH_CASE]
    for department, matter in MATTERS.items():
        officer = desk_of_sqlite(department)
        for closed in (False, True):
            number = submit(
                on_sqlite, NewReport("矩阵案件", new_form_token(), matter=matter)
            ).case.number
            casework.sign(on_sqlite, officer, number, 1)
            if closed:
                casework.reply(on_sqlite, officer, number, 2, text="查过了")
                closing.close(
                    on_sqlite, officer, number, 3, Result(Outcome.UNSUBSTANTIATED, "不属实")
                )
            found.append(number)
    return found


@pytest.fixture
def desk_of_sqlite(on_sqlite):
    return lambda name: officer_of(on_sqlite, log_in(on_sqlite, name, PASSPHRASE))


def addresses(app, numbers):
    """Yield method, endpoint, address and case number of every way to call every route."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            for given in fillings(rule, numbers):
                address = app.url_for(rule.endpoint, **given)
                for method in sorted(rule.methods & {"GET", "POST"}):
                    yield method, rule.endpoint, address, given.get("number")


def fillings(rule, numbers):
    """Return values for a route's arguments: every case, every word of a list, else anything."""
    found = [{}]
    for name, converter in rule._converters.items():
        if name == "number":
            values = numbers
        elif isinstance(converter, AnyConverter):
            values = sorted(converter.items)
        else:
            values = [1 if isinstance(converter, IntegerConverter) else "x"]
        found = [{**one, name: value} for one in found for value in values]
    return found


def refused_pages(system) -> int:
    """Count the calls that the gate itself refused."""
    with reading(system.engine) as connection:
        return connection.execute(
            select(func.count()).where(audit.c.action.like("page %"), audit.c.refused.is_not(None))
        ).scalar_one()


def test_every_route_declares_who_it_is_for(app):
    silent = {r.endpoint for r in app.url_map.iter_rules() if admits(app, r.endpoint) == NOBODY}
    assert silent == set(), "mark them with open_to(...) of intake.desk.gate"


def test_every_role_is_let_in_where_its_rights_are_asked_for_and_nowhere_else(
    app, on_sqlite, holders, numbers
):
    walked, refused_before = 0, refused_pages(on_sqlite)
    for role, posts in holders.items():
        client = app.test_client()
        client.set_cookie("mingjian-desk", log_in(on_sqlite, f"only-{role}", PASSPHRASE))
        token = csrf_of(client)
        for method, endpoint, address, number in addresses(app, numbers):
            if endpoint in {"static", "login.leave"}:
                continue
            known = lines_about(on_sqlite, number)
            found = client.open(address, method=method, data={"csrf_token": token})
            refused_now = refused_pages(on_sqlite)
            refused, refused_before = refused_now - refused_before, refused_now
            left = lines_about(on_sqlite, number) - known
            expected = expected_status(app, on_sqlite, posts, endpoint, number)
            where = f"{role} {method} {address}: {found.status}"
            # a page may refuse what its address names, once it has let someone in: on the trail
            assert found.status_code == 403 or not refused, where
            assert method == "POST" or found.status_code != 403 or refused, where
            if endpoint_is_on_a_case(app, endpoint) and number not in {None, NO_SUCH_CASE}:
                # seen, moved or refused: whoever came near a case left a line about it
                assert left or refused, where
            if expected == 404 and method == "POST":
                # an empty form may be refused before its case is looked for: that tells nothing
                assert found.status_code in (404, 400), where
            elif expected:
                assert found.status_code == expected, where
            else:
                assert found.status_code < 500, where
            walked += 1
    assert walked >= len(Role) * 20


def lines_about(system, number) -> int:
    """Count what the trail says about a case."""
    with reading(system.engine) as connection:
        return connection.execute(
            select(func.count())
            .select_from(audit.join(cases, cases.c.id == audit.c.case_id))
            .where(cases.c.number == (number or ""))
        ).scalar_one()


def expected_status(app, system, posts, endpoint, number) -> int | None:
    """Return 403 for who is kept out at the door, 404 for a stranger to the case; else None."""
    who = admits(app, endpoint)
    holds = any(
        gives(post, right) and who.department in (None, post.department)
        for post in posts
        for right in who.rights
    )
    if not (who.strangers or who.members or holds):
        return 403
    if number is None or not endpoint_is_on_a_case(app, endpoint):
        return None
    with reading(system.engine) as connection:
        case = case_by_number(connection, number)
    return None if case and parties(posts, case) else 404


def endpoint_is_on_a_case(app, endpoint) -> bool:
    """Tell whether a route shows or changes a case; oversight shows every case from outside."""
    return all(
        rule.rule.startswith("/cases/")
        for rule in app.url_map.iter_rules(endpoint)
        if "number" in rule.arguments
    )


def test_no_post_without_content_ever_opens_a_case(app):
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/cases/"):
            continue
        for role in STRANGER_TO_CONTENT:
            assert not any(
                gives(Post(OWN, role), right) for right in admits(app, rule.endpoint).rights
            ), rule.endpoint
            assert not admits(app, rule.endpoint).members, rule.endpoint


def test_only_the_login_is_open_to_strangers(app):
    open_ = {r.endpoint for r in app.url_map.iter_rules() if admits(app, r.endpoint).strangers}
    assert open_ == {"static", "login.form", "login.enter"}


def test_a_page_without_a_mark_is_for_nobody(app, on_sqlite):
    app.add_url_rule("/new/", "new", lambda: "secret")
    client = app.test_client()
    assert client.get("/new/").status_code == 303
    for name in ("industry", "industry-head", "dispatcher", "auditor", "custodian", "admin"):
        client.set_cookie("mingjian-desk", log_in(on_sqlite, name, PASSPHRASE))
        assert client.get("/new/").status_code == 403


def test_every_right_is_given_by_some_role_and_every_role_gives_one():
    for right in Right:
        assert any(gives(Post(OWN, role), right) for role in Role), right
    for role in Role:
        assert any(gives(Post(OWN, role), right) for right in Right), role


def test_a_post_that_ended_yesterday_opens_nothing_today(app, on_sqlite, clock):
    """The right is asked for at every request: a session outlives no post."""
    clock.advance(hours=10)  # 20:00 in China
    client = app.test_client()
    client.set_cookie("mingjian-desk", log_in(on_sqlite, "dispatcher", PASSPHRASE))
    with writing(on_sqlite.engine) as connection:
        member = people.member_named(connection, "dispatcher")
        (name,) = people.appointments_of(connection, member.id)
        ending = update(post_table).where(post_table.c.id == name).values(ends_on=on_sqlite.today())
        connection.execute(ending)
    assert client.get("/hotline/").status_code == 200
    for _ in range(6):
        clock.advance(minutes=45)
        found = client.get("/hotline/")
    assert found.status_code == 403


def csrf_of(client) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/help/").text)
    assert found
    return found[1]

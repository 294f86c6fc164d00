"""The audit trail: every line in a chain, and every tampering caught with its place named."""

import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from intake.db.engine import reading, writing
from intake.db.trail import (
    FIRST_LINK,
    End,
    Line,
    Stored,
    add_to_trail,
    lines_in_order,
    start_trail,
    trail_end,
)
from intake.db.trail_schema import audit, audit_checkpoints, audit_end
from intake.db.trail_search import Wanted
from intake.domain.errors import Incomplete, NotAllowed
from intake.services.checkpoints import sign_checkpoint, signer_of
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.trail import export_chain, export_found, read_trail, verify_trail
from intake.services.trail_check import Check, Fault, Kind
from intake.vault.chain import next_link, seal_of, seal_of_end
from register.jurisdiction import Matter
from tlog.notes import parse_note

WRITTEN = 12


@pytest.fixture
def first(system) -> int:
    """Write a dozen lines; return the number of the first."""
    with reading(system.engine) as connection:
        before = trail_end(connection).number
    for n in range(WRITTEN):
        with writing(system.engine) as connection:
            add_to_trail(connection, at=system.now(), member_id=None, action=f"deed-{n}")
    return before + 1


def spoil(system, *statements: str) -> None:
    """Do to the database what someone with its password could."""
    with writing(system.engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def faults(system, kept: str = "") -> set[Fault]:
    return set(verify_trail(system, kept).faults)


def test_an_untouched_trail_is_whole_and_gets_a_signed_checkpoint(system, first):
    found = verify_trail(system)
    assert found.faults == ()
    assert found.lines == first + WRITTEN - 1
    note = parse_note(found.checkpoint.encode())
    assert note.signed_by([signer_of(system).verifier])
    assert note.text.splitlines()[:2] == ["mingjian-audit.zhanjiang", str(found.lines + 1)]


def test_a_deleted_line_is_named(system, first):
    spoil(system, f"DELETE FROM audit WHERE id = {first + 4}")
    assert faults(system) == {Fault(Kind.MISSING, first + 4, first + 4)}


def test_several_deleted_lines_are_named_from_first_to_last(system, first):
    spoil(system, f"DELETE FROM audit WHERE id BETWEEN {first + 2} AND {first + 6}")
    assert faults(system) == {Fault(Kind.MISSING, first + 2, first + 6)}


def test_deleted_first_lines_are_named(system, first):
    spoil(system, "DELETE FROM audit WHERE id <= 2")
    assert faults(system) == {Fault(Kind.MISSING, 1, 2)}


def test_deleted_last_lines_are_named(system, first):
    last = first + WRITTEN - 1
    spoil(system, f"DELETE FROM audit WHERE id > {last - 3}")
    assert faults(system) == {Fault(Kind.MISSING, last - 2, last)}


def test_the_last_lines_deleted_and_the_end_moved_to_hide_it_is_noticed(system, first):
    last = first + WRITTEN - 1
    spoil(
        system,
        f"DELETE FROM audit WHERE id > {last - 3}",
        f"UPDATE audit_end SET number = {last - 3}, "
        f"link = (SELECT link FROM audit WHERE id = {last - 3})",
    )
    assert Fault(Kind.END, last - 3, last - 3) in faults(system)


def test_an_emptied_trail_is_noticed(system, first):
    spoil(system, "DELETE FROM audit", "DELETE FROM audit_end", "DELETE FROM audit_checkpoints")
    with reading(system.engine) as connection:
        check = Check(system.trail_key)
        check.walk(lines_in_order(connection), trail_end(connection))
    assert [fault.kind for fault in check.faults] == [Kind.END]


def test_a_changed_line_is_named_whatever_was_changed(system, first, clock):
    place = first + 5
    clock.advance(minutes=1)
    with reading(system.engine) as connection:
        written = connection.execute(select(audit).where(audit.c.id == place)).one()._asdict()
    for change in (
        "action = 'look'",
        "refused = 'NotAllowed'",
        "member_id = 'someone'",
        "case_id = 'another'",
        "about = 'x'",
        "at = (SELECT at FROM audit WHERE id = 1)",
        "seal = link",
        "link = NULL",
    ):
        spoil(system, f"UPDATE audit SET {change} WHERE id = {place}")
        found = faults(system)
        assert min(fault.first for fault in found) == place, change
        assert max(fault.last for fault in found) <= place + 1, change
        assert {fault.kind for fault in found} == {Kind.CHANGED}, change
        with writing(system.engine) as connection:
            connection.execute(update(audit).where(audit.c.id == place).values(written))
        assert faults(system) == set()


def test_a_changed_line_with_its_link_computed_anew_lacks_the_seal(system, first):
    """Whoever can write to the database knows how links are made, but not the key of seals."""
    place = first + 5
    with writing(system.engine) as connection:
        lines = {stored.number: stored for stored in lines_in_order(connection)}
        link = lines[place - 1].link
        for number in range(place, first + WRITTEN):
            forged = Line(lines[number].line.at, "x", "forged")
            link = next_link(link, forged.encoded(number))
            values = {"member_id": "x", "action": "forged", "link": link}
            connection.execute(update(audit).where(audit.c.id == number).values(values))
    assert faults(system) == {Fault(Kind.CHANGED, place, first + WRITTEN - 1)}


def test_two_lines_in_each_others_place_are_named(system, first):
    one, other = first + 3, first + 7
    spoil(
        system,
        f"UPDATE audit SET id = -1 WHERE id = {one}",
        f"UPDATE audit SET id = {one} WHERE id = {other}",
        f"UPDATE audit SET id = {other} WHERE id = -1",
    )
    named = {n for fault in faults(system) for n in range(fault.first, fault.last + 1)}
    assert {one, other} <= named <= {one, one + 1, other, other + 1}


def test_a_line_inserted_at_the_end_is_named(system, first):
    last = first + WRITTEN - 1
    spoil(
        system,
        f"INSERT INTO audit SELECT {last + 1}, at, member_id, 'forged', case_id, about, refused, "
        f"link, seal FROM audit WHERE id = {last}",
    )
    assert faults(system) == {Fault(Kind.INSERTED, last + 1, last + 1)}
    with writing(system.engine) as connection:  # the work goes on, and the fault stays in sight
        add_to_trail(connection, at=system.now(), member_id=None, action="real")
    assert faults(system) == {Fault(Kind.CHANGED, last + 1, last + 1)}


def test_a_line_inserted_in_the_middle_is_named(system, first):
    place, last = first + 4, first + WRITTEN - 1
    moves = [f"UPDATE audit SET id = {n + 1} WHERE id = {n}" for n in range(last, place - 1, -1)]
    spoil(
        system,
        *moves,
        f"INSERT INTO audit SELECT {place}, at, member_id, 'forged', case_id, about, refused, "
        f"link, seal FROM audit WHERE id = {place - 1}",
    )
    assert min(fault.first for fault in faults(system)) == place


def test_a_line_inserted_before_the_first_is_named(system, first):
    spoil(
        system,
        "INSERT INTO audit SELECT 0, at, member_id, action, case_id, about, refused, link, seal "
        "FROM audit WHERE id = 1",
    )
    assert faults(system) == {Fault(Kind.INSERTED, 0, 0)}


def test_a_chain_made_anew_with_the_servers_own_key_betrays_itself_by_a_kept_checkpoint(
    system, first
):
    kept = sign_checkpoint(system)
    with writing(system.engine) as connection:
        connection.execute(update(audit).where(audit.c.id == first).values(action="never-happened"))
        connection.execute(audit_end.delete())
        connection.execute(audit_checkpoints.delete())
        start_trail(connection, system.trail_key)
    assert faults(system) == set()
    assert {fault.kind for fault in faults(system, kept)} == {Kind.CHECKPOINT}


def test_a_stored_checkpoint_that_was_altered_is_noticed(system, first):
    sign_checkpoint(system)
    spoil(system, "UPDATE audit_checkpoints SET note = replace(note, 'mingjian', 'forged')")
    assert {fault.kind for fault in faults(system)} == {Kind.CHECKPOINT}


def test_what_is_no_checkpoint_of_ours_is_told(system):
    for kept in ("x", "— mingjian", "\x00", "a\n\n— b c\n"):
        with pytest.raises(Incomplete, match="不是本系统签名的检查点"):
            verify_trail(system, kept)


def test_a_kept_checkpoint_is_accepted_as_browsers_send_it(system, first):
    kept = sign_checkpoint(system).replace("\n", "\r\n").rstrip()
    assert faults(system, kept) == set()


def test_no_line_is_lost_or_doubled_by_writers_at_once(system):
    with reading(system.engine) as connection:
        before = trail_end(connection).number
    failed = []

    def write(who: int) -> None:
        try:
            for n in range(10):
                with writing(system.engine) as connection:
                    add_to_trail(connection, at=system.now(), member_id=None, action=f"{who}-{n}")
        except Exception as failure:  # noqa: BLE001 - whatever it was, the test tells
            failed.append(failure)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert verify_trail(system).faults == ()
    with reading(system.engine) as connection:
        written = [s.line.action for s in lines_in_order(connection) if s.number > before][:80]
    assert sorted(written) == sorted(f"{who}-{n}" for who in range(8) for n in range(10))


def test_a_transaction_undone_leaves_no_line_and_no_gap(system):
    with reading(system.engine) as connection:
        before = trail_end(connection)

    def fail_half_way() -> None:
        with writing(system.engine) as connection:
            add_to_trail(connection, at=system.now(), member_id=None, action="undone")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with reading(system.engine) as connection:
        assert trail_end(connection) == before


def test_lines_from_before_there_was_a_chain_are_linked_when_it_starts(system):
    spoil(system, "UPDATE audit SET link = NULL, seal = NULL", "DELETE FROM audit_end")
    with writing(system.engine) as connection:
        start_trail(connection, system.trail_key)
    assert verify_trail(system).faults == ()


def test_an_auditor_finds_what_a_member_did_to_a_case(system, desk):
    from intake.services.casework import open_case

    form = NewReport("查账", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    number = submit(system, form).case.number
    open_case(system, desk.officer("industry"), number)
    auditor = desk.officer("auditor")
    (line,) = read_trail(system, auditor, Wanted(member="industry", number=number)).lines
    assert (line.stored.line.action, line.number, line.member) == ("look", number, "industry")
    assert read_trail(system, auditor, Wanted(number=number, refused_only=True)).lines == ()
    assert len(list(export_found(system, auditor, Wanted(action="log-in")))) >= 2


def test_only_an_auditor_reads_the_trail(system, desk):
    for name in ("industry", "industry-head", "admin", "custodian", "dispatcher"):
        with pytest.raises(NotAllowed):
            read_trail(system, desk.officer(name), Wanted())


def test_pages_follow_each_other_without_gap_or_double(system, desk, first):
    auditor, before, seen = desk.officer("auditor"), None, []
    while True:
        page = read_trail(system, auditor, Wanted(), before, size=5)
        seen += [line.stored.number for line in page.lines]
        if page.before is None:
            break
        before = page.before
    assert seen == list(range(max(seen), 0, -1))


def test_an_export_can_be_followed_by_anyone_up_to_its_signed_end(system, first):
    *lines, last = map(json.loads, export_chain(system))
    with reading(system.engine) as connection:
        stored = list(lines_in_order(connection))
    link = FIRST_LINK
    for line, one in zip(lines, stored, strict=True):
        link = next_link(link, one.line.encoded(line["number"]))
        assert link.hex() == line["link"]
    note = parse_note(last["checkpoint"].encode())
    assert note.signed_by([signer_of(system).verifier])


def test_the_trail_says_nothing_of_reporters(system):
    with reading(system.engine) as connection:
        before = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    submit(system, NewReport("匿名", new_form_token(), matter=Matter.TAX))
    with reading(system.engine) as connection:
        assert connection.execute(select(func.count()).select_from(audit)).scalar_one() == before


KEY = bytes(range(32))


def chain(count: int) -> list[Stored]:
    import datetime as dt

    link, found = FIRST_LINK, []
    for number in range(1, count + 1):
        line = Line(dt.datetime(2026, 11, 23, tzinfo=dt.UTC), None, f"deed-{number}")
        link = next_link(link, line.encoded(number))
        found.append(Stored(number, line, link, seal_of(KEY, link)))
    return found


def checked(lines: list[Stored], ended: list[Stored]) -> list[Fault]:
    last = ended[-1]
    check = Check(KEY)
    check.walk(lines, End(last.number, last.link, seal_of_end(KEY, last.number, last.link)))
    return check.faults


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), count=st.integers(2, 30))
def test_any_lines_taken_away_are_named_exactly(data, count):
    whole = chain(count)
    gone = data.draw(st.sets(st.integers(1, count), min_size=1, max_size=count))
    found = checked([one for one in whole if one.number not in gone], whole)
    named = {n for f in found if f.kind is Kind.MISSING for n in range(f.first, f.last + 1)}
    assert named == gone


@given(data=st.data(), count=st.integers(2, 30))
def test_any_other_order_is_noticed(data, count):
    whole = chain(count)
    order = data.draw(st.permutations(range(count)))
    shuffled = [
        Stored(place, whole[at].line, whole[at].link, whole[at].seal)
        for place, at in enumerate(order, start=1)
    ]
    assert bool(checked(shuffled, whole)) is (list(order) != list(range(count)))


def test_the_first_login_of_a_day_signs_a_checkpoint_and_the_next_one_none(system, desk, clock):
    def signed() -> int:
        with reading(system.engine) as connection:
            return connection.execute(
                select(func.count()).select_from(audit_checkpoints)
            ).scalar_one()

    desk.officer("industry")
    assert signed() == 1
    desk.officer("ecology")
    assert signed() == 1
    clock.advance(days=1)
    desk.officer("industry")
    assert signed() == 2
    assert verify_trail(system).faults == ()

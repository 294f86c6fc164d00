"""What a reporter wrote, and when to the minute, is found nowhere in the bytes we leave behind."""

import logging
from pathlib import Path

import pytest

from intake.db.engine import reading
from intake.db.schema import key_shares, members
from intake.domain.outcomes import Outcome, Publication
from intake.services.casework import Dispatch, dispatch, open_case, reply, return_case, sign
from intake.services.closing import Result, close
from intake.services.demo import PASSPHRASE
from intake.services.inbox import write_with_receipt
from intake.services.queue import queue
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import LoginFailed, log_in, log_out, officer_of
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import Cost, LockedKey, unlock
from register.jurisdiction import Matter

CANARIES = {
    "text": "金丝雀正文七一三一",
    "enterprise": "金丝雀钢铁厂",
    "contact": "金丝雀姓名 13871317131",
    "message": "金丝雀补充",
    "reply": "金丝雀反馈",
    "return": "金丝雀退单理由",
    "note": "金丝雀分办意见",
    "result": "金丝雀办理结果",
}


@pytest.fixture
def said(system, desk, caplog) -> dict[str, str]:
    """Everything that can be said to and about a case, said; returns what must be nowhere."""
    caplog.set_level(logging.DEBUG)
    system.engine.echo = "debug"  # the most that anyone could switch on
    token = new_form_token()
    form = NewReport(
        CANARIES["text"],
        token,
        matter=Matter.GROUND_BAR_STEEL,
        enterprise=CANARIES["enterprise"],
        contact=CANARIES["contact"],
    )
    submitted = submit(system, form)
    submit(system, form)
    receipt, number = submitted.receipt.reveal(), submitted.case.number
    session = log_in(system, "industry", PASSPHRASE)
    industry = officer_of(system, session)
    queue(system, industry)
    case = return_case(system, industry, number, 1, reason=CANARIES["return"], clause="二（二）")
    case = dispatch(
        system,
        desk.officer("dispatcher"),
        number,
        case.version,
        Dispatch(Matter.GROUND_BAR_STEEL, None, "industry", note=CANARIES["note"]),
    )
    open_case(system, industry, number)
    case = sign(system, industry, number, case.version)
    case = reply(system, industry, number, case.version, text=CANARIES["reply"])
    write_with_receipt(system, receipt, CANARIES["message"], new_form_token())
    close(
        system,
        industry,
        number,
        case.version,
        Result(Outcome.SUBSTANTIATED, CANARIES["result"], Publication.TOO_SLIGHT),
    )
    assert CANARIES["result"] in {e.text for e in read_with_receipt(system, receipt).entries}
    with pytest.raises(LoginFailed):
        log_in(system, "industry", "canary-wrong-passphrase")
    log_out(system, session)
    return {
        **CANARIES,
        "receipt": receipt,
        "receipt without spaces": receipt.replace(" ", ""),
        "form token": token,
        "session": session,
        "passphrase": PASSPHRASE,
        "wrong passphrase": "canary-wrong-passphrase",
    }


def test_nothing_that_was_said_lies_in_database_write_ahead_log_or_files(system, said, leftovers):
    left = leftovers.left_behind(system)
    assert any(len(data) > 10_000 for data in left.values())
    if system.engine.dialect.name == "sqlite":
        assert {".sqlite3", ".sqlite3-wal"} <= {Path(where).suffix for where in left}
    assert leftovers.traces(said, left) == []


def test_nothing_that_was_said_is_in_the_log(system, said, caplog):
    logged = "\n".join(record.getMessage() for record in caplog.get_records("setup"))
    assert "INSERT INTO cases" in logged
    assert [what for what, words in said.items() if words in logged] == []


def test_nothing_that_was_said_is_in_the_servers_own_log(on_postgres, postgres):
    """PostgreSQL's log quotes failing statements; none of ours carries words."""
    form = NewReport(CANARIES["text"], new_form_token(), matter=Matter.TAX)
    submit(on_postgres, form)
    submit(on_postgres, form)
    assert CANARIES["text"] not in postgres.log.read_text("utf-8", "replace")


def test_no_time_of_day_of_a_reporters_action_is_stored(system, clock, leftovers):
    """A report and an addition leave no moment in any table, only the day."""
    clock.advance(hours=3, minutes=33)
    form = NewReport(CANARIES["text"], new_form_token(), matter=Matter.TAX)
    receipt = submit(system, form).receipt.reveal()
    write_with_receipt(system, receipt, CANARIES["message"], new_form_token())
    read_with_receipt(system, receipt)
    left = leftovers.left_behind(system)
    for moment in ("05:33", "13:33"):
        assert [where for where, data in left.items() if moment.encode() in data] == []


def test_what_prints_itself_shows_nothing_secret(system, said):
    shown = repr(NewReport(said["text"], said["form token"], contact=said["contact"]))
    shown += repr(read_with_receipt(system, said["receipt"]))
    shown += repr(system) + repr(system.settings)
    assert [what for what, words in said.items() if words in shown] == []
    assert system.secret.hex() not in shown


def test_a_stolen_database_with_the_servers_secret_opens_no_report(system, said):
    """Nothing in the tables is a key: without a passphrase or a receipt, no share opens."""
    with reading(system.engine) as connection:
        stolen = connection.execute(members.select()).all()
        shares = connection.execute(key_shares.select()).all()
    assert stolen
    for row in stolen:
        cost = Cost(passes=row.lock_passes, memory=row.lock_memory)
        locked = LockedKey(row.lock_salt, cost, row.locked_key)
        with pytest.raises(CannotOpen):
            unlock(locked, system.secret.hex(), f"member/{row.id}".encode())
    for share in shares:
        with pytest.raises(CannotOpen):
            PrivateKey(system.secret).take(share.sealed, b"")

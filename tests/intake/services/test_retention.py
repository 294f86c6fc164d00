"""The end of a case: at its time and not before, without remainder, and counted."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from intake.db.engine import reading
from intake.db.retention import CLEARED
from intake.db.schema import metadata
from intake.domain.errors import NoSuchCase
from intake.domain.outcomes import Outcome
from intake.services import filing_proofs
from intake.services.case_files import files_on_case, look_at
from intake.services.casework import open_case, reply, sign
from intake.services.closing import Result, close
from intake.services.filing_proofs import content_digest, log_past_filings, proof_with_receipt
from intake.services.filings import log_filings
from intake.services.inbox import write_with_receipt
from intake.services.receipts import UnknownReceipt, read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.retention import (
    WARNING,
    DailyPurge,
    destroyed_so_far,
    endings,
    endings_at,
    kept_until,
    purge,
)
from intake.services.uploads import Uploads
from register.jurisdiction import Matter
from register.working_days import add_months
from tlog.proof_files import ProofFile

STAYS = {"cases", "co_handlers", "events", "audit", "destroyed_cases", "work_orders"}
"""Tables that keep a destroyed case's row: its place in the counts, and what staff did."""


@pytest.fixture
def ended(system, desk, photo_with_place):
    """Return the receipt and number of a case that was closed today, with all that it can hold."""
    uploads = Uploads(system)
    uploads.begin("照片.jpg", "").write(photo_with_place)
    form = NewReport(
        "该被销毁的正文", new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact="某某"
    )
    submitted = submit(system, form, uploads.given())
    number, receipt = submitted.case.number, submitted.receipt.reveal()
    industry = desk.officer("industry")
    look_at(system, industry, number, files_on_case(system, industry, number)[0].id)
    case = sign(system, industry, number, 1)
    case = reply(system, industry, number, case.version, text="查过了")
    close(system, industry, number, case.version, Result(Outcome.UNSUBSTANTIATED, "不属实"))
    return receipt, number


def months(system) -> int:
    return system.profile.retention_months("unsubstantiated")


def test_a_case_is_kept_to_its_day_warned_and_then_destroyed(system, desk, ended, clock):
    receipt, number = ended
    last = add_months(system.today(), months(system))
    view = read_with_receipt(system, receipt)
    assert kept_until(system, view.case) == last
    assert purge(system).destroyed == 0
    clock.at += dt.timedelta(days=(last - system.today()).days - 20)
    done = purge(system)
    assert (done.destroyed, [e.case.number for e in done.warned]) == (0, [number])
    clock.at += dt.timedelta(days=20)
    assert purge(system, dry=True).destroyed == 1
    assert read_with_receipt(system, receipt).report.text == "该被销毁的正文"
    done = purge(system)
    assert (done.destroyed, done.counted) == (1, {"unsubstantiated": 1})
    with pytest.raises(UnknownReceipt):
        read_with_receipt(system, receipt)
    with pytest.raises(NoSuchCase):
        open_case(system, desk.officer("industry"), number)
    assert purge(system).destroyed == 0


def test_the_worker_purges_once_a_day_and_two_of_them_destroy_a_case_once(system, ended, clock):
    workers = DailyPurge(system), DailyPurge(system)
    assert [one.tend() for one in workers] == ["", ""]
    assert destroyed_so_far(system) == {}
    clock.advance(days=5000)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda one: one.tend(), workers)) == ["", ""]
    assert destroyed_so_far(system) == {"unsubstantiated": 1}


def test_the_lead_alone_is_warned_a_month_ahead(system, desk, ended, clock):
    receipt, _number = ended
    last = kept_until(system, read_with_receipt(system, receipt).case)
    assert endings_at(system, desk.officer("industry")) == []
    clock.at += dt.timedelta(days=(last - system.today() - WARNING).days)
    assert [one.on for one in endings_at(system, desk.officer("industry"))] == [last]
    assert endings_at(system, desk.officer("ecology")) == []


def test_whoever_writes_postpones_the_end(system, ended, clock):
    receipt, _number = ended
    clock.advance(days=100)
    write_with_receipt(system, receipt, "又冒烟了", new_form_token())
    assert kept_until(system, read_with_receipt(system, receipt).case) == add_months(
        system.today(), months(system)
    )
    clock.advance(days=280)
    assert [e.on for e in endings(system) if e.on <= system.today()] == []


def test_a_running_case_has_no_end(system, clock):
    form = NewReport("还在办", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    submitted = submit(system, form)
    assert kept_until(system, submitted.case) is None
    clock.advance(days=4000)
    assert purge(system).destroyed == 0


def test_nothing_of_a_destroyed_case_is_left_in_any_table_or_file(system, ended, clock):
    with reading(system.engine) as connection:
        (case_id,) = connection.execute(text("SELECT id FROM cases")).scalars()
    clock.advance(days=5000)
    assert purge(system).destroyed == 1
    with reading(system.engine) as connection:
        for table in metadata.sorted_tables:
            if "case_id" in table.c and table.name not in STAYS:
                rows = connection.execute(table.select().where(table.c.case_id == case_id)).all()
                assert rows == [], table.name
        left = connection.execute(text("SELECT count(*) FROM events WHERE body IS NOT NULL"))
        assert left.scalar_one() == 0
        counted = connection.execute(text("SELECT events, files FROM destroyed_cases")).one()
        assert counted.files == 2  # the original and its copy
    assert [p for p in system.settings.files_folder.rglob("*") if p.is_file()] == []


def test_every_table_about_a_case_is_cleared_or_said_to_stay():
    about = {table.name for table in metadata.sorted_tables if "case_id" in table.c}
    beside = {"files", "identity_requests", "recusals", "kept_away", "case_links"}
    assert about == {table.name for table in CLEARED} | beside | (STAYS - {"cases"})


def test_a_file_without_a_case_is_removed(system):
    stray = system.store.receive()
    stray.write(b"x")
    stray.finish()
    stray.keep()
    assert purge(system).left_over == 1
    assert list(system.store.names()) == []


def test_a_report_begun_before_midnight_and_stored_after_the_log_is_proven_too(
    on_sqlite, clock, monkeypatch
):
    def file():
        return submit(on_sqlite, NewReport("夜里炼钢", new_form_token())).receipt.reveal()

    def log_late(system, commitments, day):
        clock.advance(days=-1)
        late.append(file())
        clock.advance(days=1)
        return log_filings(system, commitments, day)

    early, late = file(), []
    clock.advance(days=1)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(filing_proofs, "log_filings", log_late)
        assert log_past_filings(on_sqlite) == 1
    assert log_past_filings(on_sqlite) == 1
    for receipt in (early, *late):
        assert proof_with_receipt(on_sqlite, receipt).file


def test_a_report_is_proven_once_its_day_is_over_and_says_nothing_of_its_text(system, clock):
    form = NewReport("金丝雀正文", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    receipt = submit(system, form).receipt.reveal()
    assert proof_with_receipt(system, receipt).file is None
    assert log_past_filings(system) == 0
    clock.advance(days=1)
    assert log_past_filings(system) == 1
    assert log_past_filings(system) == 0
    proof = proof_with_receipt(system, receipt)
    assert proof.statement.filing.lead == "industry"
    told = ProofFile.parse(proof.file).extra
    assert proof.statement.salt.encode() in told
    assert proof.statement.secret.encode() not in told
    assert "金丝雀".encode() not in told
    shown = content_digest(proof.statement.secret, "金丝雀正文")
    assert shown == proof.statement.filing.content

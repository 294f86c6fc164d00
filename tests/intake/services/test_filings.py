"""A reporter can prove to anyone that a report was filed on a day, and nothing else."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from intake.services.filings import filing_proof, log_filings
from intake.services.log_keys import log_of
from ledger.filings import Proven
from register.commitments import Filing, commit, decode_entry, new_salt
from tlog.keys import Verifier
from tlog.proof_files import ProofFile


@pytest.fixture
def system(on_sqlite):
    """Nothing here touches a table: one database is enough."""
    return on_sqlite


@pytest.fixture
def yesterday(system):
    return system.today() - dt.timedelta(days=1)


@pytest.fixture
def filed(system, yesterday):
    """Five reports of one day: statement and salt of each."""
    return [
        (Filing(system.settings.place, yesterday, "industry", f"{number:064x}"), new_salt())
        for number in range(5)
    ]


def commitments(filed):
    return [commit(bytes.fromhex(salt), filing.encoded()) for filing, salt in filed]


def test_each_report_of_a_day_is_proven_by_a_file_that_needs_nothing_of_ours(
    system, filed, yesterday
):
    assert log_filings(system, commitments(filed), yesterday) == 5
    for filing, salt in filed:
        proof = ProofFile.parse(filing_proof(system, filing, salt))
        told = msgspec.json.decode(proof.extra, type=Proven)
        proof.check(bytes(told.entry), Verifier.parse(told.key))
        entry = decode_entry(bytes(told.entry))
        assert entry.commit == commit(bytes.fromhex(told.salt), bytes(told.record))
        assert (entry.day, entry.record) == (yesterday, "")
        assert msgspec.json.decode(told.record, type=Filing) == filing


def test_the_order_in_the_log_tells_nothing_of_the_hours(system, filed, yesterday):
    log_filings(system, commitments(filed), yesterday)
    log = log_of(system.settings)
    size = log.checkpoint.size
    logged = [decode_entry(entry).commit for entry in log.entries(size)][-5:]
    assert logged == sorted(commitments(filed))


def test_a_batch_repeated_after_a_kill_is_logged_once(system, filed, yesterday):
    log_filings(system, commitments(filed)[:3], yesterday)
    size = log_of(system.settings).checkpoint.size
    assert log_filings(system, commitments(filed)[:3], yesterday) == 0
    assert log_of(system.settings).checkpoint.size == size


def test_a_day_that_is_not_over_is_refused(system, filed):
    with pytest.raises(ValueError, match="not over"):
        log_filings(system, commitments(filed), system.today())


def test_there_is_no_proof_before_the_day_is_logged_or_for_another_statement(
    system, filed, yesterday
):
    filing, salt = filed[0]
    assert filing_proof(system, filing, salt) is None
    log_filings(system, commitments(filed), yesterday)
    other = msgspec.structs.replace(filing, lead="ecology")
    assert filing_proof(system, other, salt) is None

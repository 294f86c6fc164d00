"""The log's keeper sees it, hands it over, adds a witness; a damaged log is told and left alone."""

import pytest
from click.testing import CliRunner

from intake.commands.log import command
from intake.services.log_keys import log_of, signer_of
from tlog.keys import Kind, Signer
from tlog.notes import parse_note
from tlog.verification import audit


@pytest.fixture
def place(on_sqlite):
    return on_sqlite.settings


@pytest.fixture
def run(place):
    environment = {
        "MINGJIAN_INSTANCE": str(place.instance),
        "MINGJIAN_PLACE": place.place,
        "MINGJIAN_DEMO": "1",
    }
    return lambda *arguments: CliRunner(env=environment).invoke(command, arguments)


def test_the_log_handed_over_and_witnessed_is_shown_with_both_keys(run, place):
    log, kept, old = log_of(place), log_of(place).checkpoint, signer_of(place)
    told = run("rotate", "--yes")
    assert (told.exit_code, told.output) == (0, f"{log.keys[-1]}\n")
    assert log.keys == [old.verifier, signer_of(place).verifier]
    witness = Signer.generate("witness.example", Kind.COSIGNATURE_V1)
    line = str(witness.cosign(parse_note(log.read("checkpoint")).text, 1_795_000_000))
    assert run("cosign", "--witness", str(witness.verifier), line).exit_code == 0
    shown = run("show").output
    assert shown == f"{old.verifier}\n{log.keys[-1]}\n{log.read('checkpoint').decode()}"
    assert line in shown
    assert all(each.proven for each in audit(log.read, log.keys[-1], kept))
    assert run("cosign", "--witness", str(old.verifier), line).exit_code == 1


def test_a_damaged_log_is_told_and_neither_it_nor_its_key_changes(run, place):
    run("rotate", "--yes")
    log, key = log_of(place), place.log_key_file.read_bytes()
    (log.folder / "checkpoint").write_bytes(b"spoilt")
    told = run("rotate", "--yes")
    assert told.exit_code == 1
    assert "公开日志的文件已损坏或者缺失" in told.output
    assert log.read("checkpoint") == b"spoilt"
    assert [path.name for path in place.instance.glob("log-key*")] == ["log-key"]
    assert place.log_key_file.read_bytes() == key
    (log.folder / "checkpoint").unlink()
    assert "公开日志的文件已损坏或者缺失" in run("show").output

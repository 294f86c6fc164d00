"""A reporter's proof, downloaded with the receipt, is checked offline by whoever is shown it."""

import re

import pytest
from click.testing import CliRunner

from intake.commands.proof import command
from intake.services.filing_proofs import log_past_filings
from intake.services.log_keys import log_of
from tlog.keys import Signer

TEXT = "金丝雀正文：大院里夜里炼钢\n第二行"
RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")


@pytest.fixture
def shown(citizen, on_sqlite, clock, tmp_path):
    """Download proof and secret as the status page gives them; return the way to check them."""
    page = citizen.send(citizen.open("/report/"), text=TEXT + "\n\n", matter="ground-bar-steel")
    receipt = RECEIPT.search(page.text).group()
    clock.advance(days=1)
    log_past_filings(on_sqlite)
    page = citizen.send(citizen.open("/report/status/"), receipt=receipt)
    form = page.form("/proof/")
    for name, what in (("proof", {}), ("secret", {"what": "secret"})):
        got = citizen.client.post(form.action, data=form.values | what, buffered=True)
        (tmp_path / name).write_bytes(got.data)
    (tmp_path / "text").write_text(TEXT + "\n", "utf-8")

    def check(*more, file="proof"):
        return CliRunner().invoke(command, [str(tmp_path / file), *map(str, more)])

    return check, tmp_path


def test_the_proof_is_checked_offline_and_tells_day_and_department_alone(shown, on_sqlite):
    check, folder = shown
    told = check("--key", str(log_of(on_sqlite.settings).keys[-1]))
    assert told.exit_code == 0, told.output
    assert "已证明：2026-11-23 在 zhanjiang 有一份举报，主办单位：industry" in told.output
    assert "金丝雀".encode() not in (folder / "proof").read_bytes()
    secret = (folder / "secret").read_text().strip()
    assert secret.encode() not in (folder / "proof").read_bytes()


def test_with_the_secret_the_very_text_is_proven_and_no_other(shown):
    check, folder = shown
    secret = (folder / "secret").read_text().strip()
    told = check("--text", folder / "text", "--secret", secret)
    assert "已证明：举报的就是这段文字" in told.output
    (folder / "text").write_text("另一段文字", "utf-8")
    assert check("--text", folder / "text", "--secret", secret).exit_code == 1
    assert check("--text", folder / "text", "--secret", "zz").exit_code == 2
    assert check("--secret", secret).exit_code == 2


@pytest.mark.parametrize(
    "saved",
    [
        TEXT.encode(),
        f"{TEXT}\r\n".replace("\n第", "\r\n第").encode(),
        TEXT.encode("utf-8-sig"),
        f"{TEXT}\n\n".encode(),
    ],
)
def test_the_text_is_proven_however_it_was_copied_and_saved(shown, saved):
    check, folder = shown
    secret = (folder / "secret").read_text().strip()
    (folder / "text").write_bytes(saved)
    told = check("--text", folder / "text", "--secret", secret)
    assert "已证明：举报的就是这段文字" in told.output


def test_what_cannot_be_compared_is_no_word_against_the_proof(shown):
    check, folder = shown
    secret = (folder / "secret").read_text().strip()
    (folder / "text").write_bytes(TEXT.encode("gb18030"))
    told = check("--text", folder / "text", "--secret", secret)
    assert (told.exit_code, "UTF-8" in told.output) == (2, True)
    told = check("--key", "zhanjiang.example+00+AA")
    assert told.exit_code == 2
    assert "不成立" not in told.output


def test_what_is_no_proof_or_another_logs_is_refused(shown):
    check, folder = shown
    whole = (folder / "proof").read_bytes()
    key = Signer.generate("elsewhere").verifier
    for bent in (b"", b"x", whole[:200], whole.replace(b"index ", b"index 1"), whole[:-20]):
        (folder / "bent").write_bytes(bent)
        told = check(file="bent")
        assert told.exit_code == 1, told.output
        assert "不成立" in told.output
    told = check("--key", key)
    assert told.exit_code == 1
    assert "签名不是这个日志的密钥所作" in told.output

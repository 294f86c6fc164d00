"""`mingjian proof`: check, offline, the proof that a report was filed."""

from __future__ import annotations

from pathlib import Path

import click

from intake.services.filing_proofs import content_digest
from ledger.filings import check_filing
from register.wording import gettext
from tlog.keys import Verifier
from tlog.notes import BadNote
from tlog.proofs import ProofFailed

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--key", metavar="VKEY", help="The log's public key as known from elsewhere.")
@click.option("--text", type=_FILE, help="The text of the report, if you were given it.")
@click.option("--secret", metavar="HEX", help="The reporter's secret, which goes with the text.")
def command(file: Path, key: str | None, text: Path | None, secret: str | None) -> None:
    """Check the proof in FILE that a report was filed; it needs no network.

    With the text and the reporter's secret, checks too that this very text was reported. Ends with
    0 where all is proven, and with 1 where something is not.
    """
    if (text is None) != (secret is None):
        raise click.UsageError(gettext("--text 和 --secret 要一起给出。"))
    known = _known(key)
    try:
        found = check_filing(file.read_bytes(), known)
    except ProofFailed as fault:
        raise click.ClickException(
            gettext("不成立：这不是有效的举报证明。[%(why)s]", why=fault)
        ) from fault
    except BadNote as fault:
        raise click.ClickException(
            gettext("不成立：签名不是这个日志的密钥所作。[%(why)s]", why=fault)
        ) from fault
    filing = found.filing
    click.echo(
        gettext(
            "已证明：%(day)s 在 %(place)s 有一份举报，主办单位：%(lead)s。",
            day=filing.day,
            place=filing.place,
            lead=filing.lead or gettext("待分办"),
        )
    )
    click.echo(gettext("签名密钥：%(key)s", key=found.key))
    if not key:
        click.echo(gettext("请与网站“公开日志”页上的公钥核对，或用 --key 给出。"))
    if text is not None and secret is not None:
        _compare(_read(text), secret, filing.content)


def _known(key: str | None) -> Verifier | None:
    """Return the key that was given; a mistyped one says nothing against the proof."""
    try:
        return Verifier.parse(key) if key else None
    except BadNote as fault:
        raise click.UsageError(gettext("--key 不是完整的公钥，请重新复制。")) from fault


def _read(file: Path) -> str:
    """Return a text with plain line ends, without the mark that Windows puts before UTF-8."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise click.UsageError(
            gettext("--text 的文件不是UTF-8编码，请用UTF-8编码另存后再试。")
        ) from fault


def _compare(text: str, secret: str, content: str) -> None:
    # editors end a file with a line end that nobody typed; copying loses the space around a text
    typed = (text, text.removesuffix("\n"), text.strip())
    try:
        same = content in {content_digest(secret.strip(), one) for one in typed}
    except ValueError as fault:
        raise click.UsageError(gettext("--secret 不是十六进制数字。")) from fault
    if not same:
        raise click.ClickException(gettext("不成立：举报的不是这段文字。"))
    click.echo(gettext("已证明：举报的就是这段文字。"))

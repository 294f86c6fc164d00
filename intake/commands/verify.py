"""`mingjian verify`: prove that nothing published was changed, dropped, rewritten or forked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click

from intake.fetching import Folder, Web
from ledger.audit import audit
from ledger.published import NotARecord
from ledger.report import Fault, NoLog, Report, Source
from ledger.words import why_unread
from register.wording import LazyText, gettext, ngettext
from register.wording import lazy_gettext as _
from tlog.keys import Verifier
from tlog.notes import BadNote
from tlog.verification import Fault as Kind

EXIT_CODES: Mapping[Kind, int] = {
    Kind.UNSIGNED: 7,
    Kind.FORKED: 6,
    Kind.REWRITTEN: 5,
    Kind.DROPPED: 4,
    Kind.CHANGED: 3,
    Kind.UNREADABLE: 8,
}
"""Of several faults, the first in this order; 9 where no log is kept, 0 where all is proven."""
NO_LOG = 9
SHOWN = 20
_HEADINGS: Mapping[Kind, LazyText] = {
    Kind.UNSIGNED: _("签名不成立：检查点或公钥不是本日志的"),
    Kind.FORKED: _("日志分叉：同一密钥签了两份互相矛盾的历史"),
    Kind.REWRITTEN: _("历史被改写：现在的日志不是您保存的检查点的延续"),
    Kind.DROPPED: _("内容缺失：记入日志的内容在网站上没有了，也没有结束公示的记录"),
    Kind.CHANGED: _("内容被改动：与记入日志时不同"),
    Kind.UNREADABLE: _("有文件没能读取，不能下结论"),
}


@click.command()
@click.argument("site", metavar="URL|DIR")
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A checkpoint kept from before; may be given several times.",
)
@click.option(
    "--record", "only", metavar="ID", help="Only this record (the log itself is always checked)."
)
@click.option("--key", metavar="VKEY", help="The log's public key as known from elsewhere.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Save the present checkpoint here once everything is proven.",
)
def command(
    site: str, kept: Sequence[Path], only: str | None, key: str | None, keep: Path | None
) -> None:
    """Verify a site: each record's commitment, inclusion, signature, and its history.

    Ends with 0 where all is proven; 3: changed, 4: dropped, 5: history rewritten, 6: log forked,
    7: not signed by the log's key, 8: something could not be read, 9: no log is kept there.
    """
    with closing(_source(site)) as source:
        report = _audited(source, [path.read_bytes() for path in kept], key, only)
    for line in _proven(report, only):
        click.echo(line)
    if report.faults:
        _tell(report.faults)
        raise click.exceptions.Exit(_exit_code(report.faults))
    if keep:
        keep.write_bytes(report.note)
        click.echo(gettext("检查点已存入 %(file)s，下次用 --checkpoint 一起核验。", file=keep))


def _source(site: str) -> Folder | Web:
    if site.startswith(("http://", "https://")):
        return Web(site)
    if not Path(site).is_dir():
        raise click.UsageError(
            gettext("“%(site)s”既不是http(s)网址，也不是本机上的文件夹。", site=site)
        )
    return Folder(Path(site))


def _audited(source: Source, kept: list[bytes], key: str | None, only: str | None) -> Report:
    try:
        known = Verifier.parse(key) if key else None
    except BadNote as fault:
        raise click.UsageError(
            gettext("--key 不是公钥（%(fault)s）；应为日志的 keys 文件中的一行。", fault=fault)
        ) from fault
    try:
        return audit(source, kept, known, only)
    except NoLog:
        _fail(NO_LOG, gettext("这个网站没有公开日志，不能核验。"))
    except BadNote as fault:
        words = gettext("检查点或者公钥不合格式，或者签名不是这个密钥的")
        _fail(EXIT_CODES[Kind.UNSIGNED], _heading(Kind.UNSIGNED), f"  {words}", f"  [{fault}]")
    except NotARecord as fault:
        words = gettext("网站关于日志的说明不合格式")
        _fail(EXIT_CODES[Kind.CHANGED], _heading(Kind.CHANGED), f"  {words}", f"  [{fault}]")
    except OSError as fault:
        _fail(EXIT_CODES[Kind.UNREADABLE], _heading(Kind.UNREADABLE), f"  {why_unread(fault)}")


def _fail(code: int, *lines: str) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    raise click.exceptions.Exit(code)


def _proven(report: Report, only: str | None) -> Iterator[str]:
    """Yield what was looked at, and what that can't show."""
    yield gettext(
        "日志 %(origin)s，共%(size)s项，网站显示的日期是%(day)s。",
        origin=report.checkpoint.origin,
        size=report.checkpoint.size,
        day=report.as_of,
    )
    if report.faults:
        return
    yield gettext("已证明：检查点由密钥 %(key)s 签名。", key=report.key)
    yield gettext("已证明：日志的每一项都在签名的根值之内。")
    if only:
        yield gettext("已证明：%(id)s 与它的承诺值一致。", id=only)
    else:
        yield ngettext(
            "已证明：公示的%(n)s条都与各自的承诺值一致，没有一条缺失。",
            "已证明：公示的%(n)s条都与各自的承诺值一致，没有一条缺失。",
            report.records,
        )
        yield from _ended(report)
    if report.months:
        yield ngettext(
            "已证明：%(n)s个月的举报办理数字与各自的承诺值一致，没有缺失。",
            "已证明：%(n)s个月的举报办理数字与各自的承诺值一致，没有缺失。",
            report.months,
        )
    for size in sorted(report.history):
        yield gettext("已证明：您保存的检查点（%(size)s项）是这份日志的开头。", size=size)
    if not report.history:
        yield gettext("没有证明：此前的历史。请用 --keep 保存检查点，下次用 --checkpoint 比较。")
    yield gettext("没有读取：为较小的旧检查点留着的不完整的瓦片文件，结论用不到它们。")
    yield gettext("没有证明：公示内容本身是否属实；网页、CSV和XLSX的排版文字是否与原文相同。")


def _ended(report: Report) -> Iterator[str]:
    if report.tombstones:
        yield ngettext(
            "已证明：另有%(n)s条已结束公示，只留记录。",
            "已证明：另有%(n)s条已结束公示，只留记录。",
            report.tombstones,
        )
    if report.pending:
        yield ngettext(
            "另有%(n)s条已结束公示，内容尚待清除，未作证明。",
            "另有%(n)s条已结束公示，内容尚待清除，未作证明。",
            report.pending,
        )
    if report.later:
        yield ngettext(
            "日志另有%(n)s项晚于网站显示的日期，未作证明。",
            "日志另有%(n)s项晚于网站显示的日期，未作证明。",
            report.later,
        )


def _tell(faults: Sequence[Fault]) -> None:
    for kind in EXIT_CODES:
        found = [fault for fault in faults if fault.kind is kind]
        if not found:
            continue
        click.echo(_heading(kind), err=True)
        for fault in found[:SHOWN]:
            parts = (fault.what, fault.where, fault.words)
            click.echo(f"  {' · '.join(part for part in parts if part)}", err=True)
        if len(found) > SHOWN:
            rest = len(found) - SHOWN
            click.echo(ngettext("  另有%(n)s处", "  另有%(n)s处", rest), err=True)


def _heading(kind: Kind) -> str:
    return gettext("未通过——%(what)s：", what=_HEADINGS[kind])


def _exit_code(faults: Sequence[Fault]) -> int:
    kinds = {fault.kind for fault in faults}
    return next(code for kind, code in EXIT_CODES.items() if kind in kinds)

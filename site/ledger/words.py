"""What an audit found wrong with a log, in words for whoever asked: `tlog` knows no language."""

from __future__ import annotations

from collections.abc import Mapping

from register.wording import LazyText, gettext
from register.wording import lazy_gettext as _
from tlog.verification import Check, Fault, Finding

_GONE = _("这个文件不在，或者缺了一截")
_UNREAD = _("没能读取这个文件")
_MISSHAPEN = _("这个文件不合格式")

_WORDS: Mapping[tuple[Check, Fault], LazyText] = {
    (Check.SIGNATURE, Fault.UNSIGNED): _("检查点不是本日志的密钥签的，或者不合格式"),
    (Check.SIGNATURE, Fault.UNREADABLE): _UNREAD,
    (Check.ENTRIES, Fault.CHANGED): _MISSHAPEN,
    (Check.ENTRIES, Fault.DROPPED): _GONE,
    (Check.ENTRIES, Fault.UNREADABLE): _UNREAD,
    (Check.TILES, Fault.CHANGED): _("这个文件中的哈希值与下一层算出的不同"),
    (Check.TILES, Fault.DROPPED): _GONE,
    (Check.TILES, Fault.UNREADABLE): _UNREAD,
    (Check.ROOT, Fault.CHANGED): _(
        "由各项内容算出的根值不是签名的那个：有内容被改动、插入或者删去"
    ),
    (Check.HISTORY, Fault.UNSIGNED): _("保存的检查点是另一份日志的"),
    (Check.HISTORY, Fault.REWRITTEN): _("现在的日志不是从保存的检查点续下来的"),
    (Check.HISTORY, Fault.FORKED): _("项数相同，签名的根值却不同"),
    (Check.HISTORY, Fault.DROPPED): _("比较历史要用的日志文件不在，或者缺了一截"),
    (Check.HISTORY, Fault.CHANGED): _("比较历史要用的日志文件不合格式"),
    (Check.HISTORY, Fault.UNREADABLE): _("比较历史要用的日志文件没能读取"),
}


def words_of(finding: Finding) -> str:
    """Return what a failed check of the log found."""
    if finding.fault is None:
        return ""
    if finding.check is Check.ENTRIES and finding.about:
        return gettext("日志第%(n)s项不是当初记入的内容", n=finding.about)
    return str(_WORDS[finding.check, finding.fault])


def why_unread(error: Exception) -> str:
    """Return why a file of the site could not be made use of."""
    if isinstance(error, FileNotFoundError):
        return str(_GONE)
    if isinstance(error, OSError):
        return error.strerror or str(error) or str(_UNREAD)
    return str(_MISSHAPEN)

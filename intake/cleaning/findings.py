"""What came of cleaning a file: a copy and what was left out of it, or why there is none."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from register.wording import LazyText, lazy_gettext


class Refusal(StrEnum):
    """Why there is no copy."""

    UNKNOWN_KIND = "unknown-kind"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    OUT_OF_BOUNDS = "out-of-bounds"


REFUSAL_NAMES: dict[Refusal, LazyText] = {
    Refusal.UNKNOWN_KIND: lazy_gettext("这种文件不能自动去除附带信息，只有原件。"),
    Refusal.DAMAGED: lazy_gettext("文件已损坏或内容与格式不符，不能去除附带信息，只有原件。"),
    Refusal.ENCRYPTED: lazy_gettext("文件设有密码，不能去除附带信息，只有原件。"),
    Refusal.TOO_LARGE: lazy_gettext("展开后过大，没有处理，只有原件；打开原件可能使电脑停止响应。"),
    Refusal.OUT_OF_BOUNDS: lazy_gettext(
        "处理时超出时间或内存限制，已停止，只有原件；打开原件前请特别小心。"
    ),
}


class Removed(StrEnum):
    """What a copy does not have any more, or what is to be known of it."""

    METADATA = "metadata"
    FRAMES = "frames"
    SCRIPTS = "scripts"
    ATTACHMENTS = "attachments"
    LINKS = "links"
    AUTHORS = "authors"
    MACROS = "macros"
    INCOMPLETE = "incomplete"
    EMBEDDED = "embedded"


REMOVED_NAMES: dict[Removed, LazyText] = {
    Removed.METADATA: lazy_gettext("已去除拍摄时间、地点、设备、作者等附带信息"),
    Removed.FRAMES: lazy_gettext("动画只保留第一帧"),
    Removed.SCRIPTS: lazy_gettext("已去除脚本和自动操作"),
    Removed.ATTACHMENTS: lazy_gettext("已去除夹带的附件"),
    Removed.LINKS: lazy_gettext("已去除打开时会联网的引用"),
    Removed.AUTHORS: lazy_gettext("批注、修订的作者和时间已去除"),
    Removed.MACROS: lazy_gettext("已去除宏"),
    Removed.INCOMPLETE: lazy_gettext("原件不完整，副本只有能读出的部分"),
    Removed.EMBEDDED: lazy_gettext("文件中嵌有其他文件，嵌入的部分没有处理"),
}


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the child reports before it sends the copy, if there is one."""

    refusal: Refusal | None = None
    removed: tuple[Removed, ...] = ()
    ending: str = ""
    """The ending that the copy's name should have, such as `jpg`."""


class NotCleaned(Exception):
    """A cleaner gives up; nothing of the file is passed on."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal

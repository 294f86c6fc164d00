"""Answers that departments give again and again: `responses.toml` in the place's content folder.

They are the place's words, in Chinese, to be completed by the officer: what stands in 〔〕 must be
filled in, and an answer that still has one is not sent. A document's number keeps its year in 〔〕.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from intake.domain.errors import Incomplete
from intake.domain.outcomes import Outcome
from intake.services.system import System
from register.wording import SOURCE_LANGUAGE, gettext, language

FILE = "responses.toml"


class Use(StrEnum):
    """Where an answer is used."""

    REPLY = "reply"
    CLOSE = "close"


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """One answer to start from."""

    id: str
    use: Use
    title: str
    title_en: str
    text: str
    outcome: Outcome | None = None
    """The result it is for; only of an answer with which a case is closed."""

    @property
    def name(self) -> str:
        """Its title in the language of the page."""
        return self.title if language() == SOURCE_LANGUAGE else self.title_en


class _File(msgspec.Struct, forbid_unknown_fields=True):
    responses: tuple[Response, ...] = ()


def responses(system: System) -> tuple[Response, ...]:
    """Return the place's answers, in the file's order; none where there is no file.

    Raises:
        msgspec.ValidationError: the file has something that is no answer.

    """
    path = system.settings.place_folder / FILE
    if not path.exists():
        return ()
    return msgspec.toml.decode(path.read_bytes(), type=_File).responses


_GAP = re.compile(
    r"〔(?!(?:19|20)\d\d〕)[^〕]*〕"  # ours; 湛工信〔2021〕5号 has none
    r"|[【\[［](?:请)?(?:填写|填入|输入|补充|待填|待定)[^】\]］]*[】\]］]"
    r"|[【\[［][\s_＿…]*[】\]］]"
)
"""What an officer's own form of words may leave to be filled in, besides ours. A heading between
such brackets is none."""


def require_filled_in(text: str) -> None:
    """Let pass an answer without a gap left; raises `Incomplete` naming the first one."""
    if gap := _GAP.search(text):
        raise Incomplete("text", gettext("请把“%(gap)s”换成实际内容后再提交。", gap=gap[0]))

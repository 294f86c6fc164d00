"""Which build Pelican's settings file is read for: one that our program asks, or the environment.

`pelican -s site/publishconf.py` has no options of ours, so it is asked by MINGJIAN_PLACE,
MINGJIAN_CONTENT and MINGJIAN_AS_OF; `mingjian build` says itself what it wants, whatever these say.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from publisher.failures import BuildFailed
from publisher.sources import Request, place_folder

PLACE, CONTENT, AS_OF = "MINGJIAN_PLACE", "MINGJIAN_CONTENT", "MINGJIAN_AS_OF"


class Asked(NamedTuple):
    """The place to build, its content folder, and the day; None for today."""

    place: str
    content: Path
    as_of: dt.date | None

    @property
    def folder(self) -> Path:
        """The place's own folder."""
        return self.content / self.place


_given: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def given(request: Request) -> Iterator[None]:
    """Let the settings file be read for this request."""
    token = _given.set(Asked(request.place, request.content, request.as_of))
    try:
        yield
    finally:
        _given.reset(token)


def asked(environment: Mapping[str, str]) -> Asked:
    """Return the build to make; ends the program with a plain message where none can be made.

    Pelican reads settings before it can report anything but a traceback.
    """
    found = _given.get()
    if found:
        return found
    try:
        return from_environment(environment)
    except BuildFailed as failure:
        sys.exit(str(failure))


def from_environment(environment: Mapping[str, str]) -> Asked:
    """Return the build that environment variables ask for.

    Raises:
        BuildFailed: one of them is wrong; says which and how to mend it.

    """
    content = Path(environment.get(CONTENT) or "content").resolve()
    if not content.is_dir():
        raise BuildFailed(f"{CONTENT}: 没有内容文件夹 {content}。请写存放各地区文件夹的路径。")
    place = environment.get(PLACE) or "zhanjiang"
    try:
        place_folder(content, place)
    except BuildFailed as failure:
        raise BuildFailed(f"{PLACE}: {failure}") from failure
    return Asked(place, content, _day(environment.get(AS_OF)))


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise BuildFailed(
            f"{AS_OF}: “{text}”不是日期。请写作 2026-11-22，且确有这一天；不设即为今天。"
        ) from None

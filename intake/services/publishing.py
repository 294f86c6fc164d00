"""Publishing: approved acts go in the book and from there on the public site.

Whoever approves calls `publish` after the decision is stored, again if need be: what is in the
book already is passed over, so that work repeated after a kill publishes nothing twice.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from intake.services.system import System
from register.acts import ActId, AnyAct
from register.files import append_acts, load_book
from register.problems import Problem, ProblemsFound
from register.rules import check
from register.wording import gettext

SITE_FOLDER = "site"
"""The built site, inside the instance folder."""


@dataclass(frozen=True)
class Published:
    """What came of publishing."""

    acts: tuple[ActId, ...]
    """Those that are new in the book."""
    site_fault: str
    """Why the site could not be brought up to date, empty where it was; the worker tries again."""


def publish(system: System, acts: Iterable[AnyAct]) -> Published:
    """Put approved acts in the book, all or none, and bring the site up to date.

    May be called again with the same acts after a kill or a failure. It is slow (it builds the
    site, about a second): call it outside a database transaction. A site that can't be built is
    told in the result and leaves the book as published.

    Raises:
        ProblemsFound: an act breaks a rule of the book, is dated after today, or its id is taken
            by another act; nothing is published then.

    """
    new = tuple(_not_yet_in_book(system, tuple(acts)))
    if new:
        append_acts(system.settings.place_folder, new)
    return Published(tuple(act.id for act in new), build_site(system))


def build_site(system: System) -> str:
    """Bring the site to the state of the book today; return what stopped it, empty if nothing did.

    A process of its own does it: a build forks, which a server with threads must not.
    """
    settings = system.settings
    done = subprocess.run(  # noqa: S603 - our own program with our own settings
        [
            *(sys.executable, "-m", "intake", "build"),
            *("--place", settings.place),
            *("--content", str(settings.content)),
            *("--output", str(settings.instance / SITE_FOLDER)),
            *("--as-of", system.today().isoformat()),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip() or gettext("生成网站失败") if done.returncode else ""


def _not_yet_in_book(system: System, acts: tuple[AnyAct, ...]) -> Iterable[AnyAct]:
    book = load_book(system.settings.place_folder, system.profile)
    present = {act.id: act for act in book.acts}
    new = [act for act in acts if present.get(act.id) != act]
    problems = [*_dated_ahead(system, new), *check([*book.acts, *new], system.profile)]
    if problems:
        raise ProblemsFound(problems)
    return new


def _dated_ahead(system: System, acts: Iterable[AnyAct]) -> Iterable[Problem]:
    for act in acts:
        if act.date > system.today():
            yield Problem(
                f"acts/{act.date.year}.jsonl",
                0,
                "date",
                gettext("公布日期%(day)s还没有到", day=act.date),
                gettext("请改为今天，或到当天再公布"),
            )

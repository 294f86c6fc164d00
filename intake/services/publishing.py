"""Publishing: approved acts go in the book and its log, and from there on the public site.

Book and log change in one step (`register.journal`): killed at any moment, either nothing
happened, or whoever opens the book next carries the step out, which takes no secret. The site is
built aside and put up whole. So at every moment book, log and site are each a state that was
decided on, and the next build brings the site level.

Whoever approves calls `publish` after the decision is stored, again if need be: what is in the
book already is passed over, so that work repeated after a kill publishes nothing twice.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intake.services.ending import erase_ended
from intake.services.log_keys import growing_log
from intake.services.system import System
from ledger.steps import adding
from register import journal
from register.acts import ActId, AnyAct, EnterpriseId
from register.canonical import decode, encode
from register.files import decode_book, lines_by_file
from register.histories import History
from register.lines import TOMBSTONE, RawBook, act_ids, amending, raw_of
from register.problems import Problem, ProblemsFound, first_problems
from register.rules import check_histories
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
    """Put approved acts in book and log, all or none, and bring the site up to date.

    Where an act ends another's publicity, the content of both is erased. May be called again with
    the same acts after a kill or a failure. It is slow (it builds the site, about a second): call
    it outside a database transaction. A site that can't be built is told in the result and leaves
    the book as published.

    Raises:
        ProblemsFound: an act breaks a rule of the book, is dated after today, or its id is taken
            by another act; nothing is published then.
        LogUnusable: see `log_keys.growing_log`; nothing is published then.

    """
    new = record(system, tuple(acts))
    erase_ended(system)
    return Published(tuple(act.id for act in new), build_site(system))


def record(system: System, acts: Sequence[AnyAct]) -> list[AnyAct]:
    """Put acts in book and log without building the site; return those that are new there.

    Raises as `publish`.
    """
    settings = system.settings
    with amending(settings.place_folder):
        raw = raw_of(settings.place_folder)
        new = [act for act in acts if not _present(raw, act)]
        problems = first_problems((*_dated_ahead(system, new), *_broken_rules(system, raw, new)))
        if problems:
            raise ProblemsFound(problems)
        if new:
            with growing_log(settings) as (log, signer):
                before = log.checkpoint.size
                changes = adding(log, signer, lines_by_file(new), system.today())
            journal.commit(settings.place_folder, changes)
            log.forget_old_partials(before)
    return new


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


def _present(raw: RawBook, act: AnyAct) -> bool:
    """Tell whether the book has this very act, or its tombstone; another of its id is no match."""
    line = encode(act)
    for known in (raw.histories or {}).get(act.enterprise.id, ()):
        if known == line or (TOMBSTONE in known and act_ids(known) == [act.id]):
            return True
    return False


def _broken_rules(system: System, raw: RawBook, new: Sequence[AnyAct]) -> Iterator[Problem]:
    if raw.histories is None:
        decode_book(raw, system.profile)  # names file and line
    by_firm: defaultdict[EnterpriseId, list[AnyAct]] = defaultdict(list)
    for act in new:
        by_firm[act.enterprise.id].append(act)
    lines = raw.histories or {}
    yield from check_histories(
        (
            History(firm, [*map(decode, lines.get(firm, ())), *acts]).lines
            for firm, acts in by_firm.items()
        ),
        system.profile,
    )


def _dated_ahead(system: System, acts: Iterable[AnyAct]) -> Iterator[Problem]:
    for act in acts:
        if act.date > system.today():
            yield Problem(
                f"acts/{act.date.year}.jsonl",
                0,
                "date",
                gettext("公布日期%(day)s还没有到", day=act.date),
                gettext("请改为今天，或到当天再公布"),
            )

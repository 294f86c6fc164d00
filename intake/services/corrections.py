"""What dispatchers make of the router's proposals, kept to see what its rules get wrong.

A ruling holds labels, the day and the lexicon's own titles; it names no case and holds no word of
the reporter, whose text stays sealed. Where a sentence would help, the dispatcher makes one up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from intake.db.engine import reading, writing
from intake.db.rulings import Ruling, Sent, add_ruling, all_rulings, give_example
from intake.db.sealed import events_of
from intake.domain.checks import limited
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move, Party
from intake.routing import lexicon_titles
from intake.services.history import report_of
from intake.services.moving import Moving
from intake.services.system import System
from register.jurisdiction import Matter
from register.privacy import find
from register.wording import gettext

LONGEST_EXAMPLE = 300
_SHARED_ENOUGH = 10
"""Confidence is kept by tens of percent: finer would help to find the case again."""


@dataclass(frozen=True)
class Confused:
    """How often the router took one matter for another, or the area or lead wrong."""

    proposed: Matter
    ruled: Matter
    count: int


@dataclass(frozen=True)
class Checked:
    """A correction, and what the rules make of its example today; None without an example."""

    ruling: Ruling
    now: Sent | None

    @property
    def mended(self) -> bool:
        """Whether the rules have come to agree with the dispatcher on the example.

        An example seldom names a place, so the area does not count.
        """
        ruled = self.ruling.ruled
        return self.now is not None and (self.now.matter, self.now.lead) == (
            ruled.matter,
            ruled.lead,
        )


@dataclass(frozen=True)
class Review:
    """What the rulings of a stretch of time say of the router."""

    ruled: int
    confirmed: int
    confused: Sequence[Confused]
    """By matter, the most frequent first; equal matters differ in lead or area."""
    corrections: Sequence[Checked]


def note_ruling(under_way: Moving, ruled: Sent) -> None:
    """Keep what the dispatcher rules on the router's proposal, in the move's own transaction.

    Only the first ruling by a person on a case is one on the router: a later one is on theirs.
    """
    case, system = under_way.case, under_way.system
    happened = events_of(under_way.connection, case.id)
    if any(event.move is Move.DISPATCH and event.by is not Party.ROUTER for event in happened):
        return
    report = report_of(happened, under_way.key, case.id)
    known = lexicon_titles()
    heard = dict.fromkeys(says for _start, _end, says in report.evidence if says in known)
    ruling = Ruling(
        id=system.new_id(),
        day=system.today(),
        proposed=Sent(case.matter, report.lead or case.lead, case.area),
        ruled=ruled,
        confidence=round(report.confidence * 100 / _SHARED_ENOUGH) * _SHARED_ENOUGH,
        titles=tuple(heard),
    )
    add_ruling(under_way.connection, ruling)


def review(system: System, since: dt.date | None = None) -> Review:
    """Return what dispatchers confirmed and corrected, since a day or ever."""
    with reading(system.engine) as connection:
        found = list(all_rulings(connection, since))
    wrong = [ruling for ruling in found if ruling.corrects]
    pairs = Counter((one.proposed.matter, one.ruled.matter) for one in wrong)
    return Review(
        ruled=len(found),
        confirmed=len(found) - len(wrong),
        confused=[Confused(*pair, count) for pair, count in pairs.most_common()],
        corrections=[Checked(one, _now(system, one)) for one in wrong],
    )


def write_example(system: System, ruling_id: str, example: str) -> None:
    """Keep a sentence that the dispatcher made up for a correction; an empty one removes it.

    Raises:
        Incomplete: too long, or it holds personal data, or there is no such correction.

    """
    said = limited("example", example.strip(), LONGEST_EXAMPLE)
    if leak := next(find(said), None):
        raise Incomplete(
            "example",
            gettext("示例中“%(words)s”像是个人信息，请删去后再保存。", words=leak.masked),
        )
    with writing(system.engine) as connection:
        if not give_example(connection, ruling_id, said or None):
            raise Incomplete("example", gettext("没有这条记录，可能已被清理，请刷新页面。"))


def _now(system: System, ruling: Ruling) -> Sent | None:
    if ruling.example is None:
        return None
    proposal = system.router.route(ruling.example)
    return Sent(proposal.matter, proposal.lead, proposal.territorial)

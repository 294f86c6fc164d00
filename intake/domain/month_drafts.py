"""A month's numbers on their way to the public: prepared by one officer, approved by another.

It lives by the moves of a draft act (`intake.domain.drafting`); to prepare is to start it and to
send it in one. Nothing in it is typed: it is counted, and counted anew when it is sent once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.domain.drafting import Drafted, DraftState
from intake.domain.figures import Concern, Figure, Mark, Marks, settled
from intake.domain.rates import rating
from intake.domain.roles import COORDINATION
from intake.domain.suppression import TOTAL, WHOLE, Place, is_small, left_out, parts_left_out
from register.jurisdiction import Profile
from register.numbers import UNTOLD, Count, Line, Month, Part, Satisfaction, Steps

UNDER_WAY = frozenset(
    {DraftState.DRAFTING, DraftState.SUBMITTED, DraftState.RETURNED, DraftState.APPROVED}
)
"""States in which a month cannot be prepared once more."""

_COLUMNS = Line.__struct_fields__
_ANSWERS = (Figure.RECEIVED, Figure.ANSWERED, Figure.ANSWERED_LATE, Figure.UNANSWERED)
"""What the columns of a line count, in order."""
_NUMBERS = Mapping[str, int]


@dataclass(frozen=True)
class MonthDraft(Drafted):
    """A month as prepared; `numbers` is what approval publishes, but for the day of approval."""

    numbers: Month


@dataclass(frozen=True)
class Heading:
    """What a prepared month says of itself."""

    month: str
    revision: int
    counted_on: date
    by: tuple[str, str]
    salt: str


def prepared(
    heading: Heading, marks: Marks, profile: Profile, before: Month | None = None
) -> Month:
    """Return a month ready to be published, without its small counts.

    `before` is the month as it was published last: what it left out stays out.
    """
    today = heading.counted_on
    whole = settled(marks, today)
    departments = _lines(
        marks,
        today,
        [department.id for department in profile.departments],
        lambda mark: mark.cell.department,
        otherwise=COORDINATION,
    )
    areas = _lines(
        marks,
        today,
        [*(area.id for area in profile.areas), UNTOLD],
        lambda mark: mark.cell.area,
        otherwise=UNTOLD,
    )
    total = [whole[figure] for figure in _ANSWERS]
    groups = (departments, areas)
    already = _left_out_before(before, groups) if before else ()
    hidden = left_out(total, [list(group.values()) for group in groups], already)
    by_concern = _by_concern(marks, today)
    reports = before.enforcement if before else None
    services = before.service if before else None
    return Month(
        month=heading.month,
        revision=heading.revision,
        counted_on=today,
        approved_on=today,
        by=heading.by,
        salt=heading.salt,
        total=Line(**_told(total, hidden, TOTAL, 0)),
        steps=_steps(whole, before, received_told=Place(TOTAL, 0, WHOLE) not in hidden),
        enforcement=_satisfaction(by_concern[Concern.ENFORCEMENT], reports),
        service=_satisfaction(by_concern[Concern.SERVICE], services),
        departments=tuple(_parts(departments, hidden, 0)),
        areas=tuple(_parts(areas, hidden, 1)),
    )


_Lines = Mapping[str, Sequence[int]]


def _lines(
    marks: Marks,
    today: date,
    names: Sequence[str],
    name_of: Callable[[Mark], str],
    *,
    otherwise: str,
) -> _Lines:
    """Return a line for each name; what is under none of them stands under `otherwise`."""
    grouped: defaultdict[str, Marks] = defaultdict(Counter)
    for mark, n in marks.items():
        name = name_of(mark)
        grouped[name if name in names else otherwise][mark] += n
    sums = {name: settled(grouped[name], today) for name in names}
    return {name: [sums[name][figure] for figure in _ANSWERS] for name in names}


def _left_out_before(before: Month, groups: Sequence[_Lines]) -> Iterator[Place]:
    """Yield where counts were left out; a department or area that is gone has no place any more."""
    known = [(TOTAL, 0, before.total)]
    for group, (lines, parts) in enumerate(
        zip(groups, (before.departments, before.areas), strict=True)
    ):
        order = {name: at for at, name in enumerate(lines)}
        known += [(group, order[part.id], part) for part in parts if part.id in order]
    for group, at, line in known:
        for column, name in enumerate(_COLUMNS):
            if getattr(line, name) is None:
                yield Place(group, at, column)


def _told(line: Sequence[int], hidden: Collection[Place], group: int, at: int) -> dict[str, Count]:
    return {
        name: None if Place(group, at, column) in hidden else line[column]
        for column, name in enumerate(_COLUMNS)
    }


def _parts(lines: _Lines, hidden: Collection[Place], group: int) -> Iterator[Part]:
    for at, (name, line) in enumerate(lines.items()):
        yield Part(id=name, **_told(line, hidden, group, at))


def _steps(whole: Counter[Figure], before: Month | None, *, received_told: bool) -> Steps:
    closing = {
        "closed": whole[Figure.CLOSED],
        "closed_late": whole[Figure.CLOSED_LATE],
        "unclosed": whole[Figure.UNCLOSED],
    }
    signing = {
        "signed": whole[Figure.SIGNED],
        "signed_late": whole[Figure.SIGNED_LATE],
        "unsigned": whole[Figure.UNSIGNED],
    }
    sent = {"assigned": whole[Figure.ASSIGNED], "returned": whole[Figure.RETURNED]}
    reviewed = {"reviewed": whole[Figure.REVIEWED], "sent_back": whole[Figure.SENT_BACK]}
    limited = sum(signing.values()) == sent["assigned"]  # else the place sets no limit for signing
    hidden = {
        *_parts_out(closing, sum(closing.values()), whole_told=received_told),
        *(_parts_out(signing, sent["assigned"]) if limited else signing),
        *_share_out(sent),
        *_share_out(reviewed),
        *_none_in(before.steps if before else None),
    }
    return Steps(**_without(hidden, closing | signing | sent | reviewed))


def _parts_out(parts: _NUMBERS, whole: int, *, whole_told: bool = True) -> Iterator[str]:
    names = list(parts)
    hidden = parts_left_out(whole, list(parts.values()), whole_told=whole_told)
    return (names[at] for at in hidden)


def _share_out(whole_and_share: _NUMBERS) -> Iterator[str]:
    """Yield what to leave out of a whole and a share of it: the rest is theirs to subtract, too."""
    (name, whole), (share_name, share) = whole_and_share.items()
    if is_small(whole):
        yield name
    if any(map(is_small, (whole, share, whole - share))):
        yield share_name


def _satisfaction(figures: Counter[Figure], before: Satisfaction | None) -> Satisfaction:
    """Return what was said; how many were asked is told nowhere, so each count stands alone."""
    found = vars(rating(figures))
    hidden = {name for name, count in found.items() if is_small(count)}
    return Satisfaction(**_without(hidden | _none_in(before), found))


def _by_concern(marks: Marks, today: date) -> Mapping[Concern, Counter[Figure]]:
    return {
        concern: settled(
            Counter({mark: n for mark, n in marks.items() if mark.cell.concern is concern}), today
        )
        for concern in Concern
    }


def _none_in(before: Steps | Satisfaction | None) -> set[str]:
    if before is None:
        return set()
    return {name for name in before.__struct_fields__ if getattr(before, name) is None}


def _without(hidden: Collection[str], counts: _NUMBERS) -> dict[str, Count]:
    return {name: None if name in hidden else count for name, count in counts.items()}

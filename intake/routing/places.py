"""Where the site is: what each place name does in its sentence, and which one is the site.

The writer's home, the buyer's city, a firm's name are not the site. What several areas share is
never guessed: the areas it may be in are reported instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from intake.routing.gazetteer import Named, Names
from intake.routing.place_names import ELSEWHERE, PlaceWords, Struct, data
from intake.routing.text import NormalText, fold
from register.jurisdiction import Profile

_ROLE_WINDOW = 14
"""So many characters before and after a name tell its role."""
_NAMED = 2.0
"""The score of a place that is simply named."""
_PARENT_CITY = 1.6
_TELLING = 1.0
_HOME = "writer's home"
_MOST_LIKELY = 0.8
"""How certain it is that who names no place but their home writes of there."""
_NAMED_IN_VAIN = 0.85
"""How certain it is that a text which names a place of ours, but as a home, a way or another's,
does not tell the site; and that what is ours is the site where a place outside may be."""
_CLOSE = 0.5
"""Two sites whose scores are this close are both meant, so neither is chosen."""
_SETTLES_NOTHING = {"denied", "road", "only-a-name", "customers"}
_AT_HOME = re.compile(
    r"附近|旁边|边上|边度|路口|路过|经过|隔壁|楼下|楼上|村里|我们村|我村|村口|村头|村尾|我们这|这里有|这边有|对面|家门口|门口|屋企|屋后|周围|周边"
    r"|一带|村边|屋边|镇上|圩上|街上|老家|娘家|吵醒|睡不着|后面|不远|楼前|小区|家里闻|窗|本村|屋背|条村|呢度|我们村|家中|村干部|村委|村长|村支书|承包|责任田|自留地|祖坟"
)


class RoleRule(Struct, frozen=True):
    """A role of a place name, told by the words around it."""

    id: str
    score: float
    before: str = ""
    after: str = ""


class _RoleFile(Struct, frozen=True):
    role: tuple[RoleRule, ...]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text, the areas it may be in, and how well it tells the site."""

    start: int
    end: int
    areas: frozenset[str]
    role: str
    score: float


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is, as far as the text tells."""

    area: str | None
    elsewhere: bool = False
    candidates: tuple[str, ...] = ()
    """Several areas it may be in; empty when it is known or untold."""
    certainty: float = 1.0
    mention: PlaceMention | None = None


class Places:
    """Finds the site of a text among the names of one place."""

    def __init__(self, profile: Profile, words: PlaceWords) -> None:
        self._everywhere = frozenset(area.id for area in profile.areas)
        self._names = Names(profile, words)
        self._roles = tuple(_compiled_roles())

    def locate(
        self, normal: NormalText, mentions: Sequence[PlaceMention], given: str | None = None
    ) -> Site:
        """Return where the site is; `given` is the area the reporter or the hotline picked."""
        site = _choose(mentions, normal, self._everywhere)
        if given not in self._everywhere or site.elsewhere:
            return site
        if site.area is None and (not site.candidates or given in site.candidates):
            return Site(given, certainty=0.95, mention=site.mention)
        return site

    def mentions(self, normal: NormalText) -> list[PlaceMention]:
        """Return every place named, with its role."""
        return [self._mention(named, normal) for named in self._names.find(normal)]

    def _mention(self, named: Named, normal: NormalText) -> PlaceMention:
        role, score = self._role(named.start, named.end, normal)
        if named.near_abroad:
            score = min(score, _PARENT_CITY)
        return PlaceMention(named.start, named.end, named.areas, role, score)

    def _role(self, start: int, end: int, normal: NormalText) -> tuple[str, float]:
        clause = normal.clauses[normal.clause_at[start]]
        before = normal.text[max(clause.start, start - _ROLE_WINDOW) : start]
        after = normal.text[end : end + _ROLE_WINDOW]
        for name, score, earlier, later in self._roles:
            if (earlier is None or earlier.search(before)) and (
                later is None or later.search(after)
            ):
                return name, score
        return "named", _NAMED


_Compiled = tuple[str, float, re.Pattern[str] | None, re.Pattern[str] | None]


def _compiled_roles() -> Iterator[_Compiled]:
    for role in msgspec.toml.decode(data("roles.toml"), type=_RoleFile).role:
        before = re.compile(fold(role.before)) if role.before else None
        after = re.compile(fold(role.after)) if role.after else None
        yield role.id, role.score, before, after


def _choose(
    mentions: Sequence[PlaceMention], normal: NormalText, everywhere: frozenset[str]
) -> Site:
    best: dict[frozenset[str], PlaceMention] = {}
    narrowed = list(_narrowed(mentions, everywhere))
    sole = len({m.areas for m in narrowed} - {everywhere}) == 1
    alone = not any(m.score >= _TELLING and m.areas != everywhere for m in narrowed)
    for mention in narrowed:
        scored = _lifted(mention, normal, sole=sole) if alone else mention
        known = best.get(scored.areas)
        if scored.score >= _TELLING and (known is None or scored.score > known.score):
            best[scored.areas] = scored
    ranked = sorted(best.values(), key=lambda mention: -mention.score)
    local = [m for m in ranked if m.areas != everywhere]
    if not local:
        certainty = _NAMED_IN_VAIN if any(_might_tell(m, everywhere) for m in narrowed) else 1.0
        return Site(None, certainty=certainty, mention=ranked[0] if ranked else None)
    return _decide(local, ranked, everywhere)


def _might_tell(mention: PlaceMention, everywhere: frozenset[str]) -> bool:
    """Return whether a place of ours is named that may be the site after all."""
    return mention.areas < everywhere and mention.role not in _SETTLES_NOTHING


def _decide(
    local: Sequence[PlaceMention], ranked: Sequence[PlaceMention], everywhere: frozenset[str]
) -> Site:
    top = local[0]
    if top.areas == {ELSEWHERE}:
        home = [mention for mention in ranked if mention.areas != {ELSEWHERE}]
        if home and home[0].score >= top.score:
            inside = [mention for mention in home if mention.areas != everywhere]
            return _decide(inside, home, everywhere) if inside else Site(None, certainty=0.85)
        certain = top.score > _NAMED and not home
        return Site(None, elsewhere=True, certainty=0.95 if certain else 0.85, mention=top)
    rivals = [m for m in local[1:] if m.areas != {ELSEWHERE} and top.score - m.score < _CLOSE]
    if rivals:
        return _shared(top, rivals)
    if len(top.areas) > 1:
        return Site(None, candidates=_inside(top.areas), mention=top)
    return Site(next(iter(top.areas)), certainty=_certainty(top, local[1:]), mention=top)


def _certainty(top: PlaceMention, others: Sequence[PlaceMention]) -> float:
    if top.role == _HOME:
        return _MOST_LIKELY
    if any(other.areas == {ELSEWHERE} and other.score >= _NAMED for other in others):
        return _NAMED_IN_VAIN
    return 1.0 if top.score >= _NAMED or not others else 0.9


def _shared(top: PlaceMention, rivals: Sequence[PlaceMention]) -> Site:
    areas = frozenset.union(top.areas, *(rival.areas for rival in rivals))
    return Site(None, candidates=_inside(areas), certainty=0.8, mention=top)


def _inside(areas: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(areas - {ELSEWHERE}))


def _narrowed(
    mentions: Sequence[PlaceMention], everywhere: frozenset[str]
) -> Iterator[PlaceMention]:
    """Yield each mention, a shared name narrowed by a county named anywhere in the text."""
    named = [m.areas for m in mentions if len(m.areas) == 1 and m.role not in _SETTLES_NOTHING]
    for mention in mentions:
        within = [areas for areas in named if areas < mention.areas]
        if 1 < len(mention.areas) < len(everywhere) and len(set(within)) == 1:
            yield PlaceMention(
                mention.start, mention.end, within[0], mention.role, mention.score + 0.1
            )
        else:
            yield mention


_AT_WORK = re.compile(
    r"我们厂|我厂|我们公司|我们车间|厂里|车间|我们老板|公司里|工友|同事|当地|那里|那边"
)
_IN_TOWN = re.compile(r"镇上|圩[上口头尾]|街上|本地")
"""Where one builds, what was bought in that very town was sold there."""
_BESIDE = {"writer": (_AT_HOME,), "works-there": (_AT_WORK, _IN_TOWN), "buyer-site": (_IN_TOWN,)}
"""What says that the site is beside a place which is named for something else."""


def _lifted(mention: PlaceMention, normal: NormalText, *, sole: bool) -> PlaceMention:
    """Lift the writer's own place to a site when the text says the site is beside it.

    Who tells where they live and names no other place (`sole`) most likely writes of there: a
    person is asked to make sure.
    """
    if any(told.search(normal.text) for told in _BESIDE.get(mention.role, ())):
        return PlaceMention(mention.start, mention.end, mention.areas, "beside-writer", 1.6)
    if sole and mention.role == "writer":
        return PlaceMention(mention.start, mention.end, mention.areas, _HOME, _TELLING)
    return mention

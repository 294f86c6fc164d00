"""What a text asserts: which concepts it states, denies, only suspects, waves aside or stresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from intake.routing.lexicon import Hit, Role
from intake.routing.text import NormalText

WAVED_ASIDE = 0.12
"""不开票也就算了: said, but not what the writer wants dealt with."""
REQUESTED = 1.25
ABSENCE = "absence"
"""The concept of 没有: what is not there may be what is wrong."""
STRESSED = 2.2
"""最要紧的是……: what the writer wants dealt with."""

_NOT_NEGATING_AFTER = frozenset("是要莫可还岂能光只仅有")
"""是不是, 要不是, 可不是, 不只是, 有没有: a question or an emphasis, no denial."""
_DENYING = frozenset("不没冇未无唔")
_RHETORICAL = ("吗", "么", "嘛", "咩", "吗?", "么?", "咩?", "是什么", "是什么?")


@dataclass(frozen=True, slots=True)
class Mention:
    """One concept in the text, with how it is meant."""

    hit: Hit
    clause: int
    denied: bool
    suspected: bool
    past: bool
    weight: float
    """1 plainly said, less when waved aside, more when stressed or asked for."""


class Reading:
    """The mentions of a text, by concept."""

    def __init__(self, normal: NormalText, hits: Sequence[Hit]) -> None:
        self.normal = normal
        self._weights = _clause_weights(normal, hits)
        self.mentions = tuple(self._mentions(hits))

    def _mentions(self, hits: Sequence[Hit]) -> Iterator[Mention]:
        normal = self.normal
        suspected = {normal.clause_at[h.start] for h in hits if h.concept.role is Role.SUSPICION}
        past = {normal.clause_at[h.start] for h in hits if h.concept.role is Role.PAST}
        denial: Hit | None = None
        wish: Hit | None = None
        for hit in hits:
            clause = normal.clause_at[hit.start]
            if hit.concept.role is Role.NEGATION:
                denial = hit if _denies(normal, hit) else denial
            elif hit.concept.role is Role.WISH:
                wish = hit
            elif hit.concept.matters or not hit.concept.role:
                yield Mention(
                    hit,
                    clause,
                    denied=(denial is not None and _denied_by(normal, denial, hit))
                    or (wish is not None and hit.concept.done and _same_clause(normal, wish, hit)),
                    suspected=clause in suspected,
                    past=clause in past,
                    weight=self._weights.get(clause, 1.0),
                )

    @property
    def denied(self) -> Iterator[tuple[int, int]]:
        """Yield where the words stand that the text says are not so."""
        return ((m.hit.start, m.hit.end) for m in self.mentions if m.denied and not m.hit.gapped)

    @cached_property
    def stated(self) -> Mapping[str, Sequence[Mention]]:
        """Return the mentions that are not denied, by concept id."""
        by_concept: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            if not mention.denied:
                by_concept.setdefault(mention.hit.concept.id, []).append(mention)
        return by_concept


def outside_names(hits: Iterable[Hit], names: Iterable[tuple[int, int]]) -> list[Hit]:
    """Return the hits that are no single character of a place's name: 廉江高桥 has no 桥."""
    inside = {position for start, end in names for position in range(start, end)}
    return [hit for hit in hits if hit.end - hit.start > 1 or hit.start not in inside]


def _denies(normal: NormalText, cue: Hit) -> bool:
    if cue.start and normal.text[cue.start - 1] in _NOT_NEGATING_AFTER:
        return False
    clause = normal.clauses[normal.clause_at[cue.start]]
    rest = normal.text[cue.end : clause.end].rstrip(" ,。!;\n")
    return not rest.endswith(_RHETORICAL)


def _same_clause(normal: NormalText, one: Hit, other: Hit) -> bool:
    return normal.clause_at[one.start] == normal.clause_at[other.start]


def _runs_on(normal: NormalText, denial: Hit, hit: Hit) -> bool:
    """Return whether a word begins in the denial: 不炼 in 不炼钢, but 从不 in 从不开票 does not."""
    overlap = denial.start < hit.start and denial.end < hit.end
    return overlap and normal.text[hit.start] not in _DENYING


def _denied_by(normal: NormalText, denial: Hit, hit: Hit) -> bool:
    if denial.gapped and hit.start < denial.end:
        return hit.end <= denial.end  # 和地条钢没有关系 denies what stands in its gap
    if normal.clause_at[denial.start] != normal.clause_at[hit.start]:
        return False
    if hit.start < denial.end:
        return _runs_on(normal, denial, hit)
    if hit.concept.wanted and denial.concept.id == ABSENCE:
        return False
    between = normal.text[denial.end : hit.start]
    return len(between) <= denial.concept.reach and "是" not in between and "就" not in between


def _clause_weights(normal: NormalText, hits: Sequence[Hit]) -> dict[int, float]:
    """Weigh each clause; a clause that holds only the cue passes it on to its neighbour."""
    content = {
        normal.clause_at[hit.start] for hit in hits if hit.concept.matters and not hit.concept.role
    }
    weights: dict[int, float] = {}
    for hit in hits:
        clause = normal.clause_at[hit.start]
        match hit.concept.role:
            case Role.REQUEST:
                weights.setdefault(clause, REQUESTED)
            case Role.FOCUS:
                stressed = clause if _holds_after(normal, hit, hits) else clause + 1
                weights[stressed] = STRESSED
            case Role.DISMISSAL:
                weights[clause if clause in content else clause - 1] = WAVED_ASIDE
    return weights


def _holds_after(normal: NormalText, cue: Hit, hits: Sequence[Hit]) -> bool:
    clause = normal.clause_at[cue.start]
    return any(
        hit.start >= cue.end
        and normal.clause_at[hit.start] == clause
        and hit.concept.matters
        and not hit.concept.role
        for hit in hits
    )

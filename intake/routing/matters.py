"""Which matter a text is about: each concept and rule speaks, the loudest matter wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from intake.routing.lexicon import Hit, Lexicon, Rule
from intake.routing.reading import Mention, Reading
from register.jurisdiction import Matter

_FADING = (1.0, 0.5, 0.3, 0.2, 0.15, 0.1)
"""The second voice for a matter counts half, and so on: small signs never shout down a fact."""
_PAST_ACCIDENT = 0.4
_HINT = 1.5
"""A picked matter counts as much as a passing remark: citizens pick the wrong one."""
OWN_FIRM = "own-firm"
_OURS = {"ours", OWN_FIRM}
"""A question that names no topic of the plan and none of these is not ours to answer."""
_LOCATED = 1.2
_ASKING = 2.0
"""Questions must outweigh reported facts by so much before a text counts as an enquiry."""
_PLAINLY_ASKING = 1.2
"""The same where nothing is reported and no site is named: any question word will do."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One concept or rule speaking for a matter, and the words it was heard in."""

    weight: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The matters a text may be about, loudest first, and what they rest on."""

    scores: tuple[tuple[Matter, float], ...]
    voices: Mapping[Matter, Sequence[Voice]]
    topic: Matter | None
    """What an enquiry is about."""
    leads: Mapping[Matter, str] = field(default_factory=dict)
    """The departments that lead by a rule instead of the usual one."""
    danger: bool = False
    reports: bool = True
    """Whether anything is reported: a fact, a demand or a site, not only a topic named."""

    @property
    def matter(self) -> Matter:
        """The loudest matter; with nothing heard, nothing in the plan answers it."""
        return self.scores[0][0] if self.scores else Matter.OUT_OF_SCOPE

    @property
    def strength(self) -> float:
        """How loud the loudest matter is."""
        return self.scores[0][1] if self.scores else 0.0

    @property
    def margin(self) -> float:
        """How far the loudest is ahead of the next, 0 to 1."""
        if not self.scores:
            return 0.0
        second = self.scores[1][1] if len(self.scores) > 1 else 0.0
        return (self.strength - second) / self.strength


@dataclass(slots=True)
class _Tally:
    voices: dict[Matter, list[Voice]] = field(default_factory=dict)
    against: dict[Matter, float] = field(default_factory=dict)

    def add(self, matter: Matter, weight: float, hits: Iterable[Hit]) -> None:
        if weight > 0:
            self.voices.setdefault(matter, []).append(Voice(weight, tuple(hits)))
        else:
            self.against[matter] = self.against.get(matter, 0.0) + weight

    def score(self, matter: Matter) -> float:
        voices = sorted((voice.weight for voice in self.voices.get(matter, ())), reverse=True)
        loud = sum(weight * fade for weight, fade in zip(voices, _FADING, strict=False))
        return loud + self.against.get(matter, 0.0)


def judge(
    lexicon: Lexicon, reading: Reading, hint: Matter | None = None, *, located: bool = False
) -> Verdict:
    """Return the verdict on a text, with the picked matter as one more voice.

    `located`: the text says where a site is, which questions about rules seldom do.
    """
    tally = _Tally()
    for mentions in reading.stated.values():
        _hear_concept(tally, mentions)
    met = lexicon.rules_met(reading.stated)
    held = [rule for rule in met if _hear_rule(tally, rule, reading)]
    if hint is not None:
        tally.add(hint, _HINT, ())
    scores = {matter: tally.score(matter) for matter in Matter}
    if located and OWN_FIRM not in reading.stated:
        scores[Matter.ENQUIRY] -= _LOCATED
    nothing_reported = not located and Matter.ENQUIRY not in tally.against
    topic = _weigh_enquiry(scores, _PLAINLY_ASKING if nothing_reported else _ASKING)
    if topic is None and hint is None and not _OURS & reading.stated.keys():
        scores[Matter.ENQUIRY] = 0.0
    ranked = sorted(((m, s) for m, s in scores.items() if s > 0), key=lambda pair: -pair[1])
    winner = ranked[0][0] if ranked else Matter.OUT_OF_SCOPE
    return Verdict(
        scores=tuple(ranked),
        voices=tally.voices,
        topic=topic if winner is Matter.ENQUIRY else None,
        leads={matter: rule.lead for rule in held if rule.lead for matter in rule.matters},
        reports=not nothing_reported,
        danger=_in_danger(reading),
    )


_REACHES: Mapping[str, tuple[int | None, int | None]] = {
    "clause": (0, 0),
    "neighbours": (1, 1),
    "pair": (0, None),
    "text": (None, None),
}
"""How many clauses away from the first the second may be, and the others."""


def _hear_concept(tally: _Tally, mentions: Sequence[Mention]) -> None:
    concept = mentions[0].hit.concept
    for matter, weight in concept.matters.items():
        factor = max(_factor(mention, matter) for mention in mentions)
        tally.add(matter, weight * factor, [mention.hit for mention in mentions])


def _factor(mention: Mention, matter: Matter) -> float:
    if matter is Matter.ENQUIRY:
        return 1.0
    past = mention.past and matter is Matter.SAFETY
    return mention.weight * (_PAST_ACCIDENT if past else 1.0)


def _hear_rule(tally: _Tally, rule: Rule, reading: Reading) -> bool:
    chosen = _meeting(rule, [_of(reading, group) for group in rule.all])
    if not chosen:
        return False
    weights = [mention.weight for mention in chosen]
    factor = min(weights) if min(weights) < 1 else max(weights)
    for matter, weight in rule.matters.items():
        tally.add(matter, weight * factor, [mention.hit for mention in chosen])
    return True


def _of(reading: Reading, group: str) -> list[Mention]:
    return [mention for name in group.split("|") for mention in reading.stated.get(name, ())]


def _meeting(rule: Rule, groups: Sequence[Sequence[Mention]]) -> list[Mention]:
    """Return one mention for each group, near enough to each other; empty if there is none."""
    if not all(groups):
        return []
    reaches = _REACHES[rule.within]
    for first in groups[0]:
        chosen = [first, *_near(first, groups[1:], reaches)]
        if len(chosen) == len(groups):
            return chosen
    return []


def _near(
    first: Mention, groups: Sequence[Sequence[Mention]], reaches: tuple[int | None, int | None]
) -> Iterator[Mention]:
    for number, group in enumerate(groups):
        reach = reaches[min(number, 1)]
        for mention in group:
            if reach is None or abs(mention.clause - first.clause) <= reach:
                yield mention
                break


def _weigh_enquiry(scores: dict[Matter, float], threshold: float) -> Matter | None:
    """Lift the enquiry over its topic when the text asks more than it reports."""
    asking = scores[Matter.ENQUIRY]
    topics = {m: s for m, s in scores.items() if m is not Matter.ENQUIRY and s > 0}
    topic = max(topics, key=lambda matter: topics[matter], default=None)
    if topic is Matter.OUT_OF_SCOPE:
        scores[Matter.ENQUIRY] = 0.0
    elif asking >= threshold:
        scores[Matter.ENQUIRY] = asking + (topics[topic] if topic is not None else 0.0)
    return topic


def _in_danger(reading: Reading) -> bool:
    return any(
        mention.hit.concept.danger and not mention.past
        for mentions in reading.stated.values()
        for mention in mentions
    )

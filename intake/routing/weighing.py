"""Two opinions put together: what the lexicon's rules hear, and what the wording is like.

Each is turned into odds for every matter and the odds are multiplied. The rules keep the last word
on an enquiry's exact topic and on who leads; the learned model adds what they have no word for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from intake.routing.learned import Label, label
from intake.routing.matters import Verdict
from register.jurisdiction import Matter

_LOUDEST = 12.0
"""Rules louder than this are no surer."""
_OTHER_TOPIC = 0.8
"""How much less likely an enquiry is about a topic the rules hear more faintly than the loudest,
for each point it is fainter: fitted across authors, as all that follows."""
_OTHER_TOPIC_MOST = 4.0
_PLAIN = 3.5
"""Rules so loud have heard a fact of the plan, such as a furnace that melts steel."""
_NOT_OURS = 3.0
"""What tells such a fact is so much less likely to be nobody's here, however it is worded."""
_ASKED = 1.5
"""A question the rules hear counts so much more: they know its words better than any wording."""
_NOTHING_HEARD = 0.5
_LITTLE = 14
"""Runs of characters the model must know before it may speak where the rules hear nothing."""
_UNDERSTOOD = 0.75
"""And so likely must it hold its matter; 举报 or 有人吗 alone is about nothing yet."""
_TRUST = 2.0
"""The wording counts so many times: fitted across authors, by training on the others' texts."""
_UNLIKELIEST = 4.5
"""No matter is held by the wording to be less likely than the likeliest by more, as a logarithm:
a small model has not read enough to rule out what the lexicon plainly hears."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What rules and wording together make of a text."""

    matter: Matter
    topic: Matter | None
    """What an enquiry asks about."""
    label: Label
    probability: float
    agreed: bool
    """Whether each of the two alone says the same, and the rules have heard something at all."""
    wording: float
    """How likely the wording alone holds what it is most like, 0 to 1."""
    ranked: Sequence[tuple[Matter, float]]
    """Every matter with its probability, the likeliest first."""
    understood: bool = True
    """False where rules and wording have nothing to go by, so that a person must read the text."""


def weigh(verdict: Verdict, likelihoods: Mapping[Label, float], known: int) -> Weighed:
    """Return what the verdict of the rules and the wording's likelihoods come to.

    `known` runs of characters are what the likelihoods rest on. Where the rules hear nothing and
    the wording says little, the text is taken for no matter of the plan: a person reads it.
    """
    weighed = _weighed(verdict, likelihoods)
    if verdict.scores or (known >= _LITTLE and weighed.probability >= _UNDERSTOOD):
        return weighed
    outside = Matter.OUT_OF_SCOPE
    probability = dict(weighed.ranked)[outside]
    return replace(
        weighed,
        matter=outside,
        topic=None,
        label=label(outside),
        probability=probability,
        agreed=False,
        understood=False,
    )


def _weighed(verdict: Verdict, likelihoods: Mapping[Label, float]) -> Weighed:
    heard = label(verdict.matter, verdict.topic)
    spoken = _by_rules(verdict, likelihoods)
    like = max(likelihoods, key=lambda name: likelihoods[name])
    least = likelihoods[like] - _UNLIKELIEST
    odds = {name: spoken[name] + _TRUST * max(alike, least) for name, alike in likelihoods.items()}
    loudest = max(odds.values())
    parts = {name: exp(odd - loudest) for name, odd in odds.items()}
    whole = sum(parts.values())
    ranked = _ranked({name: part / whole for name, part in parts.items()})
    matter = ranked[0][0]
    best = max((name for name in odds if name.matter is matter), key=lambda name: odds[name])
    return Weighed(
        matter=matter,
        topic=verdict.topic if best == heard else best.topic,
        label=best,
        probability=parts[best] / whole,
        agreed=bool(verdict.scores) and best == heard == like,
        wording=exp(likelihoods[like]),
        ranked=ranked,
    )


def _by_rules(verdict: Verdict, labels: Mapping[Label, float]) -> dict[Label, float]:
    loudness = dict(verdict.scores) or {Matter.OUT_OF_SCOPE: _NOTHING_HEARD}
    spoken = {name: min(loudness.get(name.matter, 0.0), _LOUDEST) for name in labels}
    if verdict.strength >= _PLAIN and Matter.OUT_OF_SCOPE not in loudness:
        spoken[label(Matter.OUT_OF_SCOPE)] -= _NOT_OURS
    if verdict.matter is Matter.ENQUIRY:
        for name in labels:
            spoken[name] += _ASKED * (name.matter is Matter.ENQUIRY)
    for name, fainter in _fainter_topics(verdict, loudness, labels):
        spoken[name] -= min(_OTHER_TOPIC * fainter, _OTHER_TOPIC_MOST)
    return spoken


def _fainter_topics(
    verdict: Verdict, loudness: Mapping[Matter, float], labels: Iterable[Label]
) -> Iterator[tuple[Label, float]]:
    """Yield what an enquiry may be about beside its loudest topic, and how much fainter it is."""
    if verdict.topic is None:
        return
    heard: dict[Label, float] = {}
    for matter, loud in loudness.items():
        topic = label(Matter.ENQUIRY, matter)
        heard[topic] = max(loud, heard.get(topic, 0.0))
    loudest = label(Matter.ENQUIRY, verdict.topic)
    for name in labels:
        if name.matter is Matter.ENQUIRY and name != loudest:
            yield name, max(heard[loudest] - heard.get(name, 0.0), 0.0)


def _ranked(probabilities: Mapping[Label, float]) -> Sequence[tuple[Matter, float]]:
    by_matter: dict[Matter, float] = {}
    for name, probability in probabilities.items():
        by_matter[name.matter] = by_matter.get(name.matter, 0.0) + probability
    return sorted(by_matter.items(), key=lambda pair: -pair[1])

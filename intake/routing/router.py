"""Text in, proposal out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intake.routing.assignment import Assignment, Assignments
from intake.routing.confidence import confidence
from intake.routing.explanation import evidence, reason
from intake.routing.learned import Wording, learned_wording, without_denied, without_places
from intake.routing.lexicon import Lexicon, LexiconFile, common_lexicon
from intake.routing.matters import Verdict, judge
from intake.routing.place_names import PlaceWords, read_place_words
from intake.routing.places import Places, Site
from intake.routing.proposal import AUTO_DISPATCH, Alternative, Proposal
from intake.routing.reading import Reading, outside_names
from intake.routing.text import normalise
from intake.routing.weighing import Weighed, weigh
from register.jurisdiction import Matter, Profile

FILE = "routing.toml"
"""A place's own names and additions to the lexicon, beside its profile."""
_RANKED = 3
_WORTH_SHOWING = 0.05
"""Alternatives with a smaller share of what is left are noise."""


class Router:
    """Proposes, for what a reporter or the hotline wrote, who should deal with it."""

    def __init__(
        self, profile: Profile, words: PlaceWords | None = None, wording: Wording | None = None
    ) -> None:
        """Compile what the router knows; `wording` stands in for the model of the program."""
        words = words or PlaceWords()
        self._profile = profile
        self.areas = frozenset(area.id for area in profile.areas)
        self.channels = frozenset(channel.id for channel in profile.channels)
        self._assignments = Assignments(profile)
        self._places = Places(profile, words)
        additions = LexiconFile(concept=words.concept, rule=words.rule)
        self._lexicon = Lexicon((*common_lexicon(), additions))
        self._wording = wording or learned_wording()

    def route(
        self,
        text: str,
        *,
        matter: Matter | None = None,
        area: str | None = None,
        channel: str | None = None,
    ) -> Proposal:
        """Return the proposal for `text`.

        `matter` and `area` are what the reporter or the hotline picked: hints to weigh, not
        truths. An unknown `area` is as good as none.
        """
        normal = normalise(text)
        named = self._places.mentions(normal)
        site = self._places.locate(normal, named, area)
        names = [(place.start, place.end) for place in named]
        reading = Reading(normal, outside_names(self._lexicon.find(normal), names))
        verdict = judge(self._lexicon, reading, matter, located=site.area is not None)
        wording = without_denied(without_places(normal.text, names), reading.denied)
        weighed = None if _only_picked(verdict) else self._weigh(verdict, wording, reading)
        found = _Found.of(verdict, weighed, site)
        assigned = self._assigned(found, verdict)
        sure = confidence(verdict, weighed, site, matter)
        alike = [] if site.elsewhere else self._alike(found, weighed, wording, verdict)
        proof = evidence(
            text, normal, verdict, matter=found.matter, topic=found.topic, site=site, alike=alike
        )
        return Proposal(
            matter=found.matter,
            lead=assigned.lead,
            co=assigned.co,
            territorial=site.area,
            clause=assigned.clause,
            confidence=sure,
            ambiguous=assigned.ambiguous or bool(site.candidates),
            reason=reason(
                self._profile,
                text,
                matter=found.matter,
                site=site,
                proof=proof,
                clause=assigned.clause,
                sure=sure >= AUTO_DISPATCH,
            ),
            evidence=proof,
            alternatives=self._alternatives(found, verdict, weighed, sure),
            area_candidates=site.candidates,
            danger=verdict.danger and found.matter is not Matter.ENQUIRY,
        )

    def _weigh(self, verdict: Verdict, wording: str, reading: Reading) -> Weighed:
        known = 0 if any(reading.denied) else self._wording.known(wording)
        return weigh(verdict, self._wording.likelihoods(wording), known)

    def _alike(
        self, found: _Found, weighed: Weighed | None, wording: str, verdict: Verdict
    ) -> list[tuple[int, int]]:
        """Return the words the learned model went by, where the lexicon has none to show."""
        if (
            weighed is None
            or weighed.matter is not found.matter
            or verdict.voices.get(found.matter)
        ):
            return []
        return self._wording.heard(wording, weighed.label)

    def _assigned(self, found: _Found, verdict: Verdict) -> Assignment:
        if lead := verdict.leads.get(found.matter):
            return self._assignments.led_by(lead, found.matter)
        return self._assignments.of(found.topic or found.matter)

    def _alternatives(
        self, found: _Found, verdict: Verdict, weighed: Weighed | None, sure: float
    ) -> tuple[Alternative, ...]:
        ranked = weighed.ranked if weighed is not None else verdict.scores
        others = [(m, share) for m, share in ranked if m is not found.matter][:_RANKED]
        whole = sum(share for _matter, share in others)
        return tuple(
            Alternative(m, self._assignments.of(m).lead, _left(sure, share / whole))
            for m, share in others
            if share >= whole * _WORTH_SHOWING
        )


def _left(sure: float, share: float) -> float:
    """Return an alternative's share of the doubt that is left, never above what is proposed."""
    return round(min((1 - sure) * share, sure), 3)


@dataclass(frozen=True, slots=True)
class _Found:
    """The matter a text is taken for and, of an enquiry, its topic."""

    matter: Matter
    topic: Matter | None

    @classmethod
    def of(cls, verdict: Verdict, weighed: Weighed | None, site: Site) -> _Found:
        if site.elsewhere:
            return cls(Matter.OUT_OF_SCOPE, None)
        if weighed is None:
            return cls(verdict.matter, verdict.topic)
        return cls(weighed.matter, weighed.topic)


def _only_picked(verdict: Verdict) -> bool:
    """Return whether nothing but the picked matter speaks."""
    return len(verdict.scores) == 1 and not any(
        voice.hits for voices in verdict.voices.values() for voice in voices
    )


def load_router(profile: Profile, place_folder: Path) -> Router:
    """Return the router of a place, with the names and words of its own `routing.toml`."""
    return Router(profile, read_place_words(place_folder / FILE))

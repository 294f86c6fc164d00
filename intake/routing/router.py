"""Text in, proposal out."""

from __future__ import annotations

from pathlib import Path

from intake.routing.assignment import Assignment, Assignments
from intake.routing.confidence import confidence
from intake.routing.explanation import evidence, reason
from intake.routing.gazetteer import PlaceWords, read_place_words
from intake.routing.lexicon import Lexicon, LexiconFile, common_lexicon
from intake.routing.matters import Verdict, judge
from intake.routing.places import Places, Site
from intake.routing.proposal import AUTO_DISPATCH, Alternative, Proposal
from intake.routing.reading import Reading
from intake.routing.text import normalise
from register.jurisdiction import Matter, Profile

FILE = "routing.toml"
"""A place's own names and additions to the lexicon, beside its profile."""
_RANKED = 3


class Router:
    """Proposes, for what a reporter or the hotline wrote, who should deal with it."""

    def __init__(self, profile: Profile, words: PlaceWords | None = None) -> None:
        words = words or PlaceWords()
        self._profile = profile
        self._assignments = Assignments(profile)
        self._places = Places(profile, words)
        additions = LexiconFile(concept=words.concept, rule=words.rule)
        self._lexicon = Lexicon((*common_lexicon(), additions))

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
        site = self._places.locate(normal, area)
        reading = Reading(normal, self._lexicon.find(normal))
        verdict = judge(self._lexicon, reading, matter, located=site.area is not None)
        found = Matter.OUT_OF_SCOPE if site.elsewhere else verdict.matter
        assigned = self._assigned(found, verdict)
        sure = confidence(verdict, found, site, matter)
        proof = evidence(text, normal, verdict, found, site)
        return Proposal(
            matter=found,
            lead=assigned.lead,
            co=assigned.co,
            territorial=site.area,
            clause=assigned.clause,
            confidence=sure,
            ambiguous=assigned.ambiguous or bool(site.candidates),
            reason=reason(
                self._profile,
                text,
                matter=found,
                site=site,
                proof=proof,
                clause=assigned.clause,
                sure=sure >= AUTO_DISPATCH,
            ),
            evidence=proof,
            alternatives=self._alternatives(verdict, found, site, sure),
            area_candidates=site.candidates,
            danger=verdict.danger,
        )

    def _assigned(self, matter: Matter, verdict: Verdict) -> Assignment:
        if matter is Matter.ENQUIRY and verdict.topic is not None:
            return self._assignments.of(verdict.topic)
        if verdict.lead and matter is verdict.matter:
            return self._assignments.led_by(verdict.lead, matter)
        return self._assignments.of(matter)

    def _alternatives(
        self, verdict: Verdict, chosen: Matter, site: Site, sure: float
    ) -> tuple[Alternative, ...]:
        others = [(m, score) for m, score in verdict.scores if m is not chosen][:_RANKED]
        if site.elsewhere and verdict.scores:
            others = [verdict.scores[0]]
        whole = sum(score for _matter, score in others)
        return tuple(
            Alternative(m, self._assignments.of(m).lead, round((1 - sure) * score / whole, 3))
            for m, score in others
        )


def load_router(profile: Profile, place_folder: Path) -> Router:
    """Return the router of a place, with the names and words of its own `routing.toml`."""
    return Router(profile, read_place_words(place_folder / FILE))

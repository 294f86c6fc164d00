"""How sure a proposal is: loud evidence, well ahead of the next matter, at a known place.

The curve is fitted to the tuning part of the labelled reports (`tests/intake/routing/labelled`)
and checked on the part held out: at or above `AUTO_DISPATCH` at least 99 in 100 are right.
"""

from __future__ import annotations

from math import exp

from intake.routing.matters import Verdict
from intake.routing.places import Site
from register.jurisdiction import Matter

_LOUD = 2.0
"""Evidence of this weight is two thirds of the way to certain."""
_HINT_ALONE = 0.9
"""A picked matter and a text that says nothing for or against it."""
_HINT_DENIED = 0.8
"""The text speaks for another matter than the one picked."""
_ENQUIRY_CEILING = 0.96
_REPORTS_NOTHING = 0.88
"""A topic named with no fact, demand or site may be a question we don't recognise."""
_SIGNS = 2
_ONE_SIGN = 0.92
"""A single sign may be a slip or a turn of phrase."""
_ASKS = 1.2
_ASKS_TOO = 0.85
"""A report that also asks may be only a question."""


def confidence(verdict: Verdict, matter: Matter, site: Site, hint: Matter | None) -> float:
    """Return how likely matter, lead and area are all right, 0 to 1."""
    sure = _of_matter(verdict, matter, site, hint) * site.certainty
    return round(min(sure, 0.99), 3)


def _of_matter(verdict: Verdict, matter: Matter, site: Site, hint: Matter | None) -> float:
    if site.elsewhere:
        return 0.95
    if not verdict.scores:
        return 0.3
    if (
        hint is matter
        and len(verdict.scores) == 1
        and not any(voice.hits for voice in verdict.voices.get(matter, ()))
    ):
        return _HINT_ALONE
    loud = 1 - exp(-verdict.strength / _LOUD)
    ahead = 0.55 + 0.45 * min(1.0, verdict.margin * 2)
    doubted = _HINT_DENIED if hint is not None and hint is not matter else 1.0
    if matter is not Matter.ENQUIRY and dict(verdict.scores).get(Matter.ENQUIRY, 0.0) >= _ASKS:
        doubted *= _ASKS_TOO
    if matter is not Matter.ENQUIRY and not verdict.reports:
        doubted *= _REPORTS_NOTHING
    if len(verdict.voices.get(matter, ())) < _SIGNS:
        doubted *= _ONE_SIGN
    ceiling = _ENQUIRY_CEILING if matter is Matter.ENQUIRY else 1.0
    return min(loud * ahead * doubted, ceiling)

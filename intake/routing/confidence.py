"""How sure a proposal is: rules and wording agree, and both are far ahead of anything else.

Fitted across authors: the model trained on some authors' reports, the curve read off the reports
of others. What is at or above `AUTO_DISPATCH` is meant to be right at least 99 times in 100; the
labelled reports nobody tuned on say what is really reached (`tests/bench/bench_routing.py`).
"""

from __future__ import annotations

from intake.routing.matters import Verdict
from intake.routing.places import Site
from intake.routing.proposal import AUTO_DISPATCH
from intake.routing.weighing import Weighed
from register.jurisdiction import Matter

_SURE = 0.9962
"""This probability becomes `AUTO_DISPATCH`: probabilities of a small model are too bold at the top.

Read off the reports held out: at 0.987 three of 382 were sent wrong, at 0.9962 one of 365. Below
it they are what they say: of texts held to be 0.6 to 0.8 likely about three in four were right."""
_DISAGREED = 0.85
"""Where rules and wording differ a person decides, however sure the sum of them."""
_WORDED_LIKE_IT = 0.8
"""So likely must the wording alone be, or a person decides too: of 358 reports by three authors
never seen before, five that rules and wording agreed on went wrong, three of them below this."""
_HINT_ALONE = 0.9
"""A picked matter and a text that says nothing for or against it."""
_HINT_DENIED = 0.8
"""The text speaks for another matter than the one picked."""
_ELSEWHERE = 0.95
_NOTHING_UNDERSTOOD = 0.3
"""That a text nobody can make sense of is about nothing in the plan is only a way to say so."""


def confidence(verdict: Verdict, weighed: Weighed | None, site: Site, hint: Matter | None) -> float:
    """Return how likely matter, lead and area are all right, 0 to 1.

    `weighed` is None where the text says nothing and only the hint speaks.
    """
    if site.elsewhere:
        sure = _ELSEWHERE
    elif weighed is None:
        sure = _HINT_ALONE
    else:
        sure = _of_matter(verdict, weighed, hint)
    return round(min(sure * site.certainty, 0.99), 3)


def _of_matter(verdict: Verdict, weighed: Weighed, hint: Matter | None) -> float:
    if not weighed.understood:
        return _NOTHING_UNDERSTOOD
    sure = _fitted(weighed.probability)
    worded_like_it = weighed.agreed and weighed.wording >= _WORDED_LIKE_IT
    if not worded_like_it or _may_only_ask(weighed, verdict):
        sure = min(sure, _DISAGREED)
    return sure * (_HINT_DENIED if hint not in (None, weighed.matter) else 1.0)


def _fitted(probability: float) -> float:
    if probability < _SURE:
        return AUTO_DISPATCH * probability / _SURE
    return AUTO_DISPATCH + (1 - AUTO_DISPATCH) * (probability - _SURE) / (1 - _SURE)


def _may_only_ask(weighed: Weighed, verdict: Verdict) -> bool:
    """Return whether a text taken for a report asks, and tells no fact and no site."""
    asks = dict(verdict.scores).get(Matter.ENQUIRY, 0.0) > 0
    return asks and not verdict.reports and weighed.matter is not Matter.ENQUIRY

"""What routing answers: a proposal, never a decision, with the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from register.jurisdiction import Matter

COORDINATION = "coordination"
"""The department that dispatches by hand whatever the router is not sure of (协调小组办公室)."""

AUTO_DISPATCH = 0.9
"""At or above this confidence a proposal may be dispatched without a person.

The labelled texts promise that such proposals are right at least 99 times in 100; below it the
case goes to `COORDINATION` with the ranked proposals shown.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the original text that a proposal rests on: `text[start:end]`."""

    start: int
    end: int
    says: str
    """What the words were understood as, in Chinese, such as 地条钢 for 地调钢."""
    supports: str
    """The matter or area id they speak for."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another matter the text may be about, ranked by `confidence` (0 to 1)."""

    matter: Matter
    lead: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a text should go, why, and how sure that is."""

    matter: Matter
    lead: str
    """Department id of the 主办."""
    co: tuple[str, ...]
    """Department ids of the 协办, in the order the profile names them."""
    territorial: str | None
    """Area id of the site (属地); None when untold, shared by several counties or elsewhere."""
    clause: str
    confidence: float
    """0 to 1: how likely matter, lead and area are all right."""
    ambiguous: bool
    """The plan names several leads jointly or none, or the place could be in several areas."""
    reason: str
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    area_candidates: tuple[str, ...] = ()
    """Areas a named place may lie in when it lies in several: ask, never guess."""
    danger: bool = False
    """People are hurt or in immediate danger: tell the reporter 119, 120 or 110 first."""

    @property
    def automatic(self) -> bool:
        """Whether the proposal is sure enough to be dispatched without a person."""
        return self.confidence >= AUTO_DISPATCH

    @property
    def first_desk(self) -> str:
        """The department whose queue the case enters: the lead, or `COORDINATION` if unsure."""
        return self.lead if self.automatic else COORDINATION

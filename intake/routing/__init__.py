"""Text to matter and area, matter and area to departments, with the clause and the reason."""

from intake.routing.lexicon import lexicon_titles
from intake.routing.lines import route_lines
from intake.routing.proposal import (
    AUTO_DISPATCH,
    COORDINATION,
    Alternative,
    Evidence,
    Proposal,
)
from intake.routing.router import Router, load_router

__all__ = [
    "AUTO_DISPATCH",
    "COORDINATION",
    "Alternative",
    "Evidence",
    "Proposal",
    "Router",
    "lexicon_titles",
    "load_router",
    "route_lines",
]

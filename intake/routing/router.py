"""Text in, proposal out."""

from __future__ import annotations

from intake.routing.assignment import Assignments
from intake.routing.proposal import Proposal
from register.jurisdiction import Matter, Profile
from register.wording import gettext as _


class Router:
    """Proposes, for what a reporter or the hotline wrote, who should deal with it."""

    def __init__(self, profile: Profile) -> None:
        self._assignments = Assignments(profile)
        self._areas = {area.id for area in profile.areas}

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
        given = matter or Matter.OUT_OF_SCOPE
        found = self._assignments.of(given)
        return Proposal(
            matter=given,
            lead=found.lead,
            co=found.co,
            territorial=area if area in self._areas else None,
            clause=found.clause,
            confidence=0.9 if matter else 0.0,
            ambiguous=found.ambiguous,
            reason=_("按所选事项转交。")
            if matter
            else _("未能判断事项，由协调小组办公室人工分办。"),
        )

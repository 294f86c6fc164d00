"""Matter to departments, by the profile alone: who leads, who co-handles, by which clause."""

from __future__ import annotations

from dataclasses import dataclass

from intake.routing.proposal import COORDINATION
from register.jurisdiction import Matter, Profile


@dataclass(frozen=True, slots=True)
class Assignment:
    """The departments a matter goes to and the clause that says so."""

    lead: str
    co: tuple[str, ...]
    clause: str
    ambiguous: bool


class Assignments:
    """The profile's responsibilities, by matter.

    A matter that nobody answers for goes to `COORDINATION` without a clause; `mingjian check`
    reports the gap in the profile.
    """

    def __init__(self, profile: Profile) -> None:
        self._by_matter = {entry.matter: entry for entry in profile.responsibilities}

    def of(self, matter: Matter) -> Assignment:
        """Return who answers for `matter`."""
        entry = self._by_matter.get(matter)
        if entry is None:
            return Assignment(COORDINATION, (), "", ambiguous=True)
        return Assignment(entry.lead, entry.co, entry.clause, entry.ambiguous)

    def led_by(self, lead: str, matter: Matter) -> Assignment:
        """Return who answers for `matter` when `lead` takes it over from the usual lead."""
        usual = self.of(matter)
        if lead == usual.lead:
            return usual
        others = tuple(other for other in (usual.lead, *usual.co) if other != lead)
        return Assignment(lead, others, usual.clause, usual.ambiguous)

"""Names of departments, areas and matters for templates, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from register.jurisdiction import Area, Clock, Department, Matter, Profile
from register.matters import MATTER_NAMES
from register.wording import SOURCE_LANGUAGE, language


def in_language(named: Department | Area | Clock) -> str:
    """Return the name of a department, area or clock in the language in use."""
    return named.name if language() == SOURCE_LANGUAGE else named.name_en


def names_of(profile: Profile) -> Mapping[str, Callable[[str], str]]:
    """Return the functions by which templates name what cases carry only the id of."""
    return {
        "department_name": lambda id_: in_language(profile.department(id_)),
        "area_name": lambda id_: in_language(profile.area(id_)),
        "clock_name": lambda id_: in_language(profile.clock(id_)),
        "matter_name": lambda id_: str(MATTER_NAMES[Matter(id_)]),
    }

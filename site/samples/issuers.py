"""Which department of a place approves what, and how its documents are numbered, for samples."""

from __future__ import annotations

import datetime as dt
from functools import cache

from register.jurisdiction import Profile

PREFERRED = {
    "energy": "development-reform",
    "technology": "industry",
    "quality": "market-regulation",
    "safety": "emergency",
}
"""The department that issues cards on a subject, where the profile lets it."""

_SHORT = {
    "工业和信息化": "工信",
    "科工商务": "科工商务",
    "发展和改革": "发改",
    "市场监督管理": "市监",
    "生态环境": "环",
    "应急管理": "应急",
    "自然资源": "自然资",
}


class Issuers:
    """The issuing departments of one place."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self.of = cache(self._of)
        self._word = cache(self._document_word)

    def _of(self, *kinds: str, subject: str = "") -> str:
        """Return the department that may issue all of `kinds`, on a subject the one preferred.

        Raises:
            ValueError: the profile lets no department issue them.

        """
        departments = [department.id for department in self._profile.departments]
        able = [d for d in departments if all(self._profile.may_issue(d, kind) for kind in kinds)]
        if not able:
            raise ValueError(
                f"{self._profile.place.id}: no duty lets one department issue {', '.join(kinds)}"
            )
        preferred = PREFERRED.get(subject)
        return preferred if preferred in able else able[0]

    def document(self, department: str, day: dt.date) -> str:
        """Return a 文号: in a sample a department issues one document a working day."""
        return f"{self._word(department)}〔{day.year}〕{day.timetuple().tm_yday}号"

    def _document_word(self, department: str) -> str:
        place = self._profile.place.name
        name = self._profile.department(department).name
        short = next((short for full, short in _SHORT.items() if full in name), None)
        return place[0] + (short or name.removeprefix(place).removesuffix("局")[:4])

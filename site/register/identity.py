"""Which enterprise is meant: one keeps its id through every name, and two never merge silently.

Nothing here decides. Where a name or a code points to an enterprise of the book and the draft says
otherwise, there is a `Doubt`, and a person must answer it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from register import uscc
from register.acts import Act, Enterprise, EnterpriseId
from register.names import normalise_name
from register.persons import base_name
from register.wording import gettext

MOST_FOUND = 50


class Doubt(StrEnum):
    """What an officer must say of an enterprise."""

    SAME_NAME = "same-name"
    """Said to be new, but the book has one of this name."""
    SAME_CODE = "same-code"
    """Said to be new, but the book has one of this credit code."""
    RENAMED = "renamed"
    """Said to be one of the book's, under a name it never bore."""
    OTHER_CODE = "other-code"
    """Said to be one of the book's, with a credit code it never had."""


class Question(NamedTuple):
    """A doubt about one draft, in words; `key` stays the same as long as the question does."""

    key: str
    text: str


class Firms:
    """Every name and code under which each enterprise ever stood in the book."""

    def __init__(self, acts: Iterable[Act] = ()) -> None:
        self._by_name: dict[str, set[EnterpriseId]] = defaultdict(set)
        self._by_code: dict[str, set[EnterpriseId]] = defaultdict(set)
        self._names: dict[EnterpriseId, dict[str, None]] = defaultdict(dict)
        self._codes: dict[EnterpriseId, set[str]] = defaultdict(set)
        self._last: dict[EnterpriseId, Enterprise] = {}
        for act in acts:
            self._add(act.enterprise)

    def _add(self, firm: Enterprise) -> None:
        self._by_name[normalise_name(firm.name)].add(firm.id)
        self._names[firm.id].setdefault(firm.name)
        self._last[firm.id] = firm
        if firm.uscc:
            code = uscc.normalise(firm.uscc)[0]
            self._by_code[code].add(firm.id)
            self._codes[firm.id].add(code)

    def named(self, name: str) -> set[EnterpriseId]:
        """Return the enterprises that bore a name, in any spelling of it."""
        plain = normalise_name(name)
        return set(self._by_name.get(plain) or self._by_name.get(base_name(plain)) or ())

    def coded(self, code: str | None) -> set[EnterpriseId]:
        """Return the enterprises that have a credit code."""
        return set(self._by_code.get(uscc.normalise(code)[0], ())) if code else set()

    def codes(self, firm: EnterpriseId) -> set[str]:
        """Return the credit codes an enterprise ever had in the book."""
        return set(self._codes.get(firm, ()))

    def names(self, firm: EnterpriseId) -> tuple[str, ...]:
        """Return every name an enterprise ever bore in the book, oldest first."""
        return tuple(self._names.get(firm, ()))

    def last(self, firm: EnterpriseId) -> Enterprise | None:
        """Return an enterprise as its latest act names it; None where the book has none."""
        return self._last.get(firm)

    def find(self, words: str) -> list[Enterprise]:
        """Return the enterprises whose id, code, or any name contains `words`, the best first."""
        wanted = normalise_name(words)
        if not wanted:
            return []
        exact = self.named(words) | self.coded(words)
        partly = {id_ for name, ids in self._by_name.items() if wanted in name for id_ in ids} | (
            {wanted} & self._last.keys()
        )
        ordered = [*sorted(exact), *sorted(partly - exact)]
        return [self._last[id_] for id_ in ordered[:MOST_FOUND]]

    def told(self, firms: Iterable[EnterpriseId]) -> str:
        """Return enterprises in words, each with its latest name and its id."""
        return "、".join(f"{self._last[id_].name}（{id_}）" for id_ in sorted(firms))

    def questions(self, firm: EnterpriseId, name: str, code: str | None) -> list[Question]:
        """Return what must be answered before a draft about `firm` may be approved.

        `firm` is empty, or an id the book doesn't have, where the draft says it is a new one.
        """
        if firm not in self._last:
            return list(self._about_a_new_one(name, code))
        return list(self._about_a_known_one(firm, name, code))

    def _about_a_new_one(self, name: str, code: str | None) -> Iterable[Question]:
        same_code = self.coded(code)
        if same_code:
            yield _question(
                Doubt.SAME_CODE,
                same_code,
                gettext(
                    "登记簿中的%(firms)s使用同一统一社会信用代码。确认是另一家企业",
                    firms=self.told(same_code),
                ),
            )
        same_name = self.named(name) - same_code
        if same_name:
            yield _question(
                Doubt.SAME_NAME,
                same_name,
                gettext(
                    "登记簿中已有同名企业%(firms)s。确认是另一家企业", firms=self.told(same_name)
                ),
            )

    def _about_a_known_one(
        self, firm: EnterpriseId, name: str, code: str | None
    ) -> Iterable[Question]:
        if normalise_name(name) not in map(normalise_name, self.names(firm)):
            yield _question(
                Doubt.RENAMED,
                [normalise_name(name)],
                gettext(
                    "%(firm)s在登记簿中没有用过“%(name)s”这个名称。确认是同一家企业，已经更名",
                    firm=self.told([firm]),
                    name=name,
                ),
            )
        codes = self.codes(firm)
        plain = uscc.normalise(code)[0] if code else ""
        if plain and codes and plain not in codes:
            yield _question(
                Doubt.OTHER_CODE,
                [plain],
                gettext(
                    "%(firm)s在登记簿中的代码是%(codes)s，与所填不同。确认是同一家企业",
                    firm=self.told([firm]),
                    codes="、".join(sorted(codes)),
                ),
            )


def _question(doubt: Doubt, about: Iterable[str], text: str) -> Question:
    return Question(f"{doubt}:{','.join(sorted(about))}", text)

"""Enterprises the book knows: a row that may be one of them says so; nobody is merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from register import uscc
from register.acts import Act, EnterpriseId
from register.importing.remarks import Code, Remark
from register.names import normalise_name
from register.persons import base_name


class KnownFirms:
    """Every name and code under which each enterprise ever stood in the book.

    A renamed firm keeps one id: all its names lead to it.
    """

    def __init__(self, acts: Iterable[Act] = ()) -> None:
        self._by_name: dict[str, set[EnterpriseId]] = defaultdict(set)
        self._by_code: dict[str, set[EnterpriseId]] = defaultdict(set)
        self._codes: dict[EnterpriseId, set[str]] = defaultdict(set)
        self._last_name: dict[EnterpriseId, str] = {}
        for act in acts:
            firm = act.enterprise
            self._by_name[normalise_name(firm.name)].add(firm.id)
            self._last_name[firm.id] = firm.name
            if firm.uscc:
                code = uscc.normalise(firm.uscc)[0]
                self._by_code[code].add(firm.id)
                self._codes[firm.id].add(code)

    def match(self, name: str, code: str | None) -> tuple[tuple[EnterpriseId, ...], list[Remark]]:
        """Return the ids an enterprise may already have, and what must be said of that."""
        plain = normalise_name(name)
        by_name = self._by_name.get(plain) or self._by_name.get(base_name(plain)) or set()
        by_code = self._by_code.get(code, set()) if code else set()
        ids = tuple(sorted(by_name | by_code))
        if not ids:
            return (), []
        told = "、".join(f"{self._last_name[id_]}（{id_}）" for id_ in ids)
        if len(ids) > 1:
            return ids, [Remark(Code.SEVERAL_KNOWN, told)]
        if not by_name:
            return ids, [Remark(Code.RENAMED, told)]
        if code and not by_code and self._codes[ids[0]]:
            return ids, [Remark(Code.CODE_CONFLICT, told)]
        return ids, [Remark(Code.KNOWN_FIRM, told)]

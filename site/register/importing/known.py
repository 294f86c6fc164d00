"""Enterprises the book knows: a row that may be one of them says so; nobody is merged."""

from __future__ import annotations

from register.acts import EnterpriseId
from register.identity import Firms
from register.importing.remarks import Code, Remark


class KnownFirms(Firms):
    """The enterprises of the book, as a row of a list is compared with them."""

    def match(self, name: str, code: str | None) -> tuple[tuple[EnterpriseId, ...], list[Remark]]:
        """Return the ids an enterprise may already have, and what must be said of that."""
        by_name, by_code = self.named(name), self.coded(code)
        ids = tuple(sorted(by_name | by_code))
        if not ids:
            return (), []
        told = self.told(ids)
        if len(ids) > 1:
            return ids, [Remark(Code.SEVERAL_KNOWN, told)]
        if not by_name:
            return ids, [Remark(Code.RENAMED, told)]
        if code and not by_code and self.codes(ids[0]):
            return ids, [Remark(Code.CODE_CONFLICT, told)]
        return ids, [Remark(Code.KNOWN_FIRM, told)]

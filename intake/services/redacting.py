"""Notices that name an enterprise because of an entry whose publicity has ended.

The site shows no notice that cites an ended entry until somebody has rewritten it. But its source
would keep the name, and a notice may name an enterprise and cite nothing. So where nothing that it
cites of the enterprise is public any more, or nothing of the enterprise is public at all, the name
goes from the text. Only at the moment of erasing is the name still known: it is done in the same
step (`register.journal`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from publisher.documents import NOTICES, PAGES, files, name_and_language
from register import journal
from register.acts import ActId, Corrected
from register.histories import History
from register.journal import Change
from register.names import bare_name, normalise_name
from register.wording import gettext, use_language

_CITED = re.compile(r"^Acts:(.*)$", re.MULTILINE | re.IGNORECASE)
_ANY = "surrogateescape"
"""A file in another charset is refused by the site, by name; here it must not stop an ending."""
_WIDE = 0xFEE0
"""From a character of ASCII to its full-width form."""
_BRACKETS = {"(": "[(（〔【\\[]", ")": "[)）〕】\\]]"}
_ID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def redactions(
    place_folder: Path, histories: Iterable[History], gone: Collection[ActId], as_of: dt.date
) -> dict[str, Change]:
    """Return what taking ended enterprises' names out of notices and pages changes.

    `histories` still hold the acts that go, `gone` are their ids.
    """
    before = {path: path.read_text("utf-8", _ANY) for path in _documents(place_folder)}
    texts = dict(before)
    for history in histories:
        visible = {act.id for act in history.on(as_of).acts}
        ended = {act.id for act in history.acts} & set(gone)
        names = _names(history)
        for path, text in texts.items():
            cited = _cited(text)
            if not visible or (cited & ended and not cited & visible):
                texts[path] = _without(names, text, name_and_language(path)[1])
    return {
        path.relative_to(place_folder).as_posix(): journal.replacement(
            path, text.encode("utf-8", _ANY)
        )
        for path, text in texts.items()
        if text != before[path]
    }


def _documents(place_folder: Path) -> list[Path]:
    return [*files(place_folder, NOTICES), *files(place_folder, PAGES)]


def _cited(text: str) -> set[ActId]:
    line = _CITED.search(text)
    return set(_ID.findall(line[1])) if line else set()


def _names(history: History) -> list[re.Pattern[str]]:
    """Return what finds every name the enterprise bore, also without its legal form.

    The longest comes first. A notice may write a name in other brackets, widths or case.
    """
    names = {act.enterprise.name for act in history.acts}
    for act in history.acts:
        if isinstance(act, Corrected) and (name := act.changes.get("enterprise.name")):
            names.add(name)
    spelt = names | set(map(normalise_name, names)) | set(map(bare_name, names))
    return [_written(name) for name in sorted(spelt, key=len, reverse=True)]


def _written(name: str) -> re.Pattern[str]:
    """Return what finds a normalised name however it is written, in English pages marked up."""
    there = r"[\s\u200b\ufeff]*".join(map(_character, name))
    return re.compile(rf'<span lang="zh-CN">{there}</span>|{there}', re.IGNORECASE)


def _character(one: str) -> str:
    if one in _BRACKETS:
        return _BRACKETS[one]
    return f"[{re.escape(one)}{chr(ord(one) + _WIDE)}]" if "!" <= one <= "~" else re.escape(one)


def _without(names: Iterable[re.Pattern[str]], text: str, language: str) -> str:
    with use_language(language):
        instead = gettext("（一家企业，公示已结束）")
    for name in names:
        text = name.sub(lambda _found: instead, text)
    return text

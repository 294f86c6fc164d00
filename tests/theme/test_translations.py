"""No string reaches a reader untranslated, and no catalogue carries dead or broken entries.

To add what is missing to a catalogue, ready to be filled in, name the catalogue and the folders or
files whose strings belong to it:

    .venv/bin/python tests/theme/test_translations.py public intake/public intake/web

writes the new entries of those folders to themes/mingjian/translations/en/public.po. An entry left
empty still counts as missing.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "themes" / "mingjian" / "translations" / "en"
SOURCES = ("site", "intake", "themes")
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")

Message = str | tuple[str, str]
"""A message, or its singular and plural."""


def strings_of(path: Path) -> Iterator[tuple[Message, int]]:
    """Yield each message of one Python file or template with its line."""
    method = "python" if path.suffix == ".py" else "jinja2"
    # without this, Jinja's extractor passes over a template that it cannot parse
    options = {"silent": "false"} if method == "jinja2" else {}
    for line, message, *_ in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        yield (message, line) if isinstance(message, str) else (tuple(message[:2]), line)


def sources_under(folder: Path) -> Iterator[Path]:
    """Yield the Python files and templates of a folder, or the file itself."""
    if folder.is_file():
        yield folder
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" or (path.suffix in {".html", ".txt", ".xml"} and is_template(path)):
            yield path


def is_template(path: Path) -> bool:
    return "templates" in path.parts


@cache
def strings_in_use() -> dict[Message, list[str]]:
    """Return every message of the program with the places that use it."""
    used: dict[Message, list[str]] = defaultdict(list)
    for source in SOURCES:
        for path in sources_under(ROOT / source):
            for message, line in strings_of(path):
                used[message].append(f"{path.relative_to(ROOT)}:{line}")
    return used


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@cache
def entries() -> list[tuple[str, Message, tuple[str, ...]]]:
    """Return (catalogue, message, translations) for every entry of the English catalogues."""
    return [
        (path.name, entry.id, (entry.string,) if isinstance(entry.string, str) else entry.string)
        for path in sorted(ENGLISH.glob("*.po"))
        for entry in load(path)
        if entry.id
    ]


def placeholders(texts: str | tuple[str, ...]) -> set[str]:
    joined = texts if isinstance(texts, str) else " ".join(texts)
    return {first or second for first, second in PLACEHOLDER.findall(joined)}


def shown(problems: list[str]) -> str:
    return "\n" + "\n".join(problems)


def test_every_string_has_an_english_translation() -> None:
    translated = {message for _, message, strings in entries() if all(strings)}
    missing = [
        f"{', '.join(places[:2])}: {message!r}"
        for message, places in strings_in_use().items()
        if message not in translated
    ]
    assert not missing, shown(missing)


def test_every_translation_is_still_used() -> None:
    unused = [
        f"{name}: {message!r}" for name, message, _ in entries() if message not in strings_in_use()
    ]
    assert not unused, shown(unused)


def test_a_translation_has_the_placeholders_of_its_source() -> None:
    differing = [
        f"{name}: {message!r} has {sorted(placeholders(message))},"
        f" its translation {sorted(placeholders(strings))}"
        for name, message, strings in entries()
        if all(strings) and placeholders(message) != placeholders(strings)
    ]
    assert not differing, shown(differing)


def test_no_two_catalogues_translate_a_message_differently() -> None:
    """All catalogues of a language are merged: only one of two translations would be shown."""
    meanings: dict[Message, dict[tuple[str, ...], str]] = defaultdict(dict)
    for name, message, strings in entries():
        meanings[message].setdefault(strings, name)
    quarrels = [f"{message!r}: {found}" for message, found in meanings.items() if len(found) > 1]
    assert not quarrels, shown(quarrels)


def add_missing(name: str, folders: list[Path]) -> int:
    """Add the strings of `folders` that no catalogue has to `name`.po; return how many."""
    target = ENGLISH / f"{name}.po"
    catalogue = load(target) if target.exists() else Catalog("en", project="mingjian", fuzzy=False)
    known = {message for _, message, _ in entries()}
    added = 0
    for path in (source for folder in folders for source in sources_under(folder)):
        for message, _ in strings_of(path):
            if message not in known:
                catalogue.add(message)
                known.add(message)
                added += 1
    with target.open("wb") as file:
        write_po(file, catalogue, no_location=True, omit_header=False, width=100)
    return added


if __name__ == "__main__":
    catalogue_name, *arguments = sys.argv[1:]
    count = add_missing(catalogue_name, [Path(argument).resolve() for argument in arguments])
    print(f"{count} added to {ENGLISH / catalogue_name}.po")

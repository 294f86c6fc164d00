"""What the page of an enterprise will be once an act is in the book: made by what makes the page.

Nothing is written; no other page of the site is looked at.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from publisher.assets import find_assets
from publisher.firms import DIGEST_SIZE, firm_on
from publisher.frame import Frames
from publisher.harvest import Harvest
from publisher.pages import enterprises
from publisher.site_data import Site
from register.canonical import encode_lines
from register.erased import BookLine
from register.histories import History
from register.jurisdiction import Profile
from register.lines import FOLDER, SUFFIX, ActsFile, RawBook
from register.wording import use_language

_NO_DIGEST = bytes(DIGEST_SIZE)
_NO_FOLDER = Path("nowhere")


def enterprise_pages(
    profile: Profile, firm: str, lines: Iterable[BookLine], as_of: dt.date
) -> dict[str, bytes]:
    """Return the files of one enterprise's page, by path, from its lines in the book's order.

    Empty where the public would know nothing of the enterprise on that day.
    """
    history = History(firm, lines)
    shown = firm_on(history, profile, _NO_DIGEST, as_of)
    harvest = Harvest(_raw(history), profile, as_of, [shown] if shown else [])
    site = Site(
        profile=profile,
        as_of=as_of,
        base=_NO_DIGEST,
        folder=_NO_FOLDER,
        work=_NO_FOLDER,
        harvest=harvest,
        written_notices=(),
        about=(),
        frames=Frames(profile, find_assets().paths),
    )
    made = {}
    for page in enterprises.pages(site):
        with use_language(page.language):
            made[page.path] = page.render()
    return made


def theme_file(path: str) -> bytes | None:
    """Return a file of the theme by the path that pages name it by; None for any other."""
    assets = find_assets()
    names = {published: name for name, published in assets.paths.items()}
    return assets.contents[names[path]] if path in names else None


def _raw(history: History) -> RawBook:
    by_year: dict[int, list[BookLine]] = defaultdict(list)
    for line in history.lines:
        by_year[line.date.year].append(line)
    return RawBook(
        tuple(
            ActsFile(f"{FOLDER}/{year:04}{SUFFIX}", encode_lines(lines))
            for year, lines in sorted(by_year.items())
        )
    )

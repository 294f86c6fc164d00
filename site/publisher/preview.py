"""What the page of an enterprise will be once an act is in the book: made by what makes the page.

Nothing is written; no other page of the site is looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from publisher.addresses import file_of
from publisher.assets import find_assets
from publisher.frame import Frames
from publisher.pages.enterprises import Press
from publisher.volumes import cuts_of, path_of, volumes
from register.erased import BookLine
from register.histories import History
from register.jurisdiction import Profile
from register.wording import LANGUAGES, use_language


def enterprise_pages(
    profile: Profile, firm: str, lines: Iterable[BookLine], as_of: dt.date
) -> dict[str, bytes]:
    """Return the files of one enterprise's pages, by path, from its lines in the book's order.

    Empty where the public would know nothing of the enterprise on that day.
    """
    view = History(firm, lines).on(as_of)
    made: dict[str, bytes] = {}
    if not view.entries and not view.tombstones:
        return made
    press = Press(Frames(profile, find_assets().paths), as_of)
    found = volumes(view, cuts_of(view))
    for language in LANGUAGES:
        for at, volume in enumerate(found):
            with use_language(language):
                page = press.page(view, found, at, language)
            made[file_of(path_of(firm) + volume.path, language)] = page
    return made


def theme_file(path: str) -> bytes | None:
    """Return a file of the theme by the path that pages name it by; None for any other."""
    assets = find_assets()
    names = {published: name for name, published in assets.paths.items()}
    return assets.contents[names[path]] if path in names else None

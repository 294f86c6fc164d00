"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from register.jurisdiction import Profile
from register.profiles import load_profile, places
from register.wording import gettext

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
DEFAULT_CONTENT = Path("content")

place = click.option(
    "--place",
    "place_id",
    envvar="MINGJIAN_PLACE",
    required=True,
    metavar="PLACE",
    help="A folder under the content folder, such as zhanjiang or enping.",
)
content = click.option(
    "--content",
    envvar="MINGJIAN_CONTENT",
    default=DEFAULT_CONTENT,
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that holds one folder a place.",
)
as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _option, given: given.date() if given else today(),
    help="Show the register as it stood on this day, YYYY-MM-DD.  [default: today]",
)


def today() -> date:
    """Return the day it is where both places are."""
    return datetime.now(LOCAL_TIME).date()


def profile_of(content_folder: Path, place_id: str) -> Profile:
    """Load the profile of a place, or end with the places there are."""
    known = places(content_folder) if content_folder.is_dir() else []
    if place_id not in known:
        raise click.UsageError(
            gettext(
                "没有地区“%(place)s”：%(folder)s 下有 %(known)s。请用 --place 指定其中之一，"
                "或用 --content 指定内容目录。",
                place=place_id,
                folder=content_folder,
                known="、".join(known) or gettext("（空）"),
            )
        )
    return load_profile(content_folder / place_id)

"""`mingjian sample`: a content folder of any size about firms that do not exist.

The same place, number, seed and end give the same bytes: nothing is taken from the clock or the
system's random source. Ids and salts follow from the seed, which is fine for fiction only, see
`samples.identity`. Names and credit codes can't be anybody's, see `samples.names` and
`samples.credit_codes`.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from ledger.place_log import PlaceLog
from ledger.steps import logging_whole
from register.acts import AnyAct, Enterprise
from register.canonical import encode
from register.jurisdiction import Profile
from register.lines import raw_of
from register.profiles import load_profile
from register.wording import gettext
from samples.arcs import ARCS
from samples.chronicle import Calendar, Chronicle, World
from samples.credit_codes import SERIALS, fictional_code
from samples.issuers import Issuers
from samples.names import FictionalNames
from samples.trades import trades
from tlog.keys import Signer

END = dt.date(2026, 11, 20)
"""The last day of a sample, fixed so that a seed gives the same book on any day."""

_DEMO = re.compile(r"^demo\s*=.*\n", re.MULTILINE)
_PLACE = re.compile(r"^\[place\][^\n]*\n", re.MULTILINE)


class FolderInUse(Exception):
    """The folder to write into isn't empty; nothing in it was touched."""


def write_sample(
    place_folder: Path, enterprises: int, seed: int, output: Path, *, end: dt.date = END
) -> None:
    """Write a content folder with one place and so many fictional enterprises, or nothing at all.

    `output` becomes a content folder: `output/<place>/` gets the profile and pages of
    `place_folder`, the three years of acts up to `end`, about four for each enterprise, and a log
    of them, each on its own day. The log's key follows from the seed, so anyone could sign it:
    good for fiction only. The profile written says `demo = true`, whatever the original says.

    Raises:
        FolderInUse: `output` exists and isn't an empty folder.
        ProblemsFound: the place's profile must be mended first.
        ValueError: `enterprises` isn't in 1..1,000,000.

    """
    if not 1 <= enterprises <= SERIALS:
        raise ValueError(f"enterprises must lie in 1..{SERIALS}, not {enterprises}")
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        raise FolderInUse(
            gettext(
                "“%(folder)s”不是空目录，未写入任何内容；请另选目录，或先清空该目录",
                folder=output,
            )
        )
    profile = load_profile(place_folder)
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=output.parent, prefix=f".{output.name}-") as aside:
        made = Path(aside) / output.name
        _write_place(place_folder, made / place_folder.name)
        acts = sampled_acts(profile, enterprises, seed, end)
        _write_book(made / place_folder.name / "acts", acts)
        _write_log(made / place_folder.name, profile, seed)
        made.replace(output)


def sampled_acts(
    profile: Profile, enterprises: int, seed: int, end: dt.date = END
) -> Iterator[AnyAct]:
    """Yield the acts of so many fictional enterprises, one enterprise after the other."""
    rng = Random(str(seed))  # noqa: S311 - repeatable on purpose, and nothing here is a secret
    world = World(seed, Calendar(end), Issuers(profile), rng)
    names = FictionalNames(rng)
    for number in range(enterprises):
        area = rng.choice(profile.areas)
        trade = rng.choice(trades())
        firm = Enterprise(
            id=f"sample-{number + 1:06d}",
            name=names.name(rng.choice((profile.place.name, area.name)), trade.name),
            area=area.id,
            industry=trade.industry,
            uscc=_code(profile, area.id, number),
        )
        chronicle = Chronicle(world, firm, trade, area.name)
        ARCS[number % len(ARCS)](chronicle)
        yield from chronicle.acts


def _code(profile: Profile, area: str, number: int) -> str:
    district = area if re.fullmatch(r"\d{6}", area) else profile.place.code
    return fictional_code(district, (number * 379_721 + 86_213) % SERIALS)


def _write_place(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    profile = (source / "profile.toml").read_text("utf-8")
    marked = _PLACE.sub(lambda place: place[0] + "demo = true\n", _DEMO.sub("", profile), count=1)
    (target / "profile.toml").write_text(marked, "utf-8", newline="\n")
    if (source / "pages").is_dir():
        shutil.copytree(source / "pages", target / "pages")


def _write_log(place: Path, profile: Profile, seed: int) -> None:
    name = f"{profile.place.id}.example/log"
    signer = Signer.from_seed(name, sha256(f"sample log {seed}".encode()).digest())
    changes = logging_whole(PlaceLog(place), signer, raw_of(place), dt.date.min)
    for path, change in changes.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(change.content)


def _write_book(folder: Path, acts: Iterator[AnyAct]) -> None:
    folder.mkdir()
    years: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
    for act in acts:
        years[act.date.year].append((act.id, encode(act)))
    for year, lines in years.items():
        lines.sort()
        with (folder / f"{year}.jsonl").open("wb") as file:
            file.writelines(line + b"\n" for _, line in lines)

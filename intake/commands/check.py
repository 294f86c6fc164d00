"""`mingjian check`: read profiles, books and numbers, and name each fault with its remedy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from intake.commands import options
from register.files import load_book
from register.numbers import read_months
from register.problems import Problem, ProblemsFound
from register.profiles import places
from register.wording import gettext, ngettext


@click.command()
@click.option("--place", "place_id", metavar="PLACE", help="Only this place.  [default: all]")
@options.content
def command(place_id: str | None, content: Path) -> None:
    """Check each place; every fault is named with file, line, field and remedy."""
    found: list[Problem] = []
    for name in [place_id] if place_id else places(content):
        try:
            profile = options.profile_of(content, name)
            book = load_book(content / name, profile)
            read_months(content / name, profile)
        except ProblemsFound as problems:
            found += (_in_folder(content / name, problem) for problem in problems.problems)
            continue
        click.echo(_verdict(profile.place.name, len(book.acts)))
    if found:
        raise ProblemsFound(found)
    if not place_id and not places(content):
        raise click.UsageError(gettext("%(folder)s 下没有任何地区。", folder=content))


def _verdict(place: str, acts: int) -> str:
    if not acts:
        return gettext("%(place)s：profile.toml 未发现问题；登记簿还没有登记事项。", place=place)
    return ngettext(
        "%(place)s：%(n)s 条登记事项，未发现问题。",
        "%(place)s：%(n)s 条登记事项，未发现问题。",
        acts,
        place=place,
    )


def _in_folder(folder: Path, problem: Problem) -> Problem:
    """Name the file as it is reached from where the command was typed."""
    return replace(problem, file=str(folder / problem.file))

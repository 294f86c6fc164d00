"""`mingjian check`: read profiles, books and numbers, and name each fault with its remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from msgspec.structs import replace

from intake.commands import options
from intake.settings import LOG_KEY
from ledger.book_check import compared
from register.files import decode_book, positions
from register.lines import read_raw
from register.numbers import read_months
from register.problems import Problem, ProblemsFound, first_problems
from register.profiles import places
from register.rules import warnings
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
            raw = read_raw(content / name)
            book = decode_book(raw, profile)
            months = read_months(content / name, profile)
            disagreeing = compared(content / name, raw, months, log_expected=_signed_here(content))
            if first := first_problems(disagreeing):
                raise ProblemsFound(first)
        except ProblemsFound as problems:
            found += (_in_folder(content / name, problem) for problem in problems.problems)
            continue
        click.echo(_verdict(profile.place.name, len(book.acts), logged=bool(raw.checkpoint)))
        _flag(content / name, warnings(book.acts, positions(raw)))
    if found:
        raise ProblemsFound(found)
    if not place_id and not places(content):
        raise click.UsageError(gettext("%(folder)s 下没有任何地区。", folder=content))


def _signed_here(content: Path) -> bool:
    """Tell whether content is an instance's own: beside it lies the key that signs its log."""
    return (content.resolve().parent / LOG_KEY).exists()


def _flag(folder: Path, flagged: Iterable[Problem]) -> None:
    """Say what is kept as published and should be looked at; it stops nothing."""
    flags = first_problems(flagged)
    if flags:
        click.echo(gettext("以下不影响公示，请核对："))
    for flag in flags:
        click.echo(f"  {_in_folder(folder, flag)}")


def _verdict(place: str, acts: int, *, logged: bool) -> str:
    if not acts:
        return gettext("%(place)s：profile.toml 未发现问题；登记簿还没有登记事项。", place=place)
    if logged:
        return ngettext(
            "%(place)s：%(n)s 条登记事项，未发现问题，与公开日志逐条相符。",
            "%(place)s：%(n)s 条登记事项，未发现问题，与公开日志逐条相符。",
            acts,
            place=place,
        )
    return ngettext(
        "%(place)s：%(n)s 条登记事项，未发现问题；没有公开日志，登记以后的改动无从核对。",
        "%(place)s：%(n)s 条登记事项，未发现问题；没有公开日志，登记以后的改动无从核对。",
        acts,
        place=place,
    )


def _in_folder(folder: Path, problem: Problem) -> Problem:
    """Name the file as it is reached from where the command was typed."""
    return replace(problem, file=str(folder / problem.file))

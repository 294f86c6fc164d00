"""`mingjian release`: declare a release of the open data; the next build publishes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from intake.commands import options
from register.files import load_book
from register.releases import CannotRelease, cut
from register.wording import gettext


@click.command()
@options.place
@options.content
@options.as_of
def command(place_id: str, content: Path, as_of: date) -> None:
    """Publish the whole data of a day for good, under /data/releases/DAY/."""
    folder = content / place_id
    load_book(folder, options.profile_of(content, place_id))
    if as_of > options.today():
        raise click.UsageError(gettext("发布版的日期不能晚于今天：%(day)s。", day=as_of))
    try:
        release = cut(folder, as_of)
    except CannotRelease as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(
        gettext(
            "已登记发布版%(day)s，共%(acts)s条登记事项。下次生成网站时公布在 "
            "/data/releases/%(day)s/ 。",
            day=release.date,
            acts=release.acts,
        )
    )

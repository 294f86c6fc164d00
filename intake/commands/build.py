"""`mingjian build`: from approved data to the public pages of one place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from intake.commands import options
from publisher.build import build
from publisher.failures import BuildFailed
from register.wording import gettext


@click.command()
@options.place
@options.content
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes: a new or empty folder, or one that a build made.",
)
@options.as_of
def command(place_id: str, content: Path, output: Path, as_of: date) -> None:
    """Build the static site of one place; a fault leaves the former site as it was."""
    options.profile_of(content, place_id)
    try:
        result = build(content, place_id, output, as_of)
    except BuildFailed as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(
        gettext(
            "已生成 %(output)s：写入 %(written)s 个文件，删除 %(removed)s 个，"
            "%(unchanged)s 个没有变化。",
            output=output,
            written=result.written,
            removed=result.removed,
            unchanged=result.unchanged,
        )
    )

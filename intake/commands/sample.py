"""`mingjian sample`: a fictional content folder of any size, for trials and measurements."""

from __future__ import annotations

from pathlib import Path

import click

from intake.commands import options
from register.wording import gettext
from samples import FolderInUse, write_sample


@click.command()
@options.place
@options.content
@click.option("--enterprises", required=True, type=click.IntRange(1, 1_000_000), metavar="N")
@click.option("--seed", default=1, show_default=True, type=int, help="Same seed, same bytes.")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="A content folder to make: PLACE/ goes into it.",
)
def command(place_id: str, content: Path, enterprises: int, seed: int, output: Path) -> None:
    """Write N fictional enterprises with their acts, valid credit codes, and PLACE's profile."""
    options.profile_of(content, place_id)
    try:
        write_sample(content / place_id, enterprises, seed, output)
    except FolderInUse as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(
        gettext(
            "已写入 %(folder)s：%(n)s 家虚构企业。生成网站：mingjian build --place %(place)s "
            "--content %(output)s --output …",
            folder=output / place_id,
            n=enterprises,
            place=place_id,
            output=output,
        )
    )

"""`mingjian annex`: the tables departments hand over, as workbooks ready to be sealed and sent."""

from __future__ import annotations

from pathlib import Path

import click

from intake.commands import options
from intake.services.hand_over import Table, annex_of
from publisher.annexes import write
from register.annexes import NotAPeriod, Period
from register.files import load_book
from register.jurisdiction import NotInProfile, Profile
from register.wording import SOURCE_LANGUAGE, gettext, use_language


def _period(_context: click.Context, _option: click.Parameter, written: str) -> Period:
    try:
        return Period.parse(written)
    except NotAPeriod as fault:
        raise click.BadParameter(
            gettext(
                "期间应写作2026、2026H1（上半年）或2026H2（下半年），不能是“%(it)s”。", it=written
            )
        ) from fault


@click.command()
@options.place
@options.content
@click.option("--period", required=True, callback=_period, help="2026, 2026H1 or 2026H2.")
@click.option(
    "--table",
    type=click.Choice([it.value for it in Table]),
    default="exits",
    show_default=True,
    help="Closed firms, equipment and capacity; or those that did not close in time.",
)
@click.option("--department", metavar="ID", help="Only what this department issued.")
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The XLSX file to write.",
)
def command(
    *,
    place_id: str,
    content: Path,
    period: Period,
    table: str,
    department: str | None,
    output: Path,
) -> None:
    """Write a hand-over table in the shape of an official annex."""
    profile = options.profile_of(content, place_id)
    _require_department(profile, department)
    today = options.today()
    if period.start > today:
        raise click.UsageError(gettext("这一期间还没有开始。"))
    histories = load_book(content / place_id, profile).histories.values()
    annex = annex_of(profile, histories, Table(table), period, today, department=department)
    with use_language(SOURCE_LANGUAGE):
        output.write_bytes(write(annex))
    click.echo(
        gettext(
            "已写入 %(output)s：%(title)s，%(n)s条。",
            output=output,
            title=annex.title,
            n=len(annex.groups),
        )
    )


def _require_department(profile: Profile, department: str | None) -> None:
    try:
        if department is not None:
            profile.department(department)
    except NotInProfile as fault:
        known = "、".join(it.id for it in profile.departments)
        raise click.UsageError(
            gettext("没有单位“%(id)s”，可用的有：%(known)s", id=department, known=known)
        ) from fault

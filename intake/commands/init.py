"""`mingjian init`: make an instance; show its recovery key once."""

from __future__ import annotations

import os
from pathlib import Path

import click

from intake.commands import options
from intake.services.first_days import FirstStep, first_days
from intake.services.installation import init
from intake.settings import BadSetting, Settings, load_settings
from register.wording import gettext

FIRST_DAYS = "/help/first-days/"
"""The desk's page of the same list."""


@click.command()
@click.option(
    "--source",
    default=options.DEFAULT_CONTENT,
    show_default=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The content folder to copy the place from.",
)
def command(source: Path) -> None:
    """Make the instance MINGJIAN_INSTANCE for MINGJIAN_PLACE: folder, database, keys, content.

    What is there already is kept; running it again makes only what is missing.
    """
    try:
        settings = load_settings(os.environ)
        system = init(settings, source, _show)
        steps = first_days(system)
    except BadSetting as fault:
        raise click.ClickException(str(fault)) from fault
    system.engine.dispose()
    click.echo(gettext("实例已就绪：%(folder)s。下一步：", folder=settings.instance))
    _say_what_is_next(steps, settings)


def _say_what_is_next(steps: list[FirstStep], settings: Settings) -> None:
    """List what is not done yet, each with the command for it; the desk shows the same list."""
    for number, step in enumerate((one for one in steps if not one.done), start=1):
        click.echo(f"\n{number:>3}. {step.title}\n     {step.why}")
        if step.how:
            click.echo(f"     {step.how}")
    page = settings.desk_url.rstrip("/") + FIRST_DAYS
    click.echo("\n" + gettext("登录工作台后，在这里看还差什么：%(page)s", page=page))


def _show(paper: str) -> None:
    """Print the recovery key for the safe: the only way in when every passphrase is forgotten."""
    click.echo(gettext("恢复密钥（只显示这一次，请抄写或打印后存入保险柜，不要存在电脑上）："))
    click.echo(f"\n  {paper}\n")

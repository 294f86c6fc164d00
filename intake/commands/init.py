"""`mingjian init`: make an instance; show its recovery key once."""

from __future__ import annotations

import os
from pathlib import Path

import click

from intake.commands import options
from intake.services.installation import init
from intake.settings import BadSetting, load_settings
from register.wording import gettext


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
    except BadSetting as fault:
        raise click.ClickException(str(fault)) from fault
    system.engine.dispose()
    click.echo(
        gettext(
            "实例已就绪：%(folder)s。下一步：mingjian staff add 添加工作人员。",
            folder=settings.instance,
        )
    )


def _show(paper: str) -> None:
    """Print the recovery key for the safe: the only way in when every passphrase is forgotten."""
    click.echo(gettext("恢复密钥（只显示这一次，请抄写或打印后存入保险柜，不要存在电脑上）："))
    click.echo(f"\n  {paper}\n")

"""`mingjian restore`: an instance made of a backup."""

from __future__ import annotations

import os
from pathlib import Path

import click

from intake.services.backups import NotRestorable, restore
from intake.settings import BadSetting, load_settings
from register.wording import gettext


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(source: Path) -> None:
    """Make the new instance MINGJIAN_INSTANCE out of the backup SOURCE.

    Run `mingjian purge` next: it ends again what had ended since the backup was made.
    """
    try:
        members = restore(load_settings(os.environ), source)
    except (BadSetting, NotRestorable) as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(gettext("已恢复，共%(count)s项。下一步：mingjian purge。", count=members))

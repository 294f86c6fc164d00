"""`mingjian purge`: end what has been kept long enough, and sweep up after killed processes."""

from __future__ import annotations

import os

import click

from intake.services.retention import purge
from intake.services.system import NotInstalled, open_system
from intake.settings import BadSetting, load_settings
from register.wording import gettext


@click.command()
@click.option("--dry-run", is_flag=True, help="Name what is due, and destroy nothing.")
def command(*, dry_run: bool) -> None:
    """Destroy the keys and words of cases whose time is over (profile, [[retention]]).

    Names those that are due within a month; removes files that no case has. The worker does this
    once a day; run it after each restore.
    """
    try:
        system = open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault
    done = purge(system, dry=dry_run)
    system.engine.dispose()
    if dry_run:
        click.echo(gettext("已到期，应销毁：%(count)s件。没有销毁。", count=done.destroyed))
    else:
        click.echo(
            gettext(
                "已销毁：%(count)s件；清除无主文件：%(files)s个。",
                count=done.destroyed,
                files=done.left_over,
            )
        )
    for ending in done.warned:
        click.echo(f"{ending.on}\t{ending.case.number}\t{ending.case.lead}\t{ending.case.outcome}")
    total = sum(done.counted.values())
    click.echo(gettext("历年已销毁：%(count)s件。", count=total))

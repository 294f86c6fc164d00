"""`mingjian publicity`: what leaves the public site soon because its term runs out."""

from __future__ import annotations

import os

import click

from intake.services.ending import running_out
from intake.services.system import NotInstalled, open_system
from intake.settings import BadSetting, load_settings
from register.acts import kind_of
from register.labels import kind_label
from register.publicity import WARNING_DAYS
from register.wording import gettext


@click.command()
@click.option("--within", default=WARNING_DAYS, show_default=True, type=click.IntRange(0, 3660))
def command(within: int) -> None:
    """List the entries whose publicity ends WITHIN so many days; the worker ends them by itself.

    Each line: last day it is ended on, number, enterprise, kind, the rule, and since when credit
    repair may end it.
    """
    try:
        system = open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault
    found = running_out(system, within)
    for one in found:
        act = one.act
        parts = (
            one.ends_on.isoformat(),
            act.id,
            act.enterprise.name,
            str(kind_label(kind_of(act))),
            f"{one.term.document}{one.term.clause}",
            one.repair_from.isoformat(),
        )
        click.echo("\t".join(parts))
    if not found:
        click.echo(gettext("%(days)s天内没有公示期满的事项。", days=within))

"""`mingjian worker`: take results to the hotline platforms, and look after what did not arrive."""

from __future__ import annotations

import os
import signal
from types import FrameType

import click

from intake.db.changes import Delivery
from intake.domain.errors import Incomplete
from intake.notifying import Notifier
from intake.services import deliveries
from intake.services.retention import DailyPurge
from intake.services.system import NotInstalled, System, open_system
from intake.services.upkeep import Upkeep
from intake.settings import BadSetting, load_settings
from intake.worker import run
from register.wording import gettext


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Deliver results and moves to the platforms until Ctrl-C; or list and retry dead letters."""
    if context.invoked_subcommand is None:
        _work()


@command.command()
def dead() -> None:
    """List what was given up on: id, platform, order, attempts, last problem."""
    _list(deliveries.dead_letters(_open()))


@command.command()
def waiting() -> None:
    """List what is still to be delivered."""
    _list(deliveries.waiting(_open()))


@command.command()
@click.argument("delivery", required=False)
@click.option("--all", "everything", is_flag=True, help="Every dead letter.")
def retry(delivery: str | None, *, everything: bool) -> None:
    """Put the dead letter DELIVERY, or all of them, back into the outbox."""
    if bool(delivery) == everything:
        raise click.UsageError(gettext("请写一个编号，或用 --all 重发全部。"))
    try:
        count = deliveries.try_again(_open(), delivery)
    except Incomplete as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(gettext("已重新列入推送：%(count)s条。", count=count))


def _work() -> None:
    system = _open()
    ended: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        ended.append(number)

    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, end)
    click.echo(gettext("正在推送办理进展，按 Ctrl-C 停止。"))
    tended = (Upkeep(system), Notifier(system), DailyPurge(system))
    run(system, stopped=lambda: bool(ended), tend=[one.tend for one in tended])
    system.engine.dispose()


def _list(found: list[Delivery]) -> None:
    for one in found:
        change = one.change
        click.echo(
            f"{one.id}\t{change.platform}\t{change.number}\t{change.move}\t"
            f"{one.attempts}\t{one.problem or '-'}"
        )


def _open() -> System:
    try:
        return open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault

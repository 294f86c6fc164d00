"""`mingjian platform`: the hotline platforms, their push addresses and their keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from intake.domain.errors import Incomplete
from intake.domain.work_orders import Scope
from intake.services import platforms
from intake.services.system import NotInstalled, System, open_system
from intake.settings import BadSetting, load_settings
from register.wording import gettext

_ORDINARY = (Scope.READ.value, Scope.WRITE.value)


@click.group()
def command() -> None:
    """Add platforms that send work orders, and make and revoke their keys."""


@command.command()
@click.argument("platform")
@click.option("--name", required=True, help="What the platform is called.")
@click.option("--address", help="Where results are pushed to; https only.")
def add(platform: str, name: str, address: str | None) -> None:
    """Let PLATFORM be known, such as zj-12345."""
    with _faults() as system:
        platforms.add_platform(system, platform, name, address)
    click.echo(
        gettext("已添加%(name)s。下一步：mingjian platform key %(id)s", name=name, id=platform)
    )


@command.command()
@click.argument("platform")
@click.argument("url", required=False)
def address(platform: str, url: str | None) -> None:
    """Push PLATFORM's results to URL; without URL, push no more."""
    with _faults() as system:
        platforms.set_address(system, platform, url)
    click.echo(gettext("推送地址已更改。"))


@command.command()
@click.argument("platform")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=_ORDINARY,
    show_default=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the key may do; unsigned is for trials only.",
)
@click.option("--per-minute", default=platforms.PER_MINUTE, show_default=True, type=int)
def key(platform: str, scopes: tuple[str, ...], per_minute: int) -> None:
    """Make a key for PLATFORM and show it, once; at most two are live at a time."""
    with _faults() as system:
        made = platforms.make_key(system, platform, frozenset(map(Scope, scopes)), per_minute)
    click.echo(gettext("密钥只显示这一次，请用安全的方式交给平台："))
    click.echo(f"\n  keyid    {made.id}\n  secret   {made.secret}\n  api_key  {made.api_key}\n")


@command.command()
@click.argument("key_id", metavar="KEYID")
def revoke(key_id: str) -> None:
    """End a key at once."""
    with _faults() as system:
        platforms.revoke_key(system, key_id)
    click.echo(gettext("密钥已停用。"))


@command.command(name="list")
def list_() -> None:
    """List platforms with their addresses, and their keys."""
    with _faults() as system:
        found = platforms.all_platforms(system)
    for platform, keys in found:
        click.echo(f"{platform.id}\t{platform.name}\t{platform.address or '-'}")
        for one in keys:
            until = gettext("（%(day)s停用）", day=one.revoked_on) if one.revoked_on else ""
            scopes = ",".join(sorted(one.scopes))
            click.echo(f"  {one.id}\t{scopes}\t{one.per_minute}/min\t{one.made_on}{until}")


@contextmanager
def _faults() -> Iterator[System]:
    """Give the installed system; a refusal ends the command with its words."""
    try:
        yield open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled, Incomplete) as fault:
        raise click.ClickException(str(fault)) from fault

"""`mingjian log`: the transparency log's key and its witnesses."""

from __future__ import annotations

import os

import click

from intake.services import log_keys
from intake.services.system import NotInstalled, System, open_system
from intake.settings import BadSetting, load_settings
from register.wording import gettext


@click.group()
def command() -> None:
    """Show the public log, hand it over to a new key, add a witness's signature."""


@command.command()
def show() -> None:
    """Print size, public keys (oldest first) and the present checkpoint."""
    log = log_keys.log_of(_open().settings)
    try:
        with log_keys.damage_told():
            keys, checkpoint = log.keys, log.read("checkpoint").decode()
    except log_keys.LogUnusable as fault:
        raise click.ClickException(str(fault)) from fault
    for key in keys:
        click.echo(key)
    click.echo(checkpoint, nl=False)


@command.command()
@click.confirmation_option(
    prompt="The old key is destroyed. Publish the new public key in the gazette. Go on?"
)
def rotate() -> None:
    """Hand the log over to a new signing key: when its keeper leaves, or a copy may be abroad.

    The old key signs an entry that names the new one, so whoever trusted it can go on. Nothing
    else changes; the site shows both keys with the next build.
    """
    try:
        click.echo(log_keys.rotate(_open()))
    except log_keys.LogUnusable as fault:
        raise click.ClickException(str(fault)) from fault


@command.command()
@click.option("--witness", required=True, metavar="VKEY", help="The witness's public key.")
@click.argument("line")
def cosign(witness: str, line: str) -> None:
    """Put LINE, a witness's signature of the present checkpoint, beside the log's own.

    The witness signs what `mingjian log show` prints, as https://c2sp.org/tlog-cosignature says.
    """
    try:
        log_keys.cosign(_open(), line, witness)
    except log_keys.LogUnusable as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(gettext("见证签名已加入检查点，下次生成网站时公布。"))


def _open() -> System:
    try:
        return open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault

"""`mingjian staff`: who may work at the desk."""

from __future__ import annotations

import os

import click

from intake.domain.errors import Incomplete
from intake.domain.roles import Post, Role
from intake.services import staff
from intake.services.sessions import LoginFailed
from intake.services.system import NotInstalled, System, open_system
from intake.settings import BadSetting, load_settings
from register.wording import gettext


@click.group()
def command() -> None:
    """Add, list and disable the people who work at the desk."""


@command.command()
@click.option("--name", required=True, help="What they log in with.")
@click.option("--department", required=True, help="A department id of the profile.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
)
@click.option("--by", metavar="NAME", help="A member who grants the key.  [default: recovery key]")
def add(name: str, department: str, roles: tuple[str, ...], by: str | None) -> None:
    """Let someone in. A member of the department, or the recovery key, hands the key on."""
    system = _open()
    granting = _granting(system, by)
    passphrase = click.prompt(
        gettext("新成员的口令（至少12个字符）"), hide_input=True, confirmation_prompt=True
    )
    posts = {Post(department, Role(role)) for role in roles}
    new = staff.NewMember(name, posts, passphrase)
    try:
        staff.add_member(system, new, granting)
    except (Incomplete, staff.CannotGrant) as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(gettext("已添加%(name)s。", name=name))


@command.command(name="list")
def list_() -> None:
    """List everyone, with their posts."""
    for member in staff.list_members(_open()):
        posts = "、".join(sorted(f"{post.department}/{post.role}" for post in member.posts))
        until = gettext("（%(day)s停用）", day=member.disabled_on) if member.disabled_on else ""
        click.echo(f"{member.name}\t{posts}\t{member.added_on}{until}")


@command.command()
@click.argument("name")
def disable(name: str) -> None:
    """End someone's access at once, and every session of theirs."""
    try:
        staff.disable_member(_open(), name)
    except Incomplete as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(gettext("已停用%(name)s。", name=name))


def _open() -> System:
    try:
        return open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault


def _granting(system: System, by: str | None) -> staff.Granting:
    try:
        if by:
            passphrase = click.prompt(gettext("%(name)s的口令", name=by), hide_input=True)
            return staff.granted_by_member(system, by, passphrase)
        return staff.granted_by_recovery(system, click.prompt(gettext("恢复密钥"), hide_input=True))
    except (staff.CannotGrant, LoginFailed) as fault:
        raise click.ClickException(str(fault)) from fault

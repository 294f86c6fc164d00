"""`mingjian staff`: who may work at the desk."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from intake.domain.errors import Incomplete
from intake.domain.roles import Post, Role
from intake.services import own_passphrase, posts, rotation, second_factors, staff
from intake.services.granting import Granting, member_by_passphrase
from intake.services.sessions import LoginFailed
from intake.services.system import NotInstalled, System, open_system
from intake.settings import BadSetting, load_settings
from register.wording import gettext, ngettext

ROLE = click.Choice([role.value for role in Role])
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """The people who work at the desk: let in, appointed, ended, helped when locked out."""


@command.command()
@click.option("--name", required=True, help="What they log in with.")
@click.option("--department", required=True, help="A department id of the profile.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=ROLE,
)
@click.option("--by", metavar="NAME", help="A member who grants the key.  [default: recovery key]")
def add(name: str, department: str, roles: tuple[str, ...], by: str | None) -> None:
    """Let someone in. A member of the department, or the recovery key, hands the key on."""
    system = _open()
    granting = _granting(system, by)
    typed = click.prompt(
        gettext("新成员的口令（至少12个字符）"), hide_input=True, confirmation_prompt=True
    )
    new = staff.NewMember(name, {Post(department, Role(role)) for role in roles}, typed)
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
    """End someone's access and sessions at once; the keys they knew are replaced."""
    with _plainly():
        staff.disable_member(_open(), name)
    click.echo(gettext("已停用%(name)s，其知道的密钥已更换。", name=name))


@command.command()
@click.argument("name")
@click.option("--department", required=True, help="A department id of the profile.")
@click.option("--role", required=True, type=ROLE)
@click.option("--from", "first", type=DAY, help="First day.  [default: today]")
@click.option("--until", "last", type=DAY, help="Last day, included; a deputy needs one.")
@click.option("--for", "other", metavar="NAME", help="The member they stand in for.")
@click.option("--by", metavar="NAME", help="A member who grants the key.  [default: recovery key]")
def appoint(
    *,
    name: str,
    department: str,
    role: str,
    first: dt.datetime | None,
    last: dt.datetime | None,
    other: str | None,
    by: str | None,
) -> None:
    """Give someone one more post, for good, for a time, or for another."""
    system = _open()
    with _plainly():
        posts.appoint(
            system,
            name,
            Post(department, Role(role)),
            _granting(system, by),
            starts_on=first.date() if first else None,
            ends_on=last.date() if last else None,
            stands_in_for=other,
        )
    click.echo(gettext("已任职：%(name)s。", name=name))


@command.command()
@click.argument("name")
@click.option("--department", required=True, help="A department id of the profile.")
@click.option("--role", required=True, type=ROLE)
@click.option("--last-day", type=DAY, help="Last day, included.  [default: it ends at once]")
def end(name: str, department: str, role: str, last_day: dt.datetime | None) -> None:
    """End someone's post; the key that goes with it is taken and replaced."""
    with _plainly():
        last = last_day.date() if last_day else None
        posts.end_post(_open(), name, Post(department, Role(role)), last)
    click.echo(gettext("已免去%(name)s的职务。", name=name))


@command.command()
@click.argument("name")
@click.option("--by", metavar="NAME", help="A member who vouches.  [default: recovery key]")
def passphrase(name: str, by: str | None) -> None:
    """Set a forgotten passphrase anew; a colleague with the key, or the recovery key, vouches."""
    system = _open()
    with _plainly():
        granting = _granting(system, by)
        new = click.prompt(
            gettext("新口令（至少12个字符）"), hide_input=True, confirmation_prompt=True
        )
        own_passphrase.reset_passphrase(system, name, new, granting)
    click.echo(gettext("已重设%(name)s的口令，其第二道验证须重新设置。", name=name))


@command.command(name="second-factor")
@click.argument("name")
def second_factor(name: str) -> None:
    """Forget someone's second factors: the next login, with their passphrase, sets up new ones."""
    with _plainly():
        second_factors.reset_factors_of(_open(), name)
    click.echo(gettext("已重置%(name)s的第二道验证。", name=name))


@command.command()
@click.option("--by", metavar="NAME", required=True, help="A member who holds the key.")
def reseal(by: str) -> None:
    """Seal every case to the present keys at once, rather than a few at each login."""
    system = _open()
    with _plainly():
        typed = click.prompt(gettext("%(name)s的口令", name=by), hide_input=True)
        officer = member_by_passphrase(system, by, typed)
        done = 0
        while looked := rotation.reseal(system, officer):
            done += looked
    click.echo(ngettext("已核对%(n)s份密钥副本。", "已核对%(n)s份密钥副本。", done))


@contextmanager
def _plainly() -> Iterator[None]:
    """Turn what can be mended into a plain message."""
    try:
        yield
    except (Incomplete, staff.CannotGrant, LoginFailed) as fault:
        raise click.ClickException(str(fault)) from fault


def _open() -> System:
    try:
        return open_system(load_settings(os.environ))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault


def _granting(system: System, by: str | None) -> Granting:
    try:
        if by:
            passphrase = click.prompt(gettext("%(name)s的口令", name=by), hide_input=True)
            return staff.granted_by_member(system, by, passphrase)
        return staff.granted_by_recovery(system, click.prompt(gettext("恢复密钥"), hide_input=True))
    except (staff.CannotGrant, LoginFailed) as fault:
        raise click.ClickException(str(fault)) from fault

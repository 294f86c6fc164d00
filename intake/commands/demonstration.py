"""What `mingjian serve --demo` sets up before it serves."""

from __future__ import annotations

import re
from os import environ
from pathlib import Path

import click

from intake.commands import options
from intake.domain.roles import ROLE_NAMES
from intake.services.demo import HEAD, DemoLogin, NotADemonstration, demo_logins
from intake.services.installation import init
from intake.settings import BadSetting, Settings
from register.jurisdiction import Profile
from register.profiles import load_profile
from register.wording import gettext


def set_up(settings: Settings) -> list[str]:
    """Make the demonstration's instance unless it is there; return its logins, a line each."""
    source = Path(environ.get("MINGJIAN_CONTENT", options.DEFAULT_CONTENT))
    options.profile_of(source, settings.place)
    if settings.secret_file.exists():
        click.echo(gettext("使用已有的演示数据：%(folder)s", folder=settings.instance))
    else:
        click.echo(gettext("正在建立演示数据：%(folder)s ……", folder=settings.instance))
    try:
        system = init(settings, source, lambda _paper: None)
        tell_address(settings)
        try:
            return _lines(demo_logins(system), system.profile)
        finally:
            system.engine.dispose()
    except BadSetting as fault:
        raise click.ClickException(str(fault)) from fault
    except NotADemonstration as fault:
        raise click.ClickException(
            gettext(
                "%(folder)s 是正式实例，不能作为演示使用。请去掉 --demo，"
                "或用 MINGJIAN_INSTANCE 指定另一个文件夹。",
                folder=settings.instance,
            )
        ) from fault


def tell_address(settings: Settings) -> None:
    """Put where the demonstration is served this time in its own profile, for all that links back.

    Only over a placeholder: an address that somebody decided on stays.
    """
    path = settings.place_folder / "profile.toml"
    text = path.read_text("utf-8")
    if "url" not in load_profile(settings.place_folder).site.placeholders:
        return
    line = f'url = "{settings.public_url.rstrip("/")}"'
    told = re.sub(r'^url = "[^"]*"$', lambda _: line, text, count=1, flags=re.MULTILINE)
    if told != text:
        fresh = path.with_suffix(".new")
        fresh.write_text(told, "utf-8")
        fresh.replace(path)


def _lines(logins: list[DemoLogin], profile: Profile) -> list[str]:
    """Heads are told of in one line: their names are made from their departments'."""
    listed = [login for login in logins if not login.name.endswith(HEAD)]
    return [
        gettext("演示账号（口令都是 %(passphrase)s）：", passphrase=logins[0].passphrase),
        *(f"  {login.name:<20} {_posts(login, profile)}" for login in listed),
        gettext(
            "  单位账号后加 %(ending)s（如 industry%(ending)s）是该单位的负责人，兼审核人员。",
            ending=HEAD,
        ),
    ]


def _posts(login: DemoLogin, profile: Profile) -> str:
    departments = {post.department for post in login.posts}
    named = gettext("各单位") if len(departments) > 1 else profile.department(*departments).name
    return f"{named} · {ROLE_NAMES[login.posts[0].role]}"

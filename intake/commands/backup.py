"""`mingjian backup`: one file with all that an instance is."""

from __future__ import annotations

import os
from pathlib import Path
from subprocess import CalledProcessError

import click

from intake.services.backups import back_up
from intake.services.system import NotInstalled, open_system
from intake.settings import BadSetting, load_settings
from register.wording import gettext


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def command(target: Path) -> None:
    """Write database, secrets, content and sealed files to the new file TARGET, while running.

    The file is a secret: keep it encrypted, and no longer than the longest retention.
    """
    try:
        system = open_system(load_settings(os.environ))
        members = back_up(system, target.absolute())
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault
    except CalledProcessError as fault:
        told = gettext("pg_dump没有成功，原因见上面的输出。没有留下备份文件。")
        raise click.ClickException(told) from fault
    except FileExistsError as fault:
        told = gettext("%(file)s已存在，不会覆盖，请换一个文件名。", file=target)
        raise click.ClickException(told) from fault
    system.engine.dispose()
    click.echo(gettext("备份完成：%(file)s，共%(count)s项。", file=target, count=members))
    click.echo(gettext("备份中有本站的密钥，请加密保存，并按保存期限销毁。"))

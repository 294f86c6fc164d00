"""`mingjian build`: from approved data to the public pages of one place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from intake.commands import options
from publisher.build import build
from publisher.failures import BuildFailed
from register.wording import gettext


@click.command()
@options.place
@options.content
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes: a new or empty folder, or one that a build made.",
)
@options.as_of
@click.option(
    "--precompress",
    is_flag=True,
    help="Put .gz and .br files beside the pages, for web servers that send them as they are.",
)
def command(*, place_id: str, content: Path, output: Path, as_of: date, precompress: bool) -> None:
    """Build the static site of one place; a fault leaves the former site as it was."""
    profile = options.profile_of(content, place_id)
    try:
        result = build(content, place_id, output, as_of, precompress=precompress)
    except BuildFailed as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(
        gettext(
            "已生成 %(output)s：写入 %(written)s 个文件，删除 %(removed)s 个，"
            "%(unchanged)s 个没有变化。",
            output=output,
            written=result.written,
            removed=result.removed,
            unchanged=result.unchanged,
        )
    )
    if profile.site.placeholders:
        click.echo(
            gettext(
                "注意：%(place)s的 profile.toml 中，页脚的这些项目还是示例：%(items)s。"
                "上线前请填写真实内容，并从 placeholders 中删去。",
                place=place_id,
                items="、".join(profile.site.placeholders),
            ),
            err=True,
        )

"""The `mingjian` command.

Each subcommand is a module of `intake.commands`, loaded only when it is called, so that building a
site loads no web framework and answering `--help` loads nothing.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

from register.problems import ProblemsFound
from register.wording import SOURCE_LANGUAGE, gettext, ngettext, use_language

COMMANDS = (
    "backup",
    "annex",
    "build",
    "check",
    "import",
    "init",
    "log",
    "platform",
    "proof",
    "purge",
    "publicity",
    "release",
    "restore",
    "route",
    "sample",
    "serve",
    "staff",
    "verify",
    "worker",
)


class LazyCommands(click.Group):
    """Find the command `name` as `command` in `intake.commands.<name>`.

    A name that is a word of Python's, `import`, has an underscore after it there.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or return None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"intake.commands.{module}").command
        return command


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
def mingjian() -> None:
    """明鉴: the public register of closed capacity, and the intake of reports."""


def main() -> NoReturn:
    """Run the command in the terminal's language; a known fault ends it with a plain message."""
    with use_language(_terminal_language()):
        try:
            # Outside its standalone mode click returns the code of an `Exit` instead of raising it.
            code = mingjian.main(standalone_mode=False)
        except click.ClickException as fault:
            fault.show()
            sys.exit(fault.exit_code)
        except click.Abort:
            sys.exit(130)
        except ProblemsFound as found:
            for problem in found.problems:
                click.echo(str(problem), err=True)
            count = ngettext("共%(n)s个问题。", "共%(n)s个问题。", len(found.problems))
            click.echo(count, err=True)
            sys.exit(1)
        except OSError as fault:
            click.echo(_unreadable(fault), err=True)
            sys.exit(1)
    sys.exit(code)


def _unreadable(fault: OSError) -> str:
    """Say which file the system refused to read or write, and why."""
    return gettext(
        "无法读写%(path)s：%(reason)s。请检查路径、权限和磁盘空间后重试。",
        path=fault.filename or "…",
        reason=fault.strerror or type(fault).__name__,
    )


def _terminal_language() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "en" if spoken.lower().startswith("en") else SOURCE_LANGUAGE

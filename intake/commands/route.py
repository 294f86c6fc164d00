"""`mingjian route`: who answers for each text, JSON Lines in and out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from intake.commands import options
from intake.routing.lines import route_lines
from intake.routing.router import load_router


@click.command()
@options.place
@options.content
def command(place_id: str, content: Path) -> None:
    """Read {id, text, channel?, matter?, area?} lines; write who answers, and why."""
    router = load_router(options.profile_of(content, place_id), content / place_id)
    answers = sys.stdout.buffer
    for answer in route_lines(router, sys.stdin.buffer):
        answers.write(answer)
        answers.flush()

"""`mingjian route`: who answers for each text, JSON Lines in and out; and past corrections."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from intake.commands import options
from intake.db.rulings import Sent
from intake.routing.lines import route_lines
from intake.routing.router import load_router
from intake.services.corrections import Checked, review
from intake.services.system import NotInstalled, open_system
from intake.settings import BadSetting, load_settings

_encode = msgspec.json.Encoder().encode


@click.command()
@options.place
@options.content
@click.option(
    "--corrections",
    is_flag=True,
    help="Read nothing; write what dispatchers of this instance corrected, a JSON line each.",
)
def command(place_id: str, content: Path, *, corrections: bool) -> None:
    """Read {id, text, channel?, matter?, area?} lines; write who answers, and why."""
    answers = sys.stdout.buffer
    for answer in _corrections(place_id) if corrections else _routed(place_id, content):
        answers.write(answer)
        answers.flush()


def _routed(place_id: str, content: Path) -> Iterator[bytes]:
    router = load_router(options.profile_of(content, place_id), content / place_id)
    return route_lines(router, sys.stdin.buffer)


def _corrections(place_id: str) -> Iterator[bytes]:
    """Yield the corrections kept in the instance; with an example, what the rules say of it now."""
    try:
        system = open_system(load_settings({**os.environ, "MINGJIAN_PLACE": place_id}))
    except (BadSetting, NotInstalled) as fault:
        raise click.ClickException(str(fault)) from fault
    for one in review(system).corrections:
        yield _encode(_as_mapping(one)) + b"\n"
    system.engine.dispose()


def _as_mapping(one: Checked) -> dict[str, object]:
    ruling = one.ruling
    return {
        "id": ruling.id,
        "day": ruling.day,
        "confidence": ruling.confidence / 100,
        "proposed": _sent(ruling.proposed),
        "expect": _sent(ruling.ruled),
        "titles": ruling.titles,
        "text": ruling.example,
        "now": _sent(one.now) if one.now else None,
        "mended": one.mended,
    }


def _sent(sent: Sent) -> dict[str, object]:
    return {"matter": sent.matter, "lead": sent.lead, "territorial": sent.area}

"""`mingjian route`: JSON Lines in, JSON Lines out, one answer for every line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from intake.routing.proposal import Proposal
from intake.routing.router import Router
from register.jurisdiction import Matter
from register.wording import gettext as _

_encode = msgspec.json.Encoder().encode


CHANNELS = frozenset({"web", "desk", "api", "sheet", "open311", "12345"})
"""Where a text may come from, beside the channels that the place's profile names."""


class Line(msgspec.Struct, frozen=True):
    """One text to route. Unknown fields are ignored: exports pipe in as they are."""

    id: str | int
    text: str
    channel: str | None = None
    matter: str | None = None
    area: str | None = None


_decode = msgspec.json.Decoder(Line).decode


def route_lines(router: Router, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield one JSON line, newline included, for each line that is not blank.

    A line that cannot be read yields `{"id", "line", "error"}` and the rest go on.
    """
    for number, line in enumerate(lines, 1):
        stripped = line.removeprefix(b"\xef\xbb\xbf").strip()
        if stripped:
            yield _encode(_answer(router, number, stripped)) + b"\n"


def _answer(router: Router, number: int, line: bytes) -> dict[str, object]:
    try:
        asked = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return {"id": _id_of(line), "line": number, "error": _complaint(number, problem)}
    proposal = router.route(
        asked.text, matter=known_matter(asked.matter), area=asked.area, channel=asked.channel
    )
    said = _as_mapping(proposal)
    return {"id": asked.id, **said, "reason": proposal.reason + "".join(_unheard(router, asked))}


def _unheard(router: Router, asked: Line) -> Iterator[str]:
    """Yield a sentence for each hint that is none of this place's words and so wasn't weighed."""
    if asked.matter and known_matter(asked.matter) is None:
        yield _("所填事项“%(word)s”不在事项表内，未采用。", word=asked.matter)
    if asked.area and asked.area not in router.areas:
        yield _("所填地区“%(word)s”不在本地区名单内，未采用。", word=asked.area)
    if asked.channel and asked.channel not in CHANNELS | router.channels:
        yield _("来源渠道“%(word)s”未登记，不影响分办。", word=asked.channel)


def known_matter(name: str | None) -> Matter | None:
    """Return the matter `name` stands for; a word that is no matter is no hint."""
    try:
        return Matter(name) if name else None
    except ValueError:
        return None


def _as_mapping(proposal: Proposal) -> dict[str, object]:
    return {
        "matter": proposal.matter,
        "lead": proposal.lead,
        "co": proposal.co,
        "territorial": proposal.territorial,
        "clause": proposal.clause,
        "confidence": proposal.confidence,
        "ambiguous": proposal.ambiguous,
        "reason": proposal.reason,
    }


def _complaint(number: int, problem: Exception) -> str:
    return _(
        "第%(line)s行无法读取：%(problem)s。每行应是一个含有 id 和 text 的 JSON 对象。",
        line=number,
        problem=problem,
    )


def _id_of(line: bytes) -> object:
    """Return the id of a line whose other fields are wrong, so that the caller finds it again."""
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found.get("id") if isinstance(found, dict) else None

"""The reason of a proposal, in the words a dispatcher reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from intake.routing.matters import Verdict
from intake.routing.places import Site
from intake.routing.proposal import Evidence
from intake.routing.text import NormalText
from register.jurisdiction import Matter, Profile
from register.matters import MATTER_NAMES
from register.wording import gettext as _

_SHOWN = 200
"""So many words are highlighted, the strongest: a text of one word over and over has thousands."""
_QUOTED = 4
"""So many of the words are quoted; the rest are only highlighted."""


def evidence(
    original: str,
    normal: NormalText,
    verdict: Verdict,
    *,
    matter: Matter,
    topic: Matter | None,
    site: Site,
    alike: Iterable[tuple[int, int]] = (),
) -> tuple[Evidence, ...]:
    """Return the spans of the original text that matter and site rest on, strongest first.

    `alike`: spans of the normal text that only the learned wording goes by.
    """
    spoken = _spoken(normal, verdict, matter, topic)[:_SHOWN]
    for span in alike:
        start, end = normal.original_span(*span)
        spoken.append(Evidence(start, end, _("用词与同类举报相近"), matter))
    if site.mention is not None:
        start, end = normal.original_span(site.mention.start, site.mention.end)
        spoken.append(Evidence(start, end, original[start:end], site.area or ""))
    return tuple(spoken)


def _spoken(
    normal: NormalText, verdict: Verdict, matter: Matter, topic: Matter | None
) -> list[Evidence]:
    found: dict[tuple[int, int], Evidence] = {}
    for subject in (matter, topic):
        for voice in sorted(
            verdict.voices.get(subject, ()) if subject else (), key=lambda voice: -voice.weight
        ):
            for hit in voice.hits:
                start, end = normal.original_span(hit.start, hit.end)
                found.setdefault(
                    (start, end), Evidence(start, end, hit.concept.title, str(subject))
                )
    return list(found.values())


def reason(
    profile: Profile,
    original: str,
    *,
    matter: Matter,
    site: Site,
    proof: Sequence[Evidence],
    clause: str,
    sure: bool,
) -> str:
    """Return why the case goes where it goes, as sentences for the dispatcher."""
    return "".join(
        (
            *_ground(original, proof, site),
            _("归为“%(matter)s”事项。", matter=MATTER_NAMES[matter]),
            *_place(profile, original, proof, site),
            _("依据：%(clause)s。", clause=clause) if clause else "",
            "" if sure else _("把握不足，由协调小组办公室人工分办。"),
        )
    )


def _ground(original: str, proof: Sequence[Evidence], site: Site) -> Iterator[str]:
    """Yield what the matter rests on: the words, or that the site is another city's."""
    quoted = _quote(original, (e for e in proof if e.supports in set(Matter)))
    if site.elsewhere:
        yield _("“%(words)s”不属于本市，", words=_named(original, proof))
    elif quoted:
        yield _("文中提到%(words)s，", words=quoted)
    else:
        yield _("文中没有足以判断的词语，")


def _named(original: str, proof: Sequence[Evidence]) -> str:
    """Return the name of the site, whose evidence comes last."""
    return original[proof[-1].start : proof[-1].end]


def _place(profile: Profile, original: str, proof: Sequence[Evidence], site: Site) -> Iterator[str]:
    names = {area.id: area.name for area in profile.areas}
    words = _named(original, proof) if site.mention is not None else ""
    if site.candidates:
        areas = "、".join(names[area] for area in site.candidates if area in names)
        yield _("地点可能在%(areas)s，请向举报人核实。", areas=areas)
    elif site.area is not None and words:
        yield _("地点“%(words)s”属%(area)s。", words=words, area=names[site.area])
    elif site.area is not None:
        yield _("地点按所选的%(area)s。", area=names[site.area])


def _quote(original: str, proof: Iterable[Evidence]) -> str:
    words = dict.fromkeys(original[e.start : e.end] for e in proof)
    return "".join(f"“{word}”" for word in list(words)[:_QUOTED])

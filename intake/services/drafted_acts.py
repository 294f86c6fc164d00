"""What act a draft would become today, and everything that still stands in its way."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from msgspec import structs
from ulid import ULID

from intake.domain.act_reading import Issued, act_of
from intake.domain.drafting import CONFIRMED, FIRM, ActDraft, NotReady
from intake.services.book import ReadBook, current_book
from intake.services.system import System
from register.acts import AnyAct, Corrected, Overrule, PublicityEnded, Withdrawn
from register.corrections import BadCorrection, corrected
from register.findings import Finding
from register.identity import Question
from register.naming import ground_field, naming_so_far
from register.oddities import oddities
from register.rules import check
from register.text_rules import Leaked, personal_data
from register.wording import gettext

_NOT_YET = "0" * 26
"""Stands for the id of an act that was not approved yet."""


@dataclass(frozen=True)
class Readiness:
    """How far a draft is from being an act of the book."""

    act: AnyAct | None
    """What it would become today; None where a field is missing or can't be read."""
    findings: tuple[Finding, ...]
    """What its authors must mend."""
    alarms: tuple[Leaked, ...]
    """What may be personal data: an approver sends it back, or lets it pass with a reason."""
    questions: tuple[Question, ...]
    """What an author must confirm of enterprise and figures; an unanswered one is a finding too."""


def readiness(system: System, draft: ActDraft) -> Readiness:
    """Judge a draft against the book as it is now.

    Raises:
        ProblemsFound: the book itself is not in order.

    """
    read = current_book(system)
    questions = _questions(read, draft)
    doubts = [*_unknown_firm(read, draft), *_unanswered(draft, questions)]
    issued = _issued(system, draft, act_id=_NOT_YET, salt="0" * 64)
    try:
        act = act_of(draft.kind, draft.typed, issued, target_of(read, draft))
    except NotReady as fault:
        return Readiness(None, (*fault.findings, *doubts), (), questions)
    odd = (*_odd_figures(read, act), *_short_name(system, read, act))
    questions, doubts = (*questions, *odd), [*doubts, *_unanswered(draft, odd)]
    alarms = tuple(dict.fromkeys(personal_data(act)))
    # The rules are asked as if every alarm had been judged: those are not the authors' to mend.
    judged = structs.replace(act, overruled=tuple(Overrule(a.field, a.what, "-") for a in alarms))
    findings = (*broken_rules(system, read, judged), *doubts)
    return Readiness(act, findings, alarms, questions)


def issue(system: System, draft: ActDraft, overruled: tuple[Overrule, ...]) -> AnyAct:
    """Return the act that a draft becomes by being approved now, with its id and salt.

    Raises:
        NotReady: something still stands in its way, alarms that were not overruled included.
        ProblemsFound: the book itself is not in order.

    """
    read = current_book(system)
    moment = int(system.now().timestamp() * 1000).to_bytes(6)
    act_id = str(ULID.from_bytes(moment + secrets.token_bytes(10)))
    issued = _issued(system, draft, act_id=act_id, salt=secrets.token_hex(32))
    issued = replace(issued, overruled=overruled)
    act = act_of(draft.kind, draft.typed, issued, target_of(read, draft))
    questions = (
        *_questions(read, draft),
        *_odd_figures(read, act),
        *_short_name(system, read, act),
    )
    findings = [
        *_unknown_firm(read, draft),
        *_unanswered(draft, questions),
        *broken_rules(system, read, act),
    ]
    if findings:
        raise NotReady(findings)
    return act


def target_of(read: ReadBook, draft: ActDraft) -> AnyAct | None:
    """Return the act that a draft speaks about, None where it names none of the book's."""
    try:
        return read.book.act(draft.typed.get("refers_to", ""))
    except KeyError:
        return None


def firm_of(draft: ActDraft) -> str:
    """Return the id of the enterprise: one of the book's, or the one a new enterprise will have.

    It tells nothing of the name: an address outlives the publicity of what stood there.
    """
    return draft.typed.get(FIRM) or f"e-{draft.id[:12]}"


def broken_rules(system: System, read: ReadBook, act: AnyAct) -> list[Finding]:
    """Return every rule of the book that an act would break after the acts of its enterprise."""
    history = read.book.histories.get(act.enterprise.id)
    before = history.lines if history else ()
    problems = check([*before, act], system.profile)
    return [Finding(one.field, one.reason, one.remedy) for one in problems]


def _issued(system: System, draft: ActDraft, *, act_id: str, salt: str) -> Issued:
    return Issued(
        id=act_id,
        date=system.today().isoformat(),
        department=draft.department,
        enterprise_id=firm_of(draft),
        by=(f"{draft.department}-drafter", f"{draft.department}-approver"),
        salt=salt,
    )


def _unknown_firm(read: ReadBook, draft: ActDraft) -> Iterable[Finding]:
    chosen = draft.typed.get(FIRM)
    if chosen and read.firms.last(chosen) is None:
        yield Finding(
            FIRM,
            gettext("登记簿中没有编号为“%(id)s”的企业", id=chosen),
            gettext("请重新选择企业，或者选择新企业"),
        )


def _questions(read: ReadBook, draft: ActDraft) -> tuple[Question, ...]:
    name, code = draft.name, draft.typed.get("enterprise.uscc")
    return tuple(read.firms.questions(draft.typed.get(FIRM, ""), name, code) if name else ())


def _odd_figures(read: ReadBook, act: AnyAct) -> tuple[Question, ...]:
    """Return the figures to be confirmed; of a correction, those of the act once it is corrected.

    A correction that can't be applied is refused by the rules of the book.
    """
    meant: AnyAct | None = act
    if isinstance(act, Corrected):
        with suppress(BadCorrection):
            meant = _as_corrected(read, act)
    return tuple(
        Question(odd.key, gettext("%(reason)s。确认数值和单位无误", reason=odd.reason))
        for odd in (oddities(meant) if meant else ())
    )


def _short_name(system: System, read: ReadBook, act: AnyAct) -> Iterable[Question]:
    """Ask whether what stays public of an ended entry names its firm by two or three characters."""
    if not isinstance(act, Withdrawn | PublicityEnded):
        return
    history = read.book.histories.get(act.enterprise.id)
    field = ground_field(act)
    known = naming_so_far((*(history.acts if history else ()), act), system.profile)
    if word := known.perhaps_in(getattr(act, field)):
        yield Question(
            f"{field}:{word}",
            gettext(
                "撤下后仍会公开的理由中有“%(word)s”，可能是企业的简称。确认不是指企业", word=word
            ),
        )


def _as_corrected(read: ReadBook, act: Corrected) -> AnyAct | None:
    """Return an act of the book as it would read with a correction; None if it isn't shown."""
    history = read.book.histories.get(act.enterprise.id)
    entries = history.on(act.date).entries if history else ()
    shown = (entry.shown for entry in entries if entry.act.id == act.refers_to)
    return next((corrected(one, [act]) for one in shown), None)


def _unanswered(draft: ActDraft, questions: Iterable[Question]) -> Iterable[Finding]:
    confirmed = draft.typed.get(CONFIRMED, "").split("\n")
    for question in questions:
        if question.key not in confirmed:
            yield Finding(
                CONFIRMED,
                question.text,
                gettext("有误的请改正；确实如此的，请在修改页勾选确认"),
            )

"""The queue: what is due first, narrowed as the officer likes."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.gate import ON_CASES, open_to_members
from intake.domain.access import Right
from intake.domain.clocks import URGENCY_NAMES, Urgency, marks
from intake.domain.errors import Incomplete, NoSuchCase
from intake.domain.lifecycle import ENDED, Move, State
from intake.domain.roles import Role
from intake.services import filters
from intake.services.handling import colleagues
from intake.services.queue import View, Wanted, queue, urgency_counts
from intake.services.system import System
from intake.web.forms import as_typed
from intake.web.installation import the_system
from register.jurisdiction import Matter

pages = Blueprint("queue", __name__)

Word = TypeVar("Word", bound=StrEnum)
Getter = Callable[[str], str | None]
WORK = {
    Right.APPROVE_ACTS: "drafting.show_all",
    Right.OPEN_IDENTITIES: "identities.waiting",
    Right.READ_TRAIL: "audit.show",
    Right.MANAGE_MEMBERS: "members.show",
}
"""Where the work of those lies who have no cases."""
NARROWING = ("state", "matter", "area", "urgency", "mine", "unread", "like")
"""What the queue's address may say besides its view and place."""


@pages.get("/")
@open_to_members
def show() -> ResponseReturnValue:
    """Show a page of the officer's cases: `?view=open|co-handled|closed`, `?after=` to page on.

    `state`, `matter`, `area`, `urgency`, `mine`, `unread` and `like` (a case worded so) narrow it.
    `done` and `number` name a move that has just taken a case from this desk. Who has no cases
    goes to where their work lies.
    """
    if not any(the_officer().may(right) for right in ON_CASES):
        elsewhere = (page for right, page in WORK.items() if the_officer().may(right))
        return redirect(url_for(next(elsewhere, "guide.show")), 303)
    return queue_page()


@pages.post("/filters/")
@open_to_members
def save_filter() -> ResponseReturnValue:
    """Keep the present narrowing under a name, or delete one."""
    forgotten = request.form.get("forget")
    if forgotten is not None:
        filters.forget(the_system(), the_officer(), as_typed(forgotten))
        return redirect(url_for("queue.show"), 303)
    query = query_of(wanted_of(request.form.get))
    try:
        filters.save(the_system(), the_officer(), as_typed(request.form.get("name")), query)
    except Incomplete as refusal:
        return queue_page(refusal=str(refusal)), 400
    return redirect("/?" + query, 303)


def queue_page(refusal: str = "") -> str:
    """Return the page of the queue that the address asks for; 404 where it asks for none."""
    system, officer = the_system(), the_officer()
    view = _word(View, request.args.get("view", View.OPEN))
    wanted = wanted_of(request.args.get)
    if view is None or not _known(system, wanted):
        abort(404)
    try:
        page = queue(system, officer, view, request.args.get("after"), wanted=wanted)
    except (Incomplete, NoSuchCase):
        abort(404)
    handles = officer.departments_where(Right.HANDLE_CASES)
    return render_template(
        "desk/queue.html",
        page=page,
        view=view,
        wanted=wanted,
        query=query_of(wanted),
        today=system.today(),
        marks=marks(system.profile, system.today()),
        counts=urgency_counts(system, officer),
        urgency_names=URGENCY_NAMES,
        states=[state for state in State if state not in ENDED],
        matters=list(Matter),
        areas=[area.id for area in system.profile.areas],
        filters=filters.my_filters(system, officer),
        colleagues=colleagues(system, handles[0]) if len(handles) == 1 else {},
        handles=bool(handles),
        dispatches=bool(officer.departments(Role.DISPATCHER)),
        later="after" in request.args,
        refusal=refusal,
        done=_word(Move, request.args.get("done")),
        number=request.args.get("number", ""),
    )


def wanted_of(get: Getter) -> Wanted:
    """Read how the queue is narrowed; what it does not know narrows nothing."""
    return Wanted(
        state=_word(State, get("state")),
        matter=_word(Matter, get("matter")),
        area=get("area") or None,
        urgency=_word(Urgency, get("urgency")),
        mine=bool(get("mine")),
        unread=bool(get("unread")),
        like=get("like") or None,
    )


def _known(system: System, wanted: Wanted) -> bool:
    """Tell whether the address names nothing but what there is."""
    given = {name: request.args.get(name) for name in NARROWING}
    read = dict(_pairs(wanted))
    areas = {area.id for area in system.profile.areas}
    return all(name in read for name, value in given.items() if value) and (
        wanted.area is None or wanted.area in areas
    )


def _pairs(wanted: Wanted) -> list[tuple[str, str]]:
    said = {**vars(wanted), "mine": wanted.mine and "1", "unread": wanted.unread and "1"}
    return [(name, str(said[name])) for name in NARROWING if said[name]]


def query_of(wanted: Wanted) -> str:
    """Return the part of the queue's address that narrows it so."""
    return urlencode(_pairs(wanted))


def _word(words: type[Word], given: str | None) -> Word | None:
    return words(given) if given in set(words) else None

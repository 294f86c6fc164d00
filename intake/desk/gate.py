"""Who may call which page: declared beside each route, checked before any view runs.

A route says who it is for with one of the three marks below, under its `@pages.get(...)`. One that
says nothing is for nobody: a new page answers 403 until its author has decided. The marks open the
door to a page; what is on it, and what a form may do, the services decide once more, for the
department and the case concerned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask

from intake.domain.access import Right
from intake.services.sessions import Officer

View = TypeVar("View", bound=Callable[..., Any])

STATIC = "static"
"""Flask's own route of the theme's files; they are the same for everyone."""

ON_CASES = (Right.HANDLE_CASES, Right.DISPATCH_CASES)
"""The rights of whom cases are opened to; which case, their services decide."""

_MARK = "_mingjian_admits"


@dataclass(frozen=True)
class Admits:
    """Who is let in: anyone at all, any member, or members with one of `rights` somewhere."""

    strangers: bool = False
    half: bool = False
    """Those too who have given their passphrase and still owe the second factor."""
    members: bool = False
    rights: frozenset[Right] = frozenset()
    department: str | None = None
    """Where one of the rights must be held; None for anywhere."""

    def lets_in(self, officer: Officer | None, half: Officer | None = None) -> bool:
        """Tell whether `officer`, None where nobody is logged in, may call the route.

        `half` is who has given the passphrase alone.
        """
        if half is not None and self.half:
            return True
        if officer is None:
            return self.strangers
        return (
            self.strangers
            or self.members
            or any(officer.may(one, self.department) for one in self.rights)
        )


NOBODY = Admits()


def open_to_strangers(view: View) -> View:
    """Mark a view that answers without a login: the login itself and nothing else."""
    return _marked(view, Admits(strangers=True))


def open_to_half_logged_in(view: View) -> View:
    """Mark a view of the second factor: for members, whether they have shown theirs or not."""
    return _marked(view, Admits(half=True, members=True))


def open_to_members(view: View) -> View:
    """Mark a view that is for everyone who is logged in, whatever their posts."""
    return _marked(view, Admits(members=True))


def open_to(*rights: Right, department: str | None = None) -> Callable[[View], View]:
    """Mark a view that is for members who hold one of `rights`, in `department` or anywhere."""
    return lambda view: _marked(view, Admits(rights=frozenset(rights), department=department))


def admits(app: Flask, endpoint: str | None) -> Admits:
    """Return who may call an endpoint; nobody where there is none, or its view says nothing."""
    if endpoint == STATIC:
        return Admits(strangers=True)
    view = app.view_functions.get(endpoint or "")
    found: Admits = getattr(view, _MARK, NOBODY)
    return found


def _marked(view: View, who: Admits) -> View:
    setattr(view, _MARK, who)
    return view

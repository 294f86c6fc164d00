"""The page that the public will see once a draft is approved, made by the publisher itself."""

from __future__ import annotations

from intake.services.book import current_book
from intake.services.drafted_acts import firm_of
from intake.services.drafting import DraftView
from intake.services.system import System
from publisher.preview import enterprise_pages
from register.canonical import decode
from register.erased import BookLine, Erased
from register.wording import SOURCE_LANGUAGE


def preview_path(view: DraftView, language: str) -> str:
    """Return where the page of a draft's enterprise will be, below the site's root."""
    prefix = "" if language == SOURCE_LANGUAGE else f"{language}/"
    return f"{prefix}enterprises/{firm_of(view.draft)}/"


def preview_of(system: System, view: DraftView, path: str) -> bytes | None:
    """Return the page at a path as it would be after approval today; None for any other page."""
    act: BookLine | None = view.readiness.act
    if view.draft.act is not None:
        act = decode(view.draft.act)
    if act is None or isinstance(act, Erased):
        return None
    firm = firm_of(view.draft)
    history = current_book(system).book.histories.get(firm)
    lines = [line for line in (history.lines if history else ()) if line.id != act.id]
    pages = enterprise_pages(system.profile, firm, [*lines, act], system.today())
    return pages.get(f"{path}index.html")

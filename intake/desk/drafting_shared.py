"""What the pages of drafts share: which draft, how things are called, how it failed."""

from __future__ import annotations

from intake.desk.asking import the_officer
from intake.desk.drafting_forms import ActForm, Asked, MoveForm
from intake.domain import drafting as rules
from intake.domain.drafting import FIRM
from intake.domain.errors import NotAllowed, Refused
from intake.services import drafting
from intake.web.installation import the_system
from intake.web.numbers import shown_version
from register.labels import KIND_LABELS
from register.wording import gettext as _


def shown(form: MoveForm | ActForm) -> int:
    """Return the version that was shown; one that never was, where the form says none."""
    return shown_version(form.version.data)


def status_of(refusal: Refused) -> int:
    """Return how a refusal answers in HTTP."""
    return 403 if isinstance(refusal, NotAllowed) else 409


def label_of(view: drafting.DraftView, path: str) -> str:
    """Return what a field of a draft is called."""
    named = {
        FIRM: _("企业"),
        "refers_to": _("所针对的公示"),
        rules.CONFIRMED: _("请确认"),
        "changes": _("更正内容"),
    }
    return named.get(path) or Asked(the_system().profile, view.draft.kind, {}).label(path)


def look(draft_id: str) -> drafting.DraftView:
    """Return a draft that the officer may see; raises `NoSuchDraft` for any other."""
    return drafting.look_at_draft(the_system(), the_officer(), draft_id)


def words() -> dict[str, object]:
    """Return the words that every page of drafts needs."""
    return {
        "kind_labels": KIND_LABELS,
        "draft_states": rules.STATE_NAMES,
        "draft_moves": rules.MOVE_NAMES,
    }

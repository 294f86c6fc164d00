"""Which form makes which move, in the order in which a case page shows them."""

from __future__ import annotations

from intake.desk.closing_forms import (
    AcceptForm,
    ApproveForm,
    CloseForm,
    DeclineForm,
    FollowUpForm,
    ProposeForm,
    ReopenForm,
    SendBackForm,
)
from intake.desk.forms import DispatchForm, MoveForm, ReplyForm, ReturnForm, SignForm
from intake.desk.handling_forms import (
    AskExtensionForm,
    AssignForm,
    ConsultForm,
    GrantExtensionForm,
    LinkForm,
    NoteForm,
    RefuseExtensionForm,
    TransferForm,
)
from intake.domain.lifecycle import Move

_FORMS = (
    DispatchForm,
    SignForm,
    ReplyForm,
    ApproveForm,
    FollowUpForm,
    GrantExtensionForm,
    RefuseExtensionForm,
    CloseForm,
    ProposeForm,
    SendBackForm,
    ReturnForm,
    AcceptForm,
    DeclineForm,
    ReopenForm,
    NoteForm,
    AssignForm,
    ConsultForm,
    AskExtensionForm,
    TransferForm,
    LinkForm,
)
MOVE_FORMS: dict[Move, type[MoveForm]] = {form.move: form for form in _FORMS}

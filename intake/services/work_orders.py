"""Taking in a work order: the same door as a report's, with the platform's number on it.

What the caller said becomes the case, sealed to the departments. Who called is sealed apart, to
the custodians. The platform's own bytes are kept as they came, sealed to the custodians too, so
that what was understood can be held against what was sent. A number makes one case, however often
and from however many connections it arrives; an operator's form does too, with one receipt.

What tells a number sent again from one reused leaves out who called: whoever has stolen database
and server secret could try every phone number against it. What an operator typed is marked by the
form's own token, which is stored nowhere: there who called counts too, or a name added after going
back would be lost.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec
from sqlalchemy.exc import IntegrityError

from intake.db.cases import ReceiptLock, case_by_id
from intake.db.engine import reading, writing
from intake.db.orders import FORGOTTEN, add_order, order_numbered, order_of_case
from intake.domain.cases import Case
from intake.domain.checks import limited, required
from intake.domain.clocks import deadline
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move
from intake.domain.work_orders import (
    Flag,
    Kind,
    NoSuchOrder,
    OrderOver,
    OtherContent,
    Via,
    WorkOrder,
    counted_from,
    kind_of,
)
from intake.routing import AUTO_DISPATCH, Proposal
from intake.services import attachments
from intake.services.changes import tell_platform
from intake.services.new_cases import NewCase, NewReport, Terms, prepare, store
from intake.services.originals import seal_original
from intake.services.posted_forms import PostedForm, answer_before, posted_form, remember_form
from intake.services.system import CHINA, System
from intake.services.uploads import Upload, check
from intake.vault.keys import PublicKey
from intake.vault.passphrases import new_salt
from intake.vault.receipts import Receipt
from register.jurisdiction import Matter
from register.wording import gettext
from register.working_days import Deadline

LONGEST_TEXT = 50_000
LONGEST_LINE = 200
LONGEST_CALLER = 2_000
NUMBER = "[0-9A-Za-z一-鿿][0-9A-Za-z一-鿿〔〕【】（）()_.-]{0,63}"
"""What a platform's number looks like: no space, no slash, up to 64 characters."""

_TRIES = 5
_UNSURE = AUTO_DISPATCH / 2


@dataclass(frozen=True)
class NewOrder:
    """What a platform or an operator sends. Never shown by `repr`.

    Without a number it gets its case's. `original` is what arrived, byte for byte.
    """

    text: str = field(repr=False)
    original: bytes = field(repr=False)
    number: str = ""
    kind: str = ""
    title: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    area: str = ""
    enterprise: str = field(default="", repr=False)
    matter: Matter | None = None
    received_at: dt.datetime | None = None
    caller: str = field(default="", repr=False)

    @property
    def told(self) -> str:
        """The text a handler reads and the router goes by."""
        parts = (self.title.strip(), self.text.strip(), self.place.strip())
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class Registered:
    """An order and the case it became; `receipt` only where an operator reads it out."""

    order: WorkOrder
    case: Case
    repeated: bool
    """It had been sent before, with this content; nothing was added."""
    receipt: Receipt | None = None

    def due(self, system: System) -> Deadline:
        """Return by when the caller is to be answered, whoever dispatches the case when."""
        return deadline(system.profile.clock(self.order.clock), self.order.counts_from)


def register(
    system: System,
    platform: str,
    via: Via,
    new: NewOrder,
    *,
    form_token: str = "",
    uploads: Sequence[Upload] = (),
) -> Registered:
    """Take in a work order with its files; all of it is stored durably when this returns.

    With the token of an operator's form there is a receipt to be read out; the same form sent
    twice is answered with the same one.

    Raises:
        Incomplete: no text, something too long, or a file that cannot be taken; `field` names it.
        OtherContent: the number stands for an order that says something else.
        OrderOver: the number's case was destroyed when its time was over.

    """
    _check(new, uploads)
    typed = msgspec.json.encode((said := _said(new, uploads), new.caller, new.number))
    form = posted_form(system, form_token, typed) if form_token else None
    mark = form.mark if form else fingerprint(system, said)
    if before := _registered(system, platform, new, mark, form):
        return before
    receipt = Receipt.generate() if form else None
    lock, reporter = _lock(system, receipt)
    proposal, odd = _proposal(system, new)
    draft = _draft(system, new, odd, sender=(platform, via), mark=mark)
    attachments.finish(uploads)
    for _ in range(_TRIES):
        case, order = _attempt(system, new, proposal, reporter, draft)
        try:
            with writing(system.engine) as connection:
                original = seal_original(connection, order.case_id, 1, new.original)
                store(connection, case, lock)
                attachments.attach(connection, system, order.case_id, case.key, uploads)
                add_order(connection, order, original)
                if form and receipt:
                    remember_form(connection, system, form, case.case, receipt)
                tell_platform(connection, system, case.case, Move.SUBMIT, "", at=None)
        except IntegrityError:
            # Either the same order won the race, or the random case number was taken: look.
            if before := _registered(system, platform, new, mark, form):
                return before
            continue
        attachments.keep(uploads)
        return Registered(order, case.case, repeated=False, receipt=receipt)
    raise RuntimeError("no free case number found")


def _attempt(
    system: System,
    new: NewOrder,
    proposal: Proposal,
    reporter: PublicKey | None,
    draft: WorkOrder,
) -> tuple[NewCase, WorkOrder]:
    """Prepare a case for an order; without a number of its own the order gets the case's."""
    terms = Terms(draft.clock, draft.counts_from)
    case = prepare(system, _report(system, new), proposal, reporter, terms)
    number = new.number or case.case.number
    return case, dataclasses.replace(draft, case_id=case.case.id, number=number)


def order_status(system: System, platform: str, number: str) -> Registered:
    """Return where a platform's order stands.

    Raises:
        NoSuchOrder: the platform has sent none under this number.

    """
    with reading(system.engine) as connection:
        order = order_numbered(connection, platform, number)
        if order is None:
            raise NoSuchOrder(number)
        return Registered(order, case_by_id(connection, order.case_id), repeated=True)


def fingerprint(system: System, content: object) -> str:
    """Return what tells the same content from another; confirms no guess without the pepper."""
    encoded = msgspec.json.encode(content)
    return blake2b(encoded, key=system.pepper, digest_size=32, person=b"mingjian-order").hexdigest()


def _said(new: NewOrder, uploads: Sequence[Upload]) -> object:
    """Return what tells an order from another under the same number; never who called."""
    what = (new.text, new.kind, new.title)
    said = (*what, new.place, new.area, new.enterprise, new.matter, new.received_at)
    return (*said, [one.digest for one in uploads]) if uploads else said


def _check(new: NewOrder, uploads: Sequence[Upload]) -> None:
    check(uploads)
    required("text", new.text, gettext("缺少诉求内容，请填写。"), LONGEST_TEXT)
    for name in ("title", "place", "area", "enterprise", "kind"):
        limited(name, getattr(new, name), LONGEST_LINE)
    limited("caller", new.caller, LONGEST_CALLER)
    if new.number and not re.fullmatch(NUMBER, new.number):
        raise Incomplete(
            "number",
            gettext("工单编号最多64个字，只能用汉字、字母、数字、括号和 - _ .，并且不以符号开头。"),
        )


def _registered(
    system: System, platform: str, new: NewOrder, mark: str, form: PostedForm | None
) -> Registered | None:
    """Return what this very form or order became, if it was sent before."""
    if form and (before := answer_before(system, form)):
        with reading(system.engine) as connection:
            order = order_of_case(connection, before.case.id)
        if order:
            return Registered(order, before.case, repeated=True, receipt=before.receipt)
    if not new.number:
        return None
    with reading(system.engine) as connection:
        order = order_numbered(connection, platform, new.number)
        if order is None:
            return None
        if order.fingerprint == FORGOTTEN:
            raise OrderOver(new.number)
        if order.fingerprint != mark:
            raise OtherContent(new.number)
        if new.caller.strip():
            order = dataclasses.replace(order, flags=(*order.flags, Flag.CALLER_NOT_TAKEN))
        return Registered(order, case_by_id(connection, order.case_id), repeated=True)


def _draft(
    system: System, new: NewOrder, odd: Sequence[Flag], *, sender: tuple[str, Via], mark: str
) -> WorkOrder:
    """Return the order as far as what was sent tells: its number, kind, day and oddities."""
    received = new.received_at and new.received_at.astimezone(CHINA).date()
    counts_from, strange = counted_from(received, system.today())
    flags = tuple(flag for flag in (*odd, strange) if flag)
    platform, via = sender
    return WorkOrder(platform, new.number, "", kind_of(new.kind), via, counts_from, flags, mark)


def _report(system: System, new: NewOrder) -> NewReport:
    return NewReport(
        new.told,
        form_token="",
        matter=new.matter,
        area=_area(system, new.area),
        enterprise=new.enterprise.strip() or None,
        contact=new.caller,
    )


def _lock(system: System, receipt: Receipt | None) -> tuple[ReceiptLock, PublicKey | None]:
    """Return the lock that a receipt opens; one that nothing opens where nobody gets a receipt."""
    cost, salt = system.cost, new_salt()
    if receipt is None:
        return ReceiptLock(f"none/{system.new_id()}", salt, cost.passes, cost.memory), None
    locator = receipt.locator(system.pepper)
    lock = ReceiptLock(locator, salt, cost.passes, cost.memory)
    return lock, receipt.key(salt, cost).public


def _proposal(system: System, new: NewOrder) -> tuple[Proposal, list[Flag]]:
    """Return who should answer; what is odd about the order sends it to a dispatcher."""
    area = _area(system, new.area)
    proposal = system.router.route(new.told, matter=new.matter, area=area)
    odd = []
    if kind_of(new.kind) is Kind.UNKNOWN:
        odd.append(Flag.UNKNOWN_KIND)
        proposal = dataclasses.replace(proposal, confidence=min(proposal.confidence, _UNSURE))
    if new.area.strip() and area is None:
        odd.append(Flag.UNKNOWN_AREA)
    return proposal, odd


def _area(system: System, given: str) -> str | None:
    """Return the area that a platform names by id or name."""
    word = given.strip()
    for area in system.profile.areas:
        if word and word in {area.id, area.name, *area.aliases}:
            return area.id
    return None

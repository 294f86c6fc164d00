"""The hotline's REST API: create, add to, withdraw, ask, and read what changed."""

from __future__ import annotations

from base64 import b64decode
from threading import Lock
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import UnsupportedMediaType

from intake.api import fields
from intake.api.calling import admit, believe_body, caller
from intake.api.encoding import respond
from intake.domain.work_orders import Scope, Via
from intake.services.changes import MOST_AT_ONCE, list_changes
from intake.services.documents import change_document, order_document
from intake.services.order_files import attach_to_order
from intake.services.order_updates import Update, add_to_order
from intake.services.order_updates import withdraw as withdraw_order
from intake.services.uploads import Upload
from intake.services.work_orders import NewOrder, Registered, order_status, register
from intake.web.installation import the_system
from intake.web.numbers import whole_number
from intake.web.uploads import takes_files, uploads_of_request
from register.wording import gettext as _

work_orders = Blueprint("work_orders", __name__, url_prefix="/v1")

LARGEST_IN_JSON = 20 * 1024 * 1024
"""Bytes of a file in Base64: a JSON body is read whole. Larger ones come as a form's part."""
LARGEST_BODY = LARGEST_IN_JSON // 3 * 4 + 64 * 1024
"""Bytes of a body with a file in Base64 and its name."""
_DECODED = 1024 * 1024
"""Characters of Base64 turned into bytes at once; a multiple of four."""
_decoding = Lock()
"""Held while a file is taken out of a body: a few at once would hold it several times over."""

_SCOPES = {
    "work_orders.create": Scope.WRITE,
    "work_orders.update": Scope.WRITE,
    "work_orders.attach": Scope.WRITE,
    "work_orders.withdraw": Scope.WRITE,
    "work_orders.status": Scope.READ,
    "work_orders.changes": Scope.READ,
}


@work_orders.before_request
def require_key() -> None:
    """Deny whoever has no key for what is asked; an address without a scope denies all.

    Nothing of a body is read before, and nothing is done with it before it is known to be signed.
    """
    if request.method == "OPTIONS":
        return
    admit(_SCOPES[request.endpoint or ""])
    if request.endpoint == "work_orders.attach":
        request.max_content_length = LARGEST_BODY
    if _is_form():
        request.form  # noqa: B018 - reading it takes its file in
    else:
        request.get_data()
    believe_body()


@work_orders.post("/work-orders")
def create() -> Response:
    """Take in an order: 201 for a new one, 200 for one sent before, 409 for other content."""
    found, who = _said(fields.ORDER)
    order = NewOrder(
        number=found["number"],
        text=found["text"],
        kind=found["kind"],
        title=found["title"],
        place=found["place"],
        area=found["area"],
        enterprise=found["enterprise"],
        received_at=fields.read_moment(found["received_at"]),
        caller=who,
        original=request.get_data(),
    )
    made = register(the_system(), caller().platform.id, Via.API, order)
    response = _order(made, 200 if made.repeated else 201)
    response.headers["Location"] = url_for("work_orders.status", number=made.order.number)
    return response


@work_orders.get("/work-orders/<number>")
def status(number: str) -> Response:
    """Tell where an order stands."""
    return _order(order_status(the_system(), caller().platform.id, number))


@work_orders.post("/work-orders/<number>/updates")
def update(number: str) -> Response:
    """Add what the caller said later: 201, or 200 for an update sent before."""
    found, who = _said(fields.UPDATE)
    more = Update(found["id"], found["text"], request.get_data(), who)
    added = add_to_order(the_system(), caller().platform.id, number, more)
    made = order_status(the_system(), caller().platform.id, number)
    return _order(made, 201 if added else 200)


@work_orders.post("/work-orders/<number>/attachments")
@takes_files
def attach(number: str) -> Response:
    """Add a file, in JSON or as a form's part: 201, or 200 for a file sent before."""
    file_id, upload = _part() if _is_form() else _in_json()
    added = attach_to_order(the_system(), caller().platform.id, number, file_id, upload)
    made = order_status(the_system(), caller().platform.id, number)
    return _order(made, 201 if added else 200)


@work_orders.post("/work-orders/<number>/withdrawal")
def withdraw(number: str) -> Response:
    """Note that the order is taken back; the case stays with its department."""
    reason = fields.check(_body(), fields.WITHDRAWAL)["reason"]
    platform = caller().platform.id
    return _order(withdraw_order(the_system(), platform, number, reason, request.get_data()))


@work_orders.get("/changes")
def changes() -> Response:
    """List what became of the platform's orders since a cursor."""
    asked = request.args.get("limit", str(MOST_AT_ONCE))
    limit = whole_number(asked)
    if limit is None or not 1 <= limit <= MOST_AT_ONCE:
        fault = _("应是1至%(most)s的整数。", most=MOST_AT_ONCE)
        raise fields.Faulty([fields.Fault("/limit", fault)])
    page = list_changes(the_system(), caller().platform.id, request.args.get("cursor"), limit)
    return respond(
        "changes",
        {
            "changes": [change_document(the_system(), news) for news in page.news],
            "cursor": page.cursor,
            "more": page.more,
        },
        "json",
    )


def _is_form() -> bool:
    return request.endpoint == "work_orders.attach" and request.mimetype == "multipart/form-data"


def _part() -> tuple[str, Upload]:
    """Return the one file of a form, sealed while it came in, and its id."""
    found = fields.check(request.form, fields.ATTACHMENT[:1])
    given = uploads_of_request().given()
    if len(given) != 1:
        raise fields.Faulty([fields.Fault("/content", _("应有一个文件，作为表单的一部分。"))])
    return found["id"], given[0]


def _in_json() -> tuple[str, Upload]:
    """Return the file that a JSON body holds, and its id."""
    with _decoding:
        found = fields.check(_body(), fields.ATTACHMENT)
        upload: Upload = uploads_of_request().begin(found["name"], found["media_type"])
        content = found["content"]
        for start in range(0, len(content), _DECODED):
            upload.write(b64decode(content[start : start + _DECODED]))
    if upload.size > LARGEST_IN_JSON:
        told = _(
            "JSON中的附件最大%(most)s MB，更大的请用表单发送。", most=LARGEST_IN_JSON // 1024**2
        )
        raise fields.Faulty([fields.Fault("/content", told)])
    return found["id"], upload


def _body() -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(_("请求正文的Content-Type应是application/json。"))
    return dict(fields.read_body(request.get_data()))


def _said(wanted: tuple[fields.Field, ...]) -> tuple[dict[str, str], str]:
    """Return the wanted fields of the body and who called; whatever is wrong is told at once."""
    given = _body()
    faults: list[fields.Fault] = []
    found = _checked(given, wanted, faults)
    who = _caller_in(given, faults)
    if faults:
        raise fields.Faulty(faults)
    return found, who


def _caller_in(given: dict[str, Any], faults: list[fields.Fault]) -> str:
    """Return who called, a line for each thing told; what is wrong is added to `faults`."""
    told = given.get("caller")
    if told is not None and not isinstance(told, dict):
        faults.append(fields.Fault("/caller", _("应是JSON对象：{…}。")))
    who = _checked(told if isinstance(told, dict) else {}, fields.CALLER, faults, "/caller")
    return "\n".join(f"{f.says}：{who[f.name]}" for f in fields.CALLER if who.get(f.name))


def _checked(
    given: dict[str, Any],
    wanted: tuple[fields.Field, ...],
    faults: list[fields.Fault],
    at: str = "",
) -> dict[str, str]:
    try:
        return fields.check(given, wanted, at)
    except fields.Faulty as found:
        faults.extend(found.faults)
        return {}


def _order(made: Registered, code: int = 200) -> Response:
    return respond("work_order", order_document(the_system(), made), "json", code)

"""Open311's service request updates, as mySociety's software sends and fetches them."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from intake.api.encoding import Value, respond
from intake.api.open311 import PREFIX, jurisdiction
from intake.api.open311_requests import (
    MOST,
    caller,
    days_asked,
    moment,
    moment_of,
    require_utf8,
    without_key,
)
from intake.domain.lifecycle import State
from intake.services.changes import News, changes_of_days
from intake.services.order_lists import own
from intake.services.order_updates import Update, add_to_order
from intake.web.forms import as_typed
from intake.web.installation import the_system
from register.wording import gettext as _

updates = Blueprint("open311_updates", __name__, url_prefix=PREFIX)

STATUSES = {
    State.REGISTERED: "OPEN",
    State.ACCEPTED: "OPEN",
    State.DECLINED: "NO_FURTHER_ACTION",
    State.DISPATCHED: "OPEN",
    State.SIGNED: "INVESTIGATING",
    State.ANSWERED: "IN_PROGRESS",
    State.REVIEWING: "IN_PROGRESS",
    State.FOLLOWING_UP: "IN_PROGRESS",
    State.RETURNED: "INTERNAL_REFERRAL",
    State.DISPUTED: "INTERNAL_REFERRAL",
    State.CLOSED: "CLOSED",
}
"""Our states in the words that mySociety's software knows."""


@updates.get("/servicerequestupdates.<any(xml, json):encoding>")
def index(encoding: str) -> Response:
    """List what became of the requests that the key filed, between two moments."""
    who = caller()
    jurisdiction()
    first, last = days_asked()
    start, end = moment("start_date"), moment("end_date")
    found = [
        news
        for news in changes_of_days(the_system(), who.platform.id, first, last, MOST)
        if _is_between(news, start, end)
    ]
    return respond("service_request_updates", [_document(news) for news in found], encoding)


@updates.post("/servicerequestupdates.<any(xml, json):encoding>")
def create(encoding: str) -> Response:
    """Add to a request that the key filed; the same `update_id` adds once."""
    body = request.get_data()
    who = caller()
    jurisdiction()
    require_utf8(body, request.form)
    given = {name: as_typed(request.form.get(name)).strip() for name in _FIELDS}
    missing = [name for name in _REQUIRED if not given[name]]
    if missing:
        raise BadRequest(_("缺少：%(names)s。", names="、".join(missing)))
    moment("updated_datetime")
    order = own(the_system(), who.platform.id, given["service_request_id"]).order
    said = [given["description"], given["status"] and f"status: {given['status']}"]
    text = "\n".join(part for part in said if part)
    update = Update(given["update_id"], text, without_key(body))
    add_to_order(the_system(), who.platform.id, order.number, update)
    return respond("service_request_updates", [{"update_id": given["update_id"]}], encoding)


_FIELDS = ("service_request_id", "update_id", "status", "description")
_REQUIRED = ("service_request_id", "update_id")


def _is_between(news: News, start: dt.datetime | None, end: dt.datetime | None) -> bool:
    """Judge what has its moment by the moment, the rest by its day alone."""
    if news.at is None:
        return True
    return (start is None or start <= news.at) and (end is None or news.at <= end)


def _document(news: News) -> Value:
    return {
        "update_id": news.id,
        "service_request_id": news.case_number,
        "status": STATUSES[news.state],
        "description": news.told.text,
        "updated_datetime": moment_of(news.day, news.at),
        "media_url": "",
        "external_status_code": news.state.value,
        "customer_reference": news.number,
    }

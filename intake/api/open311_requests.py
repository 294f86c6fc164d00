"""Open311 GeoReport v2: filing requests, and asking what became of them.

What a citizen wrote is sealed and never published: `description`, address, coordinates and media
of a request stay empty for everyone. Without a key, a request is shown to whoever names its
number, with where it stands, who answers and by when. A list is given only to the key that filed
what is on it, with the answers.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from urllib.parse import unquote, unquote_to_bytes, urlencode

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from intake.api.encoding import Value, respond
from intake.api.fields import read_moment
from intake.api.open311 import PREFIX, jurisdiction
from intake.domain.lifecycle import ENDED
from intake.domain.work_orders import Scope, Via
from intake.services.changes import ANSWERS, News, news_of_case
from intake.services.order_lists import Filter, listed, numbered
from intake.services.platforms import Caller, admit_shown
from intake.services.system import CHINA
from intake.services.work_orders import NewOrder, Registered, register
from intake.web.forms import as_typed
from intake.web.installation import the_system
from intake.web.names import in_language
from intake.web.numbers import whole_number
from intake.web.uploads import takes_files, uploads_of_request
from register.jurisdiction import Matter
from register.matters import MATTER_NAMES
from register.wording import gettext as _
from register.wording import long_date

requests = Blueprint("open311_requests", __name__, url_prefix=PREFIX)

LONGEST_SPAN = dt.timedelta(days=90)
MOST = 1000
_CALLER = ("first_name", "last_name", "phone", "email", "account_id", "device_id")


@requests.post("/requests.<any(xml, json):encoding>")
@takes_files
def create(encoding: str) -> Response:
    """File a request: 403 without a key, 404 for an unknown service, 400 for what is missing.

    Files come as parts of a form, under any name (`media` by custom), and are sealed like the rest;
    what a `media_url` points to is never fetched.
    """
    body = b"" if request.mimetype == "multipart/form-data" else request.get_data()
    filer = caller()
    jurisdiction()
    require_utf8(body, request.form)
    order = _order(request.form, body or urlencode(list(request.form.items(multi=True))).encode())
    files = uploads_of_request().given() if request.files else ()
    made = register(the_system(), filer.platform.id, Via.OPEN311, order, uploads=files)
    answer = {
        "service_request_id": made.case.number,
        "service_notice": _notice(made),
        "account_id": request.form.get("account_id", ""),
    }
    return respond("service_requests", [answer], encoding)


@requests.get("/requests.<any(xml, json):encoding>")
def index(encoding: str) -> Response:
    """List the requests that the key filed, or those whose numbers are named."""
    jurisdiction()
    who = caller() if _key() else None
    if named := request.args.get("service_request_id", ""):
        found = numbered(the_system(), named.split(",")[:MOST])
    elif who:
        found = listed(the_system(), who.platform.id, _filter())
    else:
        _filter()
        found = []
    return respond("service_requests", [_document(one, who) for one in found], encoding)


@requests.get("/requests/<number>.<any(xml, json):encoding>")
def show(number: str, encoding: str) -> Response:
    """Show one request."""
    jurisdiction()
    who = caller() if _key() else None
    return respond("service_requests", [_document(_find(number), who)], encoding)


@requests.get("/tokens/<token>.<any(xml, json):encoding>")
def token(token: str, encoding: str) -> Response:
    """Give the number that a token stands for: numbers are given at once, so it is the same."""
    jurisdiction()
    answer = {"service_request_id": _find(token).case.number, "token": token}
    return respond("service_requests", [answer], encoding)


def caller() -> Caller:
    """Return the platform whose `api_key` was sent.

    Raises:
        Forbidden: none was.
        UnknownKey, OutOfScope, TooMany: see `intake.services.platforms`.

    """
    key = _key()
    if not key:
        raise Forbidden(_("缺少api_key，请向本平台管理员申请密钥。"))
    return admit_shown(the_system(), key, Scope.OPEN311)


def moment(name: str) -> dt.datetime | None:
    """Return the moment in a parameter; an empty one is an absent one."""
    given = request.values.get(name, "").replace(" ", "+")
    found = read_moment(given)
    if found is not None and found.year == 1:
        raise BadRequest(_("%(name)s应是带时区的时间，例如2026-11-22T09:30:00+08:00。", name=name))
    return found


def days_asked() -> tuple[dt.date, dt.date]:
    """Return the first and last day asked for, the last ninety by default."""
    today = the_system().today()
    start, end = moment("start_date"), moment("end_date")
    last = end.astimezone(CHINA).date() if end else today
    first = start.astimezone(CHINA).date() if start else last - LONGEST_SPAN
    if start and end and last - first > LONGEST_SPAN:
        raise BadRequest(_("start_date和end_date最多相隔90天。"))
    return first, last


def moment_of(day: dt.date, at: dt.datetime | None = None) -> str:
    """Return a moment with its zone; the day's beginning where only the day is known."""
    known = at or dt.datetime.combine(day, dt.time(), CHINA)
    return known.astimezone(CHINA).isoformat(timespec="seconds")


def require_utf8(body: bytes, form: MultiDict[str, str]) -> None:
    """Refuse a form in another charset, which would be kept as signs nobody can read.

    `body` is the form as it came, b"" where it came in parts.

    Raises:
        BadRequest: naming the first field that is not UTF-8.

    """
    parts = [(name, value.encode()) for name, value in form.items(multi=True)]
    for pair in body.split(b"&"):
        field, _sign, encoded = pair.partition(b"=")
        parts.append((unquote(field.decode("ascii", "replace")), unquote_to_bytes(encoded)))
    for name, given in parts:
        if "\N{REPLACEMENT CHARACTER}" in given.decode("utf-8", "replace"):
            told = _("%(name)s不是UTF-8编码，没有登记，请转为UTF-8后重新发送。", name=name[:40])
            raise BadRequest(told)


def without_key(body: bytes) -> bytes:
    """Return a form's bytes as they came, but for the sender's secret."""
    return re.sub(rb"(^|&)api_key=[^&]*", rb"\1api_key=", body)


def _key() -> str:
    return request.values.get("api_key", "") or request.headers.get("api-key", "")


def _order(form: MultiDict[str, str], body: bytes) -> NewOrder:
    code = form.get("service_code", "")
    if not code:
        raise BadRequest(_("缺少service_code，可用代码见services。"))
    if code not in set(Matter):
        raise NotFound(_("没有代码为“%(code)s”的事项，可用代码见services。", code=code[:40]))
    matter = Matter(code)
    said = as_typed(form.get("description")).strip() or str(MATTER_NAMES[matter])
    media = [f"media_url: {url}" for url in form.getlist("media_url") if url.strip()]
    who = [f"{name}: {form[name].strip()}" for name in _CALLER if form.get(name, "").strip()]
    return NewOrder(
        text="\n".join([said, *media]),
        original=without_key(body),
        number=form.get("attribute[external_id]", "").strip(),
        kind="enquiry" if matter is Matter.ENQUIRY else "report",
        place=_place(form),
        area=_area(form),
        matter=matter,
        caller="\n".join(who),
    )


def _place(form: MultiDict[str, str]) -> str:
    given = [as_typed(form.get(name)).strip() for name in ("address_string", "address_id")]
    lat, long = form.get("lat", ""), form.get("long", "")
    if lat or long:
        given.append(_("坐标%(lat)s，%(long)s", lat=_degrees(lat, 90), long=_degrees(long, 180)))
    place = "；".join(part for part in given if part)
    if not place:
        raise BadRequest(_("缺少地点：请写lat和long、address_string或address_id之一。"))
    return place


def _degrees(text: str, most: int) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not abs(found) <= most:
        raise BadRequest(_("lat和long应是度数，须同时写，例如21.27和110.36。"))
    return found


def _area(form: MultiDict[str, str]) -> str:
    area = form.get("attribute[area]", "") or form.get("attribute[area][]", "")
    known = {one.id for one in the_system().profile.areas}
    if area and area not in known:
        raise BadRequest(_("attribute[area]不在所列地区中：%(area)s。", area=area[:40]))
    return area


def _filter() -> Filter:
    first, last = days_asked()
    codes = [code for code in request.args.get("service_code", "").split(",") if code]
    status = {word for word in request.args.get("status", "").split(",") if word}
    if not status <= {"open", "closed"}:
        raise BadRequest(_("status只能是open或closed。"))
    matters = [Matter(code) for code in codes if code in set(Matter)]
    if codes and not matters:
        raise NotFound(_("没有代码为“%(code)s”的事项，可用代码见services。", code=codes[0][:40]))
    page, size = _whole("page", 1, 10**6), _whole("page_size", MOST, MOST)
    closed = status == {"closed"} if len(status) == 1 else None
    return Filter(first, last, matters, closed, size, (page - 1) * size)


def _whole(name: str, default: int, most: int) -> int:
    given = whole_number(request.args.get(name, "") or str(default))
    if given is None or not 1 <= given <= most:
        raise BadRequest(_("%(name)s应是1至%(most)s的整数。", name=name, most=most))
    return given


def _find(number: str) -> Registered:
    found = numbered(the_system(), [number])
    if not found:
        raise NotFound(_("没有编号为“%(number)s”的来件。", number=number[:40]))
    return found[0]


def _document(made: Registered, who: Caller | None) -> Value:
    case = made.case
    news = news_of_case(the_system(), case.id)
    answers = [one.told.text for one in news if one.move in ANSWERS]
    theirs = who is not None and who.platform.id == made.order.platform
    due = dt.datetime.combine(made.due(the_system()).date, dt.time(23, 59, 59), CHINA)
    return {
        "service_request_id": case.number,
        "status": "closed" if case.state in ENDED else "open",
        "status_notes": answers[-1] if theirs and answers else "",
        "service_name": str(MATTER_NAMES[case.matter]),
        "service_code": case.matter.value,
        "description": "",
        "agency_responsible": in_language(the_system().profile.department(case.lead)),
        "service_notice": _notice(made),
        "requested_datetime": moment_of(case.received_on),
        "updated_datetime": _updated(made, news),
        "expected_datetime": due.isoformat(),
        "address": "",
        "address_id": "",
        "zipcode": "",
        "lat": None,
        "long": None,
        "media_url": "",
    }


def _updated(made: Registered, news: Sequence[News]) -> str:
    """Return when something last happened; of a case past its retention only the days are left."""
    if news:
        return moment_of(news[-1].day, news[-1].at)
    return moment_of(made.case.closed_on or made.case.received_on)


def _notice(made: Registered) -> str:
    due = made.due(the_system())
    told = _(
        "%(lead)s负责，%(day)s前答复。",
        lead=in_language(the_system().profile.department(made.case.lead)),
        day=long_date(due.date),
    )
    return told + (_("节假日安排尚未公布，期限为暂定。") if due.provisional else "")

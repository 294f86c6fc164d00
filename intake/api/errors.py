"""Errors as a machine reads them: in Open311's shape under its addresses, else RFC 9457.

A problem's `type` is an address that says what to do about problems of its kind. Every text is
for the person who reads the sender's log: what is wrong, where, and how to mend it.
"""

from __future__ import annotations

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from intake.api import fields
from intake.api.encoding import Value, respond
from intake.api.open311 import PREFIX
from intake.domain.errors import Incomplete, Refused
from intake.domain.work_orders import NoSuchOrder, OrderOver, OtherContent
from intake.services.changes import NoSuchCursor
from intake.services.platforms import OutOfScope, TooMany, UnknownKey
from intake.web.installation import the_system
from register.wording import LazyText, lazy_gettext
from register.wording import gettext as _

PROBLEMS: dict[str, tuple[int, LazyText]] = {
    "unreadable": (400, lazy_gettext("请求正文读不出来，没有登记。改正后重新发送即可。")),
    "unknown-key": (401, lazy_gettext("密钥或签名无效，没有登记。请检查密钥、时间和签名方法。")),
    "out-of-scope": (403, lazy_gettext("密钥没有这项权限，没有登记。请联系本平台管理员。")),
    "no-such-order": (404, lazy_gettext("本密钥所属的平台没有这个编号的工单。")),
    "no-such-cursor": (404, lazy_gettext("游标不是本接口给出的，请用上一次返回的值，或从头读取。")),
    "other-content": (
        409,
        lazy_gettext("编号已用于另一内容，原工单没有改动。补充请用补充接口，新事项请用新编号。"),
    ),
    "order-over": (410, lazy_gettext("工单的保存期限已到，内容已销毁。新情况请用新编号登记。")),
    "faulty": (422, lazy_gettext("有的项不符合要求，没有登记。errors逐项写明位置和改法。")),
    "too-many": (429, lazy_gettext("请求太频繁，没有登记。请按Retry-After等待后重新发送。")),
}
"""Kinds of problem that are this API's own, with their status and what they mean."""

_LONGEST_QUOTED = 80
"""Characters of what was asked that an answer repeats."""

_KINDS: dict[type[Refused], str] = {
    UnknownKey: "unknown-key",
    OutOfScope: "out-of-scope",
    NoSuchOrder: "no-such-order",
    NoSuchCursor: "no-such-cursor",
    OrderOver: "order-over",
    OtherContent: "other-content",
    Incomplete: "faulty",
    TooMany: "too-many",
}


def register(app: Flask) -> None:
    """Give `app` error answers that name the fault and nothing of the inside."""
    app.register_error_handler(HTTPException, refuse)
    app.register_error_handler(Refused, refuse_by_rule)
    app.register_error_handler(fields.Faulty, refuse_fields)
    app.register_error_handler(fields.Unreadable, refuse_unreadable)
    app.add_url_rule("/problems/<kind>", view_func=explain)


def explain(kind: str) -> Response:
    """Say what a kind of problem means and what to do; 404 for one that is none."""
    if kind not in PROBLEMS:
        kinds = "、".join(PROBLEMS)
        abort(404, _("没有“%(kind)s”这一类错误，可查：%(kinds)s。", kind=kind[:40], kinds=kinds))
    status, meaning = PROBLEMS[kind]
    return respond("problem", {"type": kind, "status": status, "meaning": str(meaning)}, "json")


def refuse(error: HTTPException) -> Response:
    """Answer an error in the shape and encoding of the address that was asked."""
    status = error.code or 500
    told = _("服务器出错，请稍后再试。") if status >= 500 else _told(error)
    if _is_open311():
        response = _open311_error(status, told)
    else:
        kind = "unknown-key" if status == 401 else None
        response = _problem(kind, status, error.name, told)
    kept = {"Allow", "WWW-Authenticate"}
    for name, value in error.get_headers():
        if name in kept:
            response.headers.add(name, value)
    return response


def _told(error: HTTPException) -> str:
    """Return what is wrong and how to mend it, also where the framework refused by itself."""
    if "description" in vars(error):  # given by whoever raised it, not the class's English
        return str(error.description)
    asked = (request.script_root + request.path)[:_LONGEST_QUOTED]
    match error:
        case NotFound():
            index = the_system().settings.api_url.rstrip("/") + request.script_root + "/"
            return _(
                "本接口没有“%(asked)s”这个地址，请核对拼写；可用的地址见%(index)s。",
                asked=asked,
                index=index,
            )
        case MethodNotAllowed(valid_methods=methods):
            return _(
                "地址“%(asked)s”不接受%(method)s方法，可用：%(methods)s。",
                asked=asked,
                method=request.method[:_LONGEST_QUOTED],
                methods="、".join(sorted(methods or ())),
            )
        case RequestEntityTooLarge():
            return _("请求正文超过上限，没有登记。请减少内容，附件分几次发送。")
        case _:
            return error.description or error.name


def refuse_by_rule(refusal: Refused) -> Response:
    """Answer what a service refused."""
    kind = _KINDS.get(type(refusal), "faulty")
    status = PROBLEMS[kind][0]
    if _is_open311():
        response = _open311_error(_in_open311(status), str(refusal))
    elif isinstance(refusal, Incomplete):
        response = refuse_fields(fields.Faulty([fields.Fault(f"/{refusal.field}", str(refusal))]))
    else:
        response = _problem(kind, status, str(PROBLEMS[kind][1]), str(refusal))
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.wait)
    return response


def refuse_fields(found: fields.Faulty) -> Response:
    """Answer a body with faults, each named with its place."""
    if _is_open311():
        told = "；".join(f"{fault.pointer[1:]}：{fault.detail}" for fault in found.faults)
        return _open311_error(400, told)
    errors = [{"pointer": fault.pointer, "detail": fault.detail} for fault in found.faults]
    status, meaning = PROBLEMS["faulty"]
    told = _("共有%(count)s处需要改正，见errors。", count=len(errors))
    return _problem("faulty", status, str(meaning), told, errors=errors)


def refuse_unreadable(found: fields.Unreadable) -> Response:
    """Answer a body that is not JSON in UTF-8."""
    status, meaning = PROBLEMS["unreadable"]
    return _problem("unreadable", status, str(meaning), str(found))


def _problem(kind: str | None, status: int, title: str, told: str, **more: Value) -> Response:
    problem: dict[str, Value] = {
        "type": f"/problems/{kind}" if kind else "about:blank",
        "title": title,
        "status": status,
        "detail": told,
        **more,
    }
    response = respond("problem", problem, "json", status)
    response.content_type = "application/problem+json"
    return response


def _is_open311() -> bool:
    return request.path.startswith(PREFIX + "/")


def _in_open311(status: int) -> int:
    """Return the status GeoReport v2 has for what REST calls `status`."""
    return {401: 403, 422: 400}.get(status, status)


def _open311_error(status: int, told: str) -> Response:
    encoding = "json" if request.path.endswith(".json") else "xml"
    return respond("errors", [{"code": status, "description": told}], encoding, status)

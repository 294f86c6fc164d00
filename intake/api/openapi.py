"""The OpenAPI 3.1 document, made from the same fields that bodies are checked by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intake.api.fields import ATTACHMENT, CALLER, ORDER, UPDATE, WITHDRAWAL, Field
from intake.domain.lifecycle import Move, State
from intake.domain.outcomes import Outcome
from intake.domain.work_orders import Flag, Kind
from intake.services.changes import MOST_AT_ONCE
from intake.services.work_orders import NUMBER
from register.wording import gettext as _

Schema = dict[str, Any]

_DAY: Schema = {"type": "string", "format": "date"}
_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}


def document(title: str, address: str) -> Schema:
    """Return the description of the work orders API at `address`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1",
            "description": _("12345热线平台工单接口。签名方法、示例和约定见 /guide。"),
        },
        "servers": [{"url": address}],
        "security": [{"signature": []}, {"bearer": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "signature": {
                    # As our WWW-Authenticate names it; the signature has headers of its own.
                    "type": "http",
                    "scheme": "signature",
                    "description": _("HTTP消息签名（RFC 9421，hmac-sha256），见 /guide。"),
                },
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": _("仅限有unsigned权限的试用密钥。"),
                },
            },
        },
    }


def _paths() -> Schema:
    number = {
        "name": "number",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": f"^{NUMBER}$"},
    }
    return {
        "/v1/work-orders": {
            "post": _operation(
                "createWorkOrder",
                _("登记工单；同一编号同一内容重复发送，只登记一次"),
                {200: "WorkOrder", 201: "WorkOrder"},
                body="NewWorkOrder",
                problems=(409,),
                links=True,
            )
        },
        "/v1/work-orders/{number}": {
            "parameters": [number],
            "get": _operation(
                "getWorkOrder", _("查询工单办理状态"), {200: "WorkOrder"}, problems=(404,)
            ),
        },
        **_additions(number),
        "/v1/changes": {
            "get": _operation(
                "listChanges",
                _("按发生顺序读取本平台工单的进展"),
                {200: "Changes"},
                problems=(404, 422),
                parameters=_paging(),
            )
        },
    }


def _additions(number: Schema) -> Schema:
    return {
        "/v1/work-orders/{number}/updates": {
            "parameters": [number],
            "post": _operation(
                "addUpdate",
                _("补充诉求内容"),
                {200: "WorkOrder", 201: "WorkOrder"},
                body="Update",
                problems=(404, 409, 410),
            ),
        },
        "/v1/work-orders/{number}/attachments": {
            "parameters": [number],
            "post": _operation(
                "addAttachment",
                _("补充附件"),
                {200: "WorkOrder", 201: "WorkOrder"},
                body="Attachment",
                problems=(404, 409, 410),
            ),
        },
        "/v1/work-orders/{number}/withdrawal": {
            "parameters": [number],
            "post": _operation(
                "withdraw",
                _("撤回工单；案件由承办单位决定是否继续办理"),
                {200: "WorkOrder"},
                body="Withdrawal",
                problems=(404, 410),
            ),
        },
    }


def _paging() -> list[Schema]:
    return [
        {
            "name": "cursor",
            "in": "query",
            "description": _("上一次返回的cursor；不带则从头读取"),
            "schema": _TEXT,
        },
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE},
        },
    ]


def _operation(
    name: str,
    summary: str,
    answers: dict[int, str],
    *,
    body: str = "",
    problems: Sequence[int] = (),
    parameters: Sequence[Schema] = (),
    links: bool = False,
) -> Schema:
    good = {
        str(status): {"description": summary, "content": _content("application/json", schema)}
        for status, schema in answers.items()
    }
    refusals = sorted({401, 403, 429, *problems, *((400, 413, 415, 422) if body else ())})
    wrong = {
        str(status): {
            "description": _("没有办成，原因和改法见正文（RFC 9457）"),
            "content": _content("application/problem+json", "Problem"),
        }
        for status in refusals
    }
    if links:
        good["201"]["links"] = {
            operation: {
                "operationId": operation,
                "parameters": {"number": "$response.body#/number"},
            }
            for operation in ("getWorkOrder", "addUpdate", "addAttachment", "withdraw")
        }
    found: Schema = {"operationId": name, "summary": summary, "responses": good | wrong}
    if parameters:
        found["parameters"] = list(parameters)
    if body:
        found["requestBody"] = {"required": True, "content": _content("application/json", body)}
    return found


def _content(kind: str, schema: str) -> Schema:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _schemas() -> Schema:
    order = _taken(ORDER)
    order["properties"]["caller"] = _taken(CALLER) | {
        "type": ["object", "null"],
        "description": _("来电人信息；单独加密，承办单位看不到"),
    }
    return {
        "NewWorkOrder": order,
        "Update": _taken(UPDATE),
        "Attachment": _taken(ATTACHMENT),
        "Withdrawal": _taken(WITHDRAWAL),
        "WorkOrder": _work_order(),
        "Change": _change(),
        "Changes": _given(
            changes=_list({"$ref": "#/components/schemas/Change"}), cursor=_TEXT, more=_FLAG
        ),
        "Problem": _problem(),
    }


def _work_order() -> Schema:
    return _given(
        number=_TEXT,
        case=_TEXT,
        kind=_one_of(Kind),
        kind_name=_TEXT,
        state=_one_of(State),
        state_name=_TEXT,
        lead=_TEXT,
        lead_name=_TEXT,
        received_on=_DAY,
        due_on=_DAY,
        due_provisional=_FLAG,
        limit_provisional=_FLAG,
        flags=_list(_given(code=_one_of(Flag), message=_TEXT)),
        outcome=_or_null(_one_of(Outcome)),
        closed_on=_or_null(_DAY),
        withdrawn_on=_or_null(_DAY),
    )


def _change() -> Schema:
    return _given(
        id=_TEXT,
        number=_TEXT,
        case=_TEXT,
        day=_DAY,
        at=_or_null({"type": "string", "format": "date-time"}),
        move=_one_of(Move),
        move_name=_TEXT,
        state=_one_of(State),
        state_name=_TEXT,
        department=_TEXT,
        department_name=_TEXT,
        due_on=_DAY,
        due_provisional=_FLAG,
        outcome=_or_null(_one_of(Outcome)),
        outcome_name=_or_null(_TEXT),
        text=_TEXT,
    )


def _problem() -> Schema:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": _list(_given(pointer=_TEXT, detail=_TEXT)),
        },
    }


def _taken(fields: Sequence[Field]) -> Schema:
    """Describe an object that is sent to us: what else it holds is allowed."""
    return {
        "type": "object",
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: field.schema() for field in fields},
    }


def _given(**properties: Schema) -> Schema:
    """Describe an object that we answer with: all of this and nothing else."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _one_of(words: type[Kind | State | Move | Outcome | Flag]) -> Schema:
    return {"type": "string", "enum": [word.value for word in words]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}

"""The OpenAPI 3.1 document, made from the same fields that bodies are checked by."""

from __future__ import annotations

from collections.abc import Sequence

from intake.api.openapi_schemas import TEXT, Schema, schemas
from intake.services.changes import MOST_AT_ONCE
from intake.services.work_orders import NUMBER
from register.wording import gettext as _


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
            "schemas": schemas(),
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
                body_note=_(
                    "大文件也可以用multipart/form-data上传：id和content两个部分，"
                    "content是文件本身，最大50 MB；写法见/guide"
                ),
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
            "schema": TEXT,
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
    body_note: str = "",
    problems: Sequence[int] = (),
    parameters: Sequence[Schema] = (),
    links: bool = False,
) -> Schema:
    good = {
        str(status): {"description": summary, "content": _content("application/json", schema)}
        for status, schema in answers.items()
    }
    refusals = sorted({401, 403, 414, 429, *problems, *((400, 413, 415, 422) if body else ())})
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
        content = _content("application/json", body)
        found["requestBody"] = {"required": True, "content": content}
        # A form is told in words: its values have no types that a schema could hold them to.
        if body_note:
            found["requestBody"]["description"] = body_note
    return found


def _content(kind: str, schema: str) -> Schema:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}

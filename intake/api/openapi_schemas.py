"""The objects of the OpenAPI document: what is sent to us, and what we answer with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intake.api.fields import ATTACHMENT, CALLER, ORDER, UPDATE, WITHDRAWAL, Field
from intake.domain.lifecycle import Move, State
from intake.domain.outcomes import Outcome
from intake.domain.work_orders import Flag, Kind
from register.wording import gettext as _

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_FLAG: Schema = {"type": "boolean"}


def schemas() -> Schema:
    """Describe every object that is sent to us or answered with."""
    order, update = _taken(ORDER), _taken(UPDATE)
    for told in (order, update):
        told["properties"]["caller"] = _taken(CALLER) | {
            "type": ["object", "null"],
            "description": _("来电人信息；单独加密，承办单位看不到"),
        }
    return {
        "NewWorkOrder": order,
        "Update": update,
        "Attachment": _taken(ATTACHMENT),
        "Withdrawal": _taken(WITHDRAWAL),
        "WorkOrder": _work_order(),
        "Change": _change(),
        "Changes": _given(
            changes=_list({"$ref": "#/components/schemas/Change"}), cursor=TEXT, more=_FLAG
        ),
        "Problem": _problem(),
    }


def _work_order() -> Schema:
    return _given(
        number=TEXT,
        case=TEXT,
        kind=_one_of(Kind),
        kind_name=TEXT,
        state=_one_of(State),
        state_name=TEXT,
        lead=TEXT,
        lead_name=TEXT,
        received_on=_DAY,
        due_on=_DAY,
        due_provisional=_FLAG,
        limit_provisional=_FLAG,
        flags=_list(_given(code=_one_of(Flag), message=TEXT)),
        outcome=_or_null(_one_of(Outcome)),
        closed_on=_or_null(_DAY),
        withdrawn_on=_or_null(_DAY),
    )


def _change() -> Schema:
    return _given(
        id=TEXT,
        number=TEXT,
        case=TEXT,
        day=_DAY,
        at=_or_null({"type": "string", "format": "date-time"}),
        move=_one_of(Move),
        move_name=TEXT,
        state=_one_of(State),
        state_name=TEXT,
        department=TEXT,
        department_name=TEXT,
        due_on=_DAY,
        due_provisional=_FLAG,
        outcome=_or_null(_one_of(Outcome)),
        outcome_name=_or_null(TEXT),
        text=TEXT,
    )


def _problem() -> Schema:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": _list(_given(pointer=TEXT, detail=TEXT)),
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

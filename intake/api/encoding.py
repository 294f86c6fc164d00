"""One document, two encodings: JSON as it is, XML with an element for each item of a list."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from xml.etree import ElementTree as ET

from flask import Response

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"

MIME_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) cannot carry, not even escaped."""

_ITEMS = {
    "services": "service",
    "endpoints": "endpoint",
    "formats": "format",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "service_requests": "request",
    "service_request_updates": "request_update",
}
"""What Open311 calls the items of each list."""


def respond(root: str, document: Value, encoding: str, status: int = 200) -> Response:
    """Return `document` in `encoding`, "xml" or "json"; JSON has no root element."""
    body = _xml(root, document) if encoding == "xml" else _json(document)
    return Response(body, status=status, content_type=MIME_TYPES[encoding])


def _json(document: Value) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _xml(root: str, document: Value) -> bytes:
    tree = _element(root, document)
    ET.indent(tree)
    encoded: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return encoded + b"\n"


def _element(name: str, value: Value) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif value is None:
        pass  # an empty element, as Open311 wants what is not known
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif isinstance(value, str | int):
        element.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))
    else:
        element.extend(_element(_ITEMS[name], item) for item in value)
    return element

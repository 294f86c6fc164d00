"""Bodies: unread until the caller is known, believed only as signed, read one way only."""

import base64
import io
import json
import secrets
import xml.etree.ElementTree as ET
from contextlib import suppress

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import EnvironBuilder

from intake.api import create_app
from intake.api.fields import Unreadable, read_body
from intake.domain.work_orders import Scope
from intake.services.casework import open_case
from intake.services.platforms import add_platform, make_key
from intake.vault.http_signatures import Message, sign

ORDER = {"number": "ZJ-1", "kind": "举报", "text": "石城镇有人夜里炼地条钢"}
FILES = "/v1/work-orders/ZJ-1/attachments"
PHOTO = b"\xff\xd8\xff\xe0 a photo \x00\x01" * 400


class Counted(io.BytesIO):
    """A body that knows how much of it was read."""

    taken = 0

    def read(self, size=-1):
        piece = super().read(size)
        self.taken += len(piece)
        return piece


class Platform:
    def __init__(self, system, app, clock):
        add_platform(system, "zj-12345", "湛江12345")
        self.key = make_key(system, "zj-12345", frozenset(Scope), per_minute=10**6)
        self.app, self.clock = app, clock

    def signed(self, path, body, kind="application/json", **by):
        message = Message("POST", f"http://localhost{path}", {"Content-Type": kind})
        how = {"key_id": self.key.id, "secret": self.key.secret} | by
        sign(message, body, **how, now=self.clock(), nonce=secrets.token_hex(8))
        return message.headers

    def send(self, path, body, headers):
        self.body = Counted(body)
        client = self.app.test_client()
        return client.post(path, headers=headers, input_stream=self.body, content_length=len(body))

    def post(self, path, body, kind="application/json"):
        return self.send(path, body, self.signed(path, body, kind))

    def form(self, content, **more):
        data = {"id": "1", **more, "content": FileStorage(io.BytesIO(content), "现场.jpg")}
        made = EnvironBuilder(method="POST", data={k: v for k, v in data.items() if v is not None})
        environ = made.get_environ()
        return environ["wsgi.input"].read(), environ["CONTENT_TYPE"]


@pytest.fixture
def platform(on_sqlite, clock):
    return Platform(on_sqlite, create_app(on_sqlite), clock)


@pytest.fixture
def ordered(platform):
    assert platform.post("/v1/work-orders", json.dumps(ORDER).encode()).status_code == 201
    return platform


def kept_files(system):
    return [one for one in system.settings.files_folder.rglob("*") if one.is_file()]


@pytest.mark.parametrize("by", [{"secret": "guessed"}, {"key_id": "mj0000"}])
def test_not_a_byte_is_read_of_who_cannot_sign(platform, by):
    body = b'{"content": "' + b"A" * 100_000 + b'"}'
    answer = platform.send(FILES, body, platform.signed(FILES, body, **by))
    assert answer.status_code == 401
    assert platform.body.taken == 0
    answer = platform.send(FILES, body, {"Content-Type": "application/json"})
    assert (answer.status_code, platform.body.taken) == (401, 0)


def test_a_body_that_is_not_the_one_signed_is_refused_and_leaves_nothing(on_sqlite, ordered):
    body, kind = ordered.form(PHOTO)
    other = body.replace(b"a photo", b"another")
    answer = ordered.send(FILES, other, ordered.signed(FILES, body, kind))
    assert answer.status_code == 401
    assert "Content-Digest" in answer.json["detail"]
    assert kept_files(on_sqlite) == []


@pytest.mark.parametrize("digest", ["", "???", "sha-256=:AAAA:"])
def test_a_body_whose_digest_was_not_signed_is_refused(ordered, digest):
    headers = ordered.signed(FILES, b"") | ({"Content-Digest": digest} if digest else {})
    answer = ordered.send(FILES, json.dumps({"id": "1"}).encode(), headers)
    assert (answer.status_code, answer.json["type"]) == (401, "/problems/unknown-key")


def test_a_file_sent_as_a_form_is_kept_once_and_read_by_the_department(on_sqlite, ordered, desk_of):
    body, kind = ordered.form(PHOTO)
    made = ordered.post(FILES, body, kind)
    assert made.status_code == 201, made.text
    assert ordered.post(FILES, body, kind).status_code == 200
    in_json = {"id": "1", "name": "现场.jpg", "content": base64.b64encode(PHOTO).decode()}
    assert ordered.post(FILES, json.dumps(in_json).encode()).status_code == 200
    assert len([one for one in kept_files(on_sqlite) if one.stat().st_size > len(PHOTO)]) == 1
    view = open_case(on_sqlite, desk_of("dispatcher"), made.json["case"])
    assert "平台补充附件：现场.jpg" in [entry.text for entry in view.entries]


@pytest.mark.parametrize(
    ("content", "more", "pointer"),
    [(b"", {}, "/content"), (PHOTO, {"id": None}, "/id"), (PHOTO, {"id": "x" * 65}, "/id")],
    ids=["empty", "no-id", "long-id"],
)
def test_a_form_without_its_file_or_id_is_refused(on_sqlite, ordered, content, more, pointer):
    answer = ordered.post(FILES, *ordered.form(content, **more))
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]
    assert [one for one in kept_files(on_sqlite) if one.stat().st_size] == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"number": "ZJ-2", "text": "炼地条钢", "number": "ZJ-3"}', "number"),
        ('{"number": "ZJ-2", "text": "炼", "caller": {"name": "甲", "name": "乙"}}', "name"),
        ('{"number": "ZJ-2", "text": "炼", "else": [{"a": 1, "a": 1}]}', "a"),
    ],
)
def test_a_key_written_twice_is_named_and_nothing_is_registered(platform, body, name):
    answer = platform.post("/v1/work-orders", body.encode())
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.json["type"] == "/problems/unreadable"
    assert f"“{name}”" in answer.json["detail"]


def test_a_body_nested_as_deep_as_one_reader_just_follows_is_no_fault_of_the_server():
    """The second reader gives up a few levels before the first."""
    for depth in range(700, 1000):
        with suppress(Unreadable):
            read_body(b'{"a":' + b"[" * depth + b"]" * depth + b"}")


def test_an_address_that_is_too_long_is_answered_as_a_machine_reads_it(live):
    import requests

    query = "a" * 5000
    told = requests.get(f"{live.url}/v1/changes?cursor={query}", timeout=30)
    assert (told.status_code, told.headers["Content-Type"]) == (414, "application/problem+json")
    assert "4096" in told.json()["detail"]
    told = requests.get(f"{live.url}/open311/v2/services.xml?jurisdiction_id={query}", timeout=30)
    assert told.status_code == 414
    assert ET.fromstring(told.content).findtext("error/code") == "414"

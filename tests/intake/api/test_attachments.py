"""Files of work orders: sealed on arrival, named once, read by the department that has the case."""

import base64
import io
import json
import re
import secrets

import pytest
from sqlalchemy import select

from intake.api import create_app, work_orders
from intake.db.engine import reading, writing
from intake.db.files import files_of
from intake.db.retention import EndedCase, destroy
from intake.db.schema import cases
from intake.domain.work_orders import Scope
from intake.services import order_files
from intake.services.attachments import case_files, content_of
from intake.services.casework import open_case
from intake.services.moving import find, open_key
from intake.services.opening import decline
from intake.services.platforms import add_platform, make_key
from intake.services.work_orders import order_status
from intake.vault.http_signatures import Message, sign

PHOTO = b"\xff\xd8\xff\xe0 a photo \x00\x01" * 400
ORDER = {"number": "ZJ-1", "kind": "举报", "text": "石城镇有人夜里炼地条钢", "place": "石城镇"}
PATH = "/v1/work-orders/ZJ-1/attachments"


def file(**other):
    given = {"id": "1", "name": "现场 照片.jpg", "content": base64.b64encode(PHOTO).decode()}
    return given | other


class Platform:
    def __init__(self, system, app, clock):
        add_platform(system, "zj-12345", "湛江12345")
        self.key = make_key(system, "zj-12345", frozenset(Scope), per_minute=10**6)
        self.client, self.clock = app.test_client(), clock

    def post(self, path, given):
        body = json.dumps(given).encode()
        headers = {"Content-Type": "application/json"}
        message = Message("POST", f"http://localhost{path}", headers)
        sign(
            message, body, key_id=self.key.id, secret=self.key.secret,
            now=self.clock(), nonce=secrets.token_hex(8),
        )  # fmt: skip
        return self.client.post(path, data=body, headers=message.headers)

    def file_request(self, encoding="json", **more):
        where = f"/open311/v2/requests.{encoding}"
        form = {
            "api_key": self.key.api_key,
            "service_code": "emissions",
            "jurisdiction_id": "zhanjiang",
        }
        return self.client.post(where, data=form | {"address_string": "石城镇"} | more)


@pytest.fixture
def platform(on_sqlite, clock):
    return Platform(on_sqlite, create_app(on_sqlite), clock)


@pytest.fixture
def ordered(platform):
    assert platform.post("/v1/work-orders", ORDER).status_code == 201
    return platform


def read_at_desk(system, officer, number):
    """Return name, claimed kind and bytes of each file, as an officer opening the case has them."""
    open_case(system, officer, number)
    with reading(system.engine) as connection:
        case, _parties = find(connection, officer, number)
        found = case_files(connection, case.id, open_key(connection, officer, case))
        return [
            (one.facts.name, one.facts.claimed, b"".join(content_of(system, one.id, one.facts)))
            for one in found
        ]


def case_of(system):
    return order_status(system, "zj-12345", "ZJ-1").case


def test_a_file_sent_after_an_order_is_read_by_the_department(on_sqlite, ordered, desk_of):
    made = ordered.post(PATH, file(media_type="image/jpeg"))
    assert made.status_code == 201
    number = made.json["case"]
    read = read_at_desk(on_sqlite, desk_of("dispatcher"), number)
    assert read == [("现场 照片.jpg", "image/jpeg", PHOTO)]
    view = open_case(on_sqlite, desk_of("dispatcher"), number)
    assert "平台补充附件：现场 照片.jpg" in [entry.text for entry in view.entries]


def test_a_file_sent_twice_is_kept_once_and_another_under_its_id_is_refused(on_sqlite, ordered):
    assert ordered.post(PATH, file()).status_code == 201
    assert ordered.post(PATH, file()).status_code == 200
    other = ordered.post(PATH, file(content=base64.b64encode(b"else").decode()))
    assert (other.status_code, other.json["type"]) == (409, "/problems/other-content")
    assert ordered.post(PATH, file(id="2")).status_code == 201
    assert len(list(on_sqlite.settings.files_folder.rglob("*"))) >= 2
    with reading(on_sqlite.engine) as connection:
        assert files_of(connection, case_of(on_sqlite).id) == []  # until an officer opens the case


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content": ""}, "/content"),
        ({"content": "***"}, "/content"),
        ({"content": "abc"}, "/content"),
        ({"content": None}, "/content"),
        ({"name": "///"}, "/name"),
        ({"id": ""}, "/id"),
        ({"id": "长" * 65}, "/id"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_with_its_place(ordered, wrong, field):
    answer = ordered.post(PATH, file(**wrong))
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json["errors"]] == [field]


def test_a_file_for_an_order_nobody_sent_is_refused_and_leaves_nothing(on_sqlite, platform):
    assert platform.post(PATH, file()).status_code == 404
    folder = on_sqlite.settings.files_folder
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_a_file_that_is_too_large_is_refused(ordered, monkeypatch):
    monkeypatch.setattr(work_orders, "LARGEST_IN_JSON", 1000)
    answer = ordered.post(PATH, file())
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/content"


def test_a_failure_while_naming_a_file_leaves_no_bytes_behind(on_sqlite, ordered, monkeypatch):
    def fail(*_given):
        raise RuntimeError("power cut")

    monkeypatch.setattr(order_files, "write_to_case", fail)
    assert ordered.post(PATH, file()).status_code == 500
    folder = on_sqlite.settings.files_folder
    assert [one for one in folder.rglob("*") if one.is_file() and one.stat().st_size] == []
    monkeypatch.undo()
    assert ordered.post(PATH, file()).status_code == 201


def test_nothing_of_a_file_lies_open(on_sqlite, ordered):
    canary = b"canary in a file, canary in a file"
    ordered.post(PATH, file(name="金丝雀.jpg", content=base64.b64encode(canary).decode()))
    for one in on_sqlite.settings.instance.rglob("*"):
        if one.is_file():
            content = one.read_bytes()
            assert canary not in content
            assert "金丝雀".encode() not in content


@pytest.mark.parametrize("encoding", ["json", "xml"])
def test_an_open311_request_brings_its_media_with_it(on_sqlite, platform, desk_of, encoding):
    filed = platform.file_request(
        encoding, description="排黑水", media=(io.BytesIO(PHOTO), "a.jpg", "image/jpeg")
    )
    assert filed.status_code == 200, filed.text
    number = re.search(r"\d{4}-\d{4}-\d{4}", filed.text).group()
    read = read_at_desk(on_sqlite, desk_of("ecology"), number)
    assert read == [("a.jpg", "image/jpeg", PHOTO)]


def test_an_open311_form_with_an_empty_file_is_refused(platform):
    answer = platform.file_request(media=(io.BytesIO(b""), "empty.jpg"))
    assert answer.status_code == 400
    assert "empty.jpg" in answer.json[0]["description"]


def test_files_without_a_good_key_are_thrown_away(on_sqlite, platform):
    form = {"api_key": "no such key", "service_code": "emissions", "address_string": "石城镇"}
    media = (io.BytesIO(PHOTO), "a.jpg")
    answer = platform.client.post("/open311/v2/requests.json", data=form | {"media": media})
    assert answer.status_code == 403
    folder = on_sqlite.settings.files_folder
    assert [one for one in folder.rglob("*") if one.is_file() and one.stat().st_size] == []


def test_an_order_past_its_retention_is_over_for_every_interface(
    on_sqlite, ordered, clock, desk_of
):
    number, dispatcher = case_of(on_sqlite).number, desk_of("dispatcher")
    decline(on_sqlite, dispatcher, number, 1, route="请向城管部门反映")
    filed = ordered.file_request(description="排黑水").json[0]["service_request_id"]
    destroy_all(on_sqlite)
    for path, given in (
        (PATH, file(id="9")),
        ("/v1/work-orders/ZJ-1/updates", {"id": "9", "text": "又冒烟了"}),
        ("/v1/work-orders/ZJ-1/withdrawal", {"reason": "撤诉"}),
    ):
        answer = ordered.post(path, given)
        assert (answer.status_code, answer.json["type"]) == (410, "/problems/order-over")
    assert ordered.post("/v1/work-orders", ORDER).status_code == 410
    for encoding in ("json", "xml"):
        shown = ordered.client.get(
            f"/open311/v2/requests/{filed}.{encoding}?jurisdiction_id=zhanjiang"
        )
        assert shown.status_code == 200
        assert filed in shown.text


def destroy_all(system):
    """Destroy every case as its retention's end does."""
    with writing(system.engine) as connection:
        for row in connection.execute(select(cases)).all():
            ended = EndedCase(row.id, row.number, row.lead, "declined", row.received_on)
            destroy(connection, ended, system.today())

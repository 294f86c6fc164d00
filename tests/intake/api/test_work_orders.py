"""The hotline's REST API as a platform meets it: signed, answered, refused with the reason."""

import json
import secrets

import pytest
from openapi_spec_validator import validate
from sqlalchemy import func, select

from intake.api import create_app
from intake.db.engine import reading
from intake.db.platform_schema import work_orders
from intake.domain.work_orders import Scope
from intake.services.platforms import add_platform, all_platforms, make_key, revoke_key
from intake.vault.http_signatures import Message, sign

BOTH = frozenset({Scope.READ, Scope.WRITE})
ORDER = {"number": "ZJ-1", "kind": "举报", "text": "石城镇有人夜里炼地条钢", "place": "石城镇"}


class Platform:
    """A platform's client: signs what it sends."""

    def __init__(self, app, key, clock):
        self.client, self.key, self.clock = app.test_client(), key, clock

    def send(self, method, path, given=None, *, body=None, nonce=None, spoil=None, **how):
        body = body if body is not None else b"" if given is None else json.dumps(given).encode()
        headers = {"Content-Type": how.pop("content_type", "application/json")} if body else {}
        message = Message(method, f"http://localhost{path}", headers)
        secret, key_id = how.pop("secret", self.key.secret), how.pop("key_id", self.key.id)
        now, nonce = how.pop("now", self.clock()), nonce or secrets.token_hex(8)
        sign(message, body, key_id=key_id, secret=secret, now=now, nonce=nonce)
        body = body if spoil is None else spoil
        return self.client.open(path, method=method, data=body, headers=message.headers)


@pytest.fixture
def app(on_sqlite):
    add_platform(on_sqlite, "zj-12345", "湛江12345")
    return create_app(on_sqlite)


@pytest.fixture
def platform(app, on_sqlite, clock):
    return Platform(app, make_key(on_sqlite, "zj-12345", BOTH), clock)


def count(system):
    with reading(system.engine) as connection:
        return connection.execute(select(func.count()).select_from(work_orders)).scalar_one()


def test_an_order_is_created_once_and_asked_for(platform):
    made = platform.send("POST", "/v1/work-orders", ORDER)
    assert made.status_code == 201
    assert made.json["state"] == "registered"
    assert made.json["flags"] == []
    again = platform.send("POST", "/v1/work-orders", dict(reversed(ORDER.items())))
    assert (again.status_code, again.json) == (200, made.json)
    assert platform.send("GET", made.headers["Location"]).json == made.json
    other = platform.send("POST", "/v1/work-orders", ORDER | {"text": "另一件事"})
    assert other.status_code == 409
    assert other.content_type == "application/problem+json"
    assert other.json["type"] == "/problems/other-content"
    assert platform.client.get(other.json["type"]).json["status"] == 409


def test_updates_withdrawal_and_changes(platform):
    platform.send("POST", "/v1/work-orders", ORDER)
    more = {"id": "1", "text": "又冒烟了"}
    assert platform.send("POST", "/v1/work-orders/ZJ-1/updates", more).status_code == 201
    assert platform.send("POST", "/v1/work-orders/ZJ-1/updates", more).status_code == 200
    for _ in range(2):
        gone = platform.send("POST", "/v1/work-orders/ZJ-1/withdrawal", {"reason": "来电人撤诉"})
        assert gone.json["withdrawn_on"] == "2026-11-23"
    page = platform.send("GET", "/v1/changes?limit=2").json
    assert [change["move"] for change in page["changes"]] == ["submit", "write"]
    assert page["more"] is True
    rest = platform.send("GET", f"/v1/changes?cursor={page['cursor']}").json
    assert [change["move"] for change in rest["changes"]] == ["write"]
    assert platform.send("GET", "/v1/changes?cursor=nonsense").status_code == 404
    for limit in ("0", "501", "x", "%EF%BC%91", "000000001" + "9" * 30):
        assert platform.send("GET", f"/v1/changes?limit={limit}").status_code == 422
    assert platform.send("GET", "/v1/work-orders/ZJ-9").status_code == 404


def test_a_caller_is_corrected_by_an_update_and_not_by_sending_the_order_again(platform):
    told = ORDER | {"caller": {"name": "张三", "phone": "13800000000"}}
    platform.send("POST", "/v1/work-orders", told)
    again = platform.send("POST", "/v1/work-orders", told | {"caller": {"name": "李四"}})
    assert [flag["code"] for flag in again.json["flags"]] == ["caller-not-taken"]
    more = {"id": "1", "text": "来电人信息有更正", "caller": {"name": "李四"}}
    assert platform.send("POST", "/v1/work-orders/ZJ-1/updates", more).status_code == 201
    wrong = platform.send("POST", "/v1/work-orders/ZJ-1/updates", {"id": "2", "caller": "李四"})
    assert [fault["pointer"] for fault in wrong.json["errors"]] == ["/text", "/caller"]


@pytest.mark.parametrize(
    ("sent", "faulty"),
    [
        ({}, ["/number", "/text"]),
        ({"number": 7, "text": None}, ["/number", "/text"]),
        ({"number": "a/b", "text": "……"}, ["/number", "/text"]),
        ({"number": "A", "text": "字" * 50_001}, ["/text"]),
        ({"number": "A", "text": "字", "received_at": "2026-11-22 09:00"}, ["/received_at"]),
        ({"number": "A", "text": "字", "caller": "张三"}, ["/caller"]),
        ({"number": "A", "text": "字", "caller": {"phone": 138}}, ["/caller/phone"]),
    ],
)
def test_every_fault_is_named_with_its_place(platform, on_sqlite, sent, faulty):
    found = platform.send("POST", "/v1/work-orders", sent)
    assert found.status_code == 422
    assert [fault["pointer"] for fault in found.json["errors"]] == faulty
    assert all(fault["detail"] for fault in found.json["errors"])
    assert count(on_sqlite) == 0


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (json.dumps(ORDER, ensure_ascii=False).encode("gbk"), 400, "看起来是GBK编码"),
        (b"\xff\xfe{", 400, "不是UTF-8编码"),
        (b'{"number":', 400, "不是JSON"),
        (b"[" * 50_000, 400, "不是JSON"),
        (b"[]", 400, "JSON对象"),
        (b"{" + b" " * 20_000_000 + b"}", 413, ""),
    ],
    ids=["another encoding", "two-byte letters", "cut off", "too deep", "no object", "too large"],
)
def test_a_body_that_cannot_be_read_says_why(platform, on_sqlite, body, status, told):
    found = platform.send("POST", "/v1/work-orders", body=body)
    assert found.status_code == status
    assert told in found.json["detail"]
    assert count(on_sqlite) == 0


def test_odd_orders_are_taken_in_with_flags(platform):
    odd = {"number": "Z", "text": "字" * 13_654, "received_at": "2027-02-01T08:00:00+08:00"}
    made = platform.send("POST", "/v1/work-orders", odd | {"kind": "其他", "extra": {"a": [1]}})
    assert made.status_code == 201
    assert {flag["code"] for flag in made.json["flags"]} == {"unknown-kind", "future-date"}
    assert made.json["due_provisional"] is True
    assert made.json["lead"] == "coordination"
    far = odd | {"number": "Z2", "received_at": "9999-12-31T23:59:60-12:00"}
    assert platform.send("POST", "/v1/work-orders", far).json["due_provisional"] is False


def test_another_type_of_body_is_refused(platform):
    found = platform.send("POST", "/v1/work-orders", body=b"a=1", content_type="text/plain")
    assert found.status_code == 415


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "wrong"},
        {"key_id": "mj0000000000000000"},
        {"spoil": b'{"number":"ZJ-2","text":"x"}'},
        {"nonce": "n" * 65},
    ],
)
def test_a_wrong_signature_is_refused_and_does_nothing(platform, on_sqlite, how):
    found = platform.send("POST", "/v1/work-orders", ORDER, **how)
    assert found.status_code == 401
    assert found.headers["WWW-Authenticate"]
    assert found.json["type"] == "/problems/unknown-key"
    assert count(on_sqlite) == 0


def test_a_signature_is_good_for_five_minutes_and_once(platform, clock):
    made = platform.send("GET", "/v1/changes", nonce="same")
    assert made.status_code == 200
    assert platform.send("GET", "/v1/changes", nonce="same").status_code == 401
    before = clock()
    clock.advance(minutes=6)
    assert platform.send("GET", "/v1/changes", now=before).status_code == 401
    assert platform.send("GET", "/v1/changes").status_code == 200


def test_no_key_no_answer(app):
    client = app.test_client()
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic eDp5"},
        {"Signature": "x"},
        {"Signature": "sig1=:eA==:", "Signature-Input": "é"},
    ):
        assert client.get("/v1/changes", headers=headers).status_code == 401
        assert client.post("/v1/work-orders", json=ORDER, headers=headers).status_code == 401


def test_a_key_may_do_what_its_scopes_say(app, on_sqlite, clock):
    reader = Platform(app, make_key(on_sqlite, "zj-12345", frozenset({Scope.READ})), clock)
    assert reader.send("GET", "/v1/changes").status_code == 200
    assert reader.send("POST", "/v1/work-orders", ORDER).status_code == 403
    shown = {"Authorization": f"Bearer {reader.key.api_key}"}
    assert reader.client.get("/v1/changes", headers=shown).status_code == 403
    trial = make_key(on_sqlite, "zj-12345", frozenset({Scope.READ, Scope.UNSIGNED}))
    shown = {"Authorization": f"Bearer {trial.api_key}"}
    assert reader.client.get("/v1/changes", headers=shown).status_code == 200


def test_two_keys_live_side_by_side_and_a_revoked_one_is_dead(app, platform, on_sqlite, clock):
    from intake.domain.errors import Incomplete

    second = Platform(app, make_key(on_sqlite, "zj-12345", BOTH), clock)
    assert second.send("GET", "/v1/changes").status_code == 200
    with pytest.raises(Incomplete, match=platform.key.id):
        make_key(on_sqlite, "zj-12345", BOTH)
    revoke_key(on_sqlite, platform.key.id)
    assert platform.send("GET", "/v1/changes").status_code == 401
    assert second.send("GET", "/v1/changes").status_code == 200
    with pytest.raises(Incomplete):
        revoke_key(on_sqlite, platform.key.id)


def test_no_secret_of_a_key_is_in_the_database(platform, on_sqlite):
    found = on_sqlite.settings.instance.joinpath("mingjian.sqlite3").read_bytes()
    found += on_sqlite.settings.instance.joinpath("mingjian.sqlite3-wal").read_bytes()
    assert platform.key.id.encode() in found
    assert platform.key.secret.encode() not in found
    assert all_platforms(on_sqlite)


def test_a_key_is_slowed_down_and_told_when_to_come_back(app, on_sqlite, clock):
    slow = Platform(app, make_key(on_sqlite, "zj-12345", BOTH, per_minute=2), clock)
    for _ in range(2):
        assert slow.send("GET", "/v1/changes").status_code == 200
    found = slow.send("GET", "/v1/changes")
    assert found.status_code == 429
    assert 1 <= int(found.headers["Retry-After"]) <= 60
    clock.advance(minutes=1)
    assert slow.send("GET", "/v1/changes").status_code == 200


def test_one_platforms_orders_are_not_anothers(app, platform, on_sqlite, clock):
    platform.send("POST", "/v1/work-orders", ORDER)
    add_platform(on_sqlite, "other", "另一平台")
    other = Platform(app, make_key(on_sqlite, "other", BOTH), clock)
    assert other.send("GET", "/v1/work-orders/ZJ-1").status_code == 404
    assert other.send("GET", "/v1/changes").json["changes"] == []
    assert other.send("POST", "/v1/work-orders", ORDER | {"text": "别的事"}).status_code == 201


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_definition_is_valid_openapi_and_the_guide_explains_signing(app, prefix):
    client = app.test_client()
    validate(client.get(f"{prefix}/openapi.json").json)
    guide = client.get(f"{prefix}/guide")
    assert guide.content_type == "text/plain; charset=utf-8"
    assert "RFC 9421" in guide.text

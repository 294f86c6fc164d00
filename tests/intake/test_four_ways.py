"""The same odd orders by each of the four ways in: a defined answer, one case, nothing lost."""

import io
import json
import re
import secrets
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from intake.api import create_app
from intake.db.cases import case_by_id
from intake.db.engine import reading
from intake.db.schema import cases
from intake.domain.access import desk_of
from intake.domain.roles import COORDINATION
from intake.domain.work_orders import Scope
from intake.services.casework import open_case
from intake.services.demo import PASSPHRASE
from intake.services.platforms import add_platform, make_key
from intake.services.sessions import log_in, officer_of
from intake.vault.http_signatures import Message, sign

TEXT = "石城镇有人夜里炼地条钢"
LONG = "石城镇夜里炼钢。" * 1_700  # 40 KB
TAKEN, BEFORE, OTHER, FAULTY = "taken", "taken before", "other content", "faulty"


class Ways:
    """One installation, reached as a platform, an operator and a 311 client reach it."""

    def __init__(self, system, at_desk, clock):
        add_platform(system, "zj-12345", "湛江12345")
        self.key = make_key(system, "zj-12345", frozenset(Scope), per_minute=10**6)
        self.system, self.clock = system, clock
        self.api, self.operator = create_app(system).test_client(), at_desk("dispatcher")

    def rest(self, charset="utf-8", **order):
        body = json.dumps({"kind": "举报"} | order, ensure_ascii=False).encode(charset)
        message = Message(
            "POST", "http://localhost/v1/work-orders", {"Content-Type": "application/json"}
        )
        how = {"key_id": self.key.id, "secret": self.key.secret, "nonce": secrets.token_hex(8)}
        sign(message, body, now=self.clock(), **how)
        answer = self.api.post("/v1/work-orders", data=body, headers=message.headers)
        kinds = {201: TAKEN, 200: BEFORE, 409: OTHER, 422: FAULTY, 400: FAULTY}
        return kinds[answer.status_code], answer.text

    def sheet(self, charset="utf-8", number="", text="", kind="举报", received_at=""):
        rows = [["工单编号", "诉求内容", "诉求类别", "受理时间"], [number, text, kind, received_at]]
        content = "\r\n".join(",".join(row) for row in rows).encode(charset)
        page = self.operator.open("/hotline/sheet/")
        file = (io.BytesIO(content), "工单.csv")
        told = self.operator.send(page, "/sheet/", platform="zj-12345", file=file)
        verdict = re.search(r'badge-\w+">(.*?)<', told.html).group(1)
        if verdict == "没有登记":
            return OTHER if "另一内容" in told.text else FAULTY, told.text
        return {"已登记": TAKEN, "以前登记过": BEFORE}[verdict], told.text

    def desk(self, number="", text="", kind="report"):
        page = self.operator.open("/hotline/")
        token = page.form("/hotline/").values["form_token"]
        token = self.__dict__.setdefault("token", token) if number == "N-1" else token
        told = self.operator.send(
            page, "/hotline/", text=text, kind=kind, number=number, form_token=token
        )
        if told.status == 200:
            before = "receipts" in self.__dict__ and self.receipts == receipts(told)
            self.receipts = receipts(told)
            return BEFORE if before else TAKEN, told.text
        return {409: OTHER, 400: FAULTY}[told.status], told.text

    def open311(self, charset="utf-8", number="", text="", kind="ground-bar-steel"):
        form = {
            "api_key": self.key.api_key,
            "jurisdiction_id": "zhanjiang",
            "service_code": kind,
            "description": text,
            "address_string": "石城镇",
            "attribute[external_id]": number,
        }
        answer = self.api.post(
            "/open311/v2/requests.json",
            data=urlencode(form, encoding=charset),
            content_type="application/x-www-form-urlencoded",
        )
        kinds = {409: OTHER, 400: FAULTY, 404: FAULTY}
        if answer.status_code != 200:
            return kinds[answer.status_code], answer.text
        known = answer.json[0]["service_request_id"]
        seen = self.__dict__.setdefault("seen", set())
        verdict = BEFORE if known in seen else TAKEN
        seen.add(known)
        return verdict, answer.text

    def count(self):
        with reading(self.system.engine) as connection:
            return connection.execute(select(func.count()).select_from(cases)).scalar_one()

    def text_of_the_only_case(self):
        with reading(self.system.engine) as connection:
            case = case_by_id(connection, connection.execute(select(cases.c.id)).scalar_one())
        desk = desk_of(case)
        token = log_in(self.system, "dispatcher" if desk == COORDINATION else desk, PASSPHRASE)
        return open_case(self.system, officer_of(self.system, token), case.number).report.text


def receipts(page):
    return re.findall(r'class="receipt-number"[^>]*>([\d ]+)<', page.html)


@pytest.fixture
def ways(on_sqlite, at_desk, clock):
    return Ways(on_sqlite, at_desk, clock)


@pytest.mark.parametrize("way", ["rest", "sheet", "desk", "open311"])
def test_a_number_makes_one_case_and_other_content_under_it_changes_nothing(ways, way):
    send = getattr(ways, way)
    assert send(number="N-1", text=LONG)[0] == TAKEN
    assert send(number="N-1", text=LONG)[0] == BEFORE
    assert send(number="N-1", text="另一件事")[0] == OTHER
    assert ways.count() == 1
    assert LONG in ways.text_of_the_only_case()


def test_a_missing_field_is_named_and_nothing_is_registered(ways):
    for way, missing, told in (
        ("rest", {"text": TEXT}, "/number"),
        ("rest", {"number": "N-1"}, "/text"),
        ("sheet", {"text": TEXT}, "缺少工单编号"),
        ("sheet", {"number": "N-1"}, "缺少诉求内容"),
        ("desk", {"number": "N-1"}, "缺少诉求内容"),
        ("open311", {"number": "N-1", "text": TEXT, "kind": ""}, "service_code"),
    ):
        verdict, answer = getattr(ways, way)(**missing)
        assert verdict == FAULTY
        assert told in answer
    assert ways.count() == 0


def test_an_unknown_kind_is_taken_in_with_a_flag_and_an_unknown_service_refused(ways):
    for number, way, told in (("N-1", "rest", "unknown-kind"), ("N-2", "sheet", "工单类别不明")):
        verdict, answer = getattr(ways, way)(number=number, text=TEXT, kind="吐槽")
        assert verdict == TAKEN
        assert told in answer
    verdict, answer = ways.open311(number="N-3", text=TEXT, kind="potholes")
    assert verdict == FAULTY
    assert "potholes" in answer
    assert ways.count() == 2


def test_another_charset_is_refused_by_name_where_it_cannot_be_told_apart(ways):
    for way, told in (("rest", "GBK"), ("open311", "description不是UTF-8编码")):
        verdict, answer = getattr(ways, way)(number="N-1", text=TEXT, charset="gb18030")
        assert (verdict, ways.count()) == (FAULTY, 0)
        assert told in answer


def test_a_sheet_in_the_charset_of_chinese_offices_is_read_as_it_was_meant(ways):
    assert ways.sheet(number="N-1", text=TEXT, charset="gb18030")[0] == TAKEN
    assert TEXT in ways.text_of_the_only_case()


def test_a_day_next_year_is_taken_in_with_a_flag(ways):
    for number, way, day, told in (
        ("N-1", "rest", "2027-03-01T09:30:00+08:00", "future-date"),
        ("N-2", "sheet", "2027-03-01 09:30", "期限按所写日期计算"),
    ):
        verdict, answer = getattr(ways, way)(number=number, text=TEXT, received_at=day)
        assert verdict == TAKEN
        assert told in answer
    assert ways.count() == 2


def test_a_limit_beyond_the_holiday_plan_is_said_to_be_provisional(ways, at_desk, clock):
    clock.advance(days=30)
    ways.operator = at_desk("dispatcher")
    for number, way, told in (
        ("N-1", "rest", '"due_provisional": true'),
        ("N-2", "desk", "暂定"),
        ("N-3", "open311", "期限为暂定"),
    ):
        verdict, answer = getattr(ways, way)(number=number, text=TEXT)
        assert verdict == TAKEN
        assert told in answer

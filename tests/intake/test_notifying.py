"""Departments are told that something awaits them: once, of every case, and never what it is."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from intake.db.cases import case_by_number
from intake.db.counts import open_counts
from intake.db.engine import reading
from intake.db.notice_schema import notices
from intake.db.platform_schema import DeliveryState
from intake.domain.outcomes import Outcome
from intake.notifying import Notifier, send
from intake.services.casework import reply, sign
from intake.services.closing import Result, close
from intake.services.daily import count_deadlines_anew
from intake.services.demo import PASSPHRASE
from intake.services.notices import claim_letters, notice_new_cases, settle_letter
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.retention import kept_until
from intake.services.retrying import Plan
from intake.services.sessions import log_in, officer_of
from intake.settings import BadSetting
from register import working_days
from register.jurisdiction import Matter

SEEN = "旧砖厂夜里用中频炉炼地条钢"


class Mailbox:
    """What a department has its notices sent to: a server that keeps them."""

    def __init__(self) -> None:
        self.got: list[dict[str, str]] = []
        self.answers: list[int] = []
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = box.answers.pop(0) if box.answers else 200
                if status == 200:
                    box.got.append(json.loads(body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()


@pytest.fixture
def mailbox():
    box = Mailbox()
    yield box
    box.server.shutdown()
    box.server.server_close()
    box.thread.join()


@pytest.fixture
def told(system, mailbox):
    """Industry and the coordination office have their notices sent to the mailbox."""
    text = "[departments]\n" + "".join(
        f'{name} = ["{mailbox.address}{name}"]\n' for name in ("industry", "coordination")
    )
    (system.settings.instance / "notices.toml").write_text(text, "utf-8")
    return mailbox


def report(system, matter=Matter.GROUND_BAR_STEEL):
    return submit(system, NewReport(SEEN, new_form_token(), matter=matter)).case


def subjects(mailbox):
    return [letter["title"] for letter in mailbox.got]


def test_a_case_that_comes_to_a_desk_is_told_once_and_without_a_word_of_it(system, told):
    case = report(system)
    notifier = Notifier(system)
    for _ in range(3):
        notifier.take_a_turn()
    mine = [letter for letter in told.got if case.number in letter["message"]]
    assert len(mine) == 1
    assert case.due_on.isoformat() in mine[0]["title"]
    assert SEEN[:4] not in json.dumps(told.got, ensure_ascii=False)


def test_each_day_brings_one_digest_however_many_workers_start_it(system, told):
    report(system)
    for _ in range(3):
        Notifier(system).take_a_turn()
    assert subjects(told).count("今日待办1件，逾期0件") == 1


def test_what_is_long_overdue_comes_before_the_coordination_group(system, told, clock):
    report(system)
    clock.advance(days=40)
    Notifier(system).take_a_turn()
    assert "有1件案件逾期未办结，请督办" in subjects(told)
    assert "今日待办1件，逾期1件" in subjects(told)


def test_a_notice_not_taken_is_tried_again_and_nothing_is_lost(system, told, clock):
    report(system)
    told.answers = [500, 500, 500]
    notifier = Notifier(system)
    notifier.take_a_turn()
    assert told.got == []
    clock.advance(hours=1)
    notifier.take_a_turn()
    clock.advance(hours=1)
    notifier.take_a_turn()
    assert len(told.got) == 2


def test_a_worker_that_dies_holding_a_notice_leaves_it_to_the_next(system, told, clock):
    report(system)
    notice_new_cases(system)
    assert len(claim_letters(system)) == 1
    assert claim_letters(system) == []
    clock.advance(minutes=3)
    [letter] = claim_letters(system)
    settle_letter(system, letter, None)
    clock.advance(days=3)
    assert claim_letters(system) == []


def test_after_too_many_tries_a_notice_is_dead_and_says_why(system, told):
    report(system)
    notice_new_cases(system)
    [letter] = claim_letters(system)
    settle_letter(system, letter, "not-taken", Plan(attempts=1))
    with reading(system.engine) as connection:
        row = connection.execute(select(notices.c.state, notices.c.problem)).one()
    assert tuple(row) == (DeliveryState.DEAD, "not-taken")


def test_a_signed_case_is_no_news(system, desk, told):
    case = report(system)
    sign(system, desk.officer("industry"), case.number, 1)
    assert notice_new_cases(system) == 0


@pytest.mark.parametrize("text", ["[departments]\nufo = []\n", "departments", "[department]\n"])
def test_a_list_of_addresses_that_cannot_be_read_is_named(on_sqlite, text):
    (on_sqlite.settings.instance / "notices.toml").write_text(text, "utf-8")
    with pytest.raises(BadSetting, match=r"notices\.toml"):
        notice_new_cases(on_sqlite)


def test_no_address_and_a_bad_one_are_told_apart_without_showing_it():
    assert send(None, "t", "x") == "no-address"
    assert send("nonsense://secret", "t", "x") == "address-refused"


def test_no_address_stands_in_the_database(system, told, mailbox):
    report(system)
    notice_new_cases(system)
    with reading(system.engine) as connection:
        rows = str(connection.execute(select(notices)).all())
    assert mailbox.address not in rows
    assert SEEN[:4] not in rows


def test_a_provisional_deadline_is_counted_anew_when_the_holidays_are_announced(
    system, clock, monkeypatch, request
):
    clock.advance(days=25)
    case = report(system)
    assert case.due_provisional
    assert count_deadlines_anew(system) == 0
    first, _ = working_days.known_years()
    off = {dt.date(2027, 1, day) for day in (1, 2, 3, 4, 5, 6, 7)}
    known = working_days._working_ordinals()
    coming = [
        day.toordinal()
        for day in (dt.date(2027, 1, 1) + dt.timedelta(n) for n in range(365))
        if day.weekday() < 5 and day not in off
    ]
    monkeypatch.setattr(working_days, "known_years", lambda: (first, dt.date(2027, 12, 31)))
    monkeypatch.setattr(working_days, "_working_ordinals", lambda: [*known, *coming])
    working_days.add_working_days.cache_clear()  # as a new process with new holidays begins
    request.addfinalizer(working_days.add_working_days.cache_clear)
    assert count_deadlines_anew(system) == 1
    with reading(system.engine) as connection:
        again = case_by_number(connection, case.number)
    assert not again.due_provisional
    assert again.due_on == case.due_on + dt.timedelta(days=7)
    assert again.version == case.version
    with reading(system.engine) as connection:
        assert [one.due_on for one in open_counts(connection)] == [again.due_on]


def test_the_digest_warns_a_month_and_a_week_before_a_case_is_destroyed(
    on_sqlite, mailbox, clock, at_desk
):
    mine = f'[departments]\nindustry = ["{mailbox.address}industry"]\n'
    (on_sqlite.settings.instance / "notices.toml").write_text(mine, "utf-8")
    industry = officer_of(on_sqlite, log_in(on_sqlite, "industry", PASSPHRASE))
    case = report(on_sqlite)
    case = sign(on_sqlite, industry, case.number, case.version)
    case = reply(on_sqlite, industry, case.number, case.version, text="查过了")
    result = Result(Outcome.UNSUBSTANTIATED, "不属实")
    case = close(on_sqlite, industry, case.number, case.version, result)
    last = kept_until(on_sqlite, case)
    told = {}
    for days in (31, 30, 29, 8, 7, 6):
        clock.at += last - on_sqlite.today() - dt.timedelta(days=days)
        mailbox.got.clear()
        Notifier(on_sqlite).take_a_turn()
        told[days] = [
            letter["message"] for letter in mailbox.got if "到期销毁" in letter["message"]
        ]
    assert {days: len(letters) for days, letters in told.items()} == {
        31: 0, 30: 1, 29: 0, 8: 0, 7: 1, 6: 0,
    }  # fmt: skip
    assert "1件已办结案件将在30天内到期销毁，其中0件在7天内" in told[30][0]
    assert "其中1件在7天内" in told[7][0]
    desk = at_desk("industry")
    assert "1件已办结案件将在30天内到期销毁" in desk.open("/").text
    page = desk.open("/retention/")
    assert case.number in page.text
    assert "剩余6天" in page.text
    assert at_desk("admin").open("/retention/").status == 403

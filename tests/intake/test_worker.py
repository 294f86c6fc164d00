"""What platforms are told arrives at least once, whoever dies; the rest is handed to people."""

import datetime as dt
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from intake.domain.errors import Incomplete
from intake.domain.work_orders import Scope, Via
from intake.outgoing import NotDelivered, post
from intake.services.casework import sign
from intake.services.deliveries import claim, dead_letters, settle, try_again, waiting
from intake.services.platforms import add_platform, key_secret, make_key
from intake.services.retrying import Plan
from intake.services.work_orders import NewOrder, register
from intake.vault.http_signatures import Message, verify
from intake.worker import deliver_due, run
from register.jurisdiction import Matter

PLAN = Plan(attempts=3)


class Receiver:
    """A platform's own server: keeps what it gets and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", receiver.address + "elsewhere")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/feedback?from=mingjian"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def trial(system):
    """Return the system with pushing to this machine allowed."""
    object.__setattr__(system.settings, "push_to_loopback", True)
    return system


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as running:
        yield running


@pytest.fixture
def signed_case(trial, desk, receiver):
    add_platform(trial, "zj-12345", "湛江12345", receiver.address)
    make_key(trial, "zj-12345", frozenset({Scope.READ}))
    new = NewOrder("炼地条钢", b"raw", "ZJ-1", "举报", matter=Matter.GROUND_BAR_STEEL)
    made = register(trial, "zj-12345", Via.API, new)
    return sign(trial, desk.officer("industry"), made.case.number, 1)


def test_a_move_is_pushed_once_signed_and_named(trial, signed_case, receiver, pool, clock):
    assert deliver_due(trial, pool, PLAN) == 1
    assert deliver_due(trial, pool, PLAN) == 0
    [(headers, body)] = receiver.got
    told = json.loads(body)
    assert (told["number"], told["move"], told["state"]) == ("ZJ-1", "sign", "signed")
    assert headers["Idempotency-Key"] == told["id"]
    message = Message("POST", receiver.address, headers)
    signed = verify(message, secret_of=lambda key_id: key_secret(trial, key_id), now=clock())
    signed.body.update(body)
    signed.body.check()


@pytest.mark.parametrize("status", [500, 404, 302])
@pytest.mark.usefixtures("signed_case")
def test_a_refused_push_is_tried_again_later_under_the_same_key(
    trial, receiver, pool, clock, status
):
    receiver.answers = [status]
    deliver_due(trial, pool, PLAN)
    assert waiting(trial)[0].problem == f"http-{status}"
    assert deliver_due(trial, pool, PLAN) == 0
    clock.advance(seconds=31)
    assert deliver_due(trial, pool, PLAN) == 1
    keys = [headers["Idempotency-Key"] for headers, _ in receiver.got]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert waiting(trial) == []


def test_after_the_last_attempt_a_person_decides(trial, signed_case, receiver, pool, clock):
    receiver.answers = [503] * 3
    for _ in range(3):
        deliver_due(trial, pool, PLAN)
        clock.advance(hours=1)
    assert deliver_due(trial, pool, PLAN) == 0
    [dead] = dead_letters(trial)
    assert (dead.change.number, dead.attempts, dead.problem) == ("ZJ-1", 3, "http-503")
    with pytest.raises(Incomplete):
        try_again(trial, "nobody")
    assert try_again(trial, dead.id) == 1
    assert deliver_due(trial, pool, PLAN) == 1
    assert dead_letters(trial) == []
    assert len(receiver.got) == 4


def test_what_a_dead_worker_held_is_due_again_when_its_lease_ends(trial, signed_case, pool, clock):
    [held] = claim(trial, 8, PLAN)
    assert claim(trial, 8, PLAN) == []
    clock.advance(seconds=PLAN.lease.total_seconds() + 1)
    [again] = claim(trial, 8, PLAN)
    assert again.news.id == held.news.id
    settle(trial, held, None)  # the first one comes back from the dead: it may not settle any more
    assert [one.id for one in waiting(trial)] == [again.delivery.id]
    settle(trial, again, None)
    assert waiting(trial) == []


def test_what_fails_without_a_word_is_told_by_its_kind_once(on_sqlite, caplog):
    turns = []

    def fail():
        turns.append(1)
        raise AssertionError

    run(on_sqlite, stopped=lambda: len(turns) > 3, idle=0.01, tend=[fail])
    assert [record.getMessage() for record in caplog.records] == ["AssertionError"]


def test_two_workers_at_once_never_take_the_same(trial, signed_case, desk):
    industry = desk.officer("industry")
    for n in range(6):
        new = NewOrder("炼地条钢", b"", f"W{n}", "举报", matter=Matter.GROUND_BAR_STEEL)
        made = register(trial, "zj-12345", Via.API, new)
        sign(trial, industry, made.case.number, 1)
    with ThreadPoolExecutor(4) as workers:
        taken = [one for many in workers.map(lambda _n: claim(trial, 3), range(4)) for one in many]
    assert len(taken) == len({one.news.id for one in taken}) == 7


def test_pauses_double_to_a_limit_and_are_spread():
    plan = Plan()
    pauses = [plan.pause(n) for n in range(1, 20)]
    for n, pause in enumerate(pauses):
        whole = min(plan.first_pause * 2**n, plan.longest_pause)
        assert whole / 2 <= pause <= whole
    assert len({plan.pause(5) for _ in range(20)}) > 1
    assert sum(pauses, dt.timedelta()) < dt.timedelta(days=5)


@pytest.mark.parametrize(
    "address",
    [
        "http://12345.example.gov.cn/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "https://user:pw@example.com/",
        "ftp://example.com/",
        "https:///x",
        "https://x:y/",
    ],
)
def test_an_address_into_the_inner_network_is_refused_when_it_is_set(on_sqlite, address):
    with pytest.raises(Incomplete):
        add_platform(on_sqlite, "p", "平台", address)


def test_a_name_that_resolves_inwards_is_refused_when_it_is_used(monkeypatch):
    inner = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("192.168.1.5", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_kw: inner)
    with pytest.raises(NotDelivered, match="address-refused"):
        post("https://12345.example.gov.cn/", b"{}", {}, loopback=False)


def test_this_machine_is_refused_unless_a_trial_allows_it(receiver):
    with pytest.raises(NotDelivered, match="address-refused"):
        post(receiver.address, b"{}", {}, loopback=False)
    post(receiver.address, b"{}", {}, loopback=True)

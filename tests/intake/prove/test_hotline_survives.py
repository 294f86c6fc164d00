"""The hotline's long proof: every order once, every acknowledged one kept, every result delivered.

Orders are pushed twice each, in random order, over eight connections, while the server is killed
and started again three times and the worker twice. Results go to a receiver that fails half the
time. In full, on both databases, under `make prove`; in small otherwise.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.platform_schema import DeliveryState, deliveries
from intake.db.schema import cases
from intake.domain.work_orders import Scope
from intake.services.casework import sign
from intake.services.demo import PASSPHRASE
from intake.services.platforms import add_platform, make_key
from intake.services.sessions import log_in, officer_of
from intake.vault.http_signatures import Message
from intake.vault.http_signatures import sign as sign_request

pytestmark = pytest.mark.long

FULL = os.environ.get("PROVE") == "1"
ORDERS = 1000 if FULL else 24
CONNECTIONS = 8
KILLS = 3
PATIENCE = 180
"""Seconds for one order: a server that does not come back is a failure, not a wait for ever."""
ON = ("on_sqlite", "on_postgres") if FULL else ("on_sqlite",)
TEXT = "廉江市石城镇有人夜里用中频炉化废钢，倒模做地条钢。第{}号"

WORKER = """
import datetime as dt, sys
from os import environ
from intake.services.retrying import Plan
from intake.services.system import open_system
from intake.settings import load_settings
from intake.worker import run

second = dt.timedelta(seconds=1)
plan = Plan(lease=3 * second, first_pause=second / 20, longest_pause=second / 2, attempts=10**6)
run(open_system(load_settings(environ)), stopped=lambda: False, plan=plan, idle=0.05)
"""


class Processes:
    """The API under gunicorn and the outbox's worker, as they run in earnest, to be killed."""

    def __init__(self, environment, port, log):
        self.environment = environment
        self.server_command = [
            sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--workers=2",
            "--threads=4", "--worker-class=gthread", "--no-control-socket", "--log-level=error",
            "intake.serve:platforms()",
        ]  # fmt: skip
        self.log = log.open("wb")
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, what):
        command = self.server_command if what == "api" else [sys.executable, "-c", WORKER]
        self.running[what] = subprocess.Popen(
            command, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self, what):
        process = self.running[what]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self):
        for what in self.running:
            if self.running[what].poll() is None:
                self.kill(what)
        self.log.close()


class Receiver:
    """Fails half the time: before it keeps what it got, or after, or by hanging up."""

    def __init__(self):
        self.got: dict[tuple[str, str], set[str]] = {}
        self.times = 0
        receiver, draw = self, random.Random(1)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.times += 1
                fault = draw.choice(["none", "none", "none", "refuse", "late", "hang up"])
                if fault != "refuse":
                    key = (told["number"], told["move"])
                    receiver.got.setdefault(key, set()).add(self.headers["Idempotency-Key"])
                if fault != "hang up":
                    self.send_response(204 if fault == "none" else 503)
                    self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Pusher:
    """One connection of the platform: sends an order until it is answered."""

    def __init__(self, port, key, acknowledged):
        self.port, self.key, self.acknowledged = port, key, acknowledged

    def push(self, orders):
        connection = None
        for n in orders:
            body = json.dumps({"number": f"ZJ{n}", "kind": "举报", "text": TEXT.format(n)}).encode()
            give_up = time.monotonic() + PATIENCE
            while True:
                connection = connection or http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=30
                )
                try:
                    answer = self._send(connection, body)
                except (OSError, http.client.HTTPException):
                    if time.monotonic() > give_up:
                        raise
                    connection.close()
                    connection = None
                    time.sleep(0.05)
                    continue
                assert answer[0] in (200, 201), answer
                self.acknowledged.append((f"ZJ{n}", json.loads(answer[1])["case"]))
                break
        if connection:
            connection.close()

    def _send(self, connection, body):
        message = Message("POST", "http://api/v1/work-orders", {"Content-Type": "application/json"})
        sign_request(
            message, body, key_id=self.key.id, secret=self.key.secret, now=datetime.now(UTC),
            nonce=secrets.token_hex(16),
        )  # fmt: skip
        connection.request("POST", "/v1/work-orders", body, message.headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def waiting(system) -> int:
    with reading(system.engine) as connection:
        query = select(func.count()).select_from(deliveries)
        undone = query.where(deliveries.c.state != DeliveryState.DELIVERED)
        found: int = connection.execute(undone).scalar_one()
        return found


def pushed_twice_through_kills(processes: Processes, port: int, key: str) -> list[tuple[str, str]]:
    """Push every order twice in random order while the server is killed; return what it said."""
    acknowledged: list[tuple[str, str]] = []
    work = [*range(ORDERS), *range(ORDERS)]
    random.Random(2).shuffle(work)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [work[n::CONNECTIONS] for n in range(CONNECTIONS)]
        pushing = [pool.submit(Pusher(port, key, acknowledged).push, one) for one in shares]
        for kill in range(1, KILLS + 1):
            while len(acknowledged) < len(work) * kill // (KILLS + 1):
                for one in pushing:
                    assert not (one.done() and one.exception()), one.exception()
                time.sleep(0.01)
            processes.kill("api")
            processes.start("api")
        for one in pushing:
            one.result()
    return acknowledged


@pytest.mark.parametrize("database", ON)
def test_orders_pushed_twice_through_kills_become_one_case_each_and_all_are_answered(
    database, tmp_path, request, citizens, free_port
):
    system = request.getfixturevalue(database)
    object.__setattr__(system.settings, "push_to_loopback", True)
    object.__setattr__(system, "now", lambda: datetime.now(UTC))
    receiver, port = Receiver(), free_port()
    add_platform(system, "zj-12345", "湛江12345", receiver.address)
    key = make_key(system, "zj-12345", frozenset({Scope.WRITE}), per_minute=10**9)
    environment = citizens.environment_of(system, MINGJIAN_PUSH_TO_LOOPBACK="1")
    processes = Processes(environment, port, tmp_path / "log")
    try:
        processes.start("api")
        processes.start("worker")
        acknowledged = pushed_twice_through_kills(processes, port, key)
        numbers = dict(acknowledged)
        assert len(acknowledged) == 2 * ORDERS
        assert len(set(acknowledged)) == len(numbers) == ORDERS
        with reading(system.engine) as connection:
            stored = list(connection.execute(select(cases.c.number)).scalars())
        assert sorted(stored) == sorted(numbers.values())

        industry = officer_of(system, log_in(system, "industry", PASSPHRASE))
        for done, case in enumerate(numbers.values(), start=1):
            sign(system, industry, case, 1)
            if done in (ORDERS // 3, 2 * ORDERS // 3):
                processes.kill("worker")
                processes.start("worker")
        give_up = time.monotonic() + 240
        while waiting(system) and time.monotonic() < give_up:
            time.sleep(0.1)
        assert waiting(system) == 0
        assert set(receiver.got) == {(number, "sign") for number in numbers}
        assert {len(keys) for keys in receiver.got.values()} == {1}
        assert receiver.times > ORDERS
    finally:
        processes.stop()
        receiver.close()

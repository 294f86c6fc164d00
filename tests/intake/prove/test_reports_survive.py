"""Reports with files through kill -9: every receipt that was shown opens, and nothing is half.

Clients send reports over HTTP while the server's processes are killed and started again. In full,
500 reports and 25 kills, under `make prove`; in small otherwise.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.file_schema import files
from intake.db.schema import case_keys, cases, events
from intake.services.attachments import content_of, sweep_store
from intake.services.receipts import read_with_receipt
from intake.settings import PREFIX

FULL = os.environ.get("PROVE") == "1"
REPORTS = 500 if FULL else 10
KILLS = 25 if FULL else 1
CLIENTS = 4
RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")
TOKENS = re.compile(r'name="(csrf_token|form_token|ticket)"[^>]*value="([^"]*)"')
BOUNDARY = "----survive"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Server:
    """The citizens' server as it runs in earnest, to be killed."""

    def __init__(self, system, log) -> None:
        settings = system.settings
        self.port = free_port()
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(PREFIX)
        } | {
            "MINGJIAN_INSTANCE": str(settings.instance),
            "MINGJIAN_PLACE": settings.place,
            "MINGJIAN_DEMO": "1",
            "MINGJIAN_BRAKE_AT": "100000",
            "TMPDIR": str(log.parent / "tmp"),
        }
        (log.parent / "tmp").mkdir()
        self.log = log.open("wb")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", "--workers=2",
             "--threads=4", "--worker-class=gthread", "--no-control-socket", "--log-level=error",
             "intake.serve:citizens()"],
            env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self.log.close()


def form_data(fields: dict[str, str], content: bytes) -> bytes:
    """Return a form as a browser sends it, with one file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="files"; filename="a.jpg"'
    parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send(port: int, text: str, content: bytes) -> str | None:
    """Open the form and send a report; return the receipt, None if the server died meanwhile."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/report/")
        answer = connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        fields = dict(TOKENS.findall(answer.read().decode()))
        body = form_data({**fields, "text": text, "matter": "ground-bar-steel"}, content)
        kind = f"multipart/form-data; boundary={quote(BOUNDARY)}"
        connection.request("POST", "/report/", body, {"Cookie": cookie, "Content-Type": kind})
        answer = connection.getresponse()
        found = RECEIPT.search(answer.read().decode())
        assert answer.status == 200, answer.status
        return found.group() if found else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def test_every_receipt_that_was_shown_opens_and_nothing_is_half(on_sqlite, tmp_path):
    server = Server(on_sqlite, tmp_path / "server.log")
    shown: dict[str, tuple[str, bytes]] = {}
    wanted = iter(range(REPORTS))
    lock, done = threading.Lock(), threading.Event()

    def client() -> None:
        while True:
            with lock:
                number = next(wanted, None)
            if number is None:
                return
            text, content = f"第{number}份", secrets.token_bytes(200_000)
            while (receipt := send(server.port, text, content)) is None:
                time.sleep(0.2)
            shown[receipt] = (text, content)

    def killer() -> None:
        draw = random.Random(7)
        for number in range(1, KILLS + 1):
            while len(shown) < REPORTS * number // (KILLS + 2) and not done.is_set():
                time.sleep(0.05)
            time.sleep(draw.random())
            server.kill()
            server.start()

    server.start()
    try:
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            killing = pool.submit(killer)
            for sending in [pool.submit(client) for _ in range(CLIENTS)]:
                sending.result()
            done.set()
            killing.result()
    finally:
        server.stop()
    check(on_sqlite, shown)
    left = [p for p in (tmp_path / "tmp").rglob("*") if p.is_file()]
    assert left == []


def check(system, shown: dict[str, tuple[str, bytes]]) -> None:
    """Every receipt opens its own report and file; no case is half, no file an orphan."""
    assert len(shown) == REPORTS
    sweep_store(system)
    with ThreadPoolExecutor(2) as pool:
        views = pool.map(lambda receipt: read_with_receipt(system, receipt), shown)
        for view, (text, content) in zip(views, shown.values(), strict=True):
            assert view.report.text == text
            (file,) = view.files
            assert b"".join(content_of(system, file.id, file.facts)) == content
    with reading(system.engine) as connection:
        ids = set(connection.execute(select(cases.c.id)).scalars())
        for table, least in ((events, 2), (case_keys, 2), (files, 1)):
            counted = select(table.c.case_id, func.count().label("n")).group_by(table.c.case_id)
            found = {row.case_id: row.n for row in connection.execute(counted)}
            assert set(found) == ids
            assert min(found.values()) >= least
        named = set(connection.execute(select(files.c.id)).scalars())
    assert set(system.store.names()) == named
    assert list((system.settings.files_folder / "incoming").iterdir()) == []

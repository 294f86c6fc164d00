"""Reports with files through kill -9: every receipt that was shown opens, and nothing is half.

Clients send reports over HTTP while the server's processes are killed and started again. In full,
500 reports and 25 kills on each database, under `make prove`; in small otherwise.
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.file_schema import files
from intake.db.schema import case_keys, cases, events
from intake.services.attachments import content_of, sweep_store
from intake.services.receipts import read_with_receipt

pytestmark = pytest.mark.long

FULL = os.environ.get("PROVE") == "1"
REPORTS = 500 if FULL else 10
KILLS = 25 if FULL else 1
CLIENTS = 4
ON = ("on_sqlite", "on_postgres") if FULL else ("on_sqlite",)


@pytest.mark.parametrize("database", ON)
def test_every_receipt_that_was_shown_opens_and_nothing_is_half(
    database, citizens, served, tmp_path, request
):
    system = request.getfixturevalue(database)
    server = served(system)
    shown: dict[str, tuple[str, bytes]] = {}
    wanted = iter(range(REPORTS))
    lock, done = threading.Lock(), threading.Event()

    def reporter() -> None:
        while True:
            with lock:
                number = next(wanted, None)
            if number is None:
                return
            text, content = f"第{number}份", secrets.token_bytes(200_000)
            while (receipt := try_to_report(citizens, server.port, text, content)) is None:
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

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        killing = pool.submit(killer)
        try:
            for reporting in [pool.submit(reporter) for _ in range(CLIENTS)]:
                reporting.result()
        finally:
            done.set()  # else the killer would wait for a report that never comes
        killing.result()
    server.stop()
    check(system, shown)
    assert [p for p in server.temporary.rglob("*") if p.is_file()] == []


def try_to_report(citizens, port: int, text: str, content: bytes) -> str | None:
    """Return the receipt; None if the server died before it was shown."""
    try:
        with citizens.Client(port) as client:
            receipt: str = client.report(text, content)
            return receipt
    except (OSError, http.client.HTTPException):
        return None


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

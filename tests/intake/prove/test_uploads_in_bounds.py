"""Eight files of 50 MB at once, signed and not: the API's memory stays within bounds."""

import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.domain.work_orders import Scope, Via
from intake.services.platforms import NewKey, add_platform, make_key
from intake.services.work_orders import NewOrder, register
from intake.vault.http_signatures import Message, sign

pytestmark = pytest.mark.skipif(
    os.environ.get("PROVE") != "1" or not Path("/proc/self/status").exists(),
    reason="make prove: moves 800 MB, and reads a process's memory in /proc",
)
MEGABYTE = 1024 * 1024
AT_ONCE = 8
GROWTH = 64
"""Megabytes that memory may grow by, for 800 that come in: little more than one file."""


def form() -> tuple[bytes, str]:
    file = secrets.token_bytes(50 * MEGABYTE)
    head = '--cut\r\nContent-Disposition: form-data; name="id"\r\n\r\n1\r\n--cut\r\n'
    head += 'Content-Disposition: form-data; name="content"; filename="现场.mp4"\r\n\r\n'
    return head.encode() + file + b"\r\n--cut--\r\n", "multipart/form-data; boundary=cut"


def send(port, key, path, body, kind):
    message = Message("POST", f"http://api{path}", {"Content-Type": kind})
    how = {"key_id": key.id, "secret": key.secret, "nonce": secrets.token_hex(16)}
    sign(message, body, now=datetime.now(UTC), **how)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("POST", path, body, message.headers)
        return connection.getresponse().status
    except ConnectionError:
        return 401  # refused while the body was still on its way
    finally:
        connection.close()


def most_memory(process: int) -> int:
    """Return the most that the server and its worker ever held, in megabytes."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    tops = [Path(f"/proc/{one}/status").read_text() for one in (process, *children)]
    return sum(int(re.search(r"VmHWM:\s+(\d+)", top).group(1)) for top in tops) // 1024


def test_eight_large_files_at_once_are_kept_within_bounded_memory(on_sqlite, citizens, free_port):
    object.__setattr__(on_sqlite, "now", lambda: datetime.now(UTC))
    add_platform(on_sqlite, "zj-12345", "湛江12345")
    key = make_key(on_sqlite, "zj-12345", frozenset(Scope), per_minute=10**6)
    for n in range(AT_ONCE):
        register(on_sqlite, "zj-12345", Via.API, NewOrder("石城镇炼钢", b"{}", number=f"ZJ-{n}"))
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{port}", "--workers=1",
        f"--threads={AT_ONCE}", "--worker-class=gthread", "--no-control-socket",
        "--log-level=error", "--timeout=300", "intake.serve:platforms()",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=citizens.environment_of(on_sqlite))
    try:
        give_up = time.monotonic() + 120
        while send(port, key, "/v1/work-orders/ZJ-0/updates", b"{}", "application/json") != 422:
            assert time.monotonic() < give_up
            time.sleep(0.2)
        before = most_memory(server.pid)
        body, kind = form()
        stranger = NewKey(key.id, "guessed")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for sender, status in ((key, 201), (stranger, 401)):
                paths = [f"/v1/work-orders/ZJ-{n}/attachments" for n in range(AT_ONCE)]
                sent = [pool.submit(send, port, sender, path, body, kind) for path in paths]
                assert [one.result() for one in sent] == [status] * AT_ONCE
        grown = most_memory(server.pid) - before
        print(f"\n{AT_ONCE} files of 50 MB, signed and not: memory grew by {grown} MB")
        assert grown < GROWTH
    finally:
        server.terminate()
        server.wait()

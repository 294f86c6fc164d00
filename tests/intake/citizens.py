"""The report form as `mingjian serve` runs it, in processes that can be killed, and its clients.

What other faces in processes of their own need is here as well: environment and port.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from intake.commands.serve import faces, start
from intake.services.system import System
from intake.settings import PREFIX
from intake.vault.receipts import Receipt

RECEIPT = re.compile(r"\d{6}(?: \d{6}){4}")
_FIELDS = re.compile(r'name="(csrf_token|form_token|ticket)"[^>]*value="([^"]*)"')
_BOUNDARY = "----citizens"


class Server:
    """The citizens' server as it runs in earnest, at the full cost of a receipt.

    The brake is off: on it, a machine of our own would have to prove work for each report.
    """

    def __init__(self, system: System, temporary: Path, port: int) -> None:
        temporary.mkdir()
        self.temporary = temporary
        self._face = faces(port)[0]
        self.port = self._face.port
        self._environment = environment_of(
            system, MINGJIAN_BRAKE_AT="1000000", TMPDIR=str(temporary)
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it answers some seconds later."""
        self.process = start(self._face, self._environment)

    def wait(self) -> None:
        """Return once it answers."""
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server does not answer")

    def memory(self) -> int:
        """Return the most bytes that any of its processes held since it was started."""
        said = (_read(folder / "status") for folder in self._processes())
        return max(int(one.partition("VmHWM:")[2].split()[0]) * 1024 for one in said if one)

    def processor(self) -> float:
        """Return how many seconds its processes have kept processors busy."""
        said = (_read(folder / "stat").rpartition(")")[2].split() for folder in self._processes())
        return sum(int(one[11]) + int(one[12]) for one in said if one) / os.sysconf("SC_CLK_TCK")

    def _processes(self) -> list[Path]:
        assert self.process is not None
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.getpgid(int(folder.name)) == self.process.pid:
                    found.append(folder)
        return found

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        assert self.process is not None
        assert self.process.stdin is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()

    def stop(self) -> None:
        """Leave nothing running."""
        if self.process is not None and self.process.poll() is None:
            self.kill()


def a_receipt_of_nobody() -> str:
    """Return a receipt as it should be that was never given to anyone."""
    return Receipt.generate().reveal()


def _read(file: Path) -> str:
    """Return what the kernel says of a process; nothing of one that just ended."""
    with suppress(OSError):
        return file.read_text("utf-8")
    return ""


def environment_of(system: System, **more: str) -> dict[str, str]:
    """Return the environment of a process of a system; no setting of the tester's reaches it."""
    settings = system.settings
    inherited = {name: it for name, it in os.environ.items() if not name.startswith(PREFIX)}
    return {
        **inherited,
        "MINGJIAN_INSTANCE": str(settings.instance),
        "MINGJIAN_PLACE": settings.place,
        "MINGJIAN_DATABASE_URL": settings.database_url,
        "MINGJIAN_DEMO": "1",
        **more,
    }


class Client:
    """One reporter's browser: a connection, a cookie, and the forms it fills in.

    Raises what `http.client` raises where the server dies meanwhile.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.took = 0.0
        """Seconds from sending the last form to the end of the answer."""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._connection.close()

    def report(self, text: str, *contents: bytes) -> str:
        """Open the form, send a report with files, and return its receipt."""
        page, cookie = self._open("/report/")
        fields = {**_hidden(page), "text": text, "matter": "ground-bar-steel"}
        kind = f"multipart/form-data; boundary={quote(_BOUNDARY)}"
        status, page = self._post("/report/", _with_files(fields, contents), kind, cookie)
        found = RECEIPT.search(page)
        assert status == 200, page
        assert found, page
        return found.group()

    def look(self, receipt: str) -> tuple[int, str]:
        """Ask what became of a report; return the status and the page."""
        return self.send("/report/status/", receipt=receipt)

    def send(self, address: str, **typed: str) -> tuple[int, str]:
        """Open a page with a form, fill it in and send it; return the status and the page."""
        page, cookie = self._open(address)
        fields = {"csrf_token": _hidden(page)["csrf_token"], **typed}
        kind = "application/x-www-form-urlencoded"
        return self._post(address, urlencode(fields).encode(), kind, cookie)

    def _open(self, address: str) -> tuple[str, str]:
        self._connection.request("GET", address)
        answer = self._connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.read().decode(), cookie

    def _post(
        self, address: str, body: bytes | Sequence[bytes], kind: str, cookie: str
    ) -> tuple[int, str]:
        parts = [body] if isinstance(body, bytes) else body
        size = str(sum(len(part) for part in parts))
        headers = {"Cookie": cookie, "Content-Type": kind, "Content-Length": size}
        began = time.perf_counter()
        self._connection.request("POST", address, iter(parts), headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        self.took = time.perf_counter() - began
        return answer.status, page


def _hidden(page: str) -> dict[str, str]:
    return dict(_FIELDS.findall(page))


def _with_files(fields: dict[str, str], contents: Sequence[bytes]) -> list[bytes]:
    """Return a form as a browser sends it, in pieces: ten large files are held only once."""
    pieces = [_head(f'name="{name}"') + value.encode() for name, value in fields.items()]
    for content in contents:
        pieces += [_head('name="files"; filename="a.jpg"'), content]
    return [*pieces, f"\r\n--{_BOUNDARY}--\r\n".encode()]


def _head(about: str) -> bytes:
    return f"\r\n--{_BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode()

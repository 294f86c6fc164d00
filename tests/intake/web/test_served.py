"""What only a real server and a real socket show."""

import http.client
import subprocess
import sys
import time
from urllib.parse import quote

import pytest

CANARY = "金丝雀看见了"


class Server:
    """The citizens' face under gunicorn, as `mingjian serve` runs it."""

    def __init__(self, environment, port, log):
        self.port = port
        self.log = log
        self._output = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", "--threads=2",
             "--worker-class=gthread", "--log-level=error", "--no-control-socket",
             "intake.serve:citizens()"],
            env=environment, stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self._output.close()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        found = answer.status, answer.headers, answer.read().decode()
        connection.close()
        return found

    def wait(self):
        for _ in range(200):
            try:
                return self.ask("GET", "/report/")
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text("utf-8"))


@pytest.fixture
def server(on_sqlite, citizens, tmp_path, free_port):
    environment = citizens.environment_of(on_sqlite)
    running = Server(environment, free_port(), tmp_path / "log")
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def test_bad_requests_get_their_page_and_leave_nothing_in_the_log(server):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, page = server.ask("POST", "/report/", f"text={quote(CANARY)}", form)
    assert status == 400
    assert CANARY in page
    assert "/" not in headers["Server"]  # a name without a version

    for megabytes in (9, 20):
        status, _, page = server.ask("POST", "/report/", b"text=" + b"x" * megabytes * 10**6, form)
        assert status == 413
        assert "从原来的文档里摘出要点，重新填写。" in page

    status, _, _ = server.ask("GET", "/report/", headers={"X-Long": "x" * 20_000})
    assert status in (400, 431)
    status, _, page = server.ask("HEAD", "/report/")
    assert (status, page) == (200, "")
    status, _, _ = server.ask("GET", f"/report/{quote(CANARY)}/?receipt=123456")
    assert status == 404

    logged = server.log.read_text("utf-8")
    assert CANARY not in logged
    assert quote(CANARY) not in logged
    assert "123456" not in logged
    assert "Traceback" not in logged
    assert "127.0.0.1" not in logged

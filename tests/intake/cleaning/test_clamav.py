"""Asking ClamAV, against a daemon that speaks its protocol; the real one where it is installed."""

import shutil
import socket
import subprocess
import time
from threading import Thread

import pytest

from intake.cleaning.clamav import VERDICT_NAMES, Verdict, scan

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def answering(listener: socket.socket, answer: bytes | None) -> list[bytes]:
    """Speak clamd's INSTREAM with one caller; None hangs up. Returns what the caller sent."""
    heard: list[bytes] = []

    def speak() -> None:
        caller, _ = listener.accept()
        with caller, caller.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            while length := int.from_bytes(sent.read(4), "big"):
                heard.append(sent.read(length))
            if answer is not None:
                caller.sendall(answer)

    Thread(target=speak, daemon=True).start()
    return heard


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"stream: OK\0", (Verdict.CLEAN, "")),
        (b"stream: Eicar-Signature FOUND\0", (Verdict.INFECTED, "Eicar-Signature")),
        (b"INSTREAM size limit exceeded. ERROR\0", (Verdict.FAILED, "")),
        (b"stream: Can't allocate memory ERROR\0", (Verdict.FAILED, "")),
        (b"", (Verdict.FAILED, "")),
        (None, (Verdict.FAILED, "")),
    ],
)
def test_the_daemons_word_is_the_verdict(listener, answer, verdict):
    heard = answering(listener, answer)
    port = listener.getsockname()[1]
    assert scan(f"127.0.0.1:{port}", [b"first", b"", b"second"]) == verdict
    assert b"".join(heard) == b"firstsecond"


def test_a_socket_file_will_do(tmp_path):
    path = str(tmp_path / "clamd")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        answering(listener, b"stream: OK\0")
        assert scan(path, [b"x"]) == (Verdict.CLEAN, "")


@pytest.mark.parametrize("address", ["/nowhere/clamd", "127.0.0.1:1"])
def test_a_daemon_that_is_not_there_is_no_verdict(address):
    assert scan(address, [b"x"]) == (Verdict.FAILED, "")


def test_without_a_daemon_it_is_said_that_nothing_was_scanned():
    assert scan(None, [b"x"]) == (Verdict.NOT_SCANNED, "")
    assert set(VERDICT_NAMES) == set(Verdict)


@pytest.mark.skipif(not shutil.which("clamd"), reason="needs the Debian package clamav-daemon")
def test_the_real_daemon_knows_the_test_virus(tmp_path):
    (tmp_path / "own.ndb").write_text(f"Test-Virus:0:*:{EICAR.hex()}\n")
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {tmp_path}\nLocalSocket {tmp_path}/clamd.ctl\nForeground yes\n"
    )
    daemon = subprocess.Popen(["clamd", "-c", config], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not (tmp_path / "clamd.ctl").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert scan(f"{tmp_path}/clamd.ctl", [EICAR])[0] is Verdict.INFECTED
        assert scan(f"{tmp_path}/clamd.ctl", [b"harmless"]) == (Verdict.CLEAN, "")
    finally:
        daemon.kill()
        daemon.wait()

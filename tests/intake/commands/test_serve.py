"""`mingjian serve` leaves no server behind."""

import os
import signal
import subprocess
import sys

import pytest

from intake.commands.serve import _attended

STOPPING_TWO_SLOW_SERVERS = """
import subprocess, sys
from intake.commands.serve import _stop

SLOW = (
    "import os, signal, sys, time\\n"
    "def stop(*_):\\n"
    "    os.write(2, b'stopping;')\\n"
    "    time.sleep(1)\\n"
    "    sys.exit()\\n"
    "signal.signal(signal.SIGTERM, stop)\\n"
    "print('ready', flush=True)\\n"
    "time.sleep(60)"
)
servers = [
    subprocess.Popen([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, start_new_session=True)
    for _ in range(2)
]
for server in servers:
    server.stdout.readline()
print("ready", flush=True)
sys.stdin.readline()
try:
    _stop(servers)
finally:
    print(*(server.poll() for server in servers), flush=True)
"""


def test_a_second_ctrl_c_while_the_servers_stop_leaves_none_behind():
    stopping = subprocess.Popen(
        [sys.executable, "-c", STOPPING_TWO_SLOW_SERVERS],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert stopping.stdout.readline() == "ready\n"
    stopping.stdin.write("go\n")
    stopping.stdin.flush()
    for _ in range(2):
        assert os.read(stopping.stderr.fileno(), len("stopping;"))
    stopping.send_signal(signal.SIGINT)
    said, _ = stopping.communicate(timeout=60)
    assert said == "0 0\n"
    assert stopping.returncode == 0


STARTING_A_PROGRAM = """
import os, sys, time
from intake.commands.serve import _attended

_attended("http.server", ("0", "--bind", "127.0.0.1"), dict(os.environ))
time.sleep(600)
"""


def test_a_server_ends_with_the_one_who_started_it_even_by_kill_9():
    with subprocess.Popen(
        [sys.executable, "-c", STARTING_A_PROGRAM],
        env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE,
    ) as starter:  # fmt: skip
        assert starter.stdout.readline().startswith(b"Serving HTTP")
        starter.kill()
        # Ends once no process holds the pipe's other end: the program is gone as well.
        assert b"Serving" not in starter.stdout.read()


def test_a_program_goes_on_while_its_starter_lives():
    with _attended("http.server", ("0", "--bind", "127.0.0.1"), dict(os.environ)) as server:
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(1)
        server.stdin.close()
        assert server.wait(20) == -signal.SIGTERM

"""Counting, in memory and on a real Redis server."""

import shutil
import socket
import subprocess
import time

import pytest

from intake.services.counting import MemoryCounts, RedisCounts


class Now:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def redis_server(free_port):
    if not shutil.which("redis-server"):
        pytest.skip("needs the Debian package redis-server")
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"],
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.fixture
def now():
    return Now()


@pytest.fixture(params=["memory", "redis"])
def make(request, now):
    if request.param == "memory":
        shared = MemoryCounts(now)
        yield lambda: shared
        return
    url = request.getfixturevalue("redis_server")
    made = RedisCounts(url, now)
    made._redis.flushdb()
    made._redis.close()
    opened = []

    def another() -> RedisCounts:
        opened.append(RedisCounts(url, now))
        return opened[-1]

    yield another
    for one in opened:
        one._redis.close()


def test_counts_are_kept_for_their_window_and_by_their_name(make, now):
    counts = make()
    assert [counts.add("a", 600) for _ in range(3)] == [1, 2, 3]
    assert counts.add("b", 600) == 1
    assert (counts.seen("a", 600), counts.seen("c", 600)) == (3, 0)
    now.at += 600
    assert counts.seen("a", 600) == 0


def test_who_shares_a_store_shares_counts_and_secrets(make):
    one, other = make(), make()
    one.add("a", 600)
    assert other.add("a", 600) == 2
    assert one.secret("k", 600) == other.secret("k", 600)


def test_a_secret_is_drawn_anew_for_each_window(make, now):
    counts = make()
    first = counts.secret("k", 600)
    assert (len(first), counts.secret("k", 600)) == (32, first)
    now.at += 600
    assert counts.secret("k", 600) != first


def test_a_server_that_does_not_answer_fails_no_report(now):
    counts = RedisCounts("redis://127.0.0.1:1/0", now)
    assert [counts.add("a", 600) for _ in range(3)] == [1, 2, 3]
    assert counts.seen("a", 600) == 3
    assert counts.secret("k", 600) == counts.secret("k", 600)


def test_memory_does_not_grow_without_end(now, monkeypatch):
    monkeypatch.setattr("intake.services.counting._MOST_NAMES", 100)
    counts = MemoryCounts(now)
    for number in range(1000):
        counts.add(str(number), 600)
    assert len(counts._kept) <= 100
    now.at += 600
    counts.add("next", 600)
    assert counts.seen("next", 600) == 1

"""Counting how often something happened lately, without keeping what: in memory, or in Redis.

A count has a name and a window of seconds; both are forgotten when the window is over. In memory
each process counts for itself; several web servers share their counts through Redis.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol, cast

_SECRET_BYTES = 32
_MOST_NAMES = 100_000


class Counts(Protocol):
    """Counts of what happened lately."""

    def add(self, name: str, seconds: int) -> int:
        """Count one more; return how many there were in this window of `seconds`."""

    def seen(self, name: str, seconds: int) -> int:
        """Return how many there were in this window."""

    def secret(self, name: str, seconds: int) -> bytes:
        """Return 32 random bytes, the same for this window and drawn anew for the next."""


class MemoryCounts:
    """Counts of this process."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = Lock()
        self._kept: dict[tuple[str, int], tuple[float, int | bytes]] = {}

    def add(self, name: str, seconds: int) -> int:
        """Count one more."""
        with self._lock:
            key, ends = self._window(name, seconds)
            count = cast("int", self._kept.get(key, (ends, 0))[1]) + 1
            self._keep(key, ends, count)
            return count

    def seen(self, name: str, seconds: int) -> int:
        """Return how many there were."""
        with self._lock:
            key, ends = self._window(name, seconds)
            return cast("int", self._kept.get(key, (ends, 0))[1])

    def secret(self, name: str, seconds: int) -> bytes:
        """Return this window's random bytes."""
        with self._lock:
            key, ends = self._window(name, seconds)
            if key not in self._kept:
                self._keep(key, ends, secrets.token_bytes(_SECRET_BYTES))
            return cast("bytes", self._kept[key][1])

    def _window(self, name: str, seconds: int) -> tuple[tuple[str, int], float]:
        number = int(self._now() // seconds)
        return (name, number), (number + 1) * seconds

    def _keep(self, key: tuple[str, int], ends: float, value: int | bytes) -> None:
        if len(self._kept) >= _MOST_NAMES:
            now = self._now()
            self._kept = {k: kept for k, kept in self._kept.items() if kept[0] > now}
        if len(self._kept) < _MOST_NAMES or key in self._kept:
            self._kept[key] = (ends, value)


class RedisCounts:
    """Counts that several processes and machines share.

    While Redis does not answer each process counts for itself: the brake gets coarser, and no
    report fails.
    """

    def __init__(self, url: str, now: Callable[[], float] = time.time) -> None:
        from redis import Redis, RedisError  # noqa: PLC0415 - an extra

        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
        self._failure = RedisError
        self._alone = MemoryCounts(now)
        self._now = now

    def add(self, name: str, seconds: int) -> int:
        """Count one more."""
        key = self._key(name, seconds)
        try:
            with self._redis.pipeline() as both:
                both.incr(key)
                both.expire(key, seconds)
                return int(both.execute()[0])
        except self._failure:
            return self._alone.add(name, seconds)

    def seen(self, name: str, seconds: int) -> int:
        """Return how many there were."""
        try:
            found = cast("bytes | None", self._redis.get(self._key(name, seconds)))
        except self._failure:
            return self._alone.seen(name, seconds)
        return int(found or 0)

    def secret(self, name: str, seconds: int) -> bytes:
        """Return this window's random bytes."""
        key = self._key(name, seconds)
        try:
            self._redis.set(key, secrets.token_bytes(_SECRET_BYTES), nx=True, ex=seconds)
            found = cast("bytes | None", self._redis.get(key))
        except self._failure:
            found = None
        return found or self._alone.secret(name, seconds)

    def _key(self, name: str, seconds: int) -> str:
        return f"mingjian:{name}:{int(self._now() // seconds)}"


def open_counts(url: str | None, now: Callable[[], float] = time.time) -> Counts:
    """Return the counts at a Redis address, or this process's own where there is none."""
    return RedisCounts(url, now) if url else MemoryCounts(now)

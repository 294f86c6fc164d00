"""Asks ClamAV's daemon about a file, over its socket, sending the bytes and no name.

The INSTREAM command of clamd(8): pieces preceded by their length, an empty one at the end, and one
line in answer.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from enum import StrEnum

from register.wording import LazyText, lazy_gettext

_SECONDS = 60
_ANSWER = re.compile(rb"^stream: (?:(OK)|(.{1,200}) FOUND|.{1,200} ERROR)\0?$", re.DOTALL)


class Verdict(StrEnum):
    """What is known about malware in a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"
    FAILED = "failed"


VERDICT_NAMES: dict[Verdict, LazyText] = {
    Verdict.CLEAN: lazy_gettext("已查毒，没有发现病毒"),
    Verdict.INFECTED: lazy_gettext("发现病毒，请不要打开原件"),
    Verdict.NOT_SCANNED: lazy_gettext("没有查毒：本系统没有接入查毒程序"),
    Verdict.FAILED: lazy_gettext("没有查毒：查毒程序没有回应，可稍后再试"),
}


def scan(address: str | None, content: Iterable[bytes]) -> tuple[Verdict, str]:
    """Return the verdict of the daemon at `address`, and the malware's name if there is any.

    `address` is `/path/of/socket` or `host:port`. A daemon that cannot be asked is no verdict.
    """
    if address is None:
        return Verdict.NOT_SCANNED, ""
    try:
        with _connected(address) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for part in filter(None, content):  # an empty piece would end the file early
                daemon.sendall(len(part).to_bytes(4, "big") + part)
            daemon.sendall(bytes(4))
            answer = _read_line(daemon)
    except OSError:
        return Verdict.FAILED, ""
    found = _ANSWER.match(answer)
    if found and found[1]:
        return Verdict.CLEAN, ""
    if found and found[2]:
        return Verdict.INFECTED, found[2].decode("ascii", "replace")
    return Verdict.FAILED, ""


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(_SECONDS)
        try:
            daemon.connect(address)
        except OSError:
            daemon.close()
            raise
        return daemon
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), _SECONDS)


def _read_line(daemon: socket.socket) -> bytes:
    answer = b""
    while len(answer) < 4096 and (part := daemon.recv(4096)):
        answer += part
        if answer.endswith(b"\0"):
            break
    return answer

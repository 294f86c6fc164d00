"""Reading the files of somebody's site, near or far, without trusting it to be brief or polite."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import cast
from urllib.parse import quote, urljoin, urlsplit

from register.wording import LazyText
from register.wording import lazy_gettext as _

AT_ONCE = 8
SECONDS = 20
"""For one file, from the first byte asked for to the last one read."""
LARGEST = 128 * 1024 * 1024
"""Bytes of one file; a year of a big city's book is a tenth of it."""
REDIRECTS = 5
_TOO_LARGE = _("大于%(most)s字节，没有读取")
_CHUNK = 256 * 1024
_MOVED = {301, 302, 303, 307, 308}


class NotFetched(OSError):
    """A file could not be read; the text says why, in the language of whoever reads it."""

    def __init__(self, where: str, why: LazyText | str, **values: object) -> None:
        super().__init__(where)
        self._where, self._why, self._values = where, why, values

    def __str__(self) -> str:
        return f"{self._where}: {str(self._why) % self._values if self._values else self._why}"


class Folder:
    """A site on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return a file of the site."""
        file = self._folder / path
        if file.is_file() and file.stat().st_size > LARGEST:
            raise NotFetched(path, _TOO_LARGE, most=LARGEST)
        return file.read_bytes()

    def expect(self, paths: Iterable[str]) -> None:
        """Nothing is gained by reading a disk ahead."""

    def close(self) -> None:
        """Nothing is held open."""


class Web:
    """A site on the network; what is read once is kept."""

    def __init__(self, address: str, *, seconds: float = SECONDS, largest: int = LARGEST) -> None:
        self._base = address.rstrip("/") + "/"
        self._seconds = seconds
        self._largest = largest
        self._kept: dict[str, bytes | OSError] = {}
        self._connections = local()
        self._all: list[http.client.HTTPConnection] = []

    def read(self, path: str) -> bytes:
        """Return a file of the site.

        Raises:
            FileNotFoundError: the site says there is none.
            NotFetched: anything else came in between.

        """
        if path not in self._kept:
            self._kept[path] = self._try(path)
        found = self._kept[path]
        if isinstance(found, OSError):
            raise found
        return found

    def expect(self, paths: Iterable[str]) -> None:
        """Fetch several files at once."""
        missing = [path for path in dict.fromkeys(paths) if path not in self._kept]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self._kept.update(zip(missing, pool.map(self._try, missing), strict=True))

    def close(self) -> None:
        """Close every connection."""
        for connection in self._all:
            connection.close()

    def _try(self, path: str) -> bytes | OSError:
        url = urljoin(self._base, quote(path))
        try:
            return self._follow(url)
        except NotFetched as fault:
            return fault
        except (OSError, http.client.HTTPException, ValueError) as fault:
            return self._told(url, fault)

    def _told(self, url: str, fault: Exception) -> OSError:
        match fault:
            case FileNotFoundError():
                return FileNotFoundError(url)
            case TimeoutError():
                return NotFetched(url, _("%(n)s秒内没有答复"), n=f"{self._seconds:g}")
            case ConnectionRefusedError():
                return NotFetched(url, _("对方没有开放这个端口，拒绝连接"))
            case ssl.SSLError():
                reason = fault.reason or "TLS"
                return NotFetched(url, _("HTTPS加密连接没有建立（%(reason)s）"), reason=reason)
        reason = str(fault) or type(fault).__name__
        return NotFetched(url, _("连接没有成功（%(reason)s）"), reason=reason)

    def _follow(self, url: str) -> bytes:
        for _turn in range(REDIRECTS):
            status, where, content = self._get(url)
            if status == 200:
                return content
            if status in {404, 410}:
                raise FileNotFoundError(url)
            if status not in _MOVED or not where:
                raise NotFetched(url, f"HTTP {status}")
            target = urljoin(url, where)
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise NotFetched(url, _("要求由HTTPS转到不加密的网址，没有跟随"))
            url = target
        raise NotFetched(url, _("转了%(n)s次网址还没有到"), n=REDIRECTS)

    def _get(self, url: str) -> tuple[int, str, bytes]:
        """Ask once, and once more where a kept connection was closed meanwhile."""
        fresh = False
        while True:
            connection, fresh = self._connection(url, fresh=fresh)
            try:
                return self._answer(connection, url)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                connection.close()
                if fresh:
                    raise
                fresh = True
            except BaseException:
                connection.close()
                raise

    def _connection(self, url: str, *, fresh: bool) -> tuple[http.client.HTTPConnection, bool]:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise NotFetched(url, _("不是http或者https网址"))
        open_ = cast(
            "dict[str, http.client.HTTPConnection]", self._connections.__dict__.setdefault("to", {})
        )
        name = f"{parts.scheme}://{parts.netloc}"
        kept = open_.get(name)
        if kept and kept.sock and not fresh:
            return kept, False
        secure = parts.scheme == "https"
        make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        open_[name] = make(parts.hostname, parts.port, timeout=self._seconds)
        self._all.append(open_[name])
        return open_[name], True

    def _answer(self, connection: http.client.HTTPConnection, url: str) -> tuple[int, str, bytes]:
        until = time.monotonic() + self._seconds
        parts = urlsplit(url)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request("GET", path, headers={"User-Agent": "mingjian-verify"})
        content = bytearray()
        with connection.getresponse() as answer:
            while chunk := answer.read1(_CHUNK):
                content += chunk
                if len(content) > self._largest:
                    raise NotFetched(url, _TOO_LARGE, most=self._largest)
                if time.monotonic() > until:
                    raise TimeoutError
        return answer.status, answer.headers.get("Location", ""), bytes(content)

"""Settings: `MINGJIAN_*` from the environment, read once into one frozen object.

| name | is | default |
|---|---|---|
| MINGJIAN_INSTANCE | folder of database, secret, content copy and files | required |
| MINGJIAN_PLACE | the place served, a folder under the content folder | required |
| MINGJIAN_CONTENT | content folder this instance publishes into | `<instance>/content` |
| MINGJIAN_DATABASE_URL | SQLAlchemy address of the database | SQLite file in the instance |
| MINGJIAN_PUBLIC_URL | where citizens reach the site | `http://127.0.0.1:8000` |
| MINGJIAN_DESK_URL | where departments reach the desk | `http://127.0.0.1:8001` |
| MINGJIAN_API_URL | where 12345 and Open311 reach the API | `http://127.0.0.1:8002` |
| MINGJIAN_PUSH_TO_LOOPBACK | 1 lets results be pushed to this machine, without HTTPS: trials | 0 |
| MINGJIAN_DEMO | 1 for a demonstration with printed logins | 0 |
| MINGJIAN_KDF_MEMORY | MiB that one guess of a passphrase or receipt costs | 64, at least 64 |
| MINGJIAN_KDF_PASSES | passes over that memory | 3, at least 3 |
| MINGJIAN_FILES | attachments: a folder, or `s3://bucket/prefix?endpoint=…` | in the instance |
| MINGJIAN_CLAMAV | ClamAV's socket: `/path` or `host:port`; files are unscanned without | none |
| MINGJIAN_REDIS_URL | counts for throttling, shared by several web servers | each server its own |
| MINGJIAN_BRAKE_AT | reports in ten minutes above which new ones cost work or time | 200 |
| MINGJIAN_PROXIES | reverse proxies before the report form, whose X-Forwarded-For is true | 0 |

The site secret is no setting: it lives in a file that only its owner may read, made by
`mingjian init`, so that it appears in no process list and no unit file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from register.wording import gettext

T = TypeVar("T")

PREFIX = "MINGJIAN_"
DATABASE_FILE = "mingjian.sqlite3"
LOG_KEY = "log-key"
LEAST_KDF_MEMORY = 64
LEAST_KDF_PASSES = 3


class BadSetting(Exception):
    """A setting that stops the start; the text names it, what is wrong and how to mend it."""

    def __init__(self, name: str, wrong: str, mend: str) -> None:
        super().__init__(
            gettext("%(name)s: %(wrong)s。%(mend)s。", name=name, wrong=wrong, mend=mend)
        )
        self.name = name


@dataclass(frozen=True)
class Settings:
    """One instance's settings. The database address may hold a password: `repr` leaves it out."""

    instance: Path
    place: str
    content: Path
    database_url: str
    public_url: str
    desk_url: str
    api_url: str
    """Of the three addresses, those with https get Secure cookies and HSTS, each for itself."""
    demo: bool
    kdf_memory: int
    """MiB, at least 64 (RFC 9106 section 4)."""
    kdf_passes: int
    push_to_loopback: bool = False
    """Whether a platform's address may be on this machine: for trials and tests."""
    files: str = ""
    """A folder or an `s3://` address; empty for the folder in the instance."""
    clamav: str | None = None
    redis_url: str | None = None
    """May hold a password, like the database's address."""
    brake_at: int = 200
    proxies: int = 0

    @property
    def place_folder(self) -> Path:
        """The folder of profile, acts, notices and pages that this instance publishes."""
        return self.content / self.place

    @property
    def files_folder(self) -> Path:
        """Where attachments lie, or wait on their way to a bucket: sealed, always."""
        return self.instance / "files"

    @property
    def secret_file(self) -> Path:
        """Where the site secret lives, readable by its owner only."""
        return self.instance / "secret"

    @property
    def log_key_file(self) -> Path:
        """Where the transparency log's signing key lives, readable by its owner only."""
        return self.instance / LOG_KEY

    @property
    def demo_recovery_file(self) -> Path:
        """Where a demonstration, and only that, keeps its recovery key."""
        return self.instance / "demo-recovery-key"

    def __repr__(self) -> str:
        return f"Settings(instance={str(self.instance)!r}, place={self.place!r}, …)"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check every `MINGJIAN_*` variable in `environ`.

    Raises:
        BadSetting: the first one that is missing, malformed or unknown.

    """
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    _refuse_unknown(given)
    instance = _read(given, "INSTANCE", _absolute_folder)
    return Settings(
        instance=instance,
        place=_read(given, "PLACE", _place),
        content=_read(given, "CONTENT", _absolute_folder, str(instance / "content")),
        database_url=_read(
            given, "DATABASE_URL", _database, f"sqlite:///{instance / DATABASE_FILE}"
        ),
        public_url=_read(given, "PUBLIC_URL", _web_address, "http://127.0.0.1:8000"),
        desk_url=_read(given, "DESK_URL", _web_address, "http://127.0.0.1:8001"),
        api_url=_read(given, "API_URL", _web_address, "http://127.0.0.1:8002"),
        demo=_read(given, "DEMO", _yes_or_no, "0"),
        kdf_memory=_read(given, "KDF_MEMORY", _at_least(LEAST_KDF_MEMORY), str(LEAST_KDF_MEMORY)),
        kdf_passes=_read(given, "KDF_PASSES", _at_least(LEAST_KDF_PASSES), str(LEAST_KDF_PASSES)),
        push_to_loopback=_read(given, "PUSH_TO_LOOPBACK", _yes_or_no, "0"),
        files=_read(given, "FILES", _store, _NONE),
        clamav=_read(given, "CLAMAV", _socket_address, _NONE),
        redis_url=_read(given, "REDIS_URL", _redis, _NONE),
        brake_at=_read(given, "BRAKE_AT", _at_least(1), "200"),
        proxies=_read(given, "PROXIES", _at_least(0), "0"),
    )


_NONE = "-"
"""Stands for a setting that may be left out."""

NAMES = tuple(
    PREFIX + name
    for name in (
        "INSTANCE",
        "PLACE",
        "CONTENT",
        "DATABASE_URL",
        "PUBLIC_URL",
        "DESK_URL",
        "API_URL",
        "DEMO",
        "KDF_MEMORY",
        "KDF_PASSES",
        "PUSH_TO_LOOPBACK",
        "FILES",
        "CLAMAV",
        "REDIS_URL",
        "BRAKE_AT",
        "PROXIES",
    )
)


class _Malformed(Exception):
    """What is wrong with a value, and how to mend it."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.wrong, self.mend = wrong, mend


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(set(given) - set(NAMES)):
        raise BadSetting(
            name,
            gettext("没有这个设置"),
            gettext("可用的设置有：%(names)s", names="、".join(NAMES)),
        )


def _read(
    given: Mapping[str, str], name: str, parse: Callable[[str], T], default: str | None = None
) -> T:
    text = given.get(PREFIX + name, "").strip() or default
    if text is None:
        raise BadSetting(
            PREFIX + name,
            gettext("没有设置"),
            gettext("请在环境变量中设置，例如：%(example)s", example=_EXAMPLES[name]),
        )
    try:
        return parse(text)
    except _Malformed as problem:
        raise BadSetting(PREFIX + name, problem.wrong, problem.mend) from problem


_EXAMPLES = {
    "INSTANCE": "MINGJIAN_INSTANCE=/var/lib/mingjian/zhanjiang",
    "PLACE": "MINGJIAN_PLACE=zhanjiang",
}


def _absolute_folder(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise _Malformed(
            gettext("“%(given)s”不是绝对路径", given=text), gettext("请写从根目录开始的完整路径")
        )
    return path


def _place(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text):
        raise _Malformed(
            gettext("“%(given)s”不是地区代号", given=text),
            gettext("请写内容文件夹中的地区代号，例如 zhanjiang 或 enping"),
        )
    return text


def _database(text: str) -> str:
    remedy = gettext("请写 sqlite:////绝对路径 或 postgresql+psycopg://用户@主机/库名")
    try:
        url = make_url(text)
    except ArgumentError as failure:
        raise _Malformed(gettext("不是数据库地址"), remedy) from failure
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise _Malformed(gettext("不支持的数据库“%(given)s”", given=url.get_backend_name()), remedy)
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise _Malformed(gettext("内存中的数据库关机即失"), remedy)
    return text


_WEB_ADDRESS = r"https?://(\[[\da-fA-F:]+\]|[^\s/?#:@[\]]+)(:\d{1,5})?(/[^\s?#]*)?"


def _web_address(text: str) -> str:
    if not re.fullmatch(_WEB_ADDRESS, text):
        raise _Malformed(
            gettext("“%(given)s”不是网址", given=text),
            gettext("请写 http:// 或 https:// 开头的网址，不带参数"),
        )
    return text.rstrip("/")


def _store(text: str) -> str:
    if text == _NONE:
        return ""
    if not text.startswith("s3://"):
        return str(_absolute_folder(text))
    if not urlsplit(text).netloc:
        raise _Malformed(gettext("没有写存储桶"), gettext("请写 s3://存储桶/前缀"))
    return text


def _socket_address(text: str) -> str | None:
    if text == _NONE:
        return None
    host, _, port = text.rpartition(":")
    if not text.startswith("/") and not (host and port.isascii() and port.isdigit()):
        raise _Malformed(
            gettext("“%(given)s”不是套接字地址", given=text),
            gettext("请写 /套接字文件 或 主机:端口"),
        )
    return text


def _redis(text: str) -> str | None:
    if text == _NONE:
        return None
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise _Malformed(gettext("不是Redis地址"), gettext("请写 redis://主机:端口/库号"))
    return text


def _yes_or_no(text: str) -> bool:
    if text not in {"0", "1"}:
        raise _Malformed(gettext("“%(given)s”不是0或1", given=text), gettext("请写0或1"))
    return text == "1"


def _at_least(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise _Malformed(
                gettext("“%(given)s”不是%(least)s以上的整数", given=text, least=least),
                gettext("请写不小于%(least)s的整数", least=least),
            )
        return int(text)

    return parse

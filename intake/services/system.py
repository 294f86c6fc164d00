"""The system a service works on: one frozen object, built from settings in one place.

Every service takes it first. Nothing is global, so two systems may live in one process (tests
do), and a test may replace the clock or the cost of a key derivation with `dataclasses.replace`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from intake.db.engine import open_engine, reading
from intake.db.people import installed_place
from intake.db.trail import with_trail
from intake.files import Store, open_store
from intake.routing import Router, load_router
from intake.services.counting import Counts, open_counts
from intake.settings import BadSetting, Settings
from intake.vault.passphrases import Cost
from register.jurisdiction import Profile
from register.profiles import load_profile
from register.wording import gettext

CHINA = ZoneInfo("Asia/Shanghai")
TRAIL = "audit-trail"
"""The purpose of the secret that seals the lines of the audit trail."""


class NotInstalled(Exception):
    """The instance folder has not been made by `mingjian init`; the text says what to run."""


@dataclass(frozen=True)
class System:
    """One running instance."""

    settings: Settings
    engine: Engine
    profile: Profile
    router: Router
    store: Store
    """Where sealed files lie."""
    counts: Counts
    """What happened lately, for the brake; nothing of it is kept."""
    secret: bytes
    """32 bytes from the instance's secret file; use `derived_secret`."""
    cost: Cost
    """What one guess of a passphrase or a receipt costs."""
    now: Callable[[], dt.datetime]
    new_id: Callable[[], str]

    def today(self) -> dt.date:
        """Return the day in China, by which deadlines count."""
        return china_today(self.now())

    def derived_secret(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose of up to 16 ASCII letters, such as `desk-cookie`."""
        return derived_secret(self.secret, purpose)

    @property
    def pepper(self) -> bytes:
        """The key without which the database cannot test guesses of a receipt."""
        return self.derived_secret("pepper")

    @property
    def trail_key(self) -> bytes:
        """The key that seals the lines of the audit trail; the database does not hold it."""
        return self.derived_secret(TRAIL)

    def is_alive(self) -> bool:
        """Tell whether the database answers and still holds this place."""
        try:
            with reading(self.engine) as connection:
                return installed_place(connection) == self.settings.place
        except DatabaseError:
            return False

    def __repr__(self) -> str:
        return f"System({self.settings.place})"


def derived_secret(secret: bytes, purpose: str) -> bytes:
    """Return 32 bytes of an instance's secret for one purpose of up to 16 ASCII letters."""
    return blake2b(secret, digest_size=32, person=purpose.encode()).digest()


def open_system(settings: Settings) -> System:
    """Open an installed instance.

    Raises:
        NotInstalled: `mingjian init` has not made this instance, or not completely.
        BadSetting: the database belongs to another place, or a demonstration's instance is opened
            as a real one.
        ProblemsFound: the instance's profile is not valid.

    """
    secret = _read_secret(settings)
    _refuse_known_passphrases(settings)
    engine = with_trail(open_engine(settings.database_url), derived_secret(secret, TRAIL))
    _require_place(engine, settings)
    profile = load_profile(settings.place_folder)
    return System(
        settings=settings,
        engine=engine,
        profile=profile,
        router=load_router(profile, settings.place_folder),
        store=open_store(settings.files or str(settings.files_folder), settings.files_folder),
        counts=open_counts(settings.redis_url),
        secret=secret,
        cost=Cost(passes=settings.kdf_passes, memory=settings.kdf_memory * 1024 * 1024),
        now=lambda: dt.datetime.now(dt.UTC),
        new_id=new_id,
    )


def china_today(now: dt.datetime | None = None) -> dt.date:
    """Return the day it is in China."""
    return (now or dt.datetime.now(dt.UTC)).astimezone(CHINA).date()


def new_id() -> str:
    """Return a random id of 128 bits; it tells neither order nor time."""
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def _read_secret(settings: Settings) -> bytes:
    try:
        return bytes.fromhex(settings.secret_file.read_text("ascii").strip())
    except FileNotFoundError as missing:
        raise _not_installed(settings) from missing


def _refuse_known_passphrases(settings: Settings) -> None:
    """A demonstration's logins are printed for everyone: it must never pass for the real thing."""
    if settings.demo_recovery_file.exists() and not settings.demo:
        raise BadSetting(
            "MINGJIAN_DEMO",
            gettext("%(folder)s是演示实例，口令是公开的", folder=settings.instance),
            gettext("演示请设为1；正式使用请换一个实例文件夹重新安装"),
        )


def _require_place(engine: Engine, settings: Settings) -> None:
    try:
        with reading(engine) as connection:
            place = installed_place(connection)
    except DatabaseError as failure:
        raise _not_installed(settings) from failure
    if place is None:
        raise _not_installed(settings)
    if place != settings.place:
        raise other_place(place, settings)


def other_place(found: str, settings: Settings) -> BadSetting:
    """Say that the database serves another place than the settings name."""
    return BadSetting(
        "MINGJIAN_PLACE",
        gettext("数据库属于%(found)s，设置的却是%(given)s", found=found, given=settings.place),
        gettext("请改正地区代号，或使用另一个实例文件夹"),
    )


def _not_installed(settings: Settings) -> NotInstalled:
    return NotInstalled(
        gettext(
            "实例文件夹%(folder)s尚未安装完成，请先运行 mingjian init。",
            folder=settings.instance,
        )
    )

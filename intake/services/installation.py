"""Making an instance: its folder, its secrets, its keys, its own copy of the content.

`init` may be run again: what is there is kept, what is missing is made, and nothing is ever
overwritten. The content is copied, because a running instance publishes into its own copy and
never into a checkout.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine

from intake.db import people
from intake.db.engine import open_engine, writing
from intake.db.migrate import upgrade
from intake.db.trail import start_trail
from intake.domain.roles import CUSTODIANS
from intake.services.ending import erase_ended
from intake.services.keyring import recovery_context
from intake.services.log_keys import begin_log
from intake.services.secret_files import write_once
from intake.services.system import System, china_today, open_system, other_place
from intake.settings import BadSetting, Settings
from intake.vault.keys import PrivateKey, PublicKey
from intake.vault.recovery import to_paper
from register.jurisdiction import Profile
from register.lines import LOG
from register.profiles import load_profile
from register.wording import gettext

_SECRET_BYTES = 32


def init(settings: Settings, source: Path, show_recovery: Callable[[str], None]) -> System:
    """Make the instance that `settings` name, with its content copied from `source`.

    `show_recovery` is given the recovery key's printed form, once, before the keys it recovers
    take effect: if showing it fails, nothing was installed.

    Raises:
        BadSetting: the instance or the database belongs to another place, the folder holds
            something else, there is no such place in `source`, or its log is another's.
        ProblemsFound: the place's profile is not valid.

    """
    _refuse_a_folder_of_others(settings)
    _make_folder(settings.instance)
    _copy_content(settings, source)
    profile = load_profile(settings.place_folder)
    write_once(settings.secret_file, secrets.token_bytes(_SECRET_BYTES).hex())
    upgrade(settings.database_url)
    engine = open_engine(settings.database_url)
    try:
        _install_keys(engine, settings, profile, show_recovery)
    finally:
        engine.dispose()
    begin_log(settings, profile)
    system = open_system(settings)
    with writing(system.engine) as connection:
        start_trail(connection, system.trail_key)
    erase_ended(system)
    return system


def _refuse_a_folder_of_others(settings: Settings) -> None:
    """Keep from closing to its users, and filling, a folder that holds something else already."""
    folder = settings.instance
    ours = settings.secret_file.exists() or settings.content.exists()
    if folder.exists() and not ours and any(folder.iterdir()):
        raise BadSetting(
            "MINGJIAN_INSTANCE",
            gettext("文件夹%(folder)s里已有其他文件", folder=folder),
            gettext("请换用空文件夹，或尚不存在的文件夹"),
        )


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _copy_content(settings: Settings, source: Path) -> None:
    """Copy the place's content aside and move it into place, so that half a copy never counts."""
    if settings.place_folder.exists():
        return
    if not (source / settings.place / "profile.toml").is_file():
        raise BadSetting(
            "MINGJIAN_PLACE",
            gettext("%(folder)s下没有地区%(place)s", folder=source, place=settings.place),
            gettext("请改正地区代号，或指定正确的内容文件夹"),
        )
    settings.content.mkdir(parents=True, exist_ok=True)
    aside = settings.content / f".{settings.place}.{secrets.token_hex(4)}"
    # A log is its own signer's: a copy begins one of its own.
    shutil.copytree(source / settings.place, aside, ignore=_log_of(source / settings.place))
    aside.rename(settings.place_folder)


def _log_of(place: Path) -> Callable[[str, list[str]], list[str]]:
    return lambda folder, _names: [LOG] if Path(folder) == place else []


def _install_keys(
    engine: Engine, settings: Settings, profile: Profile, show_recovery: Callable[[str], None]
) -> None:
    holders = [*(department.id for department in profile.departments), CUSTODIANS]
    with writing(engine) as connection:
        place = people.installed_place(connection)
        if place is None:
            recovery = PrivateKey.generate()
            people.add_installation(connection, settings.place, china_today(), recovery.public.raw)
            _add_pairs(connection, holders, recovery.public)
            paper = to_paper(recovery)
            if settings.demo:
                write_once(settings.demo_recovery_file, paper)
            show_recovery(paper)
        elif place != settings.place:
            raise other_place(place, settings)
        else:
            have = people.all_holders(connection)
            missing = [name for name in holders if name not in have]
            _add_pairs(connection, missing, PublicKey(people.recovery_key(connection)))


def _add_pairs(connection: Connection, names: list[str], recovery: PublicKey) -> None:
    """Make a key pair for each name; its private half goes to the recovery key and nowhere else."""
    pairs = []
    for name in names:
        private = PrivateKey.generate()
        share = recovery.hand(private.reveal(), recovery_context(name))
        pairs.append(people.Holder(name, private.public.raw, share))
    people.add_holders(connection, pairs)

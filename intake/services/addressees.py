"""Whom the departments' notices go to: `notices.toml` in the instance's folder, kept by its admin.

    [departments]
    industry = ["mailto://user:password@mail.example.gov.cn?to=office@example.gov.cn"]
    coordination = ["wecombot://KEY", "dingtalk://TOKEN"]

Each line is an address as Apprise writes them. They carry passwords, so none is ever stored in the
database or written to a log: the outbox knows an address by a keyed name.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec

from intake.services.system import System
from intake.settings import BadSetting
from register.wording import gettext

FILE = "notices.toml"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    departments: dict[str, list[str]] = {}


def addressees(system: System) -> dict[str, dict[str, str]]:
    """Return each department's addresses, by the name under which the outbox knows them.

    Raises:
        BadSetting: the file cannot be read as one, or names a department that there is not.

    """
    path = system.settings.instance / FILE
    if not path.exists():
        return {}
    listed = _read(path)
    known = {department.id for department in system.profile.departments}
    if strangers := sorted(set(listed) - known):
        raise _bad(path, gettext("没有单位“%(names)s”", names="、".join(strangers)))
    return {
        department: {_name(system, address): address for address in addresses}
        for department, addresses in listed.items()
    }


def _read(path: Path) -> Mapping[str, list[str]]:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_File).departments
    except (msgspec.DecodeError, UnicodeDecodeError) as failure:
        raise _bad(path, gettext("格式不对")) from failure


def _bad(path: Path, wrong: str) -> BadSetting:
    return BadSetting(
        path.name,
        wrong,
        gettext('每个单位写一行，例如：industry = ["mailto://…"]，放在 [departments] 之下'),
    )


def _name(system: System, address: str) -> str:
    secret = system.derived_secret("notice-addresses")
    return blake2b(address.encode(), key=secret, digest_size=12).hexdigest()

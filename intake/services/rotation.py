"""Who leaves loses the key, and the key they knew is replaced.

A holder's new private key is sealed to those who stay and to the recovery key; that needs public
keys only, so anyone may bring it about, an administrator too, without opening anything. What was
sealed to the earlier key is sealed anew by a member who stays, a few hundred cases at each login,
or all at once by `mingjian staff reseal`; then the earlier private key is destroyed. Until then
someone who left with a copy of the earlier key still needs the database of before to read with it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.likeness import await_all_marks_anew
from intake.db.rotation import (
    forget_earlier_keys,
    generation_of,
    has_earlier_keys,
    held_without_post,
    lock_holder,
    replace_keys,
    sharers,
    store_checked,
    take_share,
    unchecked_copies,
)
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.domain.roles import key_of_post
from intake.services.content import key_context
from intake.services.keyring import department_keys, recovery_context, share_context
from intake.services.sessions import Officer
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.keys import PrivateKey, PublicKey

AT_A_LOGIN = 300
"""Copies of case keys looked at in one go; about a tenth of a second."""


def rotate(connection: Connection, system: System, holder: str) -> None:
    """Give a holder a new key pair, for those who hold a share of the present one."""
    old = lock_holder(connection, holder)
    key = PrivateKey.generate()
    recovery = PublicKey(people.recovery_key(connection))
    new = people.Holder(
        holder, key.public.raw, recovery.hand(key.reveal(), recovery_context(holder))
    )
    shares = {
        who: PublicKey(public).hand(key.reveal(), share_context(holder, who))
        for who, (public, _share) in sharers(connection, holder).items()
    }
    replace_keys(connection, old, new, shares, system.today())
    await_all_marks_anew(connection, holder)
    add_to_trail(connection, at=system.now(), member_id=None, action=Deed.REPLACE_KEY, about=holder)


def take_keys_of_leavers(system: System) -> None:
    """Take the keys of posts that are over from who held them, and replace the keys they knew."""
    with reading(system.engine) as connection:
        if not held_without_post(connection, system.today()):
            return
    with writing(system.engine) as connection:
        left = held_without_post(connection, system.today())
        for holder, member_id in left:
            take_share(connection, holder, member_id)
        for holder in sorted({holder for holder, _member in left}):
            rotate(connection, system, holder)


def reseal(system: System, officer: Officer, most: int = AT_A_LOGIN) -> int:
    """Seal to the present keys what the officer's departments hold under earlier ones.

    Returns how many copies of case keys were looked at; fewer than `most` means that all are done.
    """
    holders = sorted({name for post in officer.posts if (name := key_of_post(post))})
    with reading(system.engine) as connection:
        pending = [holder for holder in holders if has_earlier_keys(connection, holder)]
    return sum(_reseal(system, officer, holder, most) for holder in pending)


def _reseal(system: System, officer: Officer, holder: str, most: int) -> int:
    with writing(system.engine) as connection:
        try:
            present, *earlier = department_keys(connection, officer, holder)
        except CannotOpen:
            return 0
        generation = generation_of(connection, holder)
        copies = unchecked_copies(connection, holder, generation, most)
        for copy in copies:
            context = key_context(copy.case_id, copy.purpose)
            sealed = _sealed_anew(present, earlier, copy.sealed, context)
            store_checked(connection, holder, generation, copy, sealed)
        if len(copies) < most:
            forget_earlier_keys(connection, holder, system.today())
    return len(copies)


def _sealed_anew(
    present: PrivateKey, earlier: list[PrivateKey], sealed: bytes, context: bytes
) -> bytes:
    """Return a copy under the present key; what none of the keys opens stays as it is."""
    try:
        present.take(sealed, context)
    except CannotOpen:
        for private in earlier:
            try:
                return present.public.hand(private.take(sealed, context), context)
            except CannotOpen:
                continue
    return sealed

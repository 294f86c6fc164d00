"""Giving and ending posts, one's own and those held for another."""

from __future__ import annotations

import datetime as dt

from intake.db import people
from intake.db.engine import reading, writing
from intake.db.trail import add_to_trail
from intake.domain.deeds import Deed
from intake.domain.errors import Incomplete
from intake.domain.roles import Appointment, Post
from intake.services.granting import Granting, give, shares_for
from intake.services.rotation import take_keys_of_leavers
from intake.services.staff import check_post
from intake.services.system import System
from register.wording import gettext


def appoint(
    system: System,
    name: str,
    post: Post,
    granting: Granting,
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    stands_in_for: str | None = None,
    by: str | None = None,
) -> None:
    """Give a member a post, from today or another day on, for good or until a last day.

    Raises:
        Incomplete: no such member, an impossible post, a last day before the first one, or a
            deputy without a last day or for someone who does not hold the post throughout.
        CannotGrant: who vouches for them does not hold the key that goes with the post.

    """
    check_post(system, post)
    first = starts_on or system.today()
    if ends_on and ends_on < first:
        raise Incomplete("until", gettext("截止日期不能早于开始日期。"))
    with reading(system.engine) as connection:
        member = _in_service(people.member_named(connection, name.strip()), name)
        other = None
        if stands_in_for:
            found = people.member_named(connection, stands_in_for.strip())
            other = _in_service(found, stands_in_for)
            held = people.appointments_of(connection, other.id).values()
            _require_deputy(list(held), post, first, ends_on)
    granted = shares_for({post}, granting)
    appointment = Appointment(post, first, ends_on, other.id if other else None)
    with writing(system.engine) as connection:
        people.add_appointments(connection, member.id, {system.new_id(): appointment})
        give(connection, member, granted)
        add_to_trail(
            connection, at=system.now(), member_id=by, action=Deed.APPOINT, about=member.id
        )


def end_post(
    system: System,
    name: str,
    post: Post,
    last_day: dt.date | None = None,
    by: str | None = None,
) -> None:
    """End a member's post, at once or after a last day, and with it who stands in for it.

    The key that goes with it is taken and replaced when the last day is over.

    Raises:
        Incomplete: nobody of this name holds the post.

    """
    last = last_day or system.today() - dt.timedelta(days=1)
    with writing(system.engine) as connection:
        member = _in_service(people.member_named(connection, name.strip()), name)
        ended = people.end_post(connection, member.id, post, last)
        if not ended:
            raise Incomplete("name", gettext("%(name)s没有这个职务。", name=name))
        add_to_trail(
            connection, at=system.now(), member_id=by, action=Deed.END_POST, about=member.id
        )
    take_keys_of_leavers(system)


def _in_service(member: people.Member | None, name: str) -> people.Member:
    if member is None or member.disabled_on is not None:
        raise Incomplete("name", gettext("没有名为“%(name)s”的在用账号。", name=name))
    return member


def _require_deputy(
    held: list[Appointment], post: Post, first: dt.date, last: dt.date | None
) -> None:
    """Let someone stand in only for a post that the other holds from the first to the last day."""
    if last is None:
        raise Incomplete("until", gettext("代理职务须写明截止日期。"))
    if not any(
        one.post == post
        and one.stands_in_for is None
        and one.holds_on(first)
        and one.holds_on(last)
        for one in held
    ):
        raise Incomplete("for", gettext("被代理人在这段时间没有这个职务，不能代理。"))

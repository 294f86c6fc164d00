"""Help made from the rules themselves: the life of a case, a page for each role, the first days."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from intake.desk.asking import the_officer
from intake.desk.gate import open_to, open_to_members
from intake.desk.lifecycle_picture import picture
from intake.domain.access import RIGHT_NAMES, Right
from intake.domain.clocks import OF_CASES
from intake.domain.lifecycle import PARTY_NAMES, STEPS, TOLD_TO_REPORTER
from intake.domain.role_guides import (
    LIMITS,
    PURPOSES,
    ROUTINES,
    duties_at_coordination,
    duties_of,
    includes_officer,
    rights_of,
)
from intake.domain.roles import ROLE_NAMES, Role
from intake.domain.standing import WHEN_NAMES, When
from intake.services.first_days import first_days
from intake.web.installation import the_system
from register.jurisdiction import Clock

pages = Blueprint("guide", __name__, url_prefix="/help")


@pages.get("/")
@open_to_members
def show() -> ResponseReturnValue:
    """List what help there is, one's own roles first."""
    officer = the_officer()
    own = {post.role for post in officer.posts}
    return render_template(
        "desk/help.html",
        roles=sorted(Role, key=lambda role: role not in own),
        own=own,
        role_names=ROLE_NAMES,
        purposes=PURPOSES,
    )


@pages.get("/lifecycle/")
@open_to_members
def lifecycle() -> ResponseReturnValue:
    """Show who may do what when, and where it leads."""
    system = the_system()
    return render_template(
        "desk/lifecycle.html",
        steps=STEPS,
        party_names=PARTY_NAMES,
        when_names=WHEN_NAMES,
        always=When.ALWAYS,
        told=TOLD_TO_REPORTER,
        clocks=system.profile.clocks,
        profile=system.profile,
        picture=picture(),
    )


@pages.get("/roles/<any({}):role>/".format(", ".join(f'"{role}"' for role in Role)))
@open_to_members
def role_guide(role: str) -> ResponseReturnValue:
    """Show what a role is for and may do, on one sheet to print."""
    which = Role(role)
    duties, more = duties_of(which), duties_at_coordination(which)
    return render_template(
        "desk/role_guide.html",
        role=which,
        role_names=ROLE_NAMES,
        purpose=PURPOSES[which],
        routine=ROUTINES[which],
        limit=LIMITS[which],
        duties=duties,
        includes_officer=includes_officer(which),
        always=When.ALWAYS,
        at_coordination=more,
        rights_given=[RIGHT_NAMES[right] for right in rights_of(which)],
        when_names=WHEN_NAMES,
        clocks=_clocks() if duties else (),
        profile=the_system().profile,
        today=the_system().today(),
    )


@pages.get("/first-days/")
@open_to(Right.MANAGE_MEMBERS, Right.LET_IN)
def beginning() -> ResponseReturnValue:
    """Show what a new installation still lacks, and how to see to it."""
    return render_template("desk/first_days.html", steps=first_days(the_system()))


def _clocks() -> list[Clock]:
    """Return the clocks that cases run on; the profile has others, of what is published."""
    known = the_system().profile.clocks
    return [clock for clock in known if clock.id in OF_CASES]

"""What the router's rules get wrong: the dispatchers' corrections, and their made-up examples."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.errors import Incomplete
from intake.routing import AUTO_DISPATCH
from intake.services.corrections import LONGEST_EXAMPLE, review, write_example
from intake.web.forms import Form
from intake.web.installation import the_system

pages = Blueprint("routing_review", __name__, url_prefix="/routing")

_LOOKED_AT = dt.timedelta(days=365)
SHOWN = 100
"""So many corrections stand on the page, the latest; `mingjian route --corrections` has all."""


@pages.get("/")
@open_to(Right.DISPATCH_CASES)
def show() -> ResponseReturnValue:
    """Show how proposals fared, and each correction."""
    return _page()


@pages.post("/<ruling>/")
@open_to(Right.DISPATCH_CASES)
def keep_example(ruling: str) -> ResponseReturnValue:
    """Keep an example; a refused one comes back as it was typed, with the reason."""
    typed = request.form.get("example", "")
    try:
        write_example(the_system(), ruling, typed)
    except Incomplete as refusal:
        return _page(refused=(ruling, typed, str(refusal))), 400
    return redirect(url_for("routing_review.show") + f"#ruling-{ruling}", 303)


def _page(refused: tuple[str, str, str] | None = None) -> str:
    system = the_system()
    return render_template(
        "desk/routing_review.html",
        review=review(system, system.today() - _LOOKED_AT),
        shown=SHOWN,
        longest=LONGEST_EXAMPLE,
        bar=AUTO_DISPATCH,
        refused=refused,
        form=Form(formdata=None),
    )

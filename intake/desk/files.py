"""A case's files: what is known of each, the copy, the original, and files for the reporter."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.cleaning.clamav import VERDICT_NAMES
from intake.cleaning.findings import REFUSAL_NAMES, REMOVED_NAMES
from intake.desk.asking import the_officer
from intake.desk.gate import ON_CASES, open_to
from intake.domain import errors
from intake.domain.files import LARGEST_FILE, MOST_FILES
from intake.services.attachments import CaseFile, FileGone
from intake.services.case_files import (
    fetch_copy,
    fetch_original,
    files_on_case,
    look_at,
    send_files,
)
from intake.services.exporting import export_case
from intake.services.identities import identity_view
from intake.services.identity_views import NoIdentity, NotOpened
from intake.web.downloads import as_download
from intake.web.forms import Form
from intake.web.installation import the_system
from intake.web.uploads import takes_files, uploads_of_request

pages = Blueprint("files", __name__, url_prefix="/cases/<number>/files")


@pages.get("/<file_id>/")
@open_to(*ON_CASES)
def show(number: str, file_id: str) -> ResponseReturnValue:
    """Show what was found about a file; the first look cleans and scans it."""
    view = look_at(the_system(), the_officer(), number, file_id)
    return render_template(
        "desk/file.html",
        view=view,
        refusal_names=REFUSAL_NAMES,
        removed_names=REMOVED_NAMES,
        verdict_names=VERDICT_NAMES,
    )


@pages.get("/<file_id>/copy")
@open_to(*ON_CASES)
def copy(number: str, file_id: str) -> ResponseReturnValue:
    """Give the copy without metadata."""
    return as_download(fetch_copy(the_system(), the_officer(), number, file_id))


@pages.get("/<file_id>/original")
@open_to(*ON_CASES)
def original(number: str, file_id: str) -> ResponseReturnValue:
    """Give the file as it came."""
    return as_download(fetch_original(the_system(), the_officer(), number, file_id))


@pages.post("/")
@open_to(*ON_CASES)
@takes_files
def send(number: str) -> ResponseReturnValue:
    """Send files to the reporter."""
    try:
        send_files(the_system(), the_officer(), number, uploads_of_request().given())
    except errors.NoSuchCase:
        raise
    except errors.Refused as refusal:
        status = 403 if isinstance(refusal, errors.NotAllowed) else 400
        page = render_template("desk/files_refused.html", number=number, message=str(refusal))
        return page, status
    return redirect(url_for("cases.show", number=number) + "#files", 303)


@pages.post("/export")
@open_to(*ON_CASES)
def export(number: str) -> ResponseReturnValue:
    """Give the whole case as a ZIP, encrypted if a passphrase was typed."""
    passphrase, with_contact = request.form.get("passphrase", ""), "contact" in request.form
    try:
        return as_download(
            export_case(the_system(), the_officer(), number, passphrase, with_contact=with_contact)
        )
    except (errors.Incomplete, NotOpened, NoIdentity) as refusal:
        page = render_template("desk/files_refused.html", number=number, message=str(refusal))
        return page, 400


@pages.app_context_processor
def files_of() -> dict[str, object]:
    """Let a case's page show its files: `files_of(number)`, and what their forms offer."""

    def files(number: str) -> tuple[CaseFile, ...]:
        return files_on_case(the_system(), the_officer(), number)

    def contact_open(number: str) -> bool:
        view = identity_view(the_system(), the_officer(), number)
        return view.left and view.open_until is not None

    return {
        "files_of": files,
        "contact_open": contact_open,
        "file_form": lambda: Form(formdata=None),
        "most_files": MOST_FILES,
        "largest_file": LARGEST_FILE // 1024**2,
    }


@pages.errorhandler(errors.NoSuchCase)
def show_unknown(refusal: errors.NoSuchCase) -> ResponseReturnValue:
    """Say that there is no such case, or none that the officer may see; never which."""
    return render_template("desk/no_such_case.html", message=str(refusal)), 404


@pages.errorhandler(FileGone)
def show_gone(refusal: FileGone) -> ResponseReturnValue:
    """Say that the case, which the officer may see, has no such file, or no longer."""
    number = (request.view_args or {})["number"]
    return render_template("desk/files_refused.html", number=number, message=str(refusal)), 404

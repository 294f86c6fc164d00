"""A PDF without what runs, what connects, what is attached and what tells of its maker.

qpdf (through pikepdf) writes the document anew from what its pages reach, so that earlier versions
kept in the file, and whatever lies behind its end, are gone. The pages look the same.
"""

from __future__ import annotations

import io
from contextlib import suppress

import pikepdf

from intake.cleaning.findings import Finding, NotCleaned, Refusal, Removed
from intake.cleaning.segments import strip_jpeg

MOST_OBJECTS = 500_000

_ABOUT = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
_ABOUT_A_NOTE = ("/T", "/M", "/CreationDate", "/NM")
_RUNS = ("/AA", "/JS", "/OpenAction", "/XFA", "/JavaScript")
_ATTACHED = ("/EmbeddedFiles", "/AF", "/EF", "/Collection")
_CONNECTS = frozenset(
    {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/ImportData", "/SubmitForm", "/Rendition",
     "/Movie", "/Sound", "/RichMediaExecute", "/Hide", "/ResetForm"}
)  # fmt: skip
_CARRIERS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})


def clean_pdf(content: bytes) -> tuple[Finding, bytes]:
    """Return what was left out of a PDF, and the rest of it.

    Raises:
        NotCleaned: it has a password, is damaged, or has more parts than any honest one.

    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.objects) > MOST_OBJECTS:
                raise NotCleaned(Refusal.TOO_LARGE)
            removed = _strip(pdf)
            written = io.BytesIO()
            pdf.save(written, static_id=True, fix_metadata_version=False, compress_streams=True)
    except pikepdf.PasswordError as failure:
        raise NotCleaned(Refusal.ENCRYPTED) from failure
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as failure:
        raise NotCleaned(Refusal.DAMAGED) from failure
    return Finding(removed=removed, ending="pdf"), written.getvalue()


def _strip(pdf: pikepdf.Pdf) -> tuple[Removed, ...]:
    found = {Removed.METADATA}
    with suppress(KeyError):
        del pdf.trailer["/Info"]
    for thing in pdf.objects:
        _strip_object(thing, found)
    _strip_object(pdf.Root, found)
    for page in pdf.pages:
        _drop_carriers(page, found)
    return tuple(one for one in Removed if one in found)


def _strip_object(thing: object, found: set[Removed], depth: int = 0) -> None:
    """Strip a dictionary or stream, and the dictionaries written directly inside it."""
    if depth > 50:
        raise NotCleaned(Refusal.DAMAGED)
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            _strip_nested(part, found, depth)
        return
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    _drop_keys(thing, found)
    _drop_actions(thing, found)
    if isinstance(thing, pikepdf.Stream):
        _strip_picture(thing)
    for key in list(thing.keys()):
        _strip_nested(thing.get(key), found, depth)


def _drop_keys(thing: pikepdf.Dictionary | pikepdf.Stream, found: set[Removed]) -> None:
    is_note = "/Subtype" in thing and "/Rect" in thing and str(thing.get("/Subtype")) != "/Widget"
    for keys, what in (
        (_ABOUT, Removed.METADATA),
        (_ABOUT_A_NOTE if is_note else (), Removed.AUTHORS),
        (_RUNS, Removed.SCRIPTS),
        (_ATTACHED, Removed.ATTACHMENTS),
    ):
        for key in keys:
            if key in thing:
                del thing[key]
                found.add(what)


def _drop_actions(thing: pikepdf.Dictionary | pikepdf.Stream, found: set[Removed]) -> None:
    for key in ("/A", "/Next"):
        action = thing.get(key)
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _CONNECTS:
            del thing[key]
            found.add(Removed.SCRIPTS)


def _strip_nested(part: object, found: set[Removed], depth: int) -> None:
    direct = isinstance(part, pikepdf.Object) and not part.is_indirect
    if direct:
        _strip_object(part, found, depth + 1)


def _strip_picture(stream: pikepdf.Stream) -> None:
    if str(stream.get("/Filter")) != "/DCTDecode":
        return
    raw = stream.read_raw_bytes()
    stripped = strip_jpeg(raw)
    if stripped != raw:
        stream.write(stripped, filter=pikepdf.Name("/DCTDecode"), decode_parms=None)


def _drop_carriers(page: pikepdf.Page, found: set[Removed]) -> None:
    """Remove notes that carry a file, a film or a machine from a page."""
    notes = page.obj.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return
    kept = [
        note
        for note in notes
        if not isinstance(note, pikepdf.Dictionary) or str(note.get("/Subtype")) not in _CARRIERS
    ]
    if len(kept) != len(notes):
        page.obj["/Annots"] = pikepdf.Array(kept)
        found.add(Removed.ATTACHMENTS)

"""Every copy is what the eye sees and nothing else; every file gets a defined answer."""

import io
import os
import resource
import time
import zipfile

import openpyxl
import pikepdf
import pytest
from PIL import Image

from intake.cleaning import child, sandbox
from intake.cleaning.findings import REFUSAL_NAMES, REMOVED_NAMES, Finding, Refusal, Removed

CANARY = b"canary-zhang-san"


def everything_in(content: bytes) -> bytes:
    """Return a file's bytes, unpacked as far as they can be."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return content + b"".join(package.read(name) for name in package.namelist())
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            written = io.BytesIO()
            pdf.save(written, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                     object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
            return content + written.getvalue()
    return content


@pytest.mark.parametrize(
    ("fmt", "ending", "opened_as"),
    [
        ("JPEG", "jpg", "JPEG"),
        ("PNG", "png", "PNG"),
        ("WEBP", "webp", "WEBP"),
        ("HEIF", "jpg", "JPEG"),
    ],
)
def test_a_photo_keeps_its_picture_and_loses_place_and_device(made, fmt, ending, opened_as):
    content = made["photo"](fmt)
    assert CANARY in content
    finding, copy = child.clean(content)
    assert (finding.refusal, finding.ending) == (None, ending)
    assert Removed.METADATA in finding.removed
    assert CANARY not in copy
    picture = Image.open(io.BytesIO(copy))
    assert picture.format == opened_as
    assert not dict(picture.getexif())
    assert picture.size == (48, 64)  # turned as its camera held it
    assert picture.convert("L").getextrema()[1] > 200


def test_a_png_loses_its_text(made):
    content = made["png_with_text"]()
    assert CANARY in content
    assert CANARY not in child.clean(content)[1]


def test_a_pdf_loses_script_attachment_author_and_the_place_in_its_photos(made):
    content = made["pdf"]()
    assert CANARY in everything_in(content)
    finding, copy = child.clean(content)
    assert finding.refusal is None
    assert {Removed.SCRIPTS, Removed.ATTACHMENTS, Removed.METADATA, Removed.AUTHORS} <= set(
        finding.removed
    )
    inside = everything_in(copy)
    assert CANARY not in inside
    for word in (b"JavaScript", b"OpenAction", b"EmbeddedFile", b"Launch", b"D:2021"):
        assert word not in inside, word
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.pages[0].obj.Annots[0].Contents) == "fine"
        raw = pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()
        assert Image.open(io.BytesIO(raw)).size == (64, 48)


def test_a_word_file_loses_authors_macros_and_what_would_connect(made):
    content = made["zipped"](made["docx_parts"]())
    finding, copy = child.clean(content)
    assert (finding.refusal, finding.ending) == (None, "docx")
    assert {Removed.AUTHORS, Removed.MACROS, Removed.LINKS} <= set(finding.removed)
    inside = everything_in(copy)
    assert CANARY not in inside
    assert b"rsid" not in inside
    assert b"2021-11-01" not in inside
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        names = set(package.namelist())
        assert names == set(made["docx_parts"]()) - {
            "docProps/thumbnail.jpeg",
            "word/vbaProject.bin",
        }
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        assert "正文" in package.read("word/document.xml").decode()
        assert b"macroEnabled" not in package.read("[Content_Types].xml")
        assert b"thumbnail" not in package.read("_rels/.rels")
        assert Image.open(package.open("word/media/image1.jpeg")).size == (64, 48)
        assert Image.open(package.open("word/media/image2.png")).size == (64, 48)


def test_an_excel_file_still_opens_and_its_comments_are_nameless(made):
    finding, copy = child.clean(made["xlsx"]())
    assert (finding.refusal, finding.ending) == (None, "xlsx")
    assert CANARY not in everything_in(copy)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.active["A1"].value == "用电量"
    assert "看这里" in book.active["A1"].comment.text


def hostile(made, tmp=None):
    photo, zipped, parts = made["photo"]("JPEG"), made["zipped"], made["docx_parts"]()
    entity = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    )
    return {
        "a photo with a zip behind it": (photo + zipped({"evil.html": "<script>"}), None),
        "a pdf with a zip behind it": (made["pdf"]() + zipped({"evil.html": "<script>"}), None),
        "a photo that begins as a web page": (b"<html>" + photo, Refusal.UNKNOWN_KIND),
        "a web page": (b"<html><script>alert(1)</script>", Refusal.UNKNOWN_KIND),
        "a vector graphic with script": (b"<svg onload='alert(1)'/>", Refusal.UNKNOWN_KIND),
        "a film": (b"\0\0\0\x18ftypmp42" + bytes(1000), Refusal.UNKNOWN_KIND),
        "a program": (b"MZ" + bytes(1000), Refusal.UNKNOWN_KIND),
        "nothing": (b"", Refusal.UNKNOWN_KIND),
        "a picture of 20,000 by 20,000": (made["huge_png"](20_000), Refusal.TOO_LARGE),
        "half a photo": (photo[:-150], None),
        "the first bytes of a photo": (photo[:20], Refusal.DAMAGED),
        "a photo of noise": (photo[:4] + os.urandom(5000), Refusal.DAMAGED),
        "a pdf of noise": (b"%PDF-1.7\n" + os.urandom(5000), Refusal.DAMAGED),
        "a pdf with a password": (
            made["pdf"](encryption=pikepdf.Encryption(owner="o", user="u")),
            Refusal.ENCRYPTED,
        ),
        "a zip of something else": (zipped({"a.txt": "x"}), Refusal.UNKNOWN_KIND),
        "a torn zip": (zipped(parts)[:-30], Refusal.DAMAGED),
        "a zip bomb": (made["bomb"](), Refusal.TOO_LARGE),
        "a package of 6,000 parts": (
            zipped({**parts, **{f"word/p{n}.xml": "<x/>" for n in range(6000)}}),
            Refusal.TOO_LARGE,
        ),
        "a billion laughs": (zipped({**parts, "word/document.xml": entity}), Refusal.DAMAGED),
        "parts with path tricks": (zipped({**parts, "../../etc/passwd": "x"}), None),
    }


def test_each_hostile_file_gets_its_own_answer_in_bounded_time_and_memory(made):
    for what, (content, refusal) in hostile(made).items():
        began = time.monotonic()
        finding, copy = sandbox.clean([content])
        assert finding.refusal == refusal, what
        assert bool(copy) == (refusal is None), what
        assert b"<script>" not in copy, what
        assert time.monotonic() - began < sandbox.WALL_SECONDS, what
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak < child.MEMORY


def test_a_torn_photo_is_shown_as_far_as_it_goes_and_says_so(made):
    photo = made["photo"]("JPEG")
    finding, copy = child.clean(photo[:-150])
    assert Removed.INCOMPLETE in finding.removed
    assert Image.open(io.BytesIO(copy)).size == (48, 64)


@pytest.fixture
def other_child(monkeypatch):
    def program(code: str) -> None:
        monkeypatch.setattr(sandbox, "_COMMAND", (*sandbox._COMMAND[:2], "-c", code))

    return program


BOUND = "from intake.cleaning.child import limit; limit(); "


@pytest.mark.parametrize(
    "code",
    [
        "x = bytes(2 * 1024**3)",
        "open('/tmp/mingjian-escaped', 'w').write('x' * 100)",
        "import os; os.kill(os.getpid(), 11)",
        "import sys; sys.exit(0)",
        "raise SystemExit('broken')",
        "import os; print(os.environ['HOME'])",
    ],
    ids=["memory", "a file", "a crash", "silence", "an error", "the environment"],
)
def test_a_child_that_breaks_out_of_line_is_an_answer_too(other_child, code):
    other_child(BOUND + code)
    assert sandbox.clean([b"x"]) == (sandbox._OUT_OF_BOUNDS, b"")


def test_a_child_that_keeps_within_its_limits_is_heard(other_child):
    other_child(BOUND + "import sys; sys.stdout.write('{}\\ncopy')")
    assert sandbox.clean([b"x"]) == (Finding(), b"copy")


def test_a_child_that_never_ends_is_ended(other_child):
    other_child("import time; time.sleep(600)")
    began = time.monotonic()
    assert sandbox.clean([b"x" * 1_000_000], seconds=0.5)[0].refusal is Refusal.OUT_OF_BOUNDS
    assert time.monotonic() - began < 10


def test_a_file_that_cannot_be_read_is_no_finding():
    def torn():
        yield b"\xff\xd8\xff"
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        sandbox.clean(torn())


def test_every_finding_has_its_words():
    assert set(REFUSAL_NAMES) == set(Refusal)
    assert set(REMOVED_NAMES) == set(Removed)

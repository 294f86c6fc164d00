"""Files made to exhaust whoever opens them: each gets its own answer, in bounded time and memory.

Small files that would become large, claims that are not true, structures that lead back to
themselves. Those that keep a processor busy for seconds are tried under `make prove`.
"""

import io
import os
import resource
import struct
import time
import warnings
import zipfile
import zlib

import pillow_heif
import pytest
from PIL import Image

from intake.cleaning import child, sandbox
from intake.cleaning.findings import Refusal, Removed

pytestmark = pytest.mark.long

FULL = os.environ.get("PROVE") == "1"
COPY = None
MEGA = 1_000_000


def png(*chunks: tuple[bytes, bytes], side: int = 64, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of the given chunks between its header and its end."""
    header = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in ((b"IHDR", header), *chunks, (b"IEND", b""))
    )


def packed(size: int) -> bytes:
    """So many zeros, a thousandth as long."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(bytes(MEGA)) for _ in range(size // MEGA)]) + packer.flush()


def film(fmt: str, count: int) -> bytes:
    """A picture that moves."""
    pictures = [Image.new("RGB", (8, 8), (n % 256, n // 256, 9)) for n in range(count)]
    written = io.BytesIO()
    pictures[0].save(written, fmt, save_all=True, append_images=pictures[1:], duration=20)
    return written.getvalue()


def heic(side: int) -> bytes:
    """A picture of 64 by 64 that says it is larger."""
    written = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64))).save(written)
    content, at = bytearray(written.getvalue()), 0
    while (at := content.find(b"ispe", at)) >= 0:
        content[at + 8 : at + 16] = struct.pack(">II", side, side)
        at += 4
    return bytes(content)


def resized(photo: bytes, side: int) -> bytes:
    """A JPEG that says it is larger than its data."""
    at = photo.find(b"\xff\xc0")
    return photo[: at + 5] + struct.pack(">HH", side, side) + photo[at + 9 :]


def pdf(*parts: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of numbered parts, the first its root."""
    written, places = b"%PDF-1.7\n", b""
    for number, part in enumerate(parts, start=1):
        places += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + places
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(parts) + 1, trailer)
    return written + table + end + b"startxref\n%d\n%%%%EOF" % len(written)


ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
NO_PAGES = b"<</Type/Pages/Kids[]/Count 0>>"


def stream(about: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (about, len(content), content)


def pictures(made) -> dict[str, tuple[bytes, Refusal | None]]:
    photo = made["photo"]("JPEG")
    exif = b"\xff\xe1\xff\xffExif\0\0" + b"A" * 65_527
    vp8x = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\xff" * 6
    pixels = (b"IDAT", packed(100 * MEGA))
    return {
        "a WebP of 300 frames": (film("WEBP", 300), COPY),
        "a PNG of 300 frames": (film("PNG", 300), COPY),
        "a WebP that says 16,777,216 squared": (
            b"RIFF" + struct.pack("<I", 30) + b"WEBP" + vp8x,
            Refusal.DAMAGED,
        ),
        "a HEIC that says 60,000 squared": (heic(60_000), Refusal.TOO_LARGE),
        "a HEIC that says 10,000 squared": (heic(10_000), Refusal.DAMAGED),
        "a JPEG that says 65,500 squared": (resized(photo, 65_500), Refusal.TOO_LARGE),
        "a JPEG with four megabytes about itself": (photo[:2] + exif * 64 + photo[2:], COPY),
        "a PNG of more pixels than it says": (png(pixels), COPY),
        "a PNG whose note unpacks to much": (
            png((b"zTXt", b"Comment\0\0" + packed(100 * MEGA))),
            Refusal.DAMAGED,
        ),
        "a PNG whose colours unpack to much": (
            png((b"iCCP", b"x\0\0" + packed(100 * MEGA)), pixels),
            Refusal.DAMAGED,
        ),
        "a PNG of nothing": (png(), Refusal.DAMAGED),
    }


def documents(_made) -> dict[str, tuple[bytes, Refusal | None]]:
    twice = zlib.compress(packed(50 * MEGA), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    one_page = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    previous = pdf(ROOT, NO_PAGES).find(b"xref\n")
    return {
        "pages that hold themselves": (
            pdf(ROOT, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
            Refusal.DAMAGED,
        ),
        "pages that hold each other": (
            pdf(ROOT, one_page, b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"),
            Refusal.DAMAGED,
        ),
        "an earlier table that is this one": (
            pdf(ROOT, NO_PAGES, trailer=b"/Prev %d" % previous),
            Refusal.DAMAGED,
        ),
        "a hundred thousand brackets": (
            pdf(b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 100_000 + b"]" * 100_000 + b">>"),
            Refusal.DAMAGED,
        ),
        "four hundred dictionaries in each other": (
            pdf(ROOT[:-2] + b"/X" + b"<</A" * 400 + b" 1" + b">>" * 402, NO_PAGES),
            Refusal.DAMAGED,
        ),
        "a page packed twice": (
            pdf(ROOT, one_page, page, stream(b"/Filter[/FlateDecode/FlateDecode]", twice)),
            COPY,
        ),
        "twenty million parts in one": (
            pdf(ROOT, NO_PAGES,
                stream(b"/Type/ObjStm/N 20000000/First 0/Filter/FlateDecode", packed(80 * MEGA))),
            COPY,
        ),
        "a table of two thousand million parts": (
            pdf(ROOT, NO_PAGES).replace(b"/Size 3", b"/Size 2147483647"),
            COPY,
        ),
    }  # fmt: skip


def packages(made) -> dict[str, tuple[bytes, Refusal | None]]:
    zipped, parts = made["zipped"], made["docx_parts"]()
    nested = zipped({"a.txt": bytes(10 * MEGA)})
    for _ in range(6):
        nested = zipped({"a.zip": nested, "b.zip": nested})
    understated = zipped({**parts, "word/media/x.bin": bytes(200 * MEGA)})
    at = understated.rfind(b"PK\x01\x02") + 24
    understated = understated[:at] + struct.pack("<I", 10) + understated[at + 4 :]
    return {
        "zips in zips": (nested, Refusal.UNKNOWN_KIND),
        "zips in zips, in an office file": (
            zipped({**parts, "word/embeddings/a.zip": nested}),
            COPY,
        ),
        "four thousand parts that are one": (overlapping(4000), Refusal.DAMAGED),
        "a part larger than it says": (understated, Refusal.DAMAGED),
        "two parts of one name": (doubled(parts), COPY),
    }


def texts(made) -> dict[str, tuple[bytes, Refusal | None]]:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    given = {
        "a hundred thousand elements in each other": "<a>" * 100_000 + "</a>" * 100_000,
        "a text of twelve megabytes": "<a>" + "字" * 4 * MEGA + "</a>",
        "a hundred thousand attributes": "<a "
        + " ".join(f'a{n}="x"' for n in range(100_000))
        + "/>",
        "a file of this machine": entity,
        "a file of this machine, in UTF-16": entity.encode("utf-16"),
        "a document type from elsewhere": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        "a parameter that is itself": '<!DOCTYPE x [<!ENTITY % a "%a;"> %a;]><x/>',
    }
    parts = made["docx_parts"]()
    return {
        name: (
            made["zipped"]({**parts, "word/document.xml": text}),
            COPY if "attributes" in name else Refusal.DAMAGED,
        )
        for name, text in given.items()
    }


def overlapping(count: int) -> bytes:
    """A package of which every part is the same 50 megabytes, stored once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(50 * MEGA)) + packer.flush()
    sizes = struct.pack("<III", zlib.crc32(bytes(50 * MEGA)), len(data), 50 * MEGA)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + b"\x01\0\0\0a" + data
    index = b""
    for name in (b"[Content_Types].xml", *(b"word/%d" % n for n in range(count - 1))):
        index += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        index += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(index), len(local), 0)
    return local + index + b"PK\x05\x06" + end


def doubled(parts) -> bytes:
    written = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(written, "w") as package:
        warnings.simplefilter("ignore")
        for name, content in [*parts.items(), ("word/document.xml", "<x>another</x>")]:
            package.writestr(name, content)
    return written.getvalue()


OTHERS = {
    "a film with the place it was taken": b"\0\0\0\x18ftypisom\0\0\2\0iso2\xa9xyz+21+110/",
    "a film of a telephone": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(500),
    "a vector graphic that reads a file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script>&x;</svg>",
    "an old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "a rar": b"Rar!\x1a\x07\x01\x00" + bytes(300),
    "a web archive": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<script>",
    "a gzip of 50 megabytes": b"\x1f\x8b" + packed(50 * MEGA),
    "a GIF of 10,000 frames": b"GIF89a\1\0\1\0\0\0\0"
    + b"\x2c\0\0\0\0\1\0\1\0\0\2\1\0\0" * 10_000
    + b";",
    "a GIF of 65,535 squared": b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(30),
}
"""Kinds that are not cleaned, told by their first bytes: nothing of them is decoded at all."""


def slow(made) -> dict[str, tuple[bytes, Refusal | None]]:
    """Return what keeps a processor busy for seconds, and nothing more than one."""
    zipped, parts = made["zipped"], made["docx_parts"]()
    exif = b"\xff\xe1\xff\xffExif\0\0" + b"A" * 65_527
    photo, drawn = made["photo"]("JPEG"), io.BytesIO()
    Image.new("RGB", (4000, 4000), (9, 9, 9)).save(drawn, "JPEG", progressive=True)
    scans = drawn.getvalue()[:-2]
    again = scans[scans.rfind(b"\xff\xda") :]
    squeezed = io.BytesIO()
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_BZIP2) as package:
        for name, content in {**parts, "word/media/x.bin": bytes(900 * MEGA)}.items():
            package.writestr(name, content)
    wide = zipped({**parts, "word/document.xml": "<a>" + "<b/>" * 8 * MEGA + "</a>"})
    return {
        "a PNG of a gigabyte": (
            png((b"IDAT", packed(951 * MEGA)), side=10_900, depth=16, colour=6),
            COPY,
        ),
        "a JPEG of 45 megabytes about itself": (photo[:2] + exif * 700 + photo[2:], COPY),
        "a JPEG drawn three thousand times": (scans + again * 3000 + b"\xff\xd9", COPY),
        "a part of a gigabyte, by bzip2": (squeezed.getvalue(), Refusal.OUT_OF_BOUNDS),
        "eight million elements": (wide, Refusal.OUT_OF_BOUNDS),
        "fifty megabytes behind a photo": (photo + os.urandom(50 * MEGA), COPY),
    }


EVERYDAY = [pictures, documents, packages, texts]


@pytest.mark.parametrize("bombs", EVERYDAY + [slow] * FULL)
def test_each_bomb_gets_its_answer_in_bounded_time_and_memory(made, bombs):
    for name, (content, refusal) in bombs(made).items():
        began = time.monotonic()
        finding, copy = sandbox.clean([content])
        took = time.monotonic() - began
        print(f"{name}: {finding.refusal or 'copy'} in {took:.1f} s")
        assert finding.refusal == refusal, name
        assert bool(copy) == (refusal is None), name
        assert Removed.METADATA in finding.removed or refusal, name
        assert b"root:" not in copy, name
        assert took < sandbox.WALL_SECONDS + 5, name
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < child.MEMORY


def test_what_is_not_cleaned_is_not_opened_either():
    for name, content in OTHERS.items():
        assert child.clean(content)[0].refusal is Refusal.UNKNOWN_KIND, name

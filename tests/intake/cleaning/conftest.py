"""Files as they come from phones, offices and people who mean harm, each made with a tool."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
import pillow_heif
import pytest
from openpyxl.comments import Comment
from PIL import Image

CANARY = "canary-zhang-san"
GPS = {1: "N", 2: (21.0, 16.0, 12.34), 3: "E", 4: (110.0, 21.0, 56.78)}


def photo(fmt: str, **more) -> bytes:
    picture = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = CANARY  # Make
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825).update(GPS)
    written = io.BytesIO()
    if fmt == "HEIF":
        pillow_heif.from_pillow(picture).save(written, exif=exif.tobytes())
    else:
        picture.save(written, fmt, exif=exif, **more)
    return written.getvalue()


def png_with_text() -> bytes:
    content = photo("PNG")
    text = b"tEXtAuthor\0" + CANARY.encode()
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return content[:33] + chunk + content[33:]


def pdf(**how) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = CANARY
    with made.open_metadata() as about:
        about["dc:creator"] = [CANARY]
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')"
    )
    made.attachments["notes.txt"] = CANARY.encode()
    page = made.pages[0]
    picture = made.make_stream(photo("JPEG"), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Filter, picture.Width, picture.Height = pikepdf.Name.DCTDecode, 64, 48
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
        Contents="fine", T=CANARY, M="D:20211101",
    )  # fmt: skip
    launch = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=CANARY),
    )  # fmt: skip
    page.obj.Annots = pikepdf.Array([made.make_indirect(note), made.make_indirect(launch)])
    written = io.BytesIO()
    made.save(written, **how)
    return written.getvalue()


def zipped(parts: dict[str, bytes | str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return written.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.'
    'macroEnabled.main+xml"/><Override PartName="/word/vbaProject.bin" ContentType="x/y"/></Types>'
)


def docx_parts() -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{R}"><Relationship Id="r1" Type="x/officeDocument" '
        'Target="word/document.xml"/><Relationship Id="r2" Type="x/thumbnail" '
        'Target="docProps/thumbnail.jpeg"/></Relationships>',
        "docProps/core.xml": f"<x>{CANARY}</x>",
        "docProps/app.xml": f"<x>{CANARY}</x>",
        "docProps/thumbnail.jpeg": photo("JPEG"),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p w:rsidR="00AB12CD">'
        f'<w:ins w:author="{CANARY}" w:date="2021-11-01T08:00:00Z"><w:r><w:t>正文</w:t></w:r>'
        "</w:ins></w:p></w:body></w:document>",
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:id="0" '
        f'w:author="{CANARY}" w:initials="{CANARY}" w:date="2021-11-01T08:00:00Z"/></w:comments>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{R}"><Relationship Id="r1" '
        f'Type="x/attachedTemplate" Target="http://{CANARY}.example/t.dotm" '
        'TargetMode="External"/><Relationship Id="r2" Type="x/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>',
        "word/vbaProject.bin": CANARY,
        "word/media/image1.jpeg": photo("JPEG"),
        "word/media/image2.png": png_with_text(),
    }


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = CANARY
    book.active["A1"] = "用电量"
    book.active["A1"].comment = Comment("看这里", CANARY)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def huge_png(side: int) -> bytes:
    """A picture of `side` by `side` pixels, a few kilobytes long."""
    row = b"\0" + bytes(side // 8)
    packer = zlib.compressobj(9)
    data = b"".join([packer.compress(row) for _ in range(side)]) + packer.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """A package of half a megabyte that unpacks to half a gigabyte."""
    parts: dict[str, bytes | str] = {"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"}
    return zipped({**parts, "word/media/a.bin": bytes(400 * 1024 * 1024)})


@pytest.fixture(scope="session")
def made():
    """Return the makers, by name."""
    return globals()

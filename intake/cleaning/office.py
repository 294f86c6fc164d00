"""A Word, Excel or PowerPoint file (OOXML, ECMA-376) without what tells of its maker.

The package is written anew, part by part, every time stamp the same. Properties are emptied,
authors of comments and changes made nameless, macros and previews left out, references that would
connect when the file is opened pointed nowhere, and pictures cut down to their pixels. How large
the parts would become is counted while they are unpacked, whatever the package claims.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from lxml import etree

from intake.cleaning.findings import Finding, NotCleaned, Refusal, Removed
from intake.cleaning.segments import strip_jpeg, strip_png

MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = re.compile(
    r"(?i)(?:^|/)(?:thumbnail\.[a-z]+|vbaproject(?:signature\w*)?\.bin|vbadata\.xml)$"
)
_EMPTIED = re.compile(r"(?i)/printersettings/.*\.bin$")
_PROPERTIES = re.compile(r"(?i)^docprops/(core|app|custom)\.xml$")
_INSIDE = re.compile(r"(?i)/(?:embeddings|activex|media/.*\.(?!jpe?g$|png$)\w+$)")
_MACROS = "macroEnabled"
_MAIN_TYPES = (
    ("vnd.ms-word.document.macroEnabled.main", "wordprocessingml.document.main"),
    ("vnd.ms-excel.sheet.macroEnabled.main", "spreadsheetml.sheet.main"),
    ("vnd.ms-powerpoint.presentation.macroEnabled.main", "presentationml.presentation.main"),
)
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."
_ENDINGS = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
_EMPTY_PROPERTIES = {
    "core": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "app": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "custom": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
_NAMELESS = "—"
_NAMES = frozenset({"author", "initials", "userName", "displayName", "lastModifiedBy", "userId"})
_TIMES = frozenset({"date", "dateUtc", "dT", "dt"})
_DROPPED_ELEMENTS = frozenset({"rsids", "absPath", "presenceInfo", "fileSharing"})


class _Package:
    """A package being written anew."""

    def __init__(self) -> None:
        self.removed = {Removed.METADATA}
        self.unpacked = 0

    def part(self, name: str, content: bytes) -> bytes | None:
        """Return what becomes of a part; None leaves it out."""
        lower = name.lower()
        if _LEFT_OUT.search(name):
            self.removed.add(Removed.MACROS if "vba" in lower else Removed.METADATA)
            return None
        if properties := _PROPERTIES.match(name):
            return _EMPTY_PROPERTIES[properties[1].lower()]
        if _EMPTIED.search(name):
            return b""
        if lower.endswith((".xml", ".rels")):
            return self._xml(name, content)
        if _INSIDE.search(name):
            self.removed.add(Removed.EMBEDDED)
        strip = _STRIPPERS.get(posixpath.splitext(lower)[1])
        return strip(content) if strip else content

    def _xml(self, name: str, content: bytes) -> bytes:
        root = _parsed(content)
        if name.endswith(".rels"):
            self._relations(name, root)
        elif name == "[Content_Types].xml":
            self._types(root)
        else:
            self._people(name, root)
        written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return written

    def _relations(self, name: str, root: Any) -> None:
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in list(root):
            target = relation.get("Target", "")
            outside = relation.get("TargetMode") == "External"
            if outside and not relation.get("Type", "").endswith("/hyperlink"):
                relation.set("Target", "about:blank")
                self.removed.add(Removed.LINKS)
            elif not outside and _LEFT_OUT.search(posixpath.join(folder, target)):
                root.remove(relation)

    def _types(self, root: Any) -> None:
        for entry in list(root):
            if _LEFT_OUT.search(entry.get("PartName", "")):
                root.remove(entry)
                continue
            for with_macros, without in _MAIN_TYPES:
                if with_macros in entry.get("ContentType", ""):
                    entry.set("ContentType", f"{_OFFICE_TYPE}{without}+xml")
                    self.removed.add(Removed.MACROS)

    def _people(self, name: str, root: Any) -> None:
        named = "comment" in name.lower() or "person" in name.lower() or "people" in name.lower()
        for element in list(root.iter(etree.Element)):
            plain = etree.QName(element).localname
            if plain in _DROPPED_ELEMENTS and element.getparent() is not None:
                element.getparent().remove(element)
                continue
            if plain == "author" and element.text:
                element.text = _NAMELESS
                self.removed.add(Removed.AUTHORS)
            self._attributes(element, named=named)

    def _attributes(self, element: Any, *, named: bool) -> None:
        for attribute in list(element.attrib):
            plain = etree.QName(attribute).localname
            if plain.startswith("rsid"):
                del element.attrib[attribute]
            elif plain in _NAMES or (named and plain == "name"):
                element.set(attribute, _NAMELESS)
                self.removed.add(Removed.AUTHORS)
            elif plain in _TIMES and (named or "author" in _plain_names(element)):
                del element.attrib[attribute]


def clean_office(content: bytes) -> tuple[Finding, bytes]:
    """Return what was left out of a package, and the rest of it.

    Raises:
        NotCleaned: it is no office file, is damaged, or unpacks to more than any honest one.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _rewritten(package)
    # zipfile says NotImplementedError of a packing or a version that it cannot read.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as failure:
        raise NotCleaned(Refusal.DAMAGED) from failure
    except (etree.XMLSyntaxError, ValueError, KeyError, OSError) as failure:
        raise NotCleaned(Refusal.DAMAGED) from failure
    except RuntimeError as failure:  # zipfile's word for a password
        raise NotCleaned(Refusal.ENCRYPTED) from failure


def _rewritten(package: zipfile.ZipFile) -> tuple[Finding, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    ending = _ending(entries)
    if len(entries) > MOST_PARTS:
        raise NotCleaned(Refusal.TOO_LARGE)
    ours, written = _Package(), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as copy:
        for entry in entries:
            part = ours.part(entry.filename, _unpacked(package, entry, ours))
            if part is not None:
                copy.writestr(
                    zipfile.ZipInfo(entry.filename, _EARLIEST), part, zipfile.ZIP_DEFLATED
                )
    removed = tuple(one for one in Removed if one in ours.removed)
    return Finding(removed=removed, ending=ending), written.getvalue()


def _ending(entries: list[zipfile.ZipInfo]) -> str:
    names = {entry.filename for entry in entries}
    folders = {name.split("/")[0] for name in names}
    found = [ending for folder, ending in _ENDINGS.items() if folder in folders]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise NotCleaned(Refusal.UNKNOWN_KIND)
    return found[0]


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo, ours: _Package) -> bytes:
    """Return a part's bytes, however many it claims to have."""
    parts = []
    with package.open(entry) as part:
        while piece := part.read(1024 * 1024):
            ours.unpacked += len(piece)
            if ours.unpacked > MOST_UNPACKED:
                raise NotCleaned(Refusal.TOO_LARGE)
            parts.append(piece)
    return b"".join(parts)


def _parsed(content: bytes) -> Any:
    """Parse a part that may hold no document type: no entity is ever expanded or fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise NotCleaned(Refusal.DAMAGED)
    return root


def _plain_names(element: Any) -> set[str]:
    return {etree.QName(attribute).localname for attribute in element.attrib}


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    ".jpg": strip_jpeg,
    ".jpeg": strip_jpeg,
    ".png": strip_png,
}

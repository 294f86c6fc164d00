"""Pictures drawn anew: only what the eye sees goes into the copy.

The picture is decoded, turned the way its camera held it, brought to sRGB and encoded again, so
that no block of metadata, no hidden preview, no data behind the end and no malformed structure can
survive. What decoding a picture would cost is known from its header, and checked before.
"""

from __future__ import annotations

import io

import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from intake.cleaning.findings import Finding, NotCleaned, Refusal, Removed
from intake.cleaning.kinds import Kind

MOST_PIXELS = 120_000_000
"""Above what phones make; a tenth of a square of 20,000 would already be more than most screens."""

_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_MODES = {
    "JPEG": ("L", "RGB"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
}
_ENCODING: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 92, "optimize": False},
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 90, "method": 2},
}


def clean_picture(kind: Kind, content: bytes) -> tuple[Finding, bytes]:
    """Return what was left out of a picture, and the picture.

    Raises:
        NotCleaned: it is damaged beyond its first lines, or larger than any camera's.

    """
    Image.MAX_IMAGE_PIXELS = None  # ours is checked instead, and is no warning
    if kind is Kind.HEIC:
        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        picture, whole = _decoded(kind, content)
        removed = [Removed.METADATA]
        if getattr(picture, "n_frames", 1) > 1:
            removed.append(Removed.FRAMES)
        if not whole:
            removed.append(Removed.INCOMPLETE)
        target = "JPEG" if kind is Kind.HEIC else _FORMATS[kind]
        copy = _encoded(_upright(picture), target)
    except (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError) as failure:
        raise NotCleaned(Refusal.DAMAGED) from failure
    return Finding(removed=tuple(removed), ending=_ENDINGS[target]), copy


def _decoded(kind: Kind, content: bytes) -> tuple[Image.Image, bool]:
    """Return the picture and whether it was whole; of a torn one, what can be seen."""
    for whole in (True, False):
        ImageFile.LOAD_TRUNCATED_IMAGES = not whole
        picture = Image.open(io.BytesIO(content), formats=[_FORMATS[kind]])
        if picture.width * picture.height > MOST_PIXELS:
            raise NotCleaned(Refusal.TOO_LARGE)
        try:
            picture.load()
        except (OSError, SyntaxError):
            if not whole:
                raise
        else:
            return picture, whole
    raise AssertionError("the second try returns or raises")


def _upright(picture: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(picture)
    profile = turned.info.get("icc_profile")
    if not profile or turned.mode not in {"RGB", "RGBA"}:
        return turned
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ours = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(turned, source, ours) or turned
    except (ImageCms.PyCMSError, OSError):
        return turned


def _encoded(picture: Image.Image, target: str) -> bytes:
    if picture.mode not in _MODES[target]:
        transparent = "A" in picture.getbands() or "transparency" in picture.info
        picture = picture.convert("RGBA" if transparent and target != "JPEG" else "RGB")
    transparency = picture.info.get("transparency") if target == "PNG" else None
    picture.info = {} if transparency is None else {"transparency": transparency}
    written = io.BytesIO()
    picture.save(written, target, exif=b"", **_ENCODING[target])
    return written.getvalue()

"""Files to attach, and the search of what is left behind."""

import importlib.util
import io
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image


@pytest.fixture(scope="session")
def leftovers() -> ModuleType:
    """Return the search of what a run leaves behind."""
    path = Path(__file__).with_name("leftovers.py")
    spec = importlib.util.spec_from_file_location("leftovers", path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="session")
def photo_with_place() -> bytes:
    """Return a JPEG that tells device and place."""
    exif = Image.Exif()
    exif[0x010F] = "canary-device"
    exif[0x9286] = b"ASCII\0\0\0canary-gps-21.27N-110.35E"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 16.0, 12.0)})
    written = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(written, "JPEG", exif=exif)
    return written.getvalue()

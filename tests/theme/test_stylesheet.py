"""The colours keep the contrast that WCAG 2.2 asks for, in every variant."""

import re
from itertools import product
from pathlib import Path

import pytest

STYLESHEET = Path(__file__).resolve().parents[2] / "themes" / "mingjian" / "static" / "style.css"
VARIANTS = {
    "light": r"^:root \{",
    "dark": r"^  :root \{",
    "elder": r"^:is\(:root\.elder",
}
ON_SHEETS = list(product(("ink", "ink-soft", "link", "link-visited"), ("paper", "sheet")))
STATES = [
    (state, sheet)
    for state in ("danger", "warning", "success", "info", "muted")
    for sheet in (f"{state}-sheet", "paper")
]
TEXT = [
    *ON_SHEETS,
    *STATES,
    *(("ink", f"{state}-sheet") for state in ("danger", "warning", "success", "info")),
    *(("link", f"{state}-sheet") for state in ("danger", "info", "warning", "success")),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]
EDGES = [("rule-strong", "paper"), ("focus", "paper"), ("focus", "sheet")]


def tokens(variant: str) -> dict[str, str]:
    """Return the colours of a variant; what it doesn't set is inherited from the light one."""
    text = STYLESHEET.read_text("utf-8")
    found: dict[str, str] = {}
    for name in dict.fromkeys(("light", variant)):
        start = re.search(VARIANTS[name], text, re.MULTILINE)
        assert start, name
        block = text[start.start() : text.index("}", start.start())]
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))
    return found


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_contrast_formula_agrees_with_known_values() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("variant", "least"), [("light", 4.5), ("dark", 4.5), ("elder", 7)])
def test_text_stands_out_from_what_it_stands_on(variant: str, least: float) -> None:
    colours = tokens(variant)
    weak = {
        f"{text} on {sheet}": round(contrast(colours[text], colours[sheet]), 2)
        for text, sheet in TEXT
        if contrast(colours[text], colours[sheet]) < least
    }
    assert not weak


@pytest.mark.parametrize("variant", VARIANTS)
def test_edges_of_fields_and_the_focus_ring_can_be_seen(variant: str) -> None:
    """Success criterion 1.4.11: 3:1 for what shows where a control is."""
    colours = tokens(variant)
    assert all(contrast(colours[edge], colours[sheet]) >= 3 for edge, sheet in EDGES)


def test_a_state_is_told_by_its_shape_as_well_as_its_colour() -> None:
    text = STYLESHEET.read_text("utf-8")
    glyphs = re.findall(r"--glyph: \"(.)\"", text)
    assert len(glyphs) == len(set(glyphs)) == 8

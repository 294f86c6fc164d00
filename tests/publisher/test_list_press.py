"""Rows of lists are filled once for all their pages."""

from __future__ import annotations

from publisher.pages import list_press
from register.characters import DANGEROUS


def test_no_published_text_may_hold_what_stands_for_the_way_to_the_root() -> None:
    """A firm's name of a private character, as old lists have, was shown as `../../`."""
    assert DANGEROUS.fullmatch(list_press.ROOT)

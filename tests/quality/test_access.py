"""axe-core judges every kind of page: as it is, in elder mode, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def variants(prove: bool, instance: Any, every_variant: list[str]) -> list[str]:
    """All of them under `make prove`; else half of them in one place, half in the other."""
    if prove:
        return every_variant
    return every_variant[instance.place == "enping" :: 2]


@pytest.fixture
def everyday(language: str, instance: Any, prove: bool) -> str:
    """The language looked at: one of each place in every run, both under `make prove`."""
    if not prove and language != {"zhanjiang": "zh", "enping": "en"}[instance.place]:
        pytest.skip("one language of each place is enough here; both are looked at by: make prove")
    return language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_any_kind_of_page_of_the_site(
    addresses: dict[tuple[str, str], str],
    everyday: str,
    variants: list[str],
    findings: Callable[..., list[str]],
    new_page: Callable[..., Any],
) -> None:
    said = {}
    with new_page() as page:
        for (kind, spoken), address in addresses.items():
            if spoken == everyday:
                page.goto(address)
                said[kind] = findings(page, variants)
    assert len(said) >= 25
    assert not any(said.values()), said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("everyday")
def test_axe_finds_nothing_from_the_form_to_the_answer_and_at_the_desk(
    variants: list[str],
    walk: Any,
    findings: Callable[..., list[str]],
    new_page: Callable[..., Any],
) -> None:
    said = {}
    with new_page() as page:
        for name in walk.whole(page):
            said[name] = findings(page, variants)
    assert len(said) == 8
    assert not any(said.values()), said


def test_axe_condemns_a_page_that_is_wrong(
    findings: Callable[..., list[str]], new_page: Callable[..., Any]
) -> None:
    with new_page() as page:
        page.set_content(
            "<html lang=zh><title>x</title><main><h1>题</h1><img src=x>"
            "<p style='color:#ccc;background:#fff'>看不清</p></main>"
        )
        said = " ".join(findings(page, ["normal"]))
    assert "image-alt" in said
    assert "color-contrast" in said

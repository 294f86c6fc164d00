"""Names of files from strangers' machines."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.files import LONGEST_NAME, shown_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\calc.exe", "calc.exe"),
        ("C:\\fakepath\\炉子.jpg", "炉子.jpg"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\u200b\u2066b\ufeff.pdf", "ab.pdf"),
        ("line\r\nContent-Type: text/html\r\n.jpg", "html.jpg"),
        ('"; filename=evil.html', "__ filename=evil.html"),
        ("...", ""),
        (".htaccess", "htaccess"),
        ("con.jpg", "_con.jpg"),
        ("NUL", "_NUL"),
        ("name.jpg. .", "name.jpg"),
        ("", ""),
        ("/", ""),
        ("\x00\x01", ""),
        ("e\u0301.png", "é.png"),
    ],
)
def test_a_name_loses_its_tricks_and_keeps_its_words(given_name, shown):
    assert shown_name(given_name) == shown


def test_a_long_name_keeps_its_ending():
    assert shown_name("长" * 300 + ".docx") == "长" * 75 + ".docx"
    assert len(shown_name("x" * 300)) == LONGEST_NAME


@given(st.text(max_size=200))
def test_any_name_is_shown_in_one_line_and_names_no_other_place(given_name):
    shown = shown_name(given_name)
    assert len(shown) <= LONGEST_NAME
    assert not set(shown) & set('/\\:*?"<>|%;\n\r\t')
    assert not shown.startswith(".")
    assert shown == shown.strip()
    assert {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs"} == set()
    assert shown_name(shown) == shown

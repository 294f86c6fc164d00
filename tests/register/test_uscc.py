"""A credit code is checked in both its digits, kept as published and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from register.uscc import Fault, check, normalise, organisation_check_digit

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91110000600037341L"


def code_of(authority, kind, area, organisation):
    body = authority + kind + area + organisation + organisation_check_digit(organisation)
    return body + oracle.calc_check_digit(body)


CODES = st.builds(
    code_of,
    st.sampled_from("123456789ANY"),
    st.sampled_from("1239"),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
)


@given(CODES)
def test_a_code_with_both_digits_right_passes_whatever_its_authority(code):
    verdict = check(code)
    # the ninth place of an organisation code may be X, which both alphabets know
    assert verdict.ok
    assert verdict.code == code
    if code[0].isdigit():
        assert oracle.is_valid(code)


@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code, at, other):
    spoilt = code[:at] + other + code[at + 1 :]
    assert check(spoilt).ok == (spoilt == code)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (None, Fault.MISSING),
        ("\u200b", Fault.MISSING),
        ("9111000060003734", Fault.LENGTH),
        ("9111000060003734OL", Fault.CHARACTER),
        ("9111000060003734１L", None),
        ("91110000600037341l", None),
        (" 91110000600037341L\u00a0", None),
        ("91110000600037341A", Fault.CHECK_DIGIT),
        ("0A110000600037341L", Fault.FORM),
    ],
)
def test_each_fault_is_named_and_the_text_as_published_is_kept(raw, fault):
    verdict = check(raw)
    assert verdict.fault is fault
    assert verdict.raw == (raw or "")
    assert bool(verdict.message) == (fault is not None)


def test_a_fitting_last_digit_does_not_hide_a_wrong_organisation_code():
    body = GOOD[:16] + "2"
    assert check(body + oracle.calc_check_digit(body)).fault is Fault.ORGANISATION


def test_a_workshop_suffix_is_set_apart():
    assert normalise(f"{GOOD}(01）") == (GOOD, "01")
    assert check(f"{GOOD}（01）").site_no == "01"

"""One form, one report: who gets the receipt again, and for how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vault import CannotOpen
from intake.vault.form_tokens import fingerprint, keep_receipt, kept_receipt, new_form_token
from intake.vault.receipts import Receipt

PEPPER = bytes(range(32))


@given(window=st.integers(min_value=1, max_value=10**9))
def test_the_token_gets_the_receipt_back_in_its_window_and_the_next_and_not_after(window):
    token, receipt = new_form_token(), Receipt.generate()
    box = keep_receipt(token, receipt, window, PEPPER)
    for asked in (window, window + 1):
        assert kept_receipt(token, box, asked, PEPPER).reveal() == receipt.reveal()
    for asked in (window - 1, window + 2, window + 1000):
        with pytest.raises(CannotOpen):
            kept_receipt(token, box, asked, PEPPER)


def test_another_token_or_another_sites_secret_gets_nothing():
    token = new_form_token()
    box = keep_receipt(token, Receipt.generate(), 7, PEPPER)
    with pytest.raises(CannotOpen):
        kept_receipt(new_form_token(), box, 7, PEPPER)
    with pytest.raises(CannotOpen):
        kept_receipt(token, box, 7, bytes(32))


def test_the_box_shows_no_receipt():
    receipt = Receipt.generate()
    box = keep_receipt(new_form_token(), receipt, 7, PEPPER)
    assert receipt.reveal().encode() not in box


@given(content=st.binary(max_size=50), other=st.binary(max_size=50))
def test_a_fingerprint_is_the_same_for_the_same_form_and_content_only(content, other):
    token = new_form_token()
    mark = fingerprint(token, content, PEPPER)
    assert mark == fingerprint(token, content, PEPPER)
    assert (mark == fingerprint(token, other, PEPPER)) is (content == other)
    assert mark != fingerprint(new_form_token(), content, PEPPER)
    assert mark != fingerprint(token, content, bytes(32))


def test_tokens_are_never_the_same():
    assert len({new_form_token() for _ in range(1000)}) == 1000

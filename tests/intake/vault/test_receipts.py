"""A receipt can be read aloud, mistyped and told so, and says nothing in a log."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.vault.passphrases import Cost
from intake.vault.receipts import GROUP_DIGITS, GROUPS, RANDOM_DIGITS, Receipt, ReceiptTypo

CHEAP = Cost(passes=1, memory=8192)

places = st.integers(0, GROUPS - 1)
offsets = st.integers(0, GROUP_DIGITS - 1)


def test_a_receipt_carries_at_least_eighty_random_bits():
    assert (10 ** (GROUPS * RANDOM_DIGITS)).bit_length() - 1 >= 80


def test_a_receipt_is_five_groups_of_six_digits():
    groups = Receipt.generate().reveal().split(" ")
    assert [len(group) for group in groups] == [6] * 5


def test_what_was_shown_can_be_typed_back():
    shown = Receipt.generate().reveal()
    assert Receipt.parse(shown).reveal() == shown


@pytest.mark.parametrize(
    "retype",
    [
        lambda shown: shown.replace(" ", ""),
        lambda shown: shown.replace(" ", "-"),
        lambda shown: f"  {shown.replace(' ', '　')}\n",
        lambda shown: shown.translate({ord("0") + n: ord("０") + n for n in range(10)}),
        lambda shown: shown.translate(
            dict(zip(map(ord, "0123456789"), "零幺二三四五六七八九", strict=True))
        ),
        lambda shown: shown.translate(dict(zip(map(ord, "0179"), "洞一拐勾", strict=True))),
    ],
    ids=["run together", "hyphens", "wide spaces", "full width", "spoken", "telephone"],
)
def test_a_receipt_is_understood_however_it_is_written(retype):
    shown = Receipt.generate().reveal()
    assert Receipt.parse(retype(shown)).reveal() == shown


@given(place=places, offset=offsets, step=st.integers(1, 9))
def test_one_wrong_digit_is_told_with_its_group(place, offset, step):
    groups = Receipt.generate().reveal().split(" ")
    digits = list(groups[place])
    digits[offset] = str((int(digits[offset]) + step) % 10)
    groups[place] = "".join(digits)
    with pytest.raises(ReceiptTypo) as typo:
        Receipt.parse(" ".join(groups))
    assert typo.value.group == place + 1


@given(place=places, offset=st.integers(0, GROUP_DIGITS - 2))
def test_two_digits_swapped_are_told_with_their_group(place, offset):
    groups = Receipt.generate().reveal().split(" ")
    digits = list(groups[place])
    if digits[offset] == digits[offset + 1]:
        return
    digits[offset], digits[offset + 1] = digits[offset + 1], digits[offset]
    groups[place] = "".join(digits)
    with pytest.raises(ReceiptTypo) as typo:
        Receipt.parse("".join(groups))
    assert typo.value.group == place + 1


def test_two_groups_swapped_are_noticed():
    noticed = 0
    for _ in range(200):
        groups = Receipt.generate().reveal().split(" ")
        groups[1], groups[3] = groups[3], groups[1]
        try:
            Receipt.parse(" ".join(groups))
        except ReceiptTypo:
            noticed += 1
    assert noticed >= 195


@pytest.mark.parametrize(
    "pasted",
    [
        "我的查询凭证：{0}。请抄好",
        "Receipt: {0} (keep)",
        "\u200b{0}\ufeff",
        "2026年11月23日 举报 {0}",
        "{0}\r\n{0}",
    ],
)
def test_a_receipt_pasted_with_words_around_it_is_found(pasted):
    receipt = Receipt.generate()
    shown = receipt.reveal()
    for written in (shown, shown.replace(" ", ""), "\u200b".join(shown), shown.replace(" ", "\n")):
        assert Receipt.parse(pasted.format(written)) == receipt


def test_a_group_that_is_too_short_is_named():
    groups = Receipt.generate().reveal().split(" ")
    groups[2] = groups[2][:-1]
    with pytest.raises(ReceiptTypo) as typo:
        Receipt.parse(" ".join(groups))
    assert (typo.value.group, typo.value.digits) == (3, 29)


@given(st.text(max_size=80))
def test_any_other_text_is_a_typo_never_a_crash(text):
    try:
        Receipt.parse(text)
    except ReceiptTypo:
        return
    raise AssertionError("random text made a receipt")


def test_a_receipt_never_shows_itself_by_accident():
    receipt = Receipt.generate()
    secret = receipt.reveal().split(" ")[0]
    assert secret not in f"{receipt} {receipt!r} {[receipt]}"
    with pytest.raises(TypeError):
        pickle.dumps(receipt)


def test_the_locator_depends_on_the_receipt_and_the_pepper():
    one, other = Receipt.generate(), Receipt.generate()
    names = {
        receipt.locator(pepper) for receipt in (one, other) for pepper in (b"p" * 32, b"q" * 32)
    }
    assert len(names) == 4
    assert one.locator(b"p" * 32) == Receipt.parse(one.reveal()).locator(b"p" * 32)


def test_the_same_receipt_and_salt_give_the_same_key_pair():
    receipt = Receipt.generate()
    again = Receipt.parse(receipt.reveal())
    salt = bytes(16)
    assert receipt.key(salt, CHEAP).public == again.key(salt, CHEAP).public
    assert receipt.key(b"x" * 16, CHEAP).public != receipt.key(salt, CHEAP).public

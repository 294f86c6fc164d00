import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from register.uscc import organisation_check_digit
from samples.credit_codes import SERIALS, fictional_code


@given(st.integers(0, 999_999), st.integers(0, SERIALS - 1))
def test_every_code_passes_the_check_digits_of_both_standards(district, serial):
    code = fictional_code(f"{district:06d}", serial)
    assert uscc.validate(code) == code
    assert organisation_check_digit(code[8:16]) == code[16]


@pytest.mark.parametrize(
    ("body", "check"),
    [("60003734", "1"), ("D2143569", "X"), ("80211009", "2")],
    ids=["real code 91110000600037341L", "the example of GB 11714", "digits only"],
)
def test_the_check_character_of_an_organisation_code_is_that_of_the_standard(body, check):
    assert organisation_check_digit(body) == check


@given(st.integers(0, 999_999), st.integers(0, SERIALS - 1))
def test_a_code_carries_its_district_and_a_body_that_is_never_issued(district, serial):
    code = fictional_code(f"{district:06d}", serial)
    assert code[2:8] == f"{district:06d}"
    assert code[8:10] == "XN"


def test_different_serials_give_different_codes():
    assert len({fictional_code("440811", serial) for serial in range(0, SERIALS, 37)}) == 27_028


@pytest.mark.parametrize("district", ["44081", "4408110", "44081a", "４４０８１１"])
def test_a_district_that_is_not_six_digits_is_refused(district):
    with pytest.raises(ValueError, match="six digits"):
        fictional_code(district, 1)


@pytest.mark.parametrize("serial", [-1, SERIALS])
def test_a_serial_out_of_range_is_refused(serial):
    with pytest.raises(ValueError, match="serial"):
        fictional_code("440811", serial)

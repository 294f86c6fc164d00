"""Dates are read in every form lists use; one without a year is never given one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.importing.dates import read_dates
from register.importing.remarks import Code


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        ("2019年10月15日", ["2019-10-15"]),
        ("2013/9/30", ["2013-09-30"]),
        ("2020.08.28/0816", ["2020-08-28"]),
        ("2020年8月13日/2020-08S7", ["2020-08-13"]),
        ("20130930", ["2013-09-30"]),
        ("2021-03-01 00:00:00", ["2021-03-01"]),
        ("二〇一三年九月底前", ["≤2013-09-01/2013-09-30"]),
        ("2014年11月", ["2014-11-01/2014-11-30"]),
        ("2013年上半年", ["2013-01-01/2013-06-30"]),
        ("2020年第三季度", ["2020-07-01/2020-09-30"]),
        ("2010Q2", ["2010-04-01/2010-06-30"]),
        ("至2013年底", ["≤2013-12-31"]),
        ("2021年2月1日至5日", ["2021-02-01/2021-02-05"]),
        ("2014年9月底前关停，年底前彻底拆除", ["≤2014-09-01/2014-09-30", "≤2014-12-31"]),
        ("验收2021年8月24日、2022年12月5日", ["2021-08-24", "2022-12-05"]),
    ],
)
def test_a_date_is_read(published, meant):
    dates, remarks = read_dates(published)
    assert [str(date) for date in dates] == meant
    assert remarks == []


@pytest.mark.parametrize("published", ["5月24日", "今年2月份", "年底前", "9月底前关停,年底前拆除"])
def test_a_date_without_a_year_gets_none(published):
    dates, remarks = read_dates(published)
    assert dates == ()
    assert [remark.code for remark in remarks] == [Code.NO_YEAR]


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("2013年2月30日", Code.UNREAD_DATE),
        ("项目建成投产前", Code.UNREAD_DATE),
        ("拆除到位时间:因未建设不涉及", Code.NEVER_BUILT),
    ],
)
def test_what_is_no_date_is_left_as_published(published, code):
    dates, remarks = read_dates(published)
    assert dates == ()
    assert [remark.code for remark in remarks] == [code]


def test_a_spreadsheet_s_serial_number_is_read_and_remarked_on():
    (date,), remarks = read_dates("41547")
    assert date.first == dt.date(2013, 9, 30)
    assert [remark.code for remark in remarks] == [Code.SERIAL_DATE]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_reads_back_from_each_common_form(day):
    forms = [f"{day}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"]
    for form in forms:
        (date,), remarks = read_dates(form)
        assert (date.first, date.last, remarks) == (day, day, [])


@given(st.one_of(st.text(max_size=60), st.text(alphabet="0129年月日底前至./-Q季度", max_size=25)))
def test_no_text_breaks_the_reader(text):
    dates, _remarks = read_dates(text)
    assert all(date.first <= date.last for date in dates)

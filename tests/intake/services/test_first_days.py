"""What a new installation lacks is said, and no longer said once it is seen to."""

import dataclasses

import pytest

from intake.services.addressees import FILE
from intake.services.demo import PASSPHRASE
from intake.services.first_days import first_days
from intake.services.managing import disable
from intake.services.sessions import log_in, officer_of
from intake.settings import BadSetting


@pytest.fixture
def administrator(on_sqlite):
    return officer_of(on_sqlite, log_in(on_sqlite, "admin", PASSPHRASE))


def step(system, words):
    return next(one for one in first_days(system) if words in one.title)


def test_a_staffed_installation_lacks_no_people_and_is_told_what_it_cannot_see(on_sqlite):
    undone = [one.title for one in first_days(on_sqlite) if one.done is False]
    assert undone == [
        "每个人都设置第二道验证",
        "每个单位都收得到提醒",
        "举报页面和工作台都用HTTPS",
    ]
    assert sum(one.done is None for one in first_days(on_sqlite)) == 2


def test_a_department_without_an_officer_is_named(on_sqlite, administrator):
    disable(on_sqlite, administrator, "tax")
    lacking = step(on_sqlite, "承办人员")
    assert (lacking.done, lacking.departments) == (False, ("tax",))
    assert "--role officer" in lacking.how


def test_the_dispatcher_counts_only_while_in_service(on_sqlite, administrator):
    assert step(on_sqlite, "分办人员").done
    disable(on_sqlite, administrator, "dispatcher")
    assert step(on_sqlite, "分办人员").done is False


def test_addresses_are_counted_by_department_and_a_broken_file_is_named(on_sqlite):
    path = on_sqlite.settings.instance / FILE
    path.write_text('[departments]\ntax = ["mailto://a:b@example.com"]\n', "utf-8")
    lacking = step(on_sqlite, "收得到提醒").departments
    assert "tax" not in lacking
    assert "industry" in lacking
    path.write_text("departments = 1", "utf-8")
    with pytest.raises(BadSetting, match=FILE):
        first_days(on_sqlite)


def test_https_is_seen_from_the_settings(on_sqlite):
    safe = dataclasses.replace(
        on_sqlite.settings, public_url="https://x.gov.cn", desk_url="https://y.gov.cn"
    )
    assert step(dataclasses.replace(on_sqlite, settings=safe), "HTTPS").done

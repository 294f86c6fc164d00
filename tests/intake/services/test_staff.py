"""Who may be let in, and by whom."""

import pytest

from intake.domain.errors import Incomplete
from intake.domain.roles import Post, Role
from intake.services.casework import open_case
from intake.services.demo import PASSPHRASE
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.sessions import LoginFailed, log_in, officer_of
from intake.services.staff import (
    CannotGrant,
    NewMember,
    add_member,
    disable_member,
    granted_by_member,
    granted_by_recovery,
    list_members,
)
from intake.vault.keys import PrivateKey
from intake.vault.recovery import to_paper
from register.jurisdiction import Matter

PHRASE = "correct horse battery"


def newcomer(
    *, name="陈科长", department="industry", roles=frozenset({Role.OFFICER}), passphrase=PHRASE
) -> NewMember:
    return NewMember(name, {Post(department, role) for role in roles}, passphrase)


@pytest.fixture
def recovery(system) -> str:
    return system.settings.demo_recovery_file.read_text("ascii")


def test_a_member_let_in_by_a_colleague_reads_earlier_cases(system):
    form = NewReport("旧案", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    number = submit(system, form).case.number
    add_member(system, newcomer(), granted_by_member(system, "industry", PASSPHRASE))
    officer = officer_of(system, log_in(system, "陈科长", PHRASE))
    assert open_case(system, officer, number).report.text == "旧案"


def test_the_recovery_key_lets_in_where_every_member_is_gone(system, recovery):
    form = NewReport("旧案", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    number = submit(system, form).case.number
    disable_member(system, "industry")
    add_member(system, newcomer(), granted_by_recovery(system, recovery.lower()))
    officer = officer_of(system, log_in(system, "陈科长", PHRASE))
    assert open_case(system, officer, number).report.text == "旧案"


def test_another_departments_member_lets_nobody_in(system):
    with pytest.raises(CannotGrant, match="tax没有该部门的密钥"):
        add_member(system, newcomer(), granted_by_member(system, "tax", PASSPHRASE))
    assert "陈科长" not in {member.name for member in list_members(system)}


def test_an_administrator_lets_nobody_in_to_content(system):
    with pytest.raises(CannotGrant):
        add_member(system, newcomer(), granted_by_member(system, "admin", PASSPHRASE))


def test_another_instances_recovery_key_lets_nobody_in(system):
    paper = to_paper(PrivateKey.generate())
    with pytest.raises(CannotGrant, match="这不是本实例的恢复密钥"):
        add_member(system, newcomer(), granted_by_recovery(system, paper))


def test_a_mistyped_recovery_key_is_told(system, recovery):
    with pytest.raises(CannotGrant, match="恢复密钥有误"):
        granted_by_recovery(system, recovery[:-2])


def test_a_wrong_passphrase_grants_nothing(system):
    with pytest.raises(LoginFailed):
        granted_by_member(system, "industry", "wrong passphrase")


def test_an_administrator_is_added_without_any_key(system):
    def nothing(_department: str) -> PrivateKey:
        raise AssertionError("an administrator must not be given a department's key")

    add_member(system, newcomer(roles={Role.ADMINISTRATOR}), nothing)
    posts = {member.name: member.posts for member in list_members(system)}
    assert posts["陈科长"] == {Post("industry", Role.ADMINISTRATOR)}


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": " "}, "name", "1至40字"),
        ({"name": "industry"}, "name", "已有人使用"),
        ({"passphrase": "short"}, "passphrase", "至少12个字符"),
        ({"department": "treasury"}, "department", "没有部门“treasury”，可选：coordination"),
        ({"roles": set()}, "roles", "至少选择一个角色"),
        ({"roles": {Role.DISPATCHER}}, "roles", "只有协调小组办公室设分办人员"),
    ],
)
def test_a_bad_newcomer_is_refused_with_the_reason(system, recovery, given, field, says):
    with pytest.raises(Incomplete, match=says) as refused:
        add_member(system, newcomer(**given), granted_by_recovery(system, recovery))
    assert refused.value.field == field


def test_the_list_shows_who_is_disabled_and_since_when(system):
    disable_member(system, "tax")
    until = {member.name: member.disabled_on for member in list_members(system)}
    assert (until["tax"], until["industry"]) == (system.today(), None)
    with pytest.raises(Incomplete, match="没有名为“tax”的在用账号"):
        disable_member(system, "tax")

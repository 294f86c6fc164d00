"""What a new installation still lacks before it can serve: people, keys kept safe, addresses.

`mingjian init` prints the list, and the desk shows it to administrators and heads with what is
done already. Nothing here opens anything; it only counts posts, factors and settings.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from intake.db.engine import reading
from intake.db.logins import members_with_factors
from intake.db.people import all_members, has_members
from intake.domain.roles import COORDINATION, Post, Role
from intake.services.addressees import FILE, addressees
from intake.services.staff import StaffMember, list_members
from intake.services.system import System
from register.wording import gettext

ADD = "mingjian staff add --name NAME --department {department} --role {role}"
ANY_DEPARTMENT = "DEPARTMENT"


@dataclass(frozen=True)
class FirstStep:
    """One thing to see to."""

    title: str
    why: str
    how: str = ""
    """The command, or the file, that does it."""
    done: bool | None = None
    """None: the system cannot see it, somebody has to remember."""
    departments: tuple[str, ...] = ()
    """The departments that still lack it."""
    members: tuple[str, ...] = ()
    """The members who still lack it, by name."""


def first_days(system: System) -> list[FirstStep]:
    """Return what is to be seen to, in the order in which it is best done.

    Raises:
        BadSetting: the file of addresses cannot be read.

    """
    held = _posts_today(list_members(system))
    departments = [one.id for one in system.profile.departments]
    return [
        FirstStep(
            gettext("把恢复密钥存入保险柜"),
            gettext("所有人都忘记口令时，只有它能打开案件。抄写或打印，不要存在电脑上。"),
        ),
        *_at_coordination(held),
        *_in_each_department(held, departments),
        _one_somewhere(held),
        _second_factors(system),
        _addresses(system, departments),
        _https(system),
        FirstStep(
            gettext("设定每天备份，并试着恢复一次"),
            gettext("没有试过恢复的备份不算备份。"),
            "mingjian backup FILE",
        ),
    ]


def nobody_yet(system: System) -> bool:
    """Tell whether nobody was let in yet, so that no login can succeed."""
    with reading(system.engine) as connection:
        return not has_members(connection)


def _posts_today(members: Collection[StaffMember]) -> set[Post]:
    return {post for one in members if one.disabled_on is None for post in one.posts}


def _at_coordination(held: Collection[Post]) -> list[FirstStep]:
    wanted = {
        Role.DISPATCHER: (
            gettext("协调小组办公室有分办人员"),
            gettext("未能自动派出的举报和退单，由分办人员派单。"),
        ),
        Role.HEAD: (
            gettext("协调小组办公室有负责人"),
            gettext("再次退单由其裁定；逾期案件由其督办。"),
        ),
        Role.AUDITOR: (
            gettext("有审计人员"),
            gettext("查看、导出和核验谁看过什么、做过什么。"),
        ),
        Role.ADMINISTRATOR: (
            gettext("有系统管理员"),
            gettext("停用离职人员的账号，重置丢失的第二道验证。打不开任何案件。"),
        ),
    }
    return [
        FirstStep(
            title,
            why,
            ADD.format(department=COORDINATION, role=role),
            done=Post(COORDINATION, role) in held,
        )
        for role, (title, why) in wanted.items()
    ]


def _in_each_department(held: Collection[Post], departments: list[str]) -> list[FirstStep]:
    wanted = {
        Role.OFFICER: (
            gettext("每个单位都有承办人员"),
            gettext("没有承办人员的单位，派去的案件无人签收。"),
        ),
        Role.HEAD: (
            gettext("每个单位都有负责人"),
            gettext("延期、转办和审核由其决定；人员由其添加。自己提出的须由另一位负责人决定。"),
        ),
        Role.APPROVER: (
            gettext("每个单位都有审核公示稿的人员"),
            gettext("拟稿人不能审核自己的稿件。"),
        ),
    }
    found = []
    for role, (title, why) in wanted.items():
        lacking = tuple(one for one in departments if Post(one, role) not in held)
        how = ADD.format(department=ANY_DEPARTMENT, role=role)
        found.append(FirstStep(title, why, how, done=not lacking, departments=lacking))
    return found


def _one_somewhere(held: Collection[Post]) -> FirstStep:
    return FirstStep(
        gettext("有身份信息保管员"),
        gettext("举报人的联系方式只有保管员打得开。请不要由承办人员兼任。"),
        ADD.format(department=ANY_DEPARTMENT, role=Role.CUSTODIAN),
        done=any(post.role is Role.CUSTODIAN for post in held),
    )


def _second_factors(system: System) -> FirstStep:
    with reading(system.engine) as connection:
        have = members_with_factors(connection)
        lacking = tuple(
            one.name
            for one in all_members(connection)
            if one.disabled_on is None and one.id not in have
        )
    return FirstStep(
        gettext("每个人都设置第二道验证"),
        gettext("首次登录时设置手机验证器或安全密钥，并抄下恢复码。"),
        done=not lacking,
        members=lacking,
    )


def _addresses(system: System, departments: list[str]) -> FirstStep:
    listed = addressees(system)
    lacking = tuple(one for one in departments if not listed.get(one))
    return FirstStep(
        gettext("每个单位都收得到提醒"),
        gettext("写明每个单位的邮箱、企业微信或者钉钉地址。提醒只说有案件待办和期限，不含内容。"),
        str(system.settings.instance / FILE),
        done=not lacking,
        departments=lacking,
    )


def _https(system: System) -> FirstStep:
    addresses = (system.settings.public_url, system.settings.desk_url)
    return FirstStep(
        gettext("举报页面和工作台都用HTTPS"),
        gettext("安全密钥只在HTTPS下可用；没有HTTPS，口令和举报内容可能被人看到。"),
        "MINGJIAN_PUBLIC_URL, MINGJIAN_DESK_URL",
        done=all(address.startswith("https://") for address in addresses),
    )

"""`mingjian staff` as typed: people let in, appointed, ended, helped."""

import pytest
from click.testing import CliRunner

from intake.commands.staff import command
from intake.domain.roles import Post, Role
from intake.services.sessions import log_in
from intake.services.staff import list_members

PHRASE = "an entirely new phrase"


@pytest.fixture
def staff(on_sqlite):
    settings = on_sqlite.settings
    environment = {
        "MINGJIAN_INSTANCE": str(settings.instance),
        "MINGJIAN_PLACE": settings.place,
        "MINGJIAN_DATABASE_URL": settings.database_url,
        "MINGJIAN_DEMO": "1",
    }
    paper = settings.demo_recovery_file.read_text("ascii").strip()

    def run(*arguments: str, typed: tuple[str, ...] = (paper,)):
        lines = "".join(f"{line}\n" for line in typed)
        return CliRunner().invoke(command, arguments, input=lines, env=environment)

    run.paper = paper
    return run


def posts(system, name: str) -> frozenset[Post]:
    return next(one.posts for one in list_members(system) if one.name == name)


def test_someone_is_let_in_appointed_ended_and_disabled(staff, on_sqlite):
    added = staff(
        "add", "--name", "陈科长", "--department", "industry", "--role", "officer",
        typed=(staff.paper, PHRASE, PHRASE),
    )  # fmt: skip
    assert (added.exit_code, "已添加陈科长" in added.output) == (0, True), added.output
    given = staff(
        "appoint", "陈科长", "--department", "ecology", "--role", "officer",
        "--until", "2099-12-31", "--for", "ecology",
    )  # fmt: skip
    assert given.exit_code == 0, given.output
    assert posts(on_sqlite, "陈科长") == {
        Post("industry", Role.OFFICER), Post("ecology", Role.OFFICER),
    }  # fmt: skip
    ended = staff("end", "陈科长", "--department", "industry", "--role", "officer", typed=())
    assert ended.exit_code == 0, ended.output
    assert posts(on_sqlite, "陈科长") <= {Post("ecology", Role.OFFICER)}
    assert "陈科长" in staff("list", typed=()).output
    assert staff("disable", "陈科长", typed=()).exit_code == 0
    again = staff("disable", "陈科长", typed=())
    assert (again.exit_code, "没有名为“陈科长”的在用账号" in again.output) == (1, True)


def test_a_forgotten_passphrase_and_a_lost_phone_are_helped(staff, on_sqlite):
    done = staff("passphrase", "tax", typed=(staff.paper, PHRASE, PHRASE))
    assert done.exit_code == 0, done.output
    assert log_in(on_sqlite, "tax", PHRASE)
    assert staff("second-factor", "tax", typed=()).exit_code == 0
    assert staff("second-factor", "nobody", typed=()).exit_code == 1


def test_faults_are_told_plainly(staff):
    wrong = staff("passphrase", "tax", typed=("not the paper",))
    assert (wrong.exit_code, "恢复密钥有误" in wrong.output) == (1, True)
    open_ended = staff(
        "appoint", "tax", "--department", "industry", "--role", "officer", "--for", "industry"
    )
    assert (open_ended.exit_code, "须写明截止日期" in open_ended.output) == (1, True)
    bad_day = staff("end", "tax", "--department", "tax", "--role", "officer",
                    "--last-day", "tomorrow", typed=())  # fmt: skip
    assert bad_day.exit_code == 2
    assert "Traceback" not in wrong.output + open_ended.output + bad_day.output

"""A notice lets the name of an ended enterprise go however it wrote it, and nothing else."""

import datetime as dt

import pytest

from intake.services.redacting import redactions
from register.acts import Basis, Enterprise, PublicityEnded, Reply
from register.histories import History

DAY = dt.date(2026, 11, 22)
INSTEAD = "（一家企业，公示已结束）"
HEAD = "Title: 公告\nSlug: listed\nDate: 2026-11-22\n"


def act(kind, number, name, **fields):
    return kind(
        id=f"01KAPFTM00AAAAAAAAAAAAAA{number:02}",
        date=DAY,
        formed_on=DAY,
        enterprise=Enterprise("firm-1", name, "440802", "3120"),
        department="industry",
        basis=Basis("中华人民共和国节约能源法", "第七十二条"),
        document="演〔2026〕9号",
        by=("industry-drafter", "industry-approver"),
        salt="0" * 64,
        **fields,
    )


@pytest.fixture
def ended(tmp_path):
    """Return the function that ends a firm's publicity and gives the notice as it is then."""

    def ending(name, content):
        notice = tmp_path / "notices" / "listed.md"
        notice.parent.mkdir()
        notice.write_bytes(content)
        said = act(Reply, 1, name, refers_to="01KAPFTM00AAAAAAAAAAAAAA00", text="申辩")
        gone = act(PublicityEnded, 2, name, refers_to=said.id, ground="已完成信用修复")
        changes = redactions(tmp_path, [History("firm-1", [said, gone])], {said.id, gone.id}, DAY)
        change = changes.get("notices/listed.md")
        return change and change.content.decode()

    return ending


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("演示（粤西）钢铁有限公司", "演示（粤西）钢铁"),
        ("演示（粤西）钢铁有限公司", "演示(粤西)钢铁有限公司"),
        ("演示(粤西)钢铁有限公司", "演示（粤西）钢铁有限公司"),
        ("演示ABC钢铁有限公司", "演示ＡＢＣ钢铁"),
        ("演示ABC钢铁有限公司", "演示ABC 钢铁"),
    ],
)
def test_a_name_goes_in_whatever_brackets_widths_and_case_it_was_written(ended, name, written):
    left = ended(name, f"{HEAD}\n列入名单：{written}、演示二号水泥有限公司。\n".encode())
    assert f"列入名单：{INSTEAD}、演示二号水泥有限公司。" in left


def test_a_notice_in_another_charset_does_not_stop_an_ending(ended):
    assert ended("演示一号钢铁有限公司", "标题：另一个公告".encode("gbk")) is None

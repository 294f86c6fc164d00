"""`mingjian import` says what became of every row, and stores only when it is asked to."""

from __future__ import annotations

import csv
import json
import sqlite3
import stat

import pytest

LIST = (
    "企业名称,产能(万吨),备注\n湛江恒山钢铁有限公司,30,\n湛江大同水泥厂,约20,\n"
    "湛江四方煤矿,5,联系人13812345678\n合计,55,\n"
)


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes(LIST.encode("gb18030"))
    return path


@pytest.fixture
def environment(installed, tmp_path):
    import shutil

    folder = tmp_path / "instance"
    shutil.copytree(installed / "zhanjiang", folder)
    return {"MINGJIAN_INSTANCE": str(folder), "MINGJIAN_DEMO": "1"}


def drafts_in(environment) -> int:
    database = sqlite3.connect(f"{environment['MINGJIAN_INSTANCE']}/mingjian.sqlite3")
    try:
        return database.execute("SELECT count(*) FROM drafts").fetchone()[0]
    finally:
        database.close()


def test_a_dry_run_needs_no_instance_and_counts_every_row_once(mingjian, listed):
    run = mingjian(
        "import", listed, "--place", "enping", "--kind", "closure", "--dry-run", "--json"
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["accepted"], told["flagged"], told["refused"]) == (1, 1, 2)
    assert [(row["row"], row["verdict"]) for row in told["rows"]] == [
        (2, "accepted"), (3, "flagged"), (4, "refused"), (5, "refused"),
    ]  # fmt: skip
    assert all(bool(row["reason"]) == (row["verdict"] != "accepted") for row in told["rows"])
    assert "13812345678" not in run.stdout


def test_people_are_told_in_words(mingjian, listed):
    run = mingjian("import", listed, "--place", "zhanjiang", "--kind", "closure", "--dry-run")
    assert "共4行：接受1行，接受但需核对1行，退回2行。" in run.stdout
    assert "第4行 退回：含有个人信息（手机号码138********）" in run.stdout
    english = mingjian(
        "import", listed, "--place", "zhanjiang", "--kind", "closure", "--dry-run",
        env={"LC_ALL": "en_US.UTF-8"},
    )  # fmt: skip
    assert "4 rows: 1 accepted, 1 accepted with a flag, 2 refused." in english.stdout


def test_a_run_stores_drafts_and_a_second_none(mingjian, listed, environment):
    first, second = (
        json.loads(
            mingjian(
                "import", listed, "--place", "zhanjiang", "--kind", "closure", "--json",
                env=environment,
            ).stdout
        )
        for _ in range(2)
    )  # fmt: skip
    assert (first["added"], first["already"]) == (2, 0)
    assert (second["added"], second["already"]) == (0, 2)
    assert drafts_in(environment) == 2


def test_refused_rows_come_back_as_a_file_of_their_owner_s(mingjian, listed, tmp_path):
    target = tmp_path / "退回.csv"
    run = mingjian(
        "import", listed, "--place", "zhanjiang", "--kind", "closure", "--dry-run",
        "--rejects", target,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with target.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["原行号"] for row in rows] == ["4", "5"]
    assert "手机号码" in rows[0]["退回原因"]


def test_a_column_is_mapped_by_hand_and_an_unknown_field_is_named(mingjian, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("甲,乙,备注,备注\n湛江恒山钢铁有限公司,30万吨,,\n", "utf-8")
    options = ("--place", "zhanjiang", "--kind", "closure", "--dry-run", "--json")
    mapped = mingjian("import", path, *options, "--map", "乙=capacity")
    told = {"甲": "enterprise", "乙": "capacity", "备注": "note", "备注 (2)": "note"}
    assert json.loads(mapped.stdout)["columns"] == [told]
    wrong = mingjian("import", path, *options, "--map", "乙=weight")
    assert wrong.returncode == 2
    assert "capacity" in wrong.stderr


def test_what_can_t_be_done_says_why(mingjian, tmp_path, listed):
    old = tmp_path / "旧.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    options = ("--place", "zhanjiang", "--kind", "closure")
    unreadable = mingjian("import", old, *options, "--dry-run")
    assert unreadable.returncode == 1
    assert "损坏" in unreadable.stderr
    homeless = mingjian("import", listed, *options)
    assert homeless.returncode == 1
    assert "MINGJIAN_INSTANCE" in homeless.stderr
    assert mingjian("import", listed, "--place", "zhanjiang", "--kind", "x").returncode == 2

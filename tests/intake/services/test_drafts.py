"""A list becomes drafts whole or not at all, once however often it comes, and is remembered."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intake.db.draft_schema import column_maps, drafts, imports
from intake.db.drafts import drafts_of, imports_newest_first
from intake.db.engine import reading
from intake.db.schema import audit
from intake.services.drafts import import_list
from register.importing.columns import Field
from register.importing.remarks import Code
from register.importing.tables import UnreadableTable

LIST = """2021年退出名单,,
企业名称,所在地,产能(万吨)
湛江恒山钢铁有限公司,麻章区,30
湛江大同水泥厂,廉江市,约20
合计,,50
""".encode("gbk")


def bring(system, content=LIST, **options):
    return import_list(system, content, "名单.csv", "closure", **options)


def count(system, table) -> int:
    with reading(system.engine) as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_good_rows_become_drafts_as_published_and_as_read(system):
    outcome = bring(system)
    assert (outcome.added, outcome.known) == (2, 0)
    with reading(system.engine) as connection:
        (run,) = imports_newest_first(connection, 10)
        first, second = drafts_of(connection, run.id, size=10)
        (after,) = drafts_of(connection, run.id, after=0, size=10)
    assert (run.file_name, run.kind, run.accepted, run.flagged, run.refused, run.added) == (
        "名单.csv", "closure", 1, 1, 1, 2,
    )  # fmt: skip
    assert first.draft.raw[0] == ("企业名称", "湛江恒山钢铁有限公司")
    assert first.draft.parsed.area == "440811"
    assert str(first.draft.parsed.capacity) == "30万吨"
    assert first.draft.title == "2021年退出名单"
    assert [remark.code for remark in second.draft.remarks] == [Code.INEXACT]
    assert (first.row, second.row, after) == (3, 4, second)


def test_importing_twice_makes_no_doubles(system):
    bring(system)
    again = bring(system, LIST.decode("gbk").encode())
    assert (again.added, again.known) == (0, 2)
    assert count(system, drafts) == 2
    assert count(system, imports) == 2


def test_only_the_new_rows_of_a_longer_list_are_added(system):
    bring(system)
    longer = LIST.decode("gbk").replace("合计", "湛江四方煤矿,廉江市,5\n合计")
    assert bring(system, longer.encode()).added == 1


def test_the_same_firm_in_next_year_s_list_is_another_draft(system):
    bring(system)
    assert bring(system, LIST.decode("gbk").replace("2021", "2022").encode()).added == 2


def test_nothing_is_half_imported(system):
    def fail(_imported):
        raise OSError("disk full")

    trail = count(system, audit)
    with pytest.raises(OSError, match="disk full"):
        bring(system, inspect=fail)
    with pytest.raises(UnreadableTable):
        bring(system, b"PK\x03\x04")
    assert count(system, drafts) == count(system, imports) == 0
    assert count(system, audit) == trail


def test_a_failure_while_storing_leaves_nothing(on_sqlite):
    with on_sqlite.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON drafts WHEN NEW.place = 1 "
            "BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(Exception, match="full"):
        bring(on_sqlite)
    assert count(on_sqlite, drafts) == count(on_sqlite, imports) == 0


def test_columns_mapped_by_hand_are_remembered_for_the_same_header(system):
    strange = "甲,乙\n湛江恒山钢铁有限公司,30万吨\n"
    bring(system, strange.encode(), given={"甲": Field.ENTERPRISE, "乙": Field.CAPACITY})
    assert count(system, column_maps) == 1
    later = bring(system, strange.replace("恒山", "恒岳").encode())
    (row,) = later.imported.rows
    assert str(row.draft.parsed.capacity) == "30万吨"


def test_an_import_is_in_the_audit_trail(system):
    bring(system)
    with reading(system.engine) as connection:
        actions = connection.scalars(select(audit.c.action).order_by(audit.c.id)).all()
    assert actions[-1] == "import-list"


def test_a_list_of_thousands_is_stored_and_known_again(on_sqlite):
    rows = "".join(f"湛江第{n}钢铁有限公司,{n}\n" for n in range(1, 3001))
    content = ("企业名称,产能(万吨)\n" + rows).encode()
    assert bring(on_sqlite, content).added == 3000
    assert bring(on_sqlite, content).known == 3000

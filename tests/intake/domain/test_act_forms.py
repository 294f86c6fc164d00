"""Forms ask for everything that acts say, and what was typed becomes the act it describes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.act_forms import CHANGES, fields_of, flat
from intake.domain.act_reading import Issued, act_of, day_of
from intake.domain.drafting import NotReady
from register.acts import KINDS, Corrected, kind_of
from register.files import load_book
from register.profiles import load_profile

CONTENT = Path(__file__).parents[3] / "content"
BOOKS = {
    place: load_book(CONTENT / place, load_profile(CONTENT / place)).acts
    for place in ("zhanjiang", "enping")
}
ACTS = [act for acts in BOOKS.values() for act in acts]
CARD = {
    "enterprise.name": "湛江市例琅炼钢有限公司",
    "enterprise.area": "440811",
    "enterprise.industry": "3120",
    "basis.law": "《中华人民共和国节约能源法》",
    "basis.clause": "第七十二条",
    "document": "湛工信〔2026〕88号",
    "formed_on": "2026-11-20",
}
LINE = {"year": "2026", "scope": "line", "method": "拆除"}
ISSUED = Issued("0" * 26, "2026-11-23", "industry", "e-1", ("a-drafter", "a-approver"), "0" * 64)


def issued(act):
    return Issued(act.id, act.date.isoformat(), act.department, act.enterprise.id, act.by, act.salt)


def typed_as(act):
    typed = flat(act)
    if isinstance(act, Corrected):
        typed |= {f"{CHANGES}.{path}": value for path, value in act.changes.items()}
    return typed


def test_every_act_of_both_books_could_have_been_typed_on_its_form():
    by_id = {act.id: act for act in ACTS}
    for act in ACTS:
        target = by_id.get(getattr(act, "refers_to", ""))
        assert act_of(kind_of(act), typed_as(act), issued(act), target) == act


def test_a_correction_calls_the_firm_what_it_says_is_right_unless_it_was_renamed_since():
    card = {**CARD, "subject": "energy", "problem": "超限额", "deadline": "2027-01-01"}
    target = act_of("yellow-card", card, ISSUED)
    changes = {
        "changes.enterprise.name": "湛江市例琅炼铁厂",
        "changes.enterprise.uscc": "9144",
    }
    typed = {**CARD, **changes, "refers_to": target.id, "reason": "录入有误"}
    firm = act_of("corrected", typed, ISSUED, target).enterprise
    assert (firm.name, firm.uscc, firm.id) == ("湛江市例琅炼铁厂", "9144", "e-1")
    renamed = typed | {"enterprise.name": "湛江市新例琅钢铁厂"}
    assert act_of("corrected", renamed, ISSUED, target).enterprise.name == "湛江市新例琅钢铁厂"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_form_names_every_required_field_and_nothing_else(kind):
    with pytest.raises(NotReady) as refused:
        act_of(kind, {}, ISSUED)
    missing = {finding.field for finding in refused.value.findings}
    asked = {field.path for field in fields_of(kind, {}) if field.required}
    assert asked <= missing
    assert missing - asked <= {"refers_to", "changes"}


def test_what_no_form_asks_for_is_not_taken_over():
    crafted = {
        "id": "1" * 26,
        "by.0": "x",
        "salt": "f" * 64,
        "kind": "red-card",
        "date": "1999-01-01",
    }
    card = {**CARD, "subject": "energy", "problem": "超限额", "deadline": "2027-01-01"}
    act = act_of("yellow-card", card | crafted | {"overruled.0.reason": "x"}, ISSUED)
    assert (act.id, act.by, act.salt, act.date.year) == (
        "0" * 26, ("a-drafter", "a-approver"), "0" * 64, 2026,
    )  # fmt: skip
    assert act.overruled == ()


def test_figures_and_days_are_read_as_people_write_them():
    lines = {"lines.0.equipment": "65t转炉", "lines.0.count": "２", "lines.0.capacity": "1,300.50",
             "lines.0.unit": "万吨"}  # fmt: skip
    act = act_of("closure", {**CARD, **LINE, **lines, "formed_on": "２０２６年11月 2日"}, ISSUED)
    assert (act.lines[0].count, act.lines[0].capacity) == (2, 1300.5)
    assert str(act.formed_on) == "2026-11-02"


def test_rows_left_empty_are_passed_over_and_half_filled_ones_named():
    first = {"lines.0.equipment": "转炉", "lines.0.count": "1"}
    third = {"lines.2.equipment": "高炉", "lines.2.count": "3"}
    act = act_of("closure", {**CARD, **LINE, **first, **third}, ISSUED)
    assert [line.equipment for line in act.lines] == ["转炉", "高炉"]
    with pytest.raises(NotReady) as refused:
        act_of("closure", {**CARD, **LINE, **first, "lines.2.equipment": "高炉"}, ISSUED)
    assert [finding.field for finding in refused.value.findings] == ["lines.2.count"]


def test_more_rows_are_offered_than_are_filled():
    rows = {
        f.path.split(".")[1]
        for f in fields_of("closure", {"lines.7.count": "1"})
        if "lines" in f.path
    }
    assert rows == {str(n) for n in range(10)}
    odd = {"lines.999.count": "1", "lines.x.count": "1", "lines.-1.count": "1"}
    assert len(fields_of("closure", odd)) < 500


PATHS = sorted({field.path for kind in KINDS for field in fields_of(kind, {})})


@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(
        st.sampled_from([*PATHS, "changes.a.b.c", "changes.", "refers_to"]), st.text(max_size=30)
    ),
)
def test_nothing_typed_breaks_the_form(kind, typed):
    with pytest.raises(NotReady) as refused:
        act_of(kind, {**typed, "formed_on": "x"}, ISSUED)
    assert all(finding.reason and finding.remedy for finding in refused.value.findings)
    assert day_of("2026-13-40") is None

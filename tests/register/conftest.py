"""Builders for acts: a test names only what it is about."""

import datetime as dt
import random
from pathlib import Path

import pytest

from register.acts import (
    Basis,
    Closure,
    Corrected,
    Enterprise,
    Extension,
    Lookback,
    OverLimit,
    Period,
    ProductionLine,
    PublicityEnded,
    Rectified,
    RedCard,
    Reply,
    Scope,
    Sealed,
    Subject,
    Withdrawn,
    YellowCard,
)
from register.profiles import load_profile

CONTENT = Path(__file__).parents[2] / "content"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DAY = dt.date(2025, 3, 3)
LINE = ProductionLine("中频炉", 2, 12.5, "万吨")

OWN_FIELDS = {
    YellowCard: {
        "subject": Subject.ENERGY, "problem": "能耗超限额", "deadline": dt.date(2025, 9, 3),
    },
    Extension: {
        "requested_on": dt.date(2025, 8, 20),
        "deadline": dt.date(2025, 12, 3),
        "reason": "设备到货延迟",
    },
    Rectified: {"finding": "整改验收合格"},
    RedCard: {"subject": Subject.ENERGY, "finding": "逾期未整改", "measure": "依法关闭"},
    OverLimit: {
        "pollutant": "二氧化硫", "limit": 50, "measured": 81.5, "unit": "mg/m³",
        "period": Period(dt.date(2025, 1, 1), dt.date(2025, 1, 31)),
    },
    Closure: {"year": 2025, "scope": Scope.LINE, "lines": (LINE,), "method": "拆除"},
    Sealed: {
        "line": LINE, "reason": "债务纠纷", "promise": "不再恢复生产",
        "dismantle_by": dt.date(2025, 12, 31),
    },
    Lookback: {"resumed": True, "finding": "现场复查"},
    Reply: {"text": "正在整改"},
    Corrected: {"changes": {"problem": "能耗超限额10%"}, "reason": "录入有误"},
    Withdrawn: {"reason": "行政决定已撤销"},
    PublicityEnded: {"ground": "《信用修复管理办法》"},
}  # fmt: skip


class Maker:
    """Makes well-formed acts with fields of one's choice; ids differ, in the order of making."""

    def __init__(self):
        self._made = 0
        self._random = random.Random(0)

    def id(self):
        self._made += 1
        digits, rest = "", self._made
        for _ in range(25):
            rest, digit = divmod(rest, 32)
            digits = CROCKFORD[digit] + digits
        return "0" + digits

    def __call__(self, kind, refers_to=None, **fields):
        firm = {
            "id": fields.pop("firm", "firm-1"),
            "name": fields.pop("name", "湛江市明镜演示炼钢有限公司"),
            "area": fields.pop("area", "440802"),
            "industry": fields.pop("industry", "3120"),
            "uscc": fields.pop("uscc", None),
        }
        common = {
            "id": self.id(),
            "date": DAY,
            "enterprise": Enterprise(**firm),
            "department": "industry",
            "basis": Basis("中华人民共和国节约能源法", "第七十二条"),
            "document": "湛工信〔2025〕5号",
            "by": ("industry-drafter", "industry-approver"),
            "salt": f"{self._random.getrandbits(256):064x}",
        }
        reference = {"refers_to": refers_to.id} if refers_to else {}
        merged = {**common, **OWN_FIELDS.get(kind, {}), **reference, **fields}
        return kind(**{"formed_on": merged["date"], **merged})


@pytest.fixture(scope="session")
def make():
    return Maker()


@pytest.fixture(scope="session")
def profile():
    return load_profile(CONTENT / "zhanjiang")


@pytest.fixture(scope="session")
def content():
    return CONTENT

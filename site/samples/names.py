"""Names of firms that do not exist, and that nobody can take for one that does.

Every 字号 (the distinctive part of a firm's name) begins with one of `MARKS`: 拟 draft, 演
rehearsed, 例 example, 虚 void, 设 supposed. No real firm chooses such a word for its name, none of
them is a family name, and in samples two words for stones and waters follow. Both the demo books
and samples keep to this; a test holds them to it.
"""

from __future__ import annotations

from random import Random

MARKS = "拟演例虚设"
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "实业有限公司", "科技有限公司")
_STONES = "琅玑璟琼璞珩璋珏琮瑄瑭璐瑱砾碣砥砺硕磐磊岚峪岑嵘峒崃岐峦崮崧垚垣堃坤埔圩墉塬坪"
_WATERS = "澜沅沣泓淞涧溪浔渚泸湄漳淇汐洹澧沁渤泊涟漪滁沭涪汀濮潞泾渭沂洮浠淦灏瀚渝沪湛滦"


class FictionalNames:
    """Makes names, each only once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def name(self, place: str, trade: str) -> str:
        """Return a new name of a firm in `place` whose trade is, say, 炼钢 or 水泥."""
        choose = self._rng.choice
        while True:
            distinctive = choose(MARKS) + choose(_STONES) + choose(_WATERS)
            name = f"{place}{distinctive}{trade}{choose(FORMS)}"
            if name not in self._given:
                self._given.add(name)
                return name

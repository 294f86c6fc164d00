"""Enterprise names as lists write them: what must be doubted, and what is no enterprise."""

from __future__ import annotations

import re

from register.importing.plain import NUMERAL, plain, remarks_in_brackets, says_nothing, squeezed
from register.importing.remarks import Code, Remark
from register.persons import ENDS, FIRM_END, sign_of_person

_FIRM_LIKE = re.compile(r"公司|[^炼焦铁钢]厂$|厂\(|煤?矿$|集团|合作社|粉磨站|煤井|加工点|经营部")
_HEADING = re.compile(
    r"^(?:所属|所在|集团|上级|母|生产|标称|经销|退出|淘汰|关闭|关停|被?抽[查检]|受检|涉及|合并)*"
    r"(?:公司|厂家?|单位|煤?矿)$"
)
"""What a column is called, not a firm."""
_TYPO = re.compile(
    r"有限司|有限公(?!司)|有公司|限公司(?<!有限公司)|责任司|股份司|有限公司公司|有限有限|公司司|份有公司|有眼公司|有限公同"
)
_TRUNCATED = re.compile(r"(?:\.{2,}|…+|·{2,})\)?$|[(（][^)）]*$")
_GARBLED = re.compile(r"[\ufffd`^~$\\]|锟斤拷|烫烫|[?？]{2,}|&[a-z]+;|[\ue000-\uf8ff]")
_GAP = re.compile(r"(?<=[\u3400-\u9fff(])\s+(?=[\u3400-\u9fff)])")
_PLACES = re.compile(r"^([\u3400-\u9fff]{2,4}?[省市县区]?)\1")
_FORMER = re.compile(r"^原(?!料|子|野|平|阳|州|煤|油|生)|\(原[^)]*\)|曾用名|更名")
_JOINTS = re.compile(r"[、;；/\n]+|(?<=公司)[和与及,，](?=.+公司)|(?<=厂)[和与及,，](?=.+厂)")
_AND_OTHERS = re.compile(rf"等(?:\d+|{NUMERAL}+|[多数几])[家户](?:企业)?\)?$")
_NO_NAMES = re.compile(
    r"^(?:企业|单位|公司)?名称?(?:缺失|不详|未知)$|^(?:生产)?(?:企业|单位|公司|工厂|厂家|矿井|煤矿)名称$|^(?:待定|待查|其他|其它|同上|略|若干|不详|缺|空白|共?\d+[家户个处座](?:企业)?)$"
)
_NUMERIC = re.compile(r"[\d\s.,%+-]+")


def read_name(text: str) -> tuple[str, list[Remark]]:
    """Return an enterprise's name in one line and what must be said of it.

    A name that is none at all carries a remark that refuses the row.
    """
    name = squeezed(text)
    bare = re.sub(r"\([^()]*\)?", "", name)
    if says_nothing(text):
        return "", [Remark(Code.NO_NAME)]
    if not bare or _NO_NAMES.search(bare):
        return name, [Remark(Code.NOT_A_NAME, plain(text))]
    if _NUMERIC.fullmatch(bare) or not re.search(r"[\u3400-\u9fffa-zA-Z]", bare):
        return name, [Remark(Code.NOT_A_NAME, plain(text))]
    several = firms_in(text)
    if len(several) > 1 or _AND_OTHERS.search(name):
        return name, [Remark(Code.SEVERAL_FIRMS, "、".join(several))]
    return name, [*_written(text, name), *_person(name), *_short(name, bare)]


def firms_in(text: str) -> list[str]:
    """Return the names of a cell that holds several firms, or its one name."""
    parts = [squeezed(part) for part in _JOINTS.split(text) if part.strip()]
    if len(parts) > 1 and all(re.search(rf"(?:{ENDS})\)?$", part) for part in parts):
        return parts
    return [squeezed(text)]


def looks_like_a_firm(text: str) -> bool:
    """Tell whether a cell is plainly an enterprise's name: used to tell columns apart."""
    name = squeezed(text)
    heading = "名称" in name or _HEADING.search(name)
    return 4 <= len(name) <= 60 and not heading and bool(_FIRM_LIKE.search(name))


def _written(text: str, name: str) -> list[Remark]:
    """What the way the name is written gives to doubt."""
    found = []
    for code, pattern in (
        (Code.TYPO, _TYPO),
        (Code.REPEATED_PLACE, _PLACES),
        (Code.GARBLED, _GARBLED),
    ):
        if match := pattern.search(name):
            found.append(Remark(code, match[0]))
    if _TRUNCATED.search(name):
        found.append(Remark(Code.TRUNCATED))
    if _GAP.search(text.strip()):
        found.append(Remark(Code.SPACES))
    if _FORMER.search(name):
        found.append(Remark(Code.FORMER_NAME))
    note = remarks_in_brackets(name)[-1:] if name.endswith(")") else []
    if note and not _FORMER.search(name):
        found.append(Remark(Code.SITE, note[0]))
    return found


def _person(name: str) -> list[Remark]:
    """Sole traders and units that seem to bear a person's name: an officer decides."""
    sign = sign_of_person(name)
    return [Remark(Code.NATURAL_PERSON, sign)] if sign else []


def _short(name: str, bare: str) -> list[Remark]:
    ended = re.search(FIRM_END, bare) or re.search(FIRM_END, name)
    whole = (len(bare) >= 4 and ended) or "有限" in name or _TRUNCATED.search(name)
    return [] if whole else [Remark(Code.SHORT_NAME)]

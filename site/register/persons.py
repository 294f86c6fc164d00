"""Enterprises that are persons: sole traders (个体工商户), and units that bear somebody's name.

What is found is a reason to ask, never a verdict: 李村砖厂 is a village's, 李小明砖厂 is a man's.
An officer decides. A company (公司) is a legal person whatever it is called.
"""

from __future__ import annotations

import re

# Patterns are text, which `re` compiles when asked: that takes long, and most builds never ask.
ENDS = (
    r"公司|集团|企业|总?厂|矿|[一二三四五六七八九十\d]+号?井|煤井|井|站|中心|场|社|所|院|校|局|部|基地|车间|工段"
    r"|作坊|小?作坊|店|铺|坊|行|户|窑|加工点|加工厂|点|炉|园|线|项目部|办事处|工作室|有限合伙|\(有限合伙\)"
)
FIRM_END = rf"(?:{ENDS})$"
"""What names of enterprises end in."""
_TRADER = (
    r"个体|经营部$|经营户|商行$|门市|农户|村民|居民|业主|户主|个人|自然人|某(?:某)?(?:$|\()"
    r"|姓名|加工点|作坊|承包"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱侯尹薛闫雷黎史陶贺顾郝龚邵严覃戴莫孔汤"
)
_FAMILIES = frozenset(_SURNAMES)
_PERSON = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
TRADES = (
    r"磨具|模具|五金|建材|机械|铸造|铸件|炼铁|炼钢|轧钢|钢铁|石灰|石材|砖瓦|红砖|砖|瓦|水泥|造纸|纸品|纸箱|纸|皮革"
    r"|塑料|废旧|家具|木材|木业|食品|加工|印染|服装|玻璃|陶瓷|采石|矿产|电镀|化工|饲料|养殖|洗煤|选矿|冶炼|焦化|炼焦"
)
"""What names of enterprises say they do, just before the end."""
_PERSONAL_UNIT = rf"({_PERSON})(?:{TRADES})*(?:加工)?(?:厂|场|点|坊|窑|店|部|行|铺|户|摊|站)$"
_REGION = r"^.*[省市县区镇乡村街](?=.{3,})"
_NAMED = rf"^{_PERSON}$"
_COMPANY = r"公司|集团"
_SOLE_TRADER_CODE = "92"
"""GB 32100: registered by market regulation (9) as 个体工商户 (2)."""


def sign_of_person(name: str) -> str:
    """Return what in a normalised name shows that it may be a person's; empty where nothing does.

    Of a personal name only the family name is returned: a reason must not repeat it.
    """
    if re.search(_COMPANY, name):
        return ""
    sign = re.search(_TRADER, name)
    if sign:
        return sign[0]
    local = re.sub(_REGION, "", base_name(name))
    if re.search(_NAMED, local) and not re.search(FIRM_END, local):
        return local[0] + "某"
    unit = re.fullmatch(_PERSONAL_UNIT, local)
    return unit[1][0] + "某" if unit else ""


def maybe_person(name: str) -> bool:
    """Tell quickly whether a name must be looked at more closely: nearly all are companies'."""
    if name.endswith("公司"):
        return False
    return not _FAMILIES.isdisjoint(name) or bool(re.search(_TRADER, name))


def is_sole_trader(code: str) -> bool:
    """Tell whether a normalised credit code was given to a 个体工商户."""
    return len(code) == 18 and code.startswith(_SOLE_TRADER_CODE)


def maybe_sole_trader(code: str) -> bool:
    """Tell quickly whether a code as published should be asked about."""
    return not code.startswith("91")


def base_name(name: str) -> str:
    """Return a name without the workshop or note in brackets at its end."""
    return re.sub(r"\([^()]*\)?$", "", name) or name

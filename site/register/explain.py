"""Why a line couldn't be decoded, in words that name the field and the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from register.canonical import NotCanonical
from register.wording import gettext


class Explanation(msgspec.Struct, frozen=True):
    """One decoding error in plain words."""

    field: str
    """Path within the record, `enterprise.name` or `lines.0.capacity`; empty for the whole line."""
    reason: str
    remedy: str


Words = tuple[str, str]
_REGEX_REMEDIES: dict[str, Callable[[], str]] = {
    "^[0-7]": lambda: gettext("编号应为26位ULID，请由系统生成"),
    "^[0-9a-f]{64}": lambda: gettext("应为64位十六进制小写字符，请由系统生成"),
    "^[a-z0-9]": lambda: gettext("只能用小写字母、数字和连字符"),
}


def explain_typed(error: msgspec.ValidationError) -> Explanation:
    """Translate why something typed in a form is no value of its field: all typed is text."""
    match = re.match(r"Expected `(?P<expected>(?:int|float|bool)\b.*?)`, got `str`", str(error))
    return Explanation("", *_not_typed_well(match)) if match else explain(error)


def explain(error: Exception) -> Explanation:
    """Translate an error raised by msgspec, or by `register.canonical.decode`.

    Messages msgspec may word anew one day come through as they are, never lost.
    """
    if isinstance(error, NotCanonical):
        return Explanation("", *_not_canonical(error))
    if isinstance(error, UnicodeDecodeError):
        return Explanation("", gettext("不是UTF-8编码"), gettext("请将文件另存为UTF-8（无BOM）"))
    if not isinstance(error, msgspec.ValidationError):
        return Explanation("", *_not_json(str(error)))
    message, _, path = str(error).partition(" - at `$")
    field = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", path.rstrip("`")).lstrip(".")
    for pattern, words in _VALIDATION.items():
        match = re.match(pattern, message)
        if match:
            missing = match.groupdict().get("name")
            named = ".".join(filter(None, (field, missing)))
            return Explanation(named, *words(match))
    return Explanation(field, message, gettext("请更正该项"))


def _not_canonical(error: NotCanonical) -> Words:
    return (
        gettext("不是规范格式：键须排序、无多余空格、无重复键，整数不带小数点"),
        gettext("应写作：%(line)s", line=error) if error.args else gettext("请由系统重新生成"),
    )


def _not_json(message: str) -> Words:
    if message.startswith("Input data was truncated"):
        return gettext("JSON不完整，本行被截断"), gettext(
            "请从备份恢复本行，或删去这半行后重新登记"
        )
    at = re.search(r"\(byte (\d+)\)", message)
    where = gettext("（第%(byte)s字节）", byte=at[1]) if at else ""
    return gettext("不是有效的JSON%(where)s", where=where), gettext("请检查引号、逗号和括号")


def _expected(match: re.Match[str]) -> Words:
    return (
        gettext("类型不对，应为%(expected)s", expected=_type(match["expected"])),
        gettext("现为%(got)s，请更正", got=_type(match["got"])),
    )


def _pattern(match: re.Match[str]) -> Words:
    for start, remedy in _REGEX_REMEDIES.items():
        if match["regex"].startswith(start):
            return gettext("格式不对"), remedy()
    return gettext("格式不对"), gettext("应符合 %(pattern)s", pattern=match["regex"])


def _length(match: re.Match[str]) -> Words:
    if match["bound"] == ">=":
        return gettext("内容为空或太短"), gettext("至少%(n)s个字", n=match["n"])
    return gettext("内容太长"), gettext("最多%(n)s个字，请删减", n=match["n"])


def _range(match: re.Match[str]) -> Words:
    bound = f"{float(match['n']):.15g}"
    remedy = {
        ">=": lambda: gettext("不能小于%(bound)s", bound=bound),
        ">": lambda: gettext("应大于%(bound)s", bound=bound),
        "<=": lambda: gettext("不能大于%(bound)s", bound=bound),
        "<": lambda: gettext("应小于%(bound)s", bound=bound),
    }
    return gettext("数值超出范围"), remedy[match["bound"]]()


def _beyond(_match: re.Match[str]) -> Words:
    return gettext("数值超出范围"), gettext("请核对位数和单位")


def _not_typed_well(match: re.Match[str]) -> Words:
    if match["expected"].startswith("bool"):
        return gettext("没有这个选项"), gettext("请从列表中选择")
    if match["expected"].startswith("int"):
        return gettext("填的不是整数"), gettext("请填整数，不带单位，例如3")
    return gettext("填的不是数"), gettext("请填数字，不带单位，例如12.5")


_VALIDATION: dict[str, Callable[[re.Match[str]], Words]] = {
    r"Object missing required field `(?P<name>[^`]+)`": lambda _: (
        gettext("缺少必填项"),
        gettext("请补上该项"),
    ),
    r"Object contains unknown field `(?P<name>[^`]+)`": lambda _: (
        gettext("没有这一项"),
        gettext("请核对拼写，或删去该项"),
    ),
    r"Invalid (?:enum )?value (?P<value>.+)": lambda match: (
        gettext("没有“%(value)s”这个取值", value=match["value"].strip("'\"")[:40]),
        gettext("请改为规定的取值"),
    ),
    r"Number out of range": _beyond,
    r"Invalid RFC3339 encoded date": lambda _: (
        gettext("日期不对"),
        gettext("应写作2021-05-13，且确有这一天"),
    ),
    r"Expected `[^`]+` matching regex '(?P<regex>.+)'": _pattern,
    r"Expected `[^`]+` of length (?P<bound>[<>]=?|==?)? ?(?P<n>\d+)": _length,
    r"Expected `(?:int|float|decimal)` (?P<bound>[<>]=?) (?P<n>\S+)": _range,
    r"Expected `(?P<expected>.+?)`, got `(?P<got>[^`]+)`": _expected,
}


def _type(name: str) -> str:
    parts = [_TYPES.get(part.strip(), lambda part=part: part)() for part in name.split("|")]
    return gettext("或").join(parts)


_TYPES: dict[str, Callable[[], str]] = {
    "str": lambda: gettext("文字"),
    "int": lambda: gettext("整数"),
    "float": lambda: gettext("数"),
    "bool": lambda: gettext("true或false"),
    "date": lambda: gettext("日期（年-月-日）"),
    "array": lambda: gettext("数组"),
    "object": lambda: gettext("对象"),
    "null": lambda: gettext("空值"),
}

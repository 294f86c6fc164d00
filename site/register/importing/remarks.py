"""What is said of a row: why it is refused, or what an officer must look at before using it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from register.uscc import Fault, message
from register.wording import LazyText
from register.wording import lazy_gettext as _


class Verdict(StrEnum):
    """What became of a row; every row has exactly one."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    REFUSED = "refused"


class Code(StrEnum):
    """Everything that can be remarked on a row. Those in `REFUSALS` make it no draft."""

    BLANK = "blank"
    TOTAL = "total"
    TOTAL_AGREES = "total-agrees"
    TOTAL_DIFFERS = "total-differs"
    HEADER_AGAIN = "header-again"
    SECTION = "section"
    FOOTNOTE = "footnote"
    PART = "part"
    NO_NAME = "no-name"
    NOT_A_NAME = "not-a-name"
    PERSONAL_DATA = "personal-data"
    LOWER_LIMIT = "lower-limit"
    NO_HEADER = "no-header"

    TYPO = "typo"
    SPACES = "spaces"
    TRUNCATED = "truncated"
    GARBLED = "garbled"
    SHORT_NAME = "short-name"
    REPEATED_PLACE = "repeated-place"
    FORMER_NAME = "former-name"
    SITE = "site"
    NATURAL_PERSON = "natural-person"
    SEVERAL_FIRMS = "several-firms"
    KNOWN_FIRM = "known-firm"
    SEVERAL_KNOWN = "several-known"
    RENAMED = "renamed"
    CODE_CONFLICT = "code-conflict"
    CREDIT_CODE = "credit-code"
    ORIGIN_UNSURE = "origin-unsure"
    PERSONAL_COLUMN = "personal-column"
    UNSEEN = "unseen"
    ANOTHER_FIRM = "another-firm"
    LEFT_OUT = "left-out"
    MAYBE_PERSONAL = "maybe-personal"

    SHARED_TOTAL = "shared-total"
    SHARED_CELL = "shared-cell"
    MONEY = "money"
    NO_UNIT = "no-unit"
    INEXACT = "inexact"
    SEVERAL_FIGURES = "several-figures"
    PART_OF_CAPACITY = "part-of-capacity"
    UNREAD_CAPACITY = "unread-capacity"
    ZERO_CAPACITY = "zero-capacity"
    COUNT_DIFFERS = "count-differs"
    PARTLY_DONE = "partly-done"
    OVERLAPPING = "overlapping"
    INCOMPLETE = "incomplete"

    NO_YEAR = "no-year"
    UNREAD_DATE = "unread-date"
    SERIAL_DATE = "serial-date"
    NEVER_BUILT = "never-built"
    PLAN_WITHDRAWN = "plan-withdrawn"
    NOT_YET_DONE = "not-yet-done"
    PASSED = "passed"

    UNREAD_FIGURE = "unread-figure"
    ZERO_LIMIT = "zero-limit"
    NOT_OVER = "not-over"

    EXTRA_CELLS = "extra-cells"
    FORMULA = "formula"
    ROW_TWICE = "row-twice"
    SHEET_TWICE = "sheet-twice"


REFUSALS = frozenset(
    {
        Code.BLANK,
        Code.TOTAL,
        Code.TOTAL_AGREES,
        Code.TOTAL_DIFFERS,
        Code.HEADER_AGAIN,
        Code.SECTION,
        Code.FOOTNOTE,
        Code.PART,
        Code.NO_NAME,
        Code.NOT_A_NAME,
        Code.PERSONAL_DATA,
        Code.LOWER_LIMIT,
        Code.NO_HEADER,
    }
)

_MESSAGES: Mapping[Code, LazyText] = {
    Code.BLANK: _("空行"),
    Code.TOTAL: _("合计行，不是企业"),
    Code.TOTAL_AGREES: _("合计行，不是企业；与各行之和相符（%(detail)s）"),
    Code.TOTAL_DIFFERS: _("合计行，不是企业；与各行之和不符（%(detail)s）"),
    Code.HEADER_AGAIN: _("重复的表头"),
    Code.SECTION: _("分节标题，不是企业"),
    Code.FOOTNOTE: _("表尾说明，不是企业"),
    Code.PART: _("“其中”一行是上一行的一部分，不是企业"),
    Code.NO_NAME: _("没有企业名称；与上一行同属一家企业的，请补上名称"),
    Code.NOT_A_NAME: _("“%(detail)s”不是企业名称，请填写企业全称"),
    Code.PERSONAL_DATA: _("含有个人信息（%(detail)s），不得导入；请删去后重新导入"),
    Code.LOWER_LIMIT: _("%(detail)s是下限指标，达到或高于标准值为达标，不是超标"),
    Code.NO_HEADER: _("本工作表没有找到写有企业名称的表头"),
    Code.TYPO: _("企业名称疑有错漏字（%(detail)s），照录"),
    Code.SPACES: _("企业名称中间有空格或换行，匹配时已略去"),
    Code.TRUNCATED: _("企业名称未写完"),
    Code.GARBLED: _("含有乱码或多余符号（%(detail)s）"),
    Code.SHORT_NAME: _("企业名称可能是简称，请核对全称"),
    Code.REPEATED_PLACE: _("企业名称开头地名重复（%(detail)s），照录"),
    Code.FORMER_NAME: _("所列为原企业名称，请核对现名"),
    Code.SITE: _("名称带有车间、分厂或其他括注（%(detail)s），请核对登记主体"),
    Code.NATURAL_PERSON: _("可能是个体工商户或自然人（%(detail)s），能否公示请先研究决定"),
    Code.SEVERAL_FIRMS: _("一格内有多家企业（%(detail)s），请分开登记"),
    Code.KNOWN_FIRM: _("与登记簿中的企业名称或代码相同（%(detail)s），请确认是否同一家"),
    Code.SEVERAL_KNOWN: _("登记簿中有多家企业与之相符（%(detail)s），请逐一核对"),
    Code.RENAMED: _("代码与登记簿中的%(detail)s相同而名称不同，可能已更名"),
    Code.CODE_CONFLICT: _("与登记簿中的%(detail)s同名而代码不同，请核对"),
    Code.ORIGIN_UNSURE: _("所列为产品标明的生产企业，是否其生产未经确认"),
    Code.MAYBE_PERSONAL: _("疑似含有个人信息（%(detail)s），公示前须由审核人员判断"),
    Code.PERSONAL_COLUMN: _("“%(detail)s”一栏是个人信息，没有导入"),
    Code.UNSEEN: _("“%(detail)s”一栏含有看不见的控制字符，会改变文字的显示，公示前须删去"),
    Code.ANOTHER_FIRM: _("本行还列有另一家企业（%(detail)s），没有导入，请分行列出"),
    Code.LEFT_OUT: _("同样内容的栏不止一个，“%(detail)s”没有读入，请在稿件中补上"),
    Code.SHARED_TOTAL: _("是几家合计的数字（%(detail)s），不能作为本企业的数字"),
    Code.SHARED_CELL: _("产能单元格由多行共用（%(detail)s），不能作为本行的数字"),
    Code.MONEY: _("产能栏写的是金额（%(detail)s）"),
    Code.NO_UNIT: _("产能没有单位（%(detail)s）"),
    Code.INEXACT: _("数字不是确数（%(detail)s）"),
    Code.SEVERAL_FIGURES: _("一格内有几个数字（%(detail)s），照录未拆分"),
    Code.PART_OF_CAPACITY: _("另注有部分数字或限定（%(detail)s）"),
    Code.UNREAD_CAPACITY: _("产能未能识别（%(detail)s），照录"),
    Code.ZERO_CAPACITY: _("产能为0"),
    Code.COUNT_DIFFERS: _("设备数量与编号个数不一致（%(detail)s）"),
    Code.PARTLY_DONE: _("设备只处置了一部分（%(detail)s），照录未拆分"),
    Code.OVERLAPPING: _("设备概述与明细写在一起（%(detail)s），照录未拆分"),
    Code.INCOMPLETE: _("设备未列全（写有“等”字或中断）"),
    Code.NO_YEAR: _("日期没有年份（%(detail)s）"),
    Code.UNREAD_DATE: _("日期未能识别（%(detail)s），照录"),
    Code.SERIAL_DATE: _("日期是电子表格的序号（%(detail)s），请核对"),
    Code.NEVER_BUILT: _("写明未建设（%(detail)s），没有可拆除的设备"),
    Code.PLAN_WITHDRAWN: _("写明已撤销或收回（%(detail)s）"),
    Code.NOT_YET_DONE: _("写的是计划或尚未完成（%(detail)s），不能作为已退出登记"),
    Code.PASSED: _("写的是合格或达标（%(detail)s），请核对是否应列入"),
    Code.UNREAD_FIGURE: _("数值未能识别（%(detail)s），照录"),
    Code.ZERO_LIMIT: _("限值为0，请核对执行标准"),
    Code.NOT_OVER: _("所列数值未超过限值（%(detail)s），请核对"),
    Code.EXTRA_CELLS: _("单元格比表头多%(detail)s个，可能错列"),
    Code.FORMULA: _("公式没有保存计算结果（%(detail)s）"),
    Code.SHEET_TWICE: _("与工作表“%(detail)s”中的一行内容相同，请核对是否重复"),
    Code.ROW_TWICE: _("与第%(detail)s行内容相同，请核对是否重复"),
}


class Remark(msgspec.Struct, frozen=True):
    """One remark; `detail` is what was published, or figures, never personal data.

    Of a credit code it is the fault that `register.uscc` found.
    """

    code: Code
    detail: str = ""

    def __str__(self) -> str:
        if self.code is Code.CREDIT_CODE:
            return message(Fault(self.detail))
        return str(_MESSAGES[self.code]) % {"detail": self.detail}


def verdict_of(remarks: Iterable[Remark]) -> Verdict:
    """Return the verdict that a row's remarks amount to."""
    codes = {remark.code for remark in remarks}
    if codes & REFUSALS:
        return Verdict.REFUSED
    return Verdict.FLAGGED if codes else Verdict.ACCEPTED

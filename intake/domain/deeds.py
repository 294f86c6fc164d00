"""What the audit trail calls things, in the words of the office."""

from __future__ import annotations

from enum import StrEnum

from intake.domain import drafting, errors
from intake.domain.lifecycle import MOVE_NAMES, Move
from register.wording import LazyText, gettext, lazy_gettext

PAGE = "page "
"""Before the name of a page that someone called without the right to."""
DRAFT = "draft-"
"""Before the move of a draft; the line is `about` the draft's id."""


class Deed(StrEnum):
    """What staff do besides moving cases; also the word for it on the trail."""

    LOOK = "look"
    LOG_IN = "log-in"
    LOG_OUT = "log-out"
    ADD_MEMBER = "member-added"
    DISABLE_MEMBER = "member-disabled"
    SHOW_FACTOR = "second-factor"
    SET_UP_FACTOR = "second-factor-set-up"
    REMOVE_FACTOR = "second-factor-removed"
    RESET_FACTORS = "second-factors-reset"
    ASK_IDENTITY = "identity-asked"
    OPEN_IDENTITY = "identity-opened"
    KEEP_IDENTITY = "identity-kept"
    LOOK_AT_IDENTITY = "identity-looked-at"
    EXPORT_IDENTITY = "identity-exported"
    RECUSE = "recused"
    REPLACE_KEY = "key-replaced"
    CHANGE_PASSPHRASE = "passphrase-changed"  # noqa: S105 - the word for a deed
    RESET_PASSPHRASE = "passphrase-reset"  # noqa: S105 - the same
    APPOINT = "appointed"
    END_POST = "post-ended"
    READ_TRAIL = "trail-read"
    EXPORT_TRAIL = "trail-exported"
    VERIFY_TRAIL = "trail-verified"
    IMPORT_LIST = "import-list"
    LOOK_AT_FILE = "look-at-file"
    FETCH_ORIGINAL = "fetch-original"
    SEND_FILES = "send-files"
    EXPORT = "export"
    EXPORT_ENCRYPTED = "export-encrypted"
    DESTROY = "destroy"
    COUNT_DEADLINE = "deadline-counted"


DEED_NAMES: dict[str, LazyText] = {
    Deed.LOOK: lazy_gettext("查看案件"),
    Deed.LOG_IN: lazy_gettext("登录"),
    Deed.LOG_OUT: lazy_gettext("退出登录"),
    Deed.ADD_MEMBER: lazy_gettext("添加人员"),
    Deed.DISABLE_MEMBER: lazy_gettext("停用账号"),
    Deed.SHOW_FACTOR: lazy_gettext("第二道验证"),
    Deed.SET_UP_FACTOR: lazy_gettext("设置第二道验证"),
    Deed.REMOVE_FACTOR: lazy_gettext("移除第二道验证"),
    Deed.RESET_FACTORS: lazy_gettext("重置第二道验证"),
    Deed.ASK_IDENTITY: lazy_gettext("申请查看举报人联系方式"),
    Deed.OPEN_IDENTITY: lazy_gettext("同意查看举报人联系方式"),
    Deed.KEEP_IDENTITY: lazy_gettext("不同意查看举报人联系方式"),
    Deed.LOOK_AT_IDENTITY: lazy_gettext("查看举报人联系方式"),
    Deed.EXPORT_IDENTITY: lazy_gettext("导出举报人联系方式"),
    Deed.RECUSE: lazy_gettext("回避"),
    Deed.REPLACE_KEY: lazy_gettext("更换单位密钥"),
    Deed.CHANGE_PASSPHRASE: lazy_gettext("修改口令"),
    Deed.RESET_PASSPHRASE: lazy_gettext("重设他人口令"),
    Deed.APPOINT: lazy_gettext("任职"),
    Deed.END_POST: lazy_gettext("免去职务"),
    Deed.READ_TRAIL: lazy_gettext("查看审计记录"),
    Deed.EXPORT_TRAIL: lazy_gettext("导出审计记录"),
    Deed.VERIFY_TRAIL: lazy_gettext("核验审计记录"),
    Deed.IMPORT_LIST: lazy_gettext("导入名单"),
    Deed.LOOK_AT_FILE: lazy_gettext("查看附件"),
    Deed.FETCH_ORIGINAL: lazy_gettext("下载附件原件"),
    Deed.SEND_FILES: lazy_gettext("向举报人发送文件"),
    Deed.EXPORT: lazy_gettext("导出案件（未加密）"),
    Deed.EXPORT_ENCRYPTED: lazy_gettext("导出案件（加密）"),
    Deed.DESTROY: lazy_gettext("到期销毁"),
    Deed.COUNT_DEADLINE: lazy_gettext("按新公布的节假日重算期限"),
}

REFUSAL_NAMES: dict[str, LazyText] = {
    errors.NotAllowed.__name__: lazy_gettext("没有权限"),
    errors.WrongState.__name__: lazy_gettext("案件状态不符"),
    errors.TooLate.__name__: lazy_gettext("超过时限"),
    errors.ActedOnMeanwhile.__name__: lazy_gettext("他人已先处理"),
    errors.Incomplete.__name__: lazy_gettext("填写不完整"),
    errors.NoSuchCase.__name__: lazy_gettext("没有这个案件或无权查看"),
    drafting.OwnDraft.__name__: lazy_gettext("拟稿人审核自己的稿件"),
    drafting.NotReady.__name__: lazy_gettext("稿件不合登记簿的规则"),
    drafting.NoSuchDraft.__name__: lazy_gettext("没有这份稿件或无权查看"),
    "LoginFailed": lazy_gettext("用户名或口令不正确"),
    "TooManyTries": lazy_gettext("尝试次数过多"),
    "WrongCode": lazy_gettext("验证码不正确"),
    "KeyNotAccepted": lazy_gettext("安全密钥没有通过验证"),
    "KeyMayBeCopied": lazy_gettext("安全密钥可能被复制"),
}


def deed_name(action: str) -> str:
    """Return the words for an action; one that has none yet is shown as it is stored."""
    if action.startswith(PAGE):
        return gettext("打开页面%(page)s", page=action.removeprefix(PAGE))
    move = action.removeprefix(DRAFT)
    if action.startswith(DRAFT) and move in set(drafting.DraftMove):
        return gettext("稿件：%(move)s", move=drafting.MOVE_NAMES[drafting.DraftMove(move)])
    if action in DEED_NAMES:
        return str(DEED_NAMES[action])
    return str(MOVE_NAMES[Move(action)]) if action in set(Move) else action


def refusal_name(refused: str) -> str:
    """Return the words for a kind of refusal; one that has none is shown as it is stored."""
    return str(REFUSAL_NAMES.get(refused, refused))

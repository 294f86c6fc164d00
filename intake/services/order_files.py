"""Files that a platform sends after its order, taken in by a case whose key it does not hold.

A file's bytes are sealed under a key of its own as they arrive (`intake.services.uploads`); name
and key go into the case's letter box (`intake.services.dropped_words`), and are put under the
case's key by the first officer who opens it. Until then the file's row says only which case it
belongs to.
"""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from intake.db.engine import reading, writing
from intake.db.files import StoredFile, add_files, count_files
from intake.db.orders import add_update, order_numbered
from intake.domain.checks import required
from intake.domain.errors import Incomplete
from intake.domain.files import Sender
from intake.domain.work_orders import NoSuchOrder, WorkOrder
from intake.services.attachments import MOST_IN_A_CASE
from intake.services.content import Words
from intake.services.dropped_words import Arrived
from intake.services.order_updates import LONGEST_ID, is_known, write_to_case
from intake.services.system import System
from intake.services.uploads import Upload, check
from intake.services.work_orders import fingerprint
from register.wording import gettext


def attach_to_order(
    system: System, platform: str, number: str, file_id: str, upload: Upload
) -> bool:
    """Add a file to an order under the platform's own `file_id`; False if it was there already.

    The upload is the caller's to discard; it stays only where this returns True.

    Raises:
        Incomplete: no id, or a file that is empty or too large, or one more than a case may have.
        NoSuchOrder: the platform has sent none under this number.
        OrderOver: its case was destroyed when its time was over.
        OtherContent: the id stands for another file.

    """
    required("id", file_id, gettext("缺少附件编号id。"), LONGEST_ID)
    _check(upload)
    upload.name = upload.name or gettext("附件")
    update_id, mark = f"f/{file_id}", fingerprint(system, (upload.name, upload.digest))
    with reading(system.engine) as connection:
        order = order_numbered(connection, platform, number)
        if order is None:
            raise NoSuchOrder(number)
        if is_known(connection, order, update_id, mark):
            return False
    upload.finish()
    try:
        with writing(system.engine) as connection:
            add_update(connection, order, update_id, mark)
            _name(connection, system, order, upload)
    except IntegrityError:
        with reading(system.engine) as connection:
            if is_known(connection, order, update_id, mark):
                return False
        raise
    upload.keep()
    return True


def _check(upload: Upload) -> None:
    """Refuse what no form would take, at the field that a platform sends it in."""
    try:
        check([upload])
    except Incomplete as refusal:
        raise Incomplete("content", str(refusal)) from refusal


def _name(connection: Connection, system: System, order: WorkOrder, upload: Upload) -> None:
    """Write the file's row, and the event by which its department learns of it."""
    before = count_files(connection, order.case_id, Sender.REPORTER)
    if before >= MOST_IN_A_CASE:
        raise Incomplete(
            "content",
            gettext("一个案件最多附%(most)s个文件，不能再添加。", most=MOST_IN_A_CASE),
        )
    row = StoredFile(
        id=upload.id,
        case_id=order.case_id,
        place=before + 1,
        day=system.today(),
        sender=Sender.REPORTER,
        department=None,
        sealed=b"",
    )
    add_files(connection, [row])
    words = Words(text=gettext("平台补充附件：%(name)s", name=upload.name))
    write_to_case(connection, system, order, words, [Arrived(upload.id, upload.facts())])

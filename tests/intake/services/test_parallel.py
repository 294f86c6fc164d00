"""Many reporters at once in one process: none refused, none lost.

Several processes, HTTP and the real cost of a receipt: see `prove/test_many_reporters.py`.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from intake.db.engine import reading
from intake.db.schema import cases
from intake.services.attachments import content_of
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.uploads import Uploads
from intake.vault.receipts import Receipt
from register.jurisdiction import Matter

EACH = int(os.environ.get("PROVE") == "1") * 60 + 2


def report(text: str) -> NewReport:
    return NewReport(text, new_form_token(), matter=Matter.GROUND_BAR_STEEL, contact="某某")


def count(system) -> int:
    with reading(system.engine) as connection:
        return connection.execute(select(func.count()).select_from(cases)).scalar_one()


def test_thirty_two_threads_are_all_received_and_every_receipt_opens_its_own(system):
    texts = [f"第{n}份" for n in range(32 * EACH)]

    def send(text: str) -> Receipt:
        uploads = Uploads(system)
        uploads.begin(f"{text}.jpg", "image/jpeg").write(text.encode() * 5000)
        return submit(system, report(text), uploads.given()).receipt

    with ThreadPoolExecutor(32) as pool:
        receipts = list(pool.map(send, texts))
    assert count(system) == len(texts)
    with ThreadPoolExecutor(4) as pool:
        opened = pool.map(lambda receipt: read_with_receipt(system, receipt.reveal()), receipts)
        for view, text in zip(opened, texts, strict=True):
            (file,) = view.files
            content = b"".join(content_of(system, file.id, file.facts))
            assert (view.report.text, content) == (text, text.encode() * 5000)

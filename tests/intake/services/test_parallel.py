"""Many reporters at once: none refused, none lost (GlobaLeaks 5.0.15 refused 3 of 8 with two)."""

import json
import os
import subprocess
import sys
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

EACH = int(os.environ.get("PROVE") == "1") * 60 + 4


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


SUBMITTER = """
import dataclasses, json, sys
from pathlib import Path
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.system import open_system
from intake.settings import load_settings
from intake.vault.passphrases import Cost
from register.jurisdiction import Matter

folder, url, name, many = sys.argv[1:]
settings = load_settings(
    {
        "MINGJIAN_INSTANCE": folder,
        "MINGJIAN_PLACE": "zhanjiang",
        "MINGJIAN_DATABASE_URL": url,
        "MINGJIAN_DEMO": "1",
    }
)
system = dataclasses.replace(open_system(settings), cost=Cost(passes=1, memory=8192))
print("ready", flush=True)
sys.stdin.readline()
shown = []
for n in range(int(many)):
    form = NewReport(f"{name}-{n}", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    shown.append((f"{name}-{n}", submit(system, form).receipt.reveal()))
print(json.dumps(shown), flush=True)
"""


def test_three_processes_are_all_received(system):
    settings = system.settings
    submitters = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                SUBMITTER,
                str(settings.instance),
                settings.database_url,
                f"p{n}",
                str(EACH * 4),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(3)
    ]
    for submitter in submitters:
        assert submitter.stdout.readline() == "ready\n"
    for submitter in submitters:
        submitter.stdin.write("go\n")
        submitter.stdin.flush()
    answers = [submitter.communicate(timeout=120)[0] for submitter in submitters]
    assert [submitter.returncode for submitter in submitters] == [0] * 3
    shown = dict(pair for answer in answers for pair in json.loads(answer))
    assert len(shown) == count(system) == 3 * EACH * 4
    for text, receipt in list(shown.items())[::7]:
        assert read_with_receipt(system, receipt).report.text == text

"""Publish, be killed, look: a program of its own, since it forks. See test_killed_publishing.py.

Each round forks a process that publishes three acts at once, or withdraws one, and kills it
(-9, with all its children) at a chosen file operation: the steps of book, log and site are all
file operations. Whatever is then on the disk must be a state that was decided on.

    python kill_publishing.py INSTANCE ROUNDS SEED
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from intake.fetching import Folder
from intake.services import publishing
from intake.services.system import open_system
from intake.services.upkeep import Upkeep
from intake.settings import load_settings
from ledger.audit import audit
from ledger.place_log import PlaceLog
from ledger.steps import entry_of
from publisher.build import build
from register.acts import Withdrawn, YellowCard
from register.commitments import decode_entry
from register.lines import act_ids, read_raw
from tlog.verification import audit as audit_log

OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.rmdir"}
FEW = 60
"""Operations in which book and log are changed; the site takes many hundreds more."""


def build_here(system):
    settings = system.settings
    build(settings.content, settings.place, settings.instance / "site", system.today())
    return ""


def an_act(system, kind, number, **fields):
    today = system.today()
    known = {
        "kind": kind.__struct_config__.tag,
        "id": f"01KAPFTM00AAAAAAAAAA{number:06}",
        "date": today.isoformat(),
        "formed_on": today.isoformat(),
        "enterprise": {
            "id": f"firm-{fields.pop('firm')}",
            "name": f"演示{number}号水泥有限公司",
            "area": system.profile.areas[0].id,
            "industry": "3011",
        },
        "department": "industry",
        "basis": {"law": "中华人民共和国节约能源法", "clause": "第六十八条"},
        "document": f"演〔2026〕{number}号",
        "by": ["industry-drafter", "industry-approver"],
        "salt": f"{number:064x}",
    }
    if kind is YellowCard:
        deadline = (today + dt.timedelta(days=90)).isoformat()
        known |= {"subject": "energy", "problem": f"第{number}个问题", "deadline": deadline}
    return msgspec.convert(known | fields, kind)


def batch_of(system, number, standing):
    """Return what is published in a round: three new cards, or the end of a standing one."""
    if number % 4 == 3 and standing:
        old, firm = standing.pop()
        return [an_act(system, Withdrawn, number * 3, firm=firm, refers_to=old, reason="撤销")]
    numbers = range(number * 3, number * 3 + 3)
    return [an_act(system, YellowCard, one, firm=one) for one in numbers]


def killed(system, batch, step):
    """Publish in a process that is killed at the given operation; return whether it was."""
    process = os.fork()
    if process == 0:
        os.setsid()
        done = 0

        def count(event, _arguments):
            nonlocal done
            if event in OPERATIONS:
                done += 1
                if done == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        with suppress(BaseException):
            publishing.publish(system, batch)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    return os.WIFSIGNALED(status)


def look(system, batches):
    """Assert that book, log and site are each a state that was decided on."""
    settings = system.settings
    if (settings.instance / "site").exists():
        assert audit(Folder(settings.instance / "site")).faults == []
    raw = read_raw(settings.place_folder)  # carries out what was left, as every reader does
    log = PlaceLog(settings.place_folder)
    assert all(finding.proven for finding in audit_log(log.read, log.keys[-1]))
    lines = {}
    for file in raw.files:
        for line in file.content.splitlines():
            lines[act_ids(line)[0]] = line
    newest = {}
    for encoded in log.entries(log.checkpoint.size):
        entry = decode_entry(encoded)
        newest[entry.record] = entry
    assert newest.keys() == lines.keys()
    for id_, entry in newest.items():
        assert entry_of(lines[id_], entry.rev, entry.seq, entry.day).commit == entry.commit
    for batch in batches:
        assert len({act.id in lines for act in batch}) == 1, "half a batch"
    return set(lines)


def main(instance, rounds, seed):
    chance = random.Random(seed)
    publishing.build_site = build_here
    environment = {"MINGJIAN_INSTANCE": instance, "MINGJIAN_PLACE": Path(instance).name}
    system = open_system(load_settings({**environment, "MINGJIAN_DEMO": "1"}))
    publishing.publish(system, batch_of(system, 0, []))  # loads what a build needs, once
    batches, standing, kills, number = [], [], 0, 0
    while kills < rounds:
        number += 1
        batch = batch_of(system, number, standing)
        batches.append(batch)
        while killed(system, batch, chance.randint(1, FEW if chance.random() < 0.6 else 900)):
            kills += 1
            in_book = look(system, batches)
            if chance.random() < 0.3:
                Upkeep(system).tend()
                look(system, batches)
            if batch[0].id in in_book and chance.random() < 0.5:
                break
        else:
            assert batch[0].id in look(system, batches)
        standing += [(act.id, act.enterprise.id[5:]) for act in batch if type(act) is YellowCard]
        standing = [one for one in standing if one[0] in look(system, batches)]
    assert publishing.publish(system, [act for batch in batches for act in batch]).site_fault == ""
    here = look(system, batches)
    assert here >= {act.id for batch in batches for act in batch}
    report = audit(Folder(system.settings.instance / "site"))
    assert report.faults == []
    assert report.records + report.tombstones == len(here)
    print(f"{kills} kills, {len(here)} records", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

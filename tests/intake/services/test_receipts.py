"""Coming back with a receipt."""

import pytest

from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move, Party
from intake.services.inbox import write_with_receipt
from intake.services.receipts import ReceiptTypo, UnknownReceipt, read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.vault import receipts
from intake.vault.receipts import Receipt
from register.jurisdiction import Matter


@pytest.fixture
def receipt(system) -> str:
    form = NewReport("炉子又开了", new_form_token(), matter=Matter.RESTARTED_LINE)
    return submit(system, form).receipt.reveal()


def test_a_receipt_may_be_typed_without_its_spaces_or_in_full_width(system, receipt):
    digits = receipt.replace(" ", "")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    assert read_with_receipt(system, digits).report.text == "炉子又开了"
    assert read_with_receipt(system, wide).report.text == "炉子又开了"


def test_a_typo_names_its_group(system, receipt):
    groups = receipt.split()
    groups[2] = groups[2][:-1] + str((int(groups[2][-1]) + 1) % 10)
    with pytest.raises(ReceiptTypo) as refused:
        read_with_receipt(system, " ".join(groups))
    assert refused.value.group == 3


def test_a_receipt_that_was_never_issued_opens_nothing(system, receipt):
    with pytest.raises(UnknownReceipt, match="没有找到这个凭证"):
        read_with_receipt(system, Receipt.generate().reveal())


def test_an_unknown_receipt_costs_as_many_derivations_as_a_known_one(system, receipt, monkeypatch):
    derived = []
    slow = receipts.derive
    monkeypatch.setattr(
        receipts,
        "derive",
        lambda secret, salt, cost: derived.append(cost) or slow(secret, salt, cost),
    )
    read_with_receipt(system, receipt)
    with pytest.raises(UnknownReceipt):
        read_with_receipt(system, Receipt.generate().reveal())
    assert derived == [system.cost, system.cost]


def test_what_the_reporter_adds_is_there_with_its_day_only(system, receipt, clock):
    clock.advance(days=2)
    view = write_with_receipt(system, receipt, "还有一台在后院", new_form_token())
    entry = view.entries[-1]
    assert (entry.move, entry.by, entry.text) == (Move.WRITE, Party.REPORTER, "还有一台在后院")
    assert entry.day == system.today()
    assert view.case.unread


def test_an_addition_posted_twice_is_added_once(system, receipt):
    token = new_form_token()
    write_with_receipt(system, receipt, "还有一台在后院", token)
    view = write_with_receipt(system, receipt, "还有一台在后院", token)
    assert [entry.text for entry in view.entries if entry.move is Move.WRITE] == ["还有一台在后院"]


@pytest.mark.parametrize(("message", "says"), [(" ", "请填写"), ("字" * 20_001, "最多20000字")])
def test_an_empty_or_endless_addition_is_refused(system, receipt, message, says):
    with pytest.raises(Incomplete, match=says):
        write_with_receipt(system, receipt, message, new_form_token())

"""A backup is the whole instance as of one moment; a restored one opens the same receipts."""

import dataclasses
import secrets
import tarfile

import pytest

from intake.services.attachments import content_of
from intake.services.backups import NotRestorable, back_up, restore
from intake.services.receipts import read_with_receipt
from intake.services.reports import NewReport, new_form_token, submit
from intake.services.system import open_system
from intake.services.uploads import Uploads
from register.jurisdiction import Matter


@pytest.fixture
def receipt(system) -> str:
    uploads = Uploads(system)
    uploads.begin("a.jpg", "").write(b"canary in a file" * 10_000)
    form = NewReport("金丝雀正文", new_form_token(), matter=Matter.GROUND_BAR_STEEL)
    return submit(system, form, uploads.given()).receipt.reveal()


@pytest.fixture
def elsewhere(system, tmp_path, request):
    """Return the settings of an instance that is not there yet, on the same kind of database."""
    folder = tmp_path / "elsewhere"
    made = dataclasses.replace(
        system.settings,
        instance=folder,
        content=folder / "content",
        database_url=f"sqlite:///{folder}/mingjian.sqlite3",
    )
    if system.engine.dialect.name == "sqlite":
        yield made
        return
    postgres = request.getfixturevalue("postgres")
    name = f"restored_{secrets.token_hex(4)}"
    yield dataclasses.replace(made, database_url=postgres.create(name))
    postgres.drop(name)


def test_a_restored_instance_opens_the_same_receipts_and_files(
    system, receipt, elsewhere, tmp_path
):
    backup = tmp_path / "backup.tar"
    count = back_up(system, backup)
    assert backup.stat().st_mode & 0o077 == 0
    assert restore(elsewhere, backup) == count
    restored = open_system(elsewhere)
    view = read_with_receipt(restored, receipt)
    (file,) = view.files
    assert view.report.text == "金丝雀正文"
    assert b"".join(content_of(restored, file.id, file.facts)) == b"canary in a file" * 10_000
    restored.engine.dispose()


def test_nothing_in_a_backup_is_in_clear(system, receipt, tmp_path):
    backup = tmp_path / "backup.tar"
    back_up(system, backup)
    content = backup.read_bytes()
    for canary in ("金丝雀正文".encode(), b"canary in a file", receipt.encode()):
        assert canary not in content


def test_neither_writes_over_anything(system, receipt, elsewhere, tmp_path):
    backup = tmp_path / "backup.tar"
    back_up(system, backup)
    with pytest.raises(FileExistsError):
        back_up(system, backup)
    with pytest.raises(NotRestorable, match="不是空文件夹"):
        restore(system.settings, backup)
    assert read_with_receipt(system, receipt).report.text == "金丝雀正文"


@pytest.mark.parametrize("harm", ["cut", "altered", "another place", "no backup", "path tricks"])
def test_a_backup_that_is_none_leaves_nothing(on_sqlite, tmp_path, harm):
    system = on_sqlite
    folder = tmp_path / "elsewhere"
    settings = dataclasses.replace(
        system.settings,
        instance=folder,
        content=folder / "content",
        database_url=f"sqlite:///{folder}/mingjian.sqlite3",
        place="enping" if harm == "another place" else "zhanjiang",
    )
    backup = tmp_path / "backup.tar"
    back_up(system, backup)
    content = bytearray(backup.read_bytes())
    if harm == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif harm == "altered":
        content[5_000] ^= 1
        backup.write_bytes(content)
    elif harm == "no backup":
        backup.write_bytes(b"hello")
    elif harm == "path tricks":
        with tarfile.open(backup, "w") as archive:
            archive.addfile(tarfile.TarInfo("../../escaped"))
    with pytest.raises(NotRestorable):
        restore(settings, backup)
    assert list(folder.iterdir()) == []

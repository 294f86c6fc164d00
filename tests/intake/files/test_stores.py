"""A folder and a bucket keep the same promises, above all when a process is killed."""

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from intake.files import NoSuchFile, open_store


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    name = f"reports-{secrets.token_hex(4)}"
    client = boto3.client("s3", endpoint_url=s3_server, region_name="us-east-1")
    client.create_bucket(Bucket=name)
    return f"s3://{name}/zhanjiang?endpoint={s3_server}"


@pytest.fixture(params=["folder", "s3"])
def address(request, tmp_path):
    return (
        str(tmp_path / "files") if request.param == "folder" else request.getfixturevalue("bucket")
    )


@pytest.fixture
def store(address, tmp_path):
    return open_store(address, tmp_path / "way-in")


def take_in(store, content: bytes) -> str:
    incoming = store.receive()
    incoming.write(content)
    incoming.finish()
    incoming.keep()
    incoming.discard()  # after keep it does nothing
    return incoming.name


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_kept_is_read_and_deleted(store, tmp_path):
    content = os.urandom(700_000)
    name = take_in(store, content)
    assert b"".join(store.read(name)) == content
    store.delete(name)
    store.delete(name)
    with pytest.raises(NoSuchFile):
        list(store.read(name))
    assert files_below(tmp_path) == []


def test_what_was_discarded_leaves_nothing(store, tmp_path):
    incoming = store.receive()
    incoming.write(b"x" * 100_000)
    incoming.finish()
    incoming.discard()
    incoming.discard()
    with pytest.raises(NoSuchFile):
        list(store.read(incoming.name))
    assert files_below(tmp_path) == []


def test_a_file_is_readable_as_soon_as_it_is_finished(store):
    incoming = store.receive()
    incoming.write(b"sealed")
    incoming.finish()
    assert b"".join(store.read(incoming.name)) == b"sealed"


def test_a_file_that_is_still_coming_in_is_not_swept(store):
    incoming = store.receive()
    incoming.write(b"still coming")
    assert store.sweep(lambda names: frozenset()) == 0
    incoming.finish()
    incoming.keep()
    assert b"".join(store.read(incoming.name)) == b"still coming"


KILLED = """
import sys
from pathlib import Path
from intake.files import open_store
incoming = open_store(sys.argv[1], Path(sys.argv[2])).receive()
incoming.write(b"from a killed process")
incoming.finish()
print(incoming.name, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("committed", [True, False])
def test_what_a_killed_process_left_is_kept_if_the_database_names_it_and_removed_if_not(
    store, address, tmp_path, committed
):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, address, str(tmp_path / "way-in")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    name = process.stdout.readline().strip()
    assert store.sweep(lambda names: frozenset()) == 0
    process.send_signal(signal.SIGKILL)
    process.communicate()
    removed = store.sweep(lambda names: frozenset(names) if committed else frozenset())
    assert removed == (not committed)
    if committed:
        assert b"".join(store.read(name)) == b"from a killed process"
    else:
        with pytest.raises(NoSuchFile):
            list(store.read(name))
        assert files_below(tmp_path) == []


def test_a_file_carries_its_day_alone(tmp_path):
    store = open_store(str(tmp_path / "files"), tmp_path)
    name = take_in(store, b"x")
    found = store.place(name).stat()
    assert found.st_mtime % 86_400 == 0
    assert found.st_atime % 86_400 == 0
    assert time.time() - found.st_mtime < 2 * 86_400
    assert found.st_mode & 0o077 == 0


def test_no_folder_tells_the_moment_in_which_a_file_came(tmp_path):
    store = open_store(str(tmp_path / "files"), tmp_path)
    name = take_in(store, b"x")
    for folder in (tmp_path / "files", store.incoming, store.place(name).parent):
        assert folder.stat().st_mtime % 86_400 == 0, folder


def test_names_are_those_in_their_place(tmp_path):
    store = open_store(str(tmp_path / "files"), tmp_path)
    kept = {take_in(store, b"x") for _ in range(3)}
    store.receive().write(b"coming")
    assert set(store.names()) == kept

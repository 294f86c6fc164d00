"""A log of the size of a big city's book, accepted by a verifier that nobody here wrote."""

import os
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from pymerkle import InmemoryTree

from ledger.place_log import PlaceLog
from samples import write_sample

CONTENT = Path(__file__).parents[2] / "content"
PROGRAM = Path(__file__).parent / "outside" / "main.go"
GOPATH = Path(os.environ.get("GOPATH", "/usr/share/gocode"))
HOW = "needs Go's sumdb packages: apt-get install golang-go golang-golang-x-mod-dev"


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    go = shutil.which("go")
    if go is None or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip(HOW)
    folder = tmp_path_factory.mktemp("go")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(folder / "cache"),
        "GOROOT": os.environ.get("GOROOT", ""),
    }
    binary = folder / "verify"
    subprocess.run([go, "build", "-o", binary, PROGRAM], env=environment, check=True)
    return binary


@pytest.fixture(scope="module")
def log(tmp_path_factory, new_log):
    log = new_log(tmp_path_factory.mktemp("big") / "log")
    kept = []
    for size in (1, 255, 257, 40_000, 70_000):
        log.append([f'{{"seq":{number},"v":1}}'.encode() for number in range(log.size, size)])
        kept += [str(log.size), b64encode(log.checkpoint.root).decode()]
    return log, kept


def run(verifier, folder, signer, kept=()):
    command = [verifier, str(folder), str(signer.verifier), *kept]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_gos_sumdb_accepts_seventy_thousand_entries_and_every_older_tree(verifier, log, signer):
    outcome = run(verifier, log[0].folder, signer, log[1])
    assert outcome.stderr == ""
    assert outcome.stdout.startswith("accepted 70000 entries")


def test_gos_sumdb_refuses_the_log_after_one_changed_byte(verifier, log, signer, tmp_path):
    spoilt = tmp_path / "spoilt"
    shutil.copytree(log[0].folder, spoilt)
    tile = spoilt / "tile/0/000"
    tile.write_bytes(b"\x00" + tile.read_bytes()[1:])
    assert run(verifier, spoilt, signer).returncode == 1


def test_gos_sumdb_refuses_a_checkpoint_kept_from_another_history(verifier, log, signer):
    other = ["40000", b64encode(bytes(32)).decode()]
    assert run(verifier, log[0].folder, signer, other).returncode == 1


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The log of a fictional book: 70,000 acts under PROVE, of a small town otherwise."""
    folder = tmp_path_factory.mktemp("book") / "content"
    enterprises = 17_500 if os.environ.get("PROVE") == "1" else 150
    write_sample(CONTENT / "zhanjiang", enterprises, 1, folder)
    return PlaceLog(folder / "zhanjiang")


def test_gos_sumdb_accepts_the_log_of_a_whole_book(verifier, book):
    outcome = subprocess.run(
        [verifier, str(book.folder), str(book.keys[-1])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.stderr == ""
    assert outcome.stdout.startswith(f"accepted {book.checkpoint.size} entries")


def test_pymerkle_finds_the_same_root_over_the_log_of_a_whole_book(book):
    tree = InmemoryTree(algorithm="sha256")
    for entry in book.entries(book.checkpoint.size):
        tree.append_entry(entry)
    assert tree.get_root() == book.checkpoint.root

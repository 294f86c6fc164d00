"""The house keeps its own rules: folders, names, secrets of the workplace, import arrows."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TRACKED = subprocess.run(
    ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
).stdout.split("\0")[:-1]
OUR_CODE = [
    ROOT / name
    for name in TRACKED
    if name.endswith(".py") and name.startswith(("site/", "intake/")) and "/versions/" not in name
]


def test_site_is_a_folder_and_never_a_package():
    """An `__init__.py` there would shadow the standard library's `site`."""
    assert not (ROOT / "site" / "__init__.py").exists()


def test_the_top_level_holds_only_what_was_agreed():
    agreed = {
        ".ci", ".gitattributes", ".gitignore", "LICENSE", "Makefile", "README.md",
        "README.zh-CN.md", "content", "docs", "intake", "pyproject.toml",
        "requirements-dev.lock", "requirements.lock", "site", "tests", "themes",
    }  # fmt: skip
    assert {name.split("/")[0] for name in TRACKED} <= agreed


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pinned_package_has_a_hash_and_no_index_is_named(lock):
    text = (ROOT / lock).read_text("utf-8")
    requirements = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert requirements
    assert [r.split("==")[0] for r in requirements if "--hash=sha256:" not in r] == []
    assert "://" not in text
    assert "--index-url" not in text.replace("--no-emit-index-url", "")


def test_every_dependency_is_pinned_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    wanted = {re.split(r"[\[>=<]", line)[0] for line in project["dependencies"]}
    assert wanted <= pinned


def test_the_import_arrows_only_point_down():
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("arrow", "package"),
    [
        ("import flask", "register"),
        ("import intake.db", "publisher"),
        ("import nacl", "intake/desk"),
    ],
)
def test_a_forbidden_import_is_caught(arrow, package, tmp_path):
    """The check above can fail: a copy of the house with one wrong arrow does not pass it."""
    copy = tmp_path / "house"
    for name in TRACKED:
        if name.startswith(("site/", "intake/", "pyproject")):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    folder = copy / ("site" if package in {"register", "publisher"} else "") / package
    (folder / "wrong_arrow.py").write_text(f"{arrow}\n", "utf-8")
    lint = (
        "import sys; sys.path[:0] = ['site', '.']; "
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    checked = subprocess.run(
        [sys.executable, "-c", lint], cwd=copy, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "wrong_arrow" in checked.stdout


def test_no_module_grows_past_three_hundred_lines():
    long = {p.relative_to(ROOT).as_posix(): n for p in OUR_CODE
            if (n := len(p.read_text("utf-8").splitlines())) > 300}  # fmt: skip
    assert long == {}


def test_no_function_grows_past_fifty_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in OUR_CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
    ]
    assert long == []


def test_records_under_site_are_structs_and_no_dataclasses():
    """A Struct is made in a twentieth of the time, and a build after one act is mostly start."""
    site = [module for module in OUR_CODE if module.is_relative_to(ROOT / "site")]
    assert site
    assert [module for module in site if "dataclass" in module.read_text("utf-8")] == []


def test_both_commands_are_named_in_both_readmes():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "make run" in text
        assert "make test" in text

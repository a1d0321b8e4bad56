"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "collector", "core", "kimdir")
SOURCES = sorted(path for part in PARTS for path in (ROOT / part).rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
SQL = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|WITH|TRUNCATE|COPY)\s", re.MULTILINE
)
SQL_MAKERS = {"select", "insert", "update", "delete", "text", "union", "exists"}
KNOWS_SQL = {"queries.py", "db.py", "schema.py"}
KNOWS_SQL_TOO = {"core/intake/merge.py", "core/intake/people.py", "kimdir/embedded/cluster.py"}
NAMELESS = {"utils", "helpers", "common", "manager", "misc", "base_service"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_file_has_one_job(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE
    assert path.stem not in NAMELESS


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_function_has_one_job(path: Path) -> None:
    for function in _functions(path):
        assert function.end_lineno is not None
        assert function.end_lineno - function.lineno < LONGEST_FUNCTION, function.name


def _knows_sql(path: Path) -> bool:
    return (
        path.name in KNOWS_SQL
        or _name(path) in KNOWS_SQL_TOO
        or path.is_relative_to(ROOT / "core/models")
    )


@pytest.mark.parametrize("path", [p for p in SOURCES if not _knows_sql(p)], ids=_name)
def test_sql_stays_in_its_files(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            assert not SQL_MAKERS & {alias.name for alias in node.names}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.match(node.value), node.value


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_only_one_place_commits(path: Path) -> None:
    commits = {
        node.func.attr
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    } & {"commit", "rollback"}
    assert not commits or _name(path) == "core/db.py"


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.name in {"queries.py", "service.py"}], ids=_name
)
def test_what_reads_takes_a_reading_session_and_what_writes_a_writing_one(path: Path) -> None:
    for function in _functions(path):
        sessions = [each for each in function.args.args if each.arg == "session"]
        for each in sessions:
            assert each.annotation is not None
            assert ast.unparse(each.annotation) in {"db.ReadSession", "db.Session"}
            assert function.args.args[0] is each, "the session comes first"


def test_every_word_for_a_room_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8").lower()
    rooms = {
        path.parent.name
        for part in ("core", "bot")
        for path in (ROOT / part).glob("*/__init__.py")
    }
    assert {room for room in rooms if f"**{room}**" not in glossary} == set()


def test_nothing_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    hosts = re.compile(r"pypi[.]org|pythonhosted[.]org|--(extra-)?index-url|file:///")
    for name in tracked:
        path = ROOT / name
        if path.suffix not in {".md", ".py", ".toml", ".txt", ".in", ".yaml", ""}:
            continue
        if path == Path(__file__) or name == "Makefile":
            continue
        assert not hosts.search(path.read_text("utf-8")), name


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text("utf-8"))
    pins = [entry for entry in entries if entry and not entry.startswith("#")]
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)

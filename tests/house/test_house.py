"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.core
import typer.main

from core import models
from kimdir import cli

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "collector", "core", "kimdir")
SOURCES = sorted(path for part in PARTS for path in (ROOT / part).rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
SQL = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|WITH|TRUNCATE|COPY)\s", re.MULTILINE
)
ENDS_OR_BEGINS = {"begin", "begin_nested", "commit", "rollback", "transaction"}
WRITES = {"insert", "update", "delete", "add", "add_all", "with_for_update"}
SAID = {"text", "texts", "quote", "words", "title", "name", "bio", "typed", "caption"}
PARSES_ADDRESSES = "core/addresses.py"
KNOWS_SQL = {"queries.py", "db.py", "schema.py"}
KNOWS_SQL_TOO = {
    "core/intake/coverage.py",
    "core/intake/folding.py",
    "core/intake/merge.py",
    "core/intake/people.py",
    "core/intake/redoing.py",
    "kimdir/embedded/cluster.py",
}
ASK_BEFORE_THERE_IS_A_LINE = {"collector/login.py", "collector/qr.py"}
SEND = {"collector/client.py", "collector/line.py"}
OF_TELETHON = {
    "api_hash", "api_id", "connect", "disconnect", "disconnected", "is_connected", "session",
}  # fmt: skip
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
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [getattr(node, "module", None) or "", *(each.name for each in node.names)]
            speaks = any(module.partition(".")[0] == "sqlalchemy" for module in modules)
            assert not speaks or _name(path) == PARSES_ADDRESSES
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not SQL.match(node.value), node.value


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_only_one_place_commits(path: Path) -> None:
    assert not _called(_tree(path)) & ENDS_OR_BEGINS or _name(path) == "core/db.py"


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.name in {"queries.py", "service.py"}], ids=_name
)
def test_the_session_comes_first_and_is_a_writing_one_where_something_is_written(
    path: Path,
) -> None:
    for function in _functions(path):
        for each in (each for each in function.args.args if each.arg == "session"):
            assert function.args.args[0] is each
            assert each.annotation is not None
            writes = bool(_called(function) & WRITES)
            allowed = {"db.Session"} if writes else {"db.ReadSession", "db.Session"}
            assert ast.unparse(each.annotation) in allowed, function.name


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_what_was_said_is_never_logged(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if ast.unparse(node.func.value) in {"logger", "logging"}:
            parts = [part for argument in node.args for part in ast.walk(argument)]
            assert not any(isinstance(part, ast.JoinedStr) for part in parts)
            named = {getattr(part, "attr", getattr(part, "id", None)) for part in parts}
            assert not named & SAID


def _called(tree: ast.AST) -> set[str]:
    """Names of the functions and methods called in a piece of code."""
    functions = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {str(getattr(each, "attr", getattr(each, "id", ""))) for each in functions}


IN_COLLECTOR = [path for path in SOURCES if path.is_relative_to(ROOT / "collector")]


@pytest.mark.parametrize("path", IN_COLLECTOR, ids=_name)
def test_only_the_line_sends_and_only_our_own_of_the_client_is_used(path: Path) -> None:
    ours = OF_TELETHON | set(_of_our_client())
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and _ends(node.func) == "client":
            assert _name(path) in ASK_BEFORE_THERE_IS_A_LINE
        if isinstance(node, ast.Attribute) and node.attr == "send":
            assert _name(path) in SEND
        if isinstance(node, ast.Attribute) and _ends(node.value) == "client":
            assert node.attr in ours or _is_module(node), node.attr
        if isinstance(node, ast.alias) and node.name in {"TelegramClient", "telethon"}:
            assert _name(path) == "collector/client.py"


def _of_our_client() -> Iterator[str]:
    (client,) = [
        node
        for node in _tree(ROOT / "collector/client.py").body
        if isinstance(node, ast.ClassDef) and node.name == "Client"
    ]
    for node in client.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target)


def _ends(node: ast.expr) -> str:
    """The last name of `here.client`, `self._client` or `client`, without the underscore."""
    return str(getattr(node, "attr", getattr(node, "id", ""))).removeprefix("_")


def _is_module(node: ast.Attribute) -> bool:
    """Whether it is `client.Client`, of our module, instead of something of a client."""
    return isinstance(node.value, ast.Name) and node.attr[:1].isupper()


def test_every_word_for_a_room_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8").lower()
    rooms = {
        path.parent.name
        for part in ("core", "core/ai", "bot")
        for path in (ROOT / part).glob("*/__init__.py")
    }
    assert {room for room in rooms if f"**{room}**" not in glossary} == set()


def test_every_table_is_in_the_overview() -> None:
    overview = (ROOT / "docs/overview.md").read_text("utf-8")
    assert {
        table for table in models.Base.metadata.tables if f"`{table}`" not in overview
    } == set()


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    command = typer.main.get_command(cli.app)
    assert isinstance(command, typer.core.TyperGroup)
    assert {name for name in command.commands if f"`kimdir {name}" not in readme} == set()


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


@pytest.mark.parametrize("name", ["build.txt", "dev.txt", "run.txt"])
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text("utf-8"))
    pins = [entry for entry in entries if entry and not entry.startswith("#")]
    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)

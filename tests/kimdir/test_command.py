"""The command as its user types it, on a machine where nothing is prepared."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiogram.methods import SendMessage

from kimdir.embedded import postgres, redis, temporary
from tests.world import bot_api

EXPORT = Path(__file__).parents[2] / "kimdir/demo/export"
OWNER = "7000000001"
BROKEN = """
import sys
from core import settings
from kimdir import cli

def broken():
    try:
        raise KeyError("secret cause")
    except KeyError as error:
        raise ValueError("Failing row contains (1, secret words)") from error

settings.load = broken
sys.argv = ["kimdir", "import", "nowhere"]
cli.main()
"""


class Machine:
    """Runs commands with a home of its own and no settings but those given."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(
        self, *words: str, typed: str = "", settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(words),
            cwd=self.home,
            env=self._environment(settings or {}),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(
        self, *words: str, settings: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command(words),
            cwd=self.home,
            env=self._environment(settings or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "kimdir", *words]

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "KIMDIR_HOME": str(self.home / "data"),
            "TIMEZONE": "Europe/Istanbul",
            "COLUMNS": "100",
            **{name: os.environ[name] for name in os.environ if name.startswith("COVERAGE")},
            **settings,
        }

    def servers(self) -> list[str]:
        """The command lines of servers that run on this home."""
        return [
            line
            for process in psutil.process_iter(["cmdline"])
            if str(self.home) in (line := " ".join(process.info["cmdline"] or []))
        ]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with temporary.home_for_a_while() as home:
        yield Machine(home)
        postgres.stop(home / "data")
        redis.stop(home / "data")


def _count(url: str, table: str) -> int:
    async def ask() -> int:
        connection = await asyncpg.connect(url)
        try:
            found = await connection.fetchval(f"SELECT count(*) FROM {table}")
            assert isinstance(found, int)
            return found
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_from_an_export_to_who_developer(machine: Machine) -> None:
    imported = machine.run("import", str(EXPORT))
    assert imported.returncode == 0, imported.stderr
    assert "Chats: 5. People: 83." in imported.stdout
    assert "With a guess: " in imported.stdout

    talk = machine.run("chat", typed="/who developer\n#1\n/who nobody-like-this\n")
    assert talk.returncode == 0, talk.stderr
    assert "> /who developer" in talk.stdout
    assert "🤖" in talk.stdout
    assert "https://t.me/c/" in talk.stdout
    assert machine.servers() == [], "nothing stays running"

    again = machine.run("import", str(EXPORT))
    assert "Messages: 0 new, 0 updated" in again.stdout
    assert "Nobody has anything new to read offline." in again.stdout
    assert "Nobody has anything new to read offline." in machine.run("analyse").stdout
    assert "People read offline: 83." in machine.run("analyse", "--all").stdout


def test_the_database_can_be_looked_at_and_stopped(machine: Machine) -> None:
    assert machine.run("import", str(EXPORT), "--no-analyse").returncode == 0
    url = machine.run("db", "url").stdout.strip()
    assert url.startswith("postgresql://")
    assert _count(url, "messages") > 2_000
    assert machine.run("analyse").returncode == 0
    assert machine.servers() != [], "db url leaves it up for psql"
    assert machine.run("db", "stop").stdout == "Stopped.\n"
    assert machine.servers() == []
    assert machine.run("db", "stop").stdout == "No embedded server is running.\n"


def test_a_pipe_with_a_button_that_is_not_there_fails(machine: Machine) -> None:
    talk = machine.run("chat", typed="/start\n#99\n")
    assert talk.returncode == 1
    assert "#99" in talk.stdout


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (("analyse",), {"OWNER_ID": "me"}, "OWNER_ID is wrong"),
        (("import", "nowhere"), {}, "nowhere"),
        (("import", ".", "--timezone", "Mars"), {}, "--timezone is wrong"),
        (("import", ".", "--account", "0"), {}, "--account is wrong"),
        (("import", ".", "--account", "-5"), {}, "--account is wrong"),
        (("import", ".", "--account", "9" * 20), {}, "--account is wrong"),
        (("db", "stop"), {"DATABASE_URL": "postgresql://u:p@h:abc/d"}, "DATABASE_URL is wrong"),
        (("chat",), {"REDIS_URL": "redis://h:abc/0"}, "REDIS_URL is wrong"),
        (("bot",), {}, "BOT_TOKEN is not set"),
        (("bot",), {"BOT_TOKEN": "123:abc"}, "OWNER_ID is not set"),
        (("analyse",), {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    machine: Machine, words: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    done = machine.run(*words, settings=settings)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_error_that_nobody_expected_is_told_without_its_text() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    kind, place = done.stderr.splitlines()
    assert kind == "Something went wrong that Kimdir did not expect."
    assert place.startswith("ValueError < kimdir/importing.py:")
    assert "secret" not in done.stderr


def test_an_export_that_breaks_off_keeps_what_came_before_and_exits_with_an_error(
    machine: Machine, tmp_path: Path
) -> None:
    broken = tmp_path / "result.json"
    whole = (EXPORT / "result.json").read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    done = machine.run("import", str(broken), "--no-analyse")
    assert done.returncode == 1
    assert "stored" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_private_chat_alone_asks_whose_it_is(machine: Machine, tmp_path: Path) -> None:
    export = tmp_path / "result.json"
    chat = {"name": "Ali", "type": "personal_chat", "id": 5, "messages": []}
    export.write_text(json.dumps(chat), "utf-8")
    asked = machine.run("import", str(export))
    assert asked.returncode == 1
    assert "--account" in asked.stderr
    assert machine.run("import", str(export), "--account", OWNER).returncode == 0


async def test_the_bot_answers_in_telegram_until_it_is_told_to_end(machine: Machine) -> None:
    async with bot_api.serving(int(OWNER)) as api:
        settings = {"BOT_TOKEN": bot_api.TOKEN, "BOT_API_URL": api.base, "OWNER_ID": OWNER}
        with machine.start("bot", settings=settings) as bot:
            await api.offer(api.telegram.said("/who verysecretword"))
            await api.until(SendMessage)
            bot.terminate()
            _, logged = await asyncio.to_thread(bot.communicate)
    assert bot.returncode == 0, logged
    assert "Running as @" in logged
    assert "verysecretword" not in logged
    assert machine.servers() == []


def test_servers_that_the_settings_name_are_used_instead_of_our_own(
    machine: Machine, database_url: str, redis_url: str
) -> None:
    named = {"DATABASE_URL": database_url.replace("+asyncpg", ""), "REDIS_URL": redis_url}
    assert machine.run("import", str(EXPORT), "--no-analyse", settings=named).returncode == 0
    talk = machine.run("chat", typed="/who Merve\n", settings=named)
    assert "Merve Aksoy" in talk.stdout
    assert machine.run("db", "url", settings=named).stdout.strip() == named["DATABASE_URL"]
    assert _count(named["DATABASE_URL"], "messages") > 2_000


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_told_to_end_stops_its_servers(
    machine: Machine, how: signal.Signals
) -> None:
    with machine.start("chat") as talk:
        assert talk.stdin is not None
        assert talk.stdout is not None
        talk.stdin.write("/start\n")
        talk.stdin.flush()
        assert talk.stdout.readline() == "> /start\n"
        talk.send_signal(how)
        talk.wait(20)
    assert talk.returncode in ({0, 130} if how is signal.SIGINT else {128 + how})
    assert machine.servers() == []


def test_the_demo_plays_a_talk_without_a_terminal_and_leaves_nothing(machine: Machine) -> None:
    wrong = {"OWNER_ID": "me", "DATABASE_URL": "mysql://x", "MINIMUM_MESSAGES": "0"}
    done = machine.run("demo", settings=wrong | {"LANGUAGE": "en_US:en"})
    assert done.returncode == 0, done.stderr
    shown = done.stdout.split("> ")
    assert "/who developer" in shown[1]
    assert "(manual)" in done.stdout
    assert machine.servers() == []

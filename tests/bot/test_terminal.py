"""The bot in a terminal."""

import io
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterable

import pytest
from aiogram.fsm.storage.memory import MemoryStorage

from bot import terminal
from core import db
from core.people import service
from tests.world import people
from tests.world.owner import Owner


async def _talk(
    database: db.Database, lines: Iterable[str], *, echo: bool = True
) -> tuple[bool, str]:
    out = io.StringIO()
    given = Owner(database).deps
    well = await terminal.converse(given, MemoryStorage(), lines, out, echo=echo)
    return well, out.getvalue()


@pytest.fixture
async def neighbours(database: db.Database) -> db.Database:
    await people.populate(database)
    return database


async def test_a_talk_shows_texts_links_and_numbered_buttons(neighbours: db.Database) -> None:
    well, shown = await _talk(neighbours, ["/who ayşe\n", "#1\n", "\n", "#1", "/quit", "/help"])
    assert well
    assert shown == (
        "> /who ayşe\n"
        "🔎 ayşe · 1 person\n"
        "Looked for in names and in your own words.\n"
        "\n"
        "1. Ayşe Yılmaz\n"
        "🤖 frontend developer · likely, 82%\n"
        "“5 yıldır React yazıyorum, bileşenle…”\n"
        "\n"
        "  #1 [1 · Ayşe Yılmaz]\n"
        "\n"
        "> #1\n"
        "Ayşe Yılmaz @ayse_y\n"
        "🤖 Guess: frontend developer · likely, 82%\n"
        "IT & telecom\n"
        "Or: graphic designer 31%, Marketing & advertising 20%\n"
        "\n"
        "Why\n"
        "│ 5 yıldır React yazıyorum, bileşenler benden sorulur\n"
        "İstanbul Yazılım & Dostlar, 1 Nov 2026 (https://t.me/c/77/10)\n"
        "\n"
        "1 chat · 1 message\n"
        "• İstanbul Yazılım & Dostlar: 1\n"
        "Seen on 1 Nov 2026\n"
        "\n"
        "  #1 [✅ Right]  #2 [✏️ Other]\n"
        "  #3 [◀ Back to the list]\n"
        "\n"
        "> \n"
        "> #1\n"
        "Ayşe Yılmaz @ayse_y\n"
        "✔ frontend developer (manual)\n"
        "IT & telecom\n"
        "My guess was the same: 82%\n"
        "\n"
        "Why I guessed so\n"
        "│ 5 yıldır React yazıyorum, bileşenler benden sorulur\n"
        "İstanbul Yazılım & Dostlar, 1 Nov 2026 (https://t.me/c/77/10)\n"
        "\n"
        "1 chat · 1 message\n"
        "• İstanbul Yazılım & Dostlar: 1\n"
        "Seen on 1 Nov 2026\n"
        "\n"
        "  #1 [✏️ Other]  #2 [↩️ Undo]\n"
        "  #3 [◀ Back to the list]\n"
        "\n"
        "(Saved: frontend developer)\n"
        "\n"
        "> /quit\n"
    )


async def test_a_wrong_button_is_no_success(neighbours: db.Database) -> None:
    assert await _talk(neighbours, ["#9"]) == (
        False,
        "> #9\nThere is no button #9 to press.\n\n",
    )


async def test_a_refusal_is_shown_and_is_no_failure(neighbours: db.Database) -> None:
    lines = ["/who ayşe", "#1", "#1", "#2"]
    well, _ = await _talk(neighbours, lines)
    assert well


async def test_a_failure_of_the_bot_is_no_success(
    neighbours: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(service, "page", broken)
    well, shown = await _talk(neighbours, ["/who", "/help"])
    assert not well
    assert "Something went wrong" in shown
    assert "a guess, with how sure I am" in shown, "the talk goes on"


async def test_a_tap_that_changes_nothing_says_so(database: db.Database) -> None:
    await people.populate(database, many=8)
    well, shown = await _talk(database, ["/who", "#9"], echo=False)
    assert well
    assert shown.endswith("(Nothing has changed.)\n\n")
    assert "> " not in shown


async def test_a_terminal_shows_looks(neighbours: db.Database) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Screen()
    await terminal.converse(Owner(neighbours).deps, MemoryStorage(), ["/who ayşe"], out)
    assert "1. \x1b[1mAyşe Yılmaz\x1b[0m" in out.getvalue()


TYPED = """
import asyncio
from bot import terminal
async def talk():
    for line in terminal.typed(): print(repr(line))
asyncio.run(talk())
print('end')
"""


OWN_TERMINAL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"


def test_lines_come_from_a_pipe_whatever_its_bytes_are() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TYPED],
        input=b"/who\n\xff\xfe ali\n",
        capture_output=True,
        check=True,
        timeout=30,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.decode().splitlines() == ["'/who'", "'\ufffd\ufffd ali'", "end"]


@pytest.mark.parametrize("last", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_lines_come_from_a_keyboard_until_its_end(last: bytes) -> None:
    keyboard, console = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL + TYPED],
        stdin=console,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        os.write(keyboard, b"ali\n")
        assert child.stdout is not None
        while b"ali" not in (line := child.stdout.readline()):
            assert line
        time.sleep(0.3)
        os.write(keyboard, last)
        rest = child.stdout.read()
    os.close(keyboard)
    os.close(console)
    assert child.returncode == 0
    assert rest.decode().split()[-1] == "end"

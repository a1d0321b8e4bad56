"""The bot in a terminal: what is typed goes to it, what it shows is printed."""

import asyncio
import importlib
import io
import re
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TextIO

from aiogram.fsm.storage.base import BaseStorage

from bot import app, errors, markup, rehearsal
from bot.deps import Deps

PROMPT = "> "
HINT = "Type a message. #2 presses button 2, /quit leaves."
_BUTTON = re.compile(r"#(\d{1,4})")
_LOOKS: Mapping[str, str] = MappingProxyType({"bold": "1", "italic": "3", "code": "36"})


async def converse(
    given: Deps, storage: BaseStorage, lines: Iterable[str], out: TextIO, *, echo: bool = True
) -> bool:
    """Hand each line to the bot and print what it answers; False if anything went wrong.

    `#2` presses button 2 of the last message that has buttons, `/quit` ends. `echo` prints the
    lines after a prompt, as if they had been typed.
    """
    telegram = rehearsal.Telegram(given.owner_id)
    bot = app.client(rehearsal.TOKEN, telegram)
    dispatcher = app.build(given, storage)
    well = True
    for line in (each.strip() for each in lines):
        if echo:
            out.write(f"{PROMPT}{line}\n")
        if line == "/quit":
            break
        pressed = _BUTTON.fullmatch(line)
        update = telegram.pressed(int(pressed[1])) if pressed else telegram.said(line)
        if update is None:
            out.write(f"There is no button {line} to press.\n\n")
            well = False
        elif line:
            outcome = await dispatcher.feed_update(bot, update)
            well = well and outcome is not errors.Outcome.FAILED
            _print_news(telegram, out)
        out.flush()
    return well


def typed() -> Iterator[str]:
    """Lines from the keyboard until Ctrl-D or Ctrl-C, or from a pipe until its end."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stdin.isatty():
        with suppress(ImportError):
            importlib.import_module("readline")
        sys.stdout.write(f"{HINT}\n\n")
    while (line := _asked()) is not None:
        yield line


def _asked() -> str | None:
    """A typed line. Nothing else runs meanwhile, so it may block; Ctrl-C must end it at once."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        return None
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return input(PROMPT if sys.stdin.isatty() else "")
    except (EOFError, KeyboardInterrupt):
        return None
    finally:
        signal.signal(signal.SIGINT, handler)


def _print_news(telegram: rehearsal.Telegram, out: TextIO) -> None:
    if not any(isinstance(news, rehearsal.Shown) or news.text for news in telegram.news):
        out.write("(Nothing has changed.)\n\n")
    for news in telegram.news:
        if isinstance(news, rehearsal.Shown):
            out.write(f"{_drawn(news, look=out.isatty())}\n\n")
        elif news.text:
            out.write(f"({news.text})\n\n")
    telegram.news.clear()


def _drawn(shown: rehearsal.Shown, *, look: bool) -> str:
    lines = ["".join(_run(run, look=look) for run in markup.runs(shown.text)), ""]
    number = 0
    for row in shown.buttons:
        numbered = enumerate((button.text for button in row), number + 1)
        lines.append("  " + "  ".join(f"#{place} [{text}]" for place, text in numbered))
        number += len(row)
    return "\n".join(lines).rstrip()


def _run(run: markup.Run, *, look: bool) -> str:
    text = run.text
    if "blockquote" in run.styles:
        text = "\n".join(f"│ {line}" for line in text.split("\n"))
    looks = [code for style, code in _LOOKS.items() if style in run.styles]
    if look and looks:
        text = f"\x1b[{';'.join(looks)}m{text}\x1b[0m"
    return f"{text} ({run.url})" if run.url else text

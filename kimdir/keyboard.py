"""Typed lines and QR codes in a terminal, while a connection stays alive."""

import asyncio
import contextlib
import io
import sys
import termios
from collections.abc import Iterator

import segno

from core import errors

WHITE_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"
CLEAR = "\x1b[{lines}F\x1b[J"
"""Back to the beginning of a line so many above, and away with all that follows."""


class NobodyTypesError(errors.KimdirError):
    """The input has ended before the conversation has."""


class Keyboard:
    """Standard input and output; with input from a pipe, line by line as it comes."""

    def __init__(self) -> None:
        self._by_hand = sys.stdin.isatty()
        self._drawn = 0

    def say(self, words: str) -> None:
        """Show a line."""
        self._drawn = 0
        sys.stdout.write(f"{_tame(words)}\n")
        sys.stdout.flush()

    async def ask(self, words: str, *, hidden: bool = False) -> str:
        """What is typed after these words, without blanks around it; raises NobodyTypesError."""
        self._drawn = 0
        sys.stdout.write(_tame(words))
        sys.stdout.flush()
        with _silent() if hidden and self._by_hand else contextlib.nullcontext():
            if self._by_hand:
                await _typed()
            line = sys.stdin.readline()
        if hidden and self._by_hand:
            sys.stdout.write("\n")
        if not line:
            raise NobodyTypesError("Nobody typed an answer: nothing was changed.")
        return line.strip()

    def draw(self, link: str) -> None:
        """Show a link as a QR code, in place of the one that was drawn last."""
        drawing = io.StringIO()
        segno.make_qr(link, error="l").terminal(drawing, compact=True, border=2)
        rows = drawing.getvalue().splitlines()
        if sys.stdout.isatty():
            rows = [f"{WHITE_ON_BLACK}{row}{PLAIN}" for row in rows]
            if self._drawn:
                sys.stdout.write(CLEAR.format(lines=self._drawn))
        sys.stdout.write("".join(f"{row}\n" for row in rows))
        sys.stdout.flush()
        self._drawn = len(rows)


def _tame(words: str) -> str:
    """Words that hold names from Telegram, without anything that moves the cursor."""
    return "".join(each if each.isprintable() else " " for each in words)


async def _typed() -> None:
    """Wait for a line without stopping the loop, so that Ctrl-C and the connection work."""
    there = asyncio.Event()
    loop, number = asyncio.get_running_loop(), sys.stdin.fileno()
    loop.add_reader(number, there.set)
    try:
        await there.wait()
    finally:
        loop.remove_reader(number)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Show nothing of what is typed."""
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    silent = termios.tcgetattr(number)
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(number, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSAFLUSH, before)

"""A JSON text of any size, read value by value.

Each value is decoded by itself, so a damaged one costs only itself: a parser of events gives up at
the first fault. Telegram Desktop itself writes control characters as the invalid escape \\x0B.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from core.imports import errors
from core.imports.values import Skipped

PIECE = 1 << 20
"""Bytes read at a time."""

LONGEST = 4 << 20
"""Characters of the longest value that is decoded; Telegram's own messages have a few thousand."""

_CUT_OFF = 3
"""Characters behind a number that may still belong to it: the rest of 1.5 or 1e+5."""

_SPACE = re.compile("[ \t\r\n\ufeff]*")
_MARK = re.compile(r'["\[\]{}]')
_REST_OF_STRING = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
_REST_OF_SCALAR = re.compile(r"[^,\]}\s]*")
_WRONG_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")

_BLANKS = " \t\r\n\ufeff"
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")

_decoder = json.JSONDecoder(strict=False)


class BadValueError(Exception):
    """A value that cannot be decoded; the cursor stands behind it."""

    def __init__(self, reason: Skipped) -> None:
        super().__init__(reason)
        self.reason = reason


class Cursor:
    """A place in a JSON file; every method leaves it behind what it has read.

    Raises BrokenExportError where the file ends too early or its structure is damaged.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.bytes_read = 0
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no white space."""
        while True:
            space = _SPACE.match(self._text, self._at)
            assert space
            self._at = space.end()
            if self._at < len(self._text):
                return self._text[self._at]
            self._more()

    def members(self) -> Iterator[str]:
        """The keys of an object in order; whoever iterates reads or skips the value of each."""
        self._take("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            key = self._key()
            self._take(":")
            yield key
            if self._take(",}") == "}":
                return

    def items(self) -> Iterator[None]:
        """The places of an array; whoever iterates reads or skips the value at each."""
        self._take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield
            comma = _COMMA.match(self._text, self._at)
            if comma:
                self._at = comma.end()
            elif self._take(",]") == "]":
                return

    def value(self) -> object:
        """The next value; raises BadValueError where it is damaged, too long or too deep."""
        if self._at == len(self._text) or self._text[self._at] in _BLANKS:
            self.peek()
        decoded = self._decoded()
        return decoded[0] if decoded else self._careful_value()

    def skip(self) -> None:
        """Pass over the next value, whatever its size; decoding is the fastest way to do so."""
        for _ in self.items() if self.peek() == "[" else [None]:
            if self.peek() == "[" or not self._decoded():
                self._pass(longest=0)

    def _decoded(self) -> tuple[object] | None:
        """The next value, if it lies whole in what was read and is sound."""
        try:
            value, end = _decoder.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        if end > len(self._text) - _CUT_OFF:
            return None
        self._at = end
        return (value,)

    def _key(self) -> str:
        try:
            key = self.value()
        except BadValueError as error:
            raise _damaged() from error
        if not isinstance(key, str):
            raise _damaged()
        return key

    def _careful_value(self) -> object:
        text = self._pass(longest=LONGEST)
        if text is None:
            raise BadValueError(Skipped.TOO_BIG)
        if "\\x" in text:
            text = _WRONG_ESCAPE.sub(r"\1\\u00\2", text)
        try:
            return _decoder.decode(text)
        except json.JSONDecodeError as error:
            raise BadValueError(Skipped.BAD_JSON) from error
        except RecursionError as error:
            raise BadValueError(Skipped.TOO_DEEP) from error
        except ValueError as error:
            raise BadValueError(Skipped.BAD_NUMBER) from error

    def _pass(self, longest: int) -> str | None:
        """The text of the next value; None where it is longer, which is then let go."""
        kept: list[str] = []
        size = 0
        for piece in self._nested() if self._text[self._at] in '"[{' else self._scalar():
            size += len(piece)
            if size > longest:
                kept.clear()
            else:
                kept.append(piece)
        return None if size > longest else "".join(kept)

    def _nested(self) -> Iterator[str]:
        inside = False
        depth = 0
        while True:
            start = self._at
            if inside:
                inside = self._passes_string()
                done = depth == 0 and not inside
            else:
                mark = self._mark()
                inside = mark == '"'
                depth += (mark in ("[", "{")) - (mark in ("]", "}"))
                done = depth == 0 and mark in ("]", "}")
            yield self._text[start : self._at]
            if done:
                return
            if self._at in (start, len(self._text)):
                self._more()

    def _passes_string(self) -> bool:
        """Go on in a string; tells whether it goes on behind what was read so far."""
        found = _REST_OF_STRING.match(self._text, self._at)
        assert found
        closed = self._text[found.end() : found.end() + 1] == '"'
        self._at = found.end() + closed
        return not closed

    def _mark(self) -> str | None:
        found = _MARK.search(self._text, self._at)
        self._at = found.end() if found else len(self._text)
        return found[0] if found else None

    def _scalar(self) -> Iterator[str]:
        while True:
            start = self._at
            found = _REST_OF_SCALAR.match(self._text, start)
            assert found
            self._at = found.end()
            yield self._text[start : self._at]
            if self._at < len(self._text):
                return
            self._more()

    def _take(self, wanted: str) -> str:
        found = self.peek()
        if found not in wanted:
            raise _damaged()
        self._at += 1
        return found

    def _more(self) -> None:
        """Read on; what lies before the cursor is forgotten."""
        if self._ended:
            raise errors.BrokenExportError("The file breaks off in the middle.")
        piece = self._file.read(PIECE)
        self.bytes_read += len(piece)
        self._ended = not piece
        self._text = self._text[self._at :] + self._decode(piece, final=self._ended)
        self._at = 0


def _damaged() -> errors.BrokenExportError:
    return errors.BrokenExportError("The file is damaged in the middle.")

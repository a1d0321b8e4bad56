"""One file, piece by piece, into the media folder."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from telethon import errors as telegram
from telethon.tl import functions, types

from collector.line import ElsewhereError, Lane, Line
from collector.media.elsewhere import Elsewhere
from collector.media.sources import Source
from core import errors
from core.files import folder
from core.files.values import Kept

PIECE = 512 * 1024
"""Bytes of a request; Telegram wants whole pieces, so a part goes on at a multiple of it."""

DETOURS = 4
"""Times that one file may lead us to another data centre, or a connection there may break."""

_EXPIRED = (
    telegram.FileReferenceExpiredError,
    telegram.FileReferenceInvalidError,
    telegram.FileReferenceEmptyError,
    telegram.FilerefUpgradeNeededError,
)

Again = Callable[[], Awaitable[Source | None]]
"""Asks anew where a file is; None if it is nowhere any more."""


class GoneError(errors.KimdirError):
    """Telegram no longer shows the file."""


class ChangedError(errors.KimdirError):
    """The message shows another file by now."""


class WrongSizeError(errors.KimdirError):
    """What came is not as long as Telegram said."""


class NotServedError(errors.KimdirError):
    """Telegram sends us elsewhere for the file than we go."""


class Fetching:
    """Fetches files over connections that it shares; `media` is the media folder."""

    def __init__(self, line: Line, elsewhere: Elsewhere, media: Path) -> None:
        self._line = line
        self._elsewhere = elsewhere
        self._media = media

    async def fetch(self, name: str, source: Source, again: Again) -> Kept:
        """The file, kept under its hash; its part `name` stays for the next try if this fails.

        Raises GoneError, ChangedError, WrongSizeError, NotServedError, ElsewhereError, and what
        `Line.ask` raises.
        """
        growing = folder.part(self._media, name)
        done = await asyncio.to_thread(folder.resume, growing, PIECE)
        renewed = False
        while True:
            try:
                done = await self._pieces(growing, source, done)
                break
            except _EXPIRED:
                if renewed:
                    raise
                renewed = True
                done = await asyncio.to_thread(folder.resume, growing, PIECE)
                source = await self._renewed(source, again)
        if done != source.size:
            await asyncio.to_thread(folder.drop, growing)
            raise WrongSizeError(f"A file of {source.size} bytes came with {done}.")
        return await asyncio.to_thread(folder.keep, self._media, growing, source.mime)

    async def _renewed(self, source: Source, again: Again) -> Source:
        fresh = await again()
        if fresh is None:
            raise GoneError("The file is shown no more.")
        if fresh.remote_id != source.remote_id:
            raise ChangedError("Another file is shown by now.")
        return fresh

    async def _pieces(self, growing: Path, source: Source, done: int) -> int:
        """Fetch from a byte to the end; gives how many bytes there are."""
        dc, detours = source.dc, 0
        while True:
            try:
                piece = await self._piece(source, dc, done)
            except (telegram.FileMigrateError, ElsewhereError) as error:
                detours += 1
                if detours == DETOURS:
                    raise
                dc = await self._detour(dc, error)
                continue
            await asyncio.to_thread(folder.write, growing, done, piece)
            done += len(piece)
            if len(piece) < PIECE or done >= source.size:
                return done

    async def _detour(self, dc: int, error: Exception) -> int:
        """The data centre to ask next; a connection that broke is made anew."""
        if isinstance(error, telegram.FileMigrateError):
            return int(error.new_dc)
        await self._elsewhere.forget(dc)
        return dc

    async def _piece(self, source: Source, dc: int, offset: int) -> bytes:
        request = functions.upload.GetFileRequest(source.location, offset, PIECE)
        sender = await self._elsewhere.sender(dc)
        answer = await self._line.ask(request, Lane.MEDIA, elsewhere=sender)
        if not isinstance(answer, types.upload.File):
            raise NotServedError("Telegram keeps this file where Kimdir does not go.")
        return bytes(answer.bytes)

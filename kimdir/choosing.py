"""`kimdir chats`: every chat of the account, and which of them are collected."""

import asyncio
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import tame
from core import db, errors, settings
from core.accounts import service as accounts
from core.chats import service
from core.chats.values import Standing
from core.settings import Settings
from kimdir import servers, status

LONGEST_TITLE = 60


class UnknownChatError(errors.KimdirError):
    """No stored chat is meant by what was typed."""


def run(track: Sequence[str], untrack: Sequence[str]) -> None:
    """Switch chats on and off, and list what there is."""
    asyncio.run(choose(settings.load(), track, untrack, status.console()))


async def choose(
    loaded: Settings, track: Sequence[str], untrack: Sequence[str], out: Console
) -> None:
    """Switch chats, named by marked id or @name, or print all; raises UnknownChatError."""
    async with servers.database(loaded) as database:
        for typed, on in [*((each, True) for each in track), *((each, False) for each in untrack)]:
            for chat in await _switch(database, typed, on=on):
                out.print(Text(f"{_title(chat)}: {'followed' if on else 'no longer followed'}."))
        if track or untrack:
            return
        async with database.read() as session:
            every = await service.standing(session)
            signed_in = await accounts.standing(session)
    _print(out, every, signed_in=bool(signed_in))


async def _switch(database: db.Database, typed: str, *, on: bool) -> list[Standing]:
    async with database.write() as session:
        meant = [each for each in await service.standing(session) if _means(typed, each)]
        for each in meant:
            await service.switch(session, each.chat_id, tracked=on)
    if not meant:
        raise UnknownChatError(
            f"No chat of yours is {tame.line(typed, LONGEST_TITLE)}: kimdir chats lists them with"
            " their ids. A chat that you have just joined is known after the next kimdir collect."
        )
    return meant


def _title(chat: Standing) -> str:
    return tame.line(chat.title or "", LONGEST_TITLE) or "without a title"


def _means(typed: str, chat: Standing) -> bool:
    named = typed.strip().removeprefix("@").casefold()
    if chat.username is not None and chat.username.casefold() == named:
        return True
    return chat.peer_id is not None and str(chat.peer_id) == typed.strip()


def _print(out: Console, every: Sequence[Standing], *, signed_in: bool) -> None:
    if not every:
        first = "" if signed_in else "kimdir login, then "
        out.print(f"No chats are known yet. Run {first}kimdir collect once: it reads their list.")
        return
    table = Table("Id", "Kind", "Title", "Username", "Tracked", box=None, header_style="bold")
    table.columns[0].justify = "right"
    for chat in sorted(every, key=lambda each: not each.tracked):
        table.add_row(
            str(chat.peer_id or ""),
            chat.kind,
            Text(_title(chat)),
            Text(f"@{tame.line(chat.username, LONGEST_TITLE)}" if chat.username else ""),
            "yes" if chat.tracked else "",
        )
    out.print(table)
    out.print("Switch: kimdir chats --track ID or @name, --untrack ID or @name.")

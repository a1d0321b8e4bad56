"""`kimdir status`: what is collected, how complete it is, and what holds it up."""

import asyncio

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import markup
from bot.chats import collecting, texts
from bot.translation import Speech
from core import clock, settings
from core.accounts import service as accounts
from core.chats import service as chats
from core.chats.values import Standing
from core.preferences import service as preferences
from core.settings import Settings
from core.taxonomy import catalogue
from core.taxonomy.values import Language
from kimdir import budget, servers, workers

WIDE = 1000
"""Characters of a line where nobody looks at it on a screen: nothing is wrapped or cut."""
COLUMNS = (
    "Chat",
    "Stored",
    "Of",
    "Gaps",
    "Verified back to",
    "Last sync",
    "Held up by",
    "Next try",
)


def run() -> None:
    """Print it once."""
    asyncio.run(show(settings.load(), console()))


async def show(loaded: Settings, out: Console) -> None:
    """Print accounts, what they wait for, and a line for each tracked chat."""
    async with servers.database(loaded) as database, database.read() as session:
        now = collecting.Situation(
            enabled=loaded.telegram_feature_enabled,
            syncing=await preferences.syncing(session),
            accounts=await accounts.standing(session),
            now=clock.now(),
        )
        tracked = await chats.standing(session, tracked=True)
        speech = Speech(Language.EN, loaded.zone, catalogue.load())
        told = (
            *await workers.standing(session, now.now),
            *await budget.standing(session, loaded, speech, now.now),
        )
    _print(out, speech, now, tracked)
    for line in told:
        out.print(Text(line))


def console() -> Console:
    """The terminal, or what takes its place; plain there, and as wide as the text needs."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDE)


def _print(
    out: Console, speech: Speech, now: collecting.Situation, tracked: list[Standing]
) -> None:
    for account in now.accounts:
        username = f" @{account.username}" if account.username else ""
        named = collecting.name(speech, account)
        since = account.lost_at and speech.moment(account.lost_at, now.now)
        state = f"signed out since {since}" if since else "signed in"
        out.print(Text(f"Account: {named}{username} ({account.id}), {state}"))
    for line in collecting.lines(speech, now):
        out.print(Text(markup.plain(line)))
    if not tracked:
        out.print("No chats are tracked: kimdir chats lists yours, --track ID switches one on.")
        return
    table = Table(*COLUMNS, box=None, header_style="bold")
    for column in table.columns[1:4]:
        column.justify = "right"
    for chat in tracked:
        table.add_row(*(Text(cell) for cell in _cells(speech, now, chat)))
    out.print(table)


def _cells(speech: Speech, now: collecting.Situation, chat: Standing) -> tuple[str, ...]:
    whole = "complete" if chat.is_whole else ""
    back = speech.date(chat.verified_back_to) if chat.verified_back_to else whole
    return (
        texts.title(speech, chat),
        f"{chat.stored:,}",
        "" if chat.total is None else f"{max(chat.total, chat.stored):,}",
        "" if chat.top is None else f"{chat.gaps:,}",
        back,
        speech.moment(chat.synced_at, now.now) if chat.synced_at else "never",
        markup.plain(texts.held_up(speech, chat, now) or texts.NOTHING),
        speech.moment(chat.retry_at, now.now) if chat.retry_at else "",
    )

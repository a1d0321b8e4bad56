"""`kimdir demo`: the main job on fictional groups, on a database that is gone afterwards."""

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from bot import terminal
from core import settings
from core.models import UserId
from core.settings import Settings
from kimdir import analysing, importing, servers, talking
from kimdir.embedded import temporary

EXPORT = Path(__file__).parent / "export"
OWNER = UserId(7_000_000_001)
"""The fictional owner of the export."""

SCRIPT = (
    "/who developer",
    "#2",  # the second person's card
    "#2",  # something else
    "#1",  # the first of the alternatives
    "/who backend developer",
    "#1",
    "#2",  # undo
)


def run() -> None:
    """Import, guess, then talk: with you at a terminal, else a short scripted talk."""
    with temporary.home_for_a_while() as place:
        well = asyncio.run(_run(load(place)))
    if not (well or sys.stdin.isatty()):
        sys.exit(1)


def load(place: Path) -> Settings:
    """The demo's settings: of yours only OWNER_LANGUAGE of the environment, and no `.env`."""
    unset = {
        name: field.default
        for name, field in Settings.model_fields.items()
        if name != "owner_language"
    }
    own = {"kimdir_home": place, "owner_id": OWNER, "timezone": "Europe/Istanbul"}
    return settings.load(_env_file=None, **unset | own)


async def _run(loaded: Settings) -> bool:
    console = Console()
    async with servers.database(loaded) as database:
        console.print("Fictional people in fictional groups, as Telegram Desktop exports them.\n")
        await importing.store(database, loaded, EXPORT, loaded.zone, None, console)
        await analysing.analyse(database, loaded.minimum_messages, console)
        console.print("\nNow ask. Try /who developer, then #1 to press the first button.\n")
        by_hand = sys.stdin.isatty()
        return await talking.talk(
            loaded, terminal.typed() if by_hand else SCRIPT, echo=not by_hand
        )

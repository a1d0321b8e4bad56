"""`kimdir login` and `kimdir logout`: the session of the owner's Telegram account."""

import asyncio
import logging
from pathlib import Path

from collector import account, line, login, qr, session
from core import settings
from core.intake.values import AccountSeen
from core.models import UserId
from core.settings import Settings
from kimdir import keyboard, servers
from kimdir.embedded import home

SCAN = (
    "In Telegram on your phone: Settings > Devices > Link Desktop Device. Scan this; it is "
    "renewed until you do. Ctrl-C to leave."
)
SWITCH_ON = "set TELEGRAM_FEATURE_ENABLED=true in .env and "
NEXT = (
    "Next: {first}run `kimdir up` (one that runs goes on by itself), and choose your chats with "
    "/chats in the bot, or with `kimdir chats`."
)
STILL_LISTED = (
    "Telegram still lists it: end it there in Settings > Devices (“Kimdir”), unless you want to "
    "log in again soon."
)


def run(*, again: bool, by_qr: bool) -> None:
    """Log in, and store the session only when that has succeeded."""
    logging.getLogger("telethon").setLevel(logging.CRITICAL)
    loaded = settings.load()
    account.check(loaded)
    asyncio.run(_run(loaded, again=again, by_qr=by_qr))


def forget() -> None:
    """Delete the session file; Telegram itself is told nothing."""
    place = _place(settings.load())
    with session.locked(place):
        existed = session.forget(place)
    _say(f"Logged out here. {STILL_LISTED}" if existed else "Nobody was logged in.")


async def _run(loaded: Settings, *, again: bool, by_qr: bool) -> None:
    place = _place(loaded)
    with session.locked(place):
        if not again and (known := await _known(loaded, place)) is not None:
            _say(
                f"You are logged in already, as {login.named(known)}. "
                "Another account, or a new session: `kimdir login --again`."
            )
            _say_owner(loaded, known.id)
            return
        held = session.Session()
        terminal = keyboard.Keyboard()
        async with account.opened(loaded, held) as client:
            if by_qr:
                terminal.say(SCAN)
                user = await qr.by_qr(client, terminal)
            else:
                user = await login.by_phone(client, terminal)
            held.account = UserId(user.id)
            session.save(place, held)
        _say(f"Logged in as {login.named(account.seen(user))}.")
        _say_owner(loaded, held.account)
        _say(NEXT.format(first="" if loaded.telegram_feature_enabled else SWITCH_ON))


def _say_owner(loaded: Settings, account: UserId) -> None:
    if loaded.owner_id is None:
        _say(f"For the bot, OWNER_ID is {account}.")


async def _known(loaded: Settings, place: Path) -> AccountSeen | None:
    """Who is logged in with the session file; None if nobody is any more."""
    try:
        held = session.load(place)
        async with account.opened(loaded, held) as client:
            return await account.who(line.Line(client))
    except session.SessionMissingError:
        return None
    except session.SessionLostError as error:
        _say(f"{str(error).partition(' Run ')[0]} Logging in anew.")
        return None


def _place(loaded: Settings) -> Path:
    folder = home.make(servers.place(loaded))
    return session.where(folder, loaded.telegram_session_name)


def _say(words: str) -> None:
    keyboard.Keyboard().say(words)

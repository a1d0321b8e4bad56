"""The connection to the owner's account."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from rsa import pem
from telethon import errors as telegram
from telethon.crypto import rsa
from telethon.tl import functions, types

from collector import line, session
from collector.client import Client
from collector.session import Session
from core import errors, models
from core.intake.values import AccountSeen
from core.settings import Settings

CONNECT_WITHIN = 30.0
"""Seconds after which Telegram counts as out of reach at the start."""


class NotSetUpError(errors.KimdirError):
    """A setting that the collector needs is missing or cannot be meant."""


class UnreachableError(errors.KimdirError, ConnectionError):
    """Telegram does not answer at the address that we have."""


@contextlib.asynccontextmanager
async def connected(
    settings: Settings, home: Path, *, within: float = CONNECT_WITHIN
) -> AsyncIterator[Client]:
    """The client of the session file, connected, while the session is locked to us.

    Raises NotSetUpError, SessionMissingError, SessionBusyError, SessionLostError and
    UnreachableError. Who is logged in is asked by `who`, which also finds a session that ended.
    """
    check(settings)
    place = session.where(home, settings.telegram_session_name)
    with session.locked(place):
        held = session.load(place)
        async with opened(settings, held, within=within) as client:
            yield client


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, held: Session, *, within: float = CONNECT_WITHIN
) -> AsyncIterator[Client]:
    """A connected client of this session, which may be an empty one."""
    assert settings.telegram_api_id is not None
    assert settings.telegram_api_hash is not None
    point(settings, held)
    secret = settings.telegram_api_hash.get_secret_value()
    client = Client(held, settings.telegram_api_id, secret)
    try:
        await _connect(client, settings, within)
        yield client
    finally:
        await client.disconnect()


async def who(through: line.Line) -> AccountSeen:
    """Who is logged in; raises SessionLostError if nobody is any more."""
    request = functions.users.GetUsersRequest([types.InputUserSelf()])
    return seen((await through.ask(request, line.Lane.LIVE))[0])


def seen(user: types.User) -> AccountSeen:
    """The account of a user that is us."""
    words = (user.first_name, user.last_name)
    name = " ".join(word for word in words if word)
    usernames = [each.username for each in user.usernames or () if each.active]
    username = user.username or (usernames[0] if usernames else None)
    return AccountSeen(models.UserId(user.id), name=name or None, username=username)


async def ended(client: Client) -> None:
    """Wait until the connection is over for good.

    Raises SessionLostError or DisconnectedError; returns if we ended it ourselves.
    """
    await asyncio.wait([client.disconnected])
    if (end := client.end()) is not None:
        raise line.over(end)


def check(settings: Settings) -> None:
    """Raise NotSetUpError if a setting is missing without which nobody can log in."""
    if settings.telegram_api_id is None or settings.telegram_api_hash is None:
        raise NotSetUpError(
            "Telegram is not set up: get an api id and hash of your own at "
            "https://my.telegram.org (API development tools), and set TELEGRAM_API_ID and "
            "TELEGRAM_API_HASH in .env."
        )


def point(settings: Settings, held: Session) -> None:
    """Send the session to the data centre of the settings, if they name one.

    A session that lives in another data centre than theirs is left where it is. Raises
    NotSetUpError if the key cannot be used.
    """
    if settings.telegram_dc_key is not None:
        _trust(settings.telegram_dc_key)
    if settings.telegram_dc_address is None:
        return
    if held.auth_key is None or held.dc_id == settings.telegram_dc_id:
        host, _, port = settings.telegram_dc_address.rpartition(":")
        held.set_dc(settings.telegram_dc_id, host, int(port))


def _trust(place: Path) -> None:
    try:
        key = place.read_text("ascii")
        pem.load_pem(key, "RSA PUBLIC KEY")
        rsa.add_key(key, old=False)
    except OSError as error:
        raise NotSetUpError(
            f"TELEGRAM_DC_KEY: {place} cannot be read: {error.strerror}."
        ) from error
    except ValueError as error:
        raise NotSetUpError(
            f"TELEGRAM_DC_KEY: {place} does not hold a key that begins with "
            "“-----BEGIN RSA PUBLIC KEY-----”."
        ) from error


async def _connect(client: Client, settings: Settings, within: float) -> None:
    try:
        async with asyncio.timeout(within):
            await client.connect()
    except (telegram.ApiIdInvalidError, telegram.ConnectionApiIdInvalidError) as error:
        raise wrong_api() from error
    except line.LOST as error:
        raise line.lost(error) from error
    except (*line.CUT, telegram.RPCError) as error:
        raise _unreachable(settings) from error


def wrong_api() -> NotSetUpError:
    """The error for an api id and hash that Telegram does not know."""
    return NotSetUpError(
        "Telegram does not know this TELEGRAM_API_ID and TELEGRAM_API_HASH: copy both again from "
        "https://my.telegram.org (API development tools)."
    )


def _unreachable(settings: Settings) -> UnreachableError:
    if settings.telegram_dc_address is None:
        return UnreachableError(
            "Telegram cannot be reached: check this machine's connection and its clock."
        )
    return UnreachableError(
        f"No Telegram answers at {settings.telegram_dc_address} that has the key of "
        "TELEGRAM_DC_KEY: check TELEGRAM_DC_ADDRESS, TELEGRAM_DC_ID and TELEGRAM_DC_KEY."
    )

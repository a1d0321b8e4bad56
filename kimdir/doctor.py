"""`kimdir doctor`: is everything that is set up in order, one line each?"""

import asyncio
import logging
import shutil
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import redis.asyncio
import typer
from redis.exceptions import RedisError

from bot import identity
from collector import account, line, login, session
from core import errors, schema, settings
from core.ai import asking
from core.ai.chain import chain, telling
from core.ai.providers import links
from core.ledger import service as ledger
from core.settings import OFFLINE, Settings
from kimdir import servers
from kimdir.embedded import home

PATIENCE = 60.0
"""Seconds that one look may take."""
LITTLE_ROOM = 2**30
"""Bytes below which the disk counts as full."""


class Mark(StrEnum):
    """How a thing stands."""

    GOOD = "✓"
    BROKEN = "✗"
    UNSET = "–"
    """Not set up, which is allowed."""


class Finding(NamedTuple):
    """What a look has found, with what to do about it."""

    mark: Mark
    words: str


Look = Callable[[Settings], Awaitable[Finding | list[Finding]]]


def run() -> None:
    """Print a line for each thing; exit code 1 if something that is set up is broken."""
    logging.getLogger("telethon").setLevel(logging.CRITICAL)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        loaded = settings.load()
    except settings.WrongSettingError as error:
        show("settings", Finding(Mark.BROKEN, str(error)))
        sys.exit(1)
    show("settings", Finding(Mark.GOOD, "every value can be meant."))
    if Mark.BROKEN in asyncio.run(examine(loaded)):
        sys.exit(1)


async def examine(loaded: Settings) -> set[Mark]:
    """Look at each thing in turn and print what is found."""
    marks = set()
    for name, look in LOOKS.items():
        found = await _tried(look, loaded)
        for finding in found if isinstance(found, list) else [found]:
            show(name, finding)
            marks.add(finding.mark)
    return marks


def show(name: str, finding: Finding) -> None:
    """Print a line."""
    typer.echo(f"{finding.mark} {name:<10} {finding.words}")


async def _tried(look: Look, loaded: Settings) -> Finding | list[Finding]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await look(loaded)
    except errors.KimdirError as error:
        return Finding(Mark.BROKEN, str(error))
    except TimeoutError:
        return Finding(Mark.BROKEN, f"no answer within {PATIENCE:.0f} seconds.")


async def _database(loaded: Settings) -> Finding:
    if loaded.database_url is None and not _exists(loaded, "postgres"):
        return Finding(Mark.UNSET, "none yet: the first command that needs one makes it.")
    async with servers.database(loaded):
        whose = "DATABASE_URL" if loaded.database_url else "our own server"
        return Finding(Mark.GOOD, f"{whose} answers, with schema {schema.revisions()[0]}.")


async def _redis(loaded: Settings) -> Finding:
    if loaded.redis_url is None and not _exists(loaded, "redis"):
        return Finding(Mark.UNSET, "none yet: the first command that needs one makes it.")
    with servers.redis_url(loaded) as url:
        try:
            async with redis.asyncio.from_url(url) as client:
                await client.ping()
        except (RedisError, OSError) as error:
            words = f"Redis cannot be reached ({type(error).__name__}): check REDIS_URL."
            return Finding(Mark.BROKEN, words)
    whose = "REDIS_URL" if loaded.redis_url else "our own server"
    return Finding(Mark.GOOD, f"{whose} answers.")


async def _telegram(loaded: Settings) -> Finding:
    wanted = Mark.BROKEN if loaded.telegram_feature_enabled else Mark.UNSET
    try:
        account.check(loaded)
        place = session.where(servers.place(loaded), loaded.telegram_session_name)
        session.load(place)
    except (account.NotSetUpError, session.SessionMissingError) as error:
        return Finding(wanted, str(error))
    if session.is_busy(place):
        return Finding(Mark.GOOD, "the session is in use by another Kimdir, so it is left alone.")
    async with account.connected(loaded, servers.place(loaded)) as client:
        who = await account.who(line.Line(client))
    words = f"logged in as {login.named(who)}, whose id is {who.id}."
    if not loaded.telegram_feature_enabled:
        words += " TELEGRAM_FEATURE_ENABLED is false: nothing is collected."
    return Finding(Mark.GOOD, words)


async def _bot(loaded: Settings) -> Finding:
    if loaded.bot_token is None:
        words = "BOT_TOKEN is not set: make a bot with @BotFather, or use `kimdir chat`."
        return Finding(Mark.UNSET, words)
    return Finding(Mark.GOOD, f"BOT_TOKEN is that of @{await identity.name(loaded)}.")


async def _owner(loaded: Settings) -> Finding:
    if loaded.owner_id is not None:
        words = f"OWNER_ID is {loaded.owner_id}: the bot answers this account alone."
        return Finding(Mark.GOOD, words)
    words = (
        "OWNER_ID is not set: it is your own Telegram id, which this shows after `kimdir login`."
    )
    return Finding(Mark.BROKEN if loaded.bot_token else Mark.UNSET, words)


async def _models(loaded: Settings) -> list[Finding]:
    """A line for each of AI_MODELS, and for each key that none of them uses."""
    asked = links.asked(loaded)
    rest = [_unasked(name) for name in loaded.ai_models if links.parse(name) not in asked]
    rest += [_unused(key) for key in _unused_keys(loaded)]
    if not asked:
        return rest
    hurried = loaded.model_copy(update={"ai_timeout": min(loaded.ai_timeout, PATIENCE / 3)})
    async with servers.database(loaded) as database:
        budget = ledger.Ledger(database, ledger.limits_of(loaded), loaded.zone)
        models = chain.prepare(hurried, budget)
        try:
            words = await asyncio.gather(*(_word(models, link, loaded) for link in asked))
        finally:
            await models.close()
    return [*words, *rest]


async def _word(models: chain.Chain, link: links.Link, loaded: Settings) -> Finding:
    try:
        word = await models.check(str(link))
    except asking.BudgetSpentError as error:
        return Finding(Mark.UNSET, f"{link} is not asked: {error}")
    except telling.ModelSilentError as error:
        return Finding(Mark.BROKEN, str(error))
    shown = "".join(filter(str.isprintable, word))
    cloud = links.is_cloud(link, loaded)
    where = "what it reads leaves this machine" if cloud else "it is your own, and free"
    return Finding(Mark.GOOD, f'{link} says "{shown}"; {where}.')


def _unasked(name: str) -> Finding:
    if name == OFFLINE:
        return Finding(Mark.GOOD, "offline needs no key, is free, and sends nothing.")
    words = f"{name} is never asked: offline, which stands before it, always answers."
    return Finding(Mark.UNSET, words)


def _unused(key: str) -> Finding:
    words = f"{key} is set, but AI_MODELS names no model of that provider: nothing is sent there."
    return Finding(Mark.UNSET, words)


def _unused_keys(loaded: Settings) -> list[str]:
    named = (*links.asked(loaded), links.parse(loaded.ai_embedding_model))
    used = {links.key_setting(link) for link in named if link.model}
    keys = {"GEMINI_API_KEY": loaded.gemini_api_key, "OPENAI_API_KEY": loaded.openai_api_key}
    return [name for name, key in keys.items() if key is not None and name not in used]


async def _disk(loaded: Settings) -> Finding:
    place = servers.place(loaded)
    with home.explained(place):
        free = shutil.disk_usage(_standing(place)).free
    words = f"{free / 2**30:.1f} GB are free for {place}."
    if free < LITTLE_ROOM:
        return Finding(Mark.BROKEN, f"{words} Make room, or set KIMDIR_HOME to another disk.")
    return Finding(Mark.GOOD, words)


def _exists(loaded: Settings, server: str) -> bool:
    return home.find(servers.place(loaded) / server) is not None


def _standing(place: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(each for each in (place, *place.parents) if each.exists())


LOOKS: dict[str, Look] = {
    "database": _database,
    "redis": _redis,
    "telegram": _telegram,
    "bot": _bot,
    "owner": _owner,
    "models": _models,
    "disk": _disk,
}

"""Bios and photos of the people whom the owner asked for, and of nobody else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from telethon import errors as telegram
from telethon.tl import functions, types

from collector import context, line
from collector.line import Lane
from collector.media import fetching, sources
from collector.media.elsewhere import Elsewhere
from collector.translate import users
from core import clock
from core.files import folder
from core.imports import texts
from core.intake.values import UserSeen
from core.models import ChatKind, PeerId, UserId
from core.people.portraits import service as portraits
from core.people.portraits.values import Portrait, Wish

logger = logging.getLogger(__name__)

LOOK_AGAIN = 15.0
"""Seconds after which wishes are looked for again."""
PART = "profile-"

Sleep = Callable[[float], Awaitable[None]]
_NO_PHOTO = (
    telegram.RPCError,
    line.TelegramAilingError,
    line.ElsewhereError,
    fetching.GoneError,
    fetching.ChangedError,
    fetching.WrongSizeError,
    fetching.NotServedError,
)


async def run(here: context.Context, *, sleep: Sleep = asyncio.sleep) -> None:
    """Fulfil wishes for ever, the oldest first, so many a day of the owner's."""
    profiles = Profiles(here)
    profiles.clean()
    while True:
        await here.roster.syncing.wait()
        wish = await profiles.next()
        if wish is None:
            await profiles.rest()
            await sleep(LOOK_AGAIN)
            continue
        try:
            await profiles.read(wish)
        except line.TelegramAilingError:
            await sleep(LOOK_AGAIN)


class Profiles:
    """Whose turn it is, and what is read of them."""

    def __init__(self, here: context.Context) -> None:
        self._here = here
        self._media: Path = folder.root(here.home)
        self._elsewhere = Elsewhere(here.client)
        self._fetching = fetching.Fetching(here.line, self._elsewhere, self._media)

    def clean(self) -> None:
        """Remove parts of photos from an earlier life."""
        for name in folder.parts(self._media):
            if name.startswith(PART):
                folder.drop(folder.part(self._media, name))

    async def next(self) -> Wish | None:
        """The oldest wish that can be fulfilled today."""
        roster = self._here.roster
        named = [chat for chat in roster.followed() if roster.peer(chat.chat_id) is not None]
        private = [head.peer for head in roster.heads.values() if head.kind is ChatKind.PRIVATE]
        since = clock.midnight(clock.now(), self._here.settings.zone)
        async with self._here.database.read() as session:
            wishes = await portraits.wishes(session, [chat.chat_id for chat in named], private, 1)
            if not wishes:
                return None
            asked = await portraits.read_since(session, since)
        return wishes[0] if asked < self._here.settings.telegram_profiles_per_day else None

    async def rest(self) -> None:
        """Nobody is wanted now."""
        await self._elsewhere.close()

    async def read(self, wish: Wish) -> None:
        """Fulfil a wish, or find that it cannot be; raises what `Line.ask` raises but refusals."""
        try:
            full = await self._full(wish)
        except telegram.RPCError as error:
            logger.info("A person is not shown to us: %s", line.reason(error))
            async with self._here.database.write() as session:
                await portraits.refuse(session, wish.user_id)
            return
        portrait = await self._with_photo(wish, full, _portrait(wish.user_id, full))
        async with self._here.database.write() as session:
            await portraits.store(session, portrait)

    async def _full(self, wish: Wish) -> Any:
        request = functions.users.GetFullUserRequest(self._input(wish))
        return await self._here.line.ask(request, Lane.PEOPLE)

    def _input(self, wish: Wish) -> Any:
        """How to name somebody to Telegram: by the private chat, else by a message."""
        private = self._here.roster.input(PeerId(wish.user_id))
        if private is not None:
            return private
        assert wish.chat_id is not None
        peer = self._here.roster.peer(wish.chat_id)
        return types.InputUserFromMessage(peer, wish.message_id, wish.user_id)

    async def _with_photo(self, wish: Wish, full: Any, portrait: Portrait) -> Portrait:
        """The portrait with the photo in the media folder; that it is unknown if it fails."""
        source = _photo(full)
        if source is None:
            return portrait
        if not folder.has_room(self._media, stopped=False):
            return replace(portrait, photo_is_known=False)

        async def again() -> sources.Source | None:
            return _photo(await self._full(wish))

        try:
            kept = await self._fetching.fetch(f"{PART}{source.remote_id}", source, again)
        except _NO_PHOTO as error:
            logger.info("A photo of a person failed: %s", line.reason(error))
            return replace(portrait, photo_is_known=False)
        return replace(portrait, photo=kept.path)


def _photo(full: Any) -> sources.Source | None:
    return sources.of_photo(full.full_user.profile_photo)


def _portrait(user_id: UserId, full: Any) -> Portrait:
    seen = next(
        (each for each in users.seen(full.users, clock.now()) if each.id == user_id),
        UserSeen(user_id),
    )
    about = full.full_user.about
    return Portrait(replace(seen, bio=texts.name(about) if about else None))

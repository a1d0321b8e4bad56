"""A takeout session: Telegram's own way to read much, asked for when very much is missing."""

import logging
from datetime import datetime, timedelta

from telethon import errors, functions

from collector import line
from core import clock, db, models
from core.accounts import queries as accounts
from core.accounts.values import TakeoutNote

logger = logging.getLogger(__name__)

MUCH = 10_000
"""Missing messages from which on a takeout is worth the notice that Telegram shows the owner."""

LOST = (errors.TakeoutInvalidError, errors.TakeoutRequiredError)
"""What Telegram answers when a takeout was ended elsewhere."""

_PAUSE = timedelta(days=1)
"""After a takeout that was refused or ended elsewhere, none is asked for so long."""

_INIT = functions.account.InitTakeoutSessionRequest(
    message_users=True, message_chats=True, message_megagroups=True, message_channels=True
)
_FINISH = functions.account.FinishTakeoutSessionRequest(success=True)


class Takeout:
    """The account's takeout session, kept over restarts; `line.takeout_id` is it while it is."""

    def __init__(
        self, asking: line.Line, database: db.Database, account: models.UserId, enabled: bool
    ) -> None:
        self._line = asking
        self._database = database
        self._account = account
        self._enabled = enabled
        self._after: datetime | None = None
        self._delayed = True
        self._loaded = False

    @property
    def note(self) -> TakeoutNote | None:
        """How it stands, for the owner."""
        if self._line.takeout_id is not None:
            return TakeoutNote.RUNNING
        if self._after is None or self._after <= clock.now():
            return None
        return TakeoutNote.DELAYED if self._delayed else TakeoutNote.REFUSED

    async def want(self, missing: int) -> None:
        """Begin a takeout if so much is missing that it is worth it, and Telegram allows it."""
        await self._load()
        due = self._after is None or self._after <= clock.now()
        if not self._enabled or self._line.takeout_id is not None or missing < MUCH or not due:
            return
        try:
            begun = await self._line.ask(_INIT, line.Lane.HISTORY, patient=False)
        except errors.TakeoutInitDelayError as error:
            self._delayed = True
            await self._keep(None, clock.now() + timedelta(seconds=error.seconds))
            logger.info(
                "A takeout is allowed in %d s; until then at the usual pace", error.seconds
            )
        except (line.NotNowError, line.TelegramAilingError) as error:
            self._after = error.retry_at
            logger.info("No takeout now: %s", error)
        except errors.RPCError as error:
            self._delayed = False
            await self._keep(None, clock.now() + _PAUSE)
            logger.info("No takeout (%s); reading at the usual pace", type(error).__name__)
        else:
            await self._keep(begun.id, None)

    async def lose(self) -> None:
        """It was ended elsewhere: go on without."""
        if self._line.takeout_id is not None:
            self._delayed = False
            await self._keep(None, clock.now() + _PAUSE)

    async def finish(self) -> None:
        """Everything is read: end it, if there is one."""
        await self._load()
        is_put_off = self._after is not None and self._after > clock.now()
        if self._line.takeout_id is None or is_put_off:
            return
        try:
            await self._line.ask(_FINISH, line.Lane.HISTORY, takeout=True, patient=False)
        except (line.NotNowError, line.TelegramAilingError) as error:
            self._after = error.retry_at
            logger.info("The takeout does not end now: %s", error)
            return
        except errors.RPCError as error:
            logger.info("The takeout had ended already (%s)", type(error).__name__)
        await self._keep(None, None)

    async def _load(self) -> None:
        if not self._loaded:
            async with self._database.read() as session:
                kept = await accounts.takeout(session, self._account)
            self._line.takeout_id, self._after = kept
            self._loaded = True

    async def _keep(self, takeout_id: int | None, after: datetime | None) -> None:
        async with self._database.write() as session:
            await accounts.keep_takeout(session, self._account, takeout_id, after)
        self._line.takeout_id, self._after = takeout_id, after

"""What Telegram refuses for a reason of ours is not swallowed."""

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

from bot import screen, translation
from core import db
from tests.world.owner import Owner


async def _query(owner: Owner) -> CallbackQuery:
    await owner.say("/who")
    shown = owner.shown[-1]
    update = owner.telegram.tapped(shown, "x")
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    message = update.callback_query.message.as_(owner.bot)
    return update.callback_query.model_copy(update={"message": message}).as_(owner.bot)


async def test_a_broken_screen_is_an_error(database: db.Database) -> None:
    query = await _query(Owner(database))
    with pytest.raises(TelegramBadRequest, match="can't parse"):
        await screen.show(query, screen.Screen(translation.Html("<b>")))


async def test_a_notice_is_cut_and_a_refused_one_is_an_error(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Owner(database)
    await screen.tell(await _query(owner), "x" * 500)
    monkeypatch.setattr(screen, "LONGEST_NOTICE", 500)
    with pytest.raises(TelegramBadRequest, match="TOO_LONG"):
        await screen.tell(await _query(owner), "x" * 500)

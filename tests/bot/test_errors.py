"""Errors end at one door."""

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, ErrorEvent, Update

from bot import app, errors, screen
from core import db, doors
from core.errors import KimdirError
from core.taxonomy.values import Language
from tests.world.owner import Owner


async def test_an_unreachable_database_is_told_in_the_owners_language() -> None:
    owner = Owner(db.Database("postgresql+asyncpg://nobody@127.0.0.1:9/none"), Language.RU)
    assert await owner.say("/who") == "База данных не отвечает. Попробуйте чуть позже."


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.EN, "Redis cannot be reached. Try again in a moment."),
        (Language.TR, "Redis'e ulaşılamıyor. Birazdan yeniden deneyin."),
        (Language.RU, "Нет связи с Redis. Попробуйте чуть позже."),
    ],
)
async def test_an_unreachable_redis_is_told_in_the_owners_language(
    database: db.Database, language: Language, sentence: str
) -> None:
    storage = app.storage("redis://127.0.0.1:1/0")
    assert await Owner(database, language, storage).say("/who") == sentence
    await storage.close()


async def test_a_mistake_of_ours_is_no_sentence_for_the_owner(database: db.Database) -> None:
    event = ErrorEvent(update=Update(update_id=1), exception=doors.NetworkInTransactionError("x"))
    assert await errors.explain(event, Owner(database).deps) is errors.Outcome.FAILED


async def test_an_error_without_a_translation_speaks_for_itself(database: db.Database) -> None:
    owner = Owner(database)
    update = owner.telegram.said("x")
    assert update.message is not None
    event = ErrorEvent(
        update=update.model_copy(update={"message": update.message.as_(owner.bot)}),
        exception=KimdirError("A <new> sentence."),
    )
    assert await errors.explain(event, owner.deps) is errors.Outcome.REFUSED
    assert "A &lt;new&gt; sentence." in [shown.text for shown in owner.telegram.messages.values()]


async def test_an_update_that_cannot_be_answered_is_only_logged(database: db.Database) -> None:
    event = ErrorEvent(update=Update(update_id=1), exception=ValueError())
    assert await errors.explain(event, Owner(database).deps) is errors.Outcome.FAILED


async def test_an_owner_who_cannot_be_told_is_a_line_in_the_log(
    database: db.Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def offline(*_: object, **__: object) -> None:
        raise TelegramNetworkError(SendMessage(chat_id=1, text="x"), "secret")

    owner = Owner(database)
    query = CallbackQuery(id="1", from_user=owner.telegram.owner, chat_instance="1")
    monkeypatch.setattr(screen, "tell", offline)
    event = ErrorEvent(update=Update(update_id=1, callback_query=query), exception=ValueError())
    assert await errors.explain(event, owner.deps) is errors.Outcome.FAILED
    assert "could not be told: TelegramNetworkError" in caplog.text
    assert "secret" not in caplog.text

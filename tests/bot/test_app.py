"""The bot is put together whole."""

import importlib
import pkgutil

import pytest
from aiogram.fsm.storage.memory import MemoryStorage

import bot
from bot import app, errors
from core import db, doors
from core.errors import KimdirError
from core.people import service as people
from core.professions import service as professions
from tests.world.owner import ID, Owner


def test_every_router_is_in_the_app(database: db.Database) -> None:
    names = (each.name for each in pkgutil.walk_packages(bot.__path__, "bot."))
    modules = [importlib.import_module(name) for name in names]
    routers = {module.router().name for module in modules if hasattr(module, "router")}
    built = app.build(Owner(database).deps, MemoryStorage())
    assert [each.name for each in built.sub_routers][-1] == "start", "it takes what is left"
    assert {each.name for each in built.sub_routers} == routers


def test_only_what_is_handled_is_asked_for(database: db.Database) -> None:
    built = app.build(Owner(database).deps, MemoryStorage())
    assert sorted(built.resolve_used_update_types()) == ["callback_query", "message"]


async def test_telegram_is_not_called_while_a_write_is_open(database: db.Database) -> None:
    owner = Owner(database)
    async with database.write():
        with pytest.raises(doors.NetworkInTransactionError, match="Telegram"):
            await owner.bot.send_message(ID, "x")
    assert owner.telegram.calls == []
    async with database.read():
        await owner.bot.send_message(ID, "x")
    assert len(owner.telegram.calls) == 1


def test_every_error_of_the_rooms_speaks_the_owners_language() -> None:
    raised = {
        each
        for module in (people, professions, errors)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, KimdirError) and each is not KimdirError
    }
    assert raised <= set(errors.TEXTS)

"""A message is kept up to date, within bounds, and never over the owner's next screen."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import EditMessageText, SendMessage

from bot import app, live, rehearsal, screen
from bot.translation import Html
from core import clock, db, errors
from tests.world.owner import ID

OWNER = int(ID)


@dataclass
class _World:
    """A bot with one message, and what a look at the truth gives."""

    keeper: live.Live = field(default_factory=lambda: live.Live(every=0.0))
    looks: list[str] = field(default_factory=list)
    finished: str | None = None
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self.telegram = rehearsal.Telegram(OWNER)
        self.bot = app.client(rehearsal.TOKEN, self.telegram)

    async def look(self) -> live.View:
        if self.failure is not None:
            raise self.failure
        text = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        ended = self.finished if len(self.looks) == 1 else None
        return live.View(screen.Screen(Html(text)), screen.Screen(Html(ended)) if ended else None)

    async def watch(self) -> None:
        shown = await self.bot.send_message(OWNER, "0")
        self.keeper.watch(shown, screen.Screen(Html("0")), self.look)

    async def run(self, turns: int = 20) -> None:
        """Let the loop go round a few times."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.keeper.run(self.bot, stop))
            for _ in range(turns):
                await asyncio.sleep(0.002)
            stop.set()

    def count(self, kind: type[Any]) -> int:
        return sum(isinstance(call, kind) for call in self.telegram.calls)

    @property
    def text(self) -> str:
        return next(iter(self.telegram.messages.values())).text


async def test_a_message_is_edited_only_when_its_text_changes() -> None:
    world = _World(looks=["0", "1", "1", "1", "2"])
    await world.watch()
    await world.run()
    assert world.text == "2"
    assert world.count(EditMessageText) == 2


async def test_the_end_is_a_new_message_since_an_edit_does_not_ring() -> None:
    world = _World(looks=["1", "2", "2"], finished="done")
    await world.watch()
    await world.run()
    assert [each.text for each in world.telegram.messages.values()] == ["2", "done"]
    assert world.count(SendMessage) == 2
    world.looks = ["3"]
    await world.run()
    assert world.text == "2"


async def test_after_ten_minutes_it_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _World(looks=["1"])
    await world.watch()
    later = clock.now() + live.LONGEST + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await world.run()
    assert world.count(EditMessageText) == 0


async def test_whatever_the_owner_does_next_ends_it() -> None:
    world = _World(looks=["1"])
    await world.watch()

    async def handler(*_: Any) -> str:
        return "handled"

    assert await world.keeper(handler, world.telegram.said("/who"), {}) == "handled"
    await world.run()
    assert world.count(EditMessageText) == 0


async def test_no_edit_is_made_while_an_update_is_handled() -> None:
    world = _World(looks=["1"])
    await world.watch()
    handling, go_on = asyncio.Event(), asyncio.Event()

    async def handler(*_: Any) -> None:
        await world.watch()
        handling.set()
        await go_on.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(world.keeper(handler, world.telegram.said("/chats"), {}))
        await handling.wait()
        stop = asyncio.Event()
        group.create_task(world.keeper.run(world.bot, stop))
        await asyncio.sleep(0.01)
        assert world.count(EditMessageText) == 0
        go_on.set()
        await asyncio.sleep(0.01)
        stop.set()
    assert world.count(EditMessageText) == 1


def _refusal(kind: str) -> Exception:
    method = EditMessageText(text="x")
    if kind == "patience":
        return TelegramRetryAfter(method, "wait", 40)
    if kind == "network":
        return TelegramNetworkError(method, "down")
    if kind == "database":
        return db.DatabaseUnreachableError("away")
    return TelegramBadRequest(method, "Bad Request: message to edit not found")


@pytest.mark.parametrize(
    ("kind", "goes_on"), [("network", True), ("database", True), ("deleted", False)]
)
async def test_a_passing_failure_is_overcome_and_a_deleted_message_is_left(
    kind: str, *, goes_on: bool
) -> None:
    world = _World(looks=["1"], failure=_refusal(kind))
    await world.watch()
    await world.run(5)
    world.failure = None
    await world.run()
    assert world.count(EditMessageText) == int(goes_on)


async def test_it_waits_as_long_as_telegram_asks() -> None:
    world = _World(looks=["1"], failure=_refusal("patience"))
    await world.watch()
    stop, calls = asyncio.Event(), 0
    look = world.look

    async def counted() -> live.View:
        nonlocal calls
        calls += 1
        return await look()

    world.keeper.watch(await world.bot.send_message(OWNER, "0"), screen.Screen(Html("0")), counted)
    async with asyncio.TaskGroup() as group:
        group.create_task(world.keeper.run(world.bot, stop))
        await asyncio.sleep(0.03)
        stop.set()
    assert calls == 1
    assert issubclass(db.DatabaseUnreachableError, errors.KimdirError)

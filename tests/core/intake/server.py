"""A simple model of one chat on Telegram's side, and a follower of it."""

from dataclasses import dataclass, field

from core import db, models
from core.chats import ranges
from core.chats import service as chats
from core.chats.values import Followed
from core.intake import following, preparing, service
from core.intake.values import Happened, MessageSeen, Page
from core.models import Source
from tests.core.intake import seen

ACCOUNT = models.UserId(1)


@dataclass
class Server:
    """What the chat holds, and everything that happened in it; pts counts that."""

    messages: dict[int, MessageSeen] = field(default_factory=dict)
    events: list[MessageSeen | int] = field(default_factory=list)
    top: int = 0

    @property
    def pts(self) -> int:
        return len(self.events)

    def say(self, skipped: int) -> None:
        self.top += 1 + skipped
        self._put(seen.message(self.top, "said"))

    def edit(self, choice: int) -> None:
        number = self._choose(choice)
        if number:
            moment = self.pts + 1_000
            known = self.messages[number]
            self._put(known._replace(text=f"edited at {moment}", edited_at=seen.at(moment)))

    def delete(self, choice: int) -> None:
        number = self._choose(choice)
        if number:
            del self.messages[number]
            self.events.append(number)

    def page(self, offset: int, size: int) -> Page:
        numbers = sorted(number for number in self.messages if number < offset)[-size:]
        lowest = numbers[0] if numbers else 1
        return Page(
            (models.MessageId(lowest), models.MessageId(offset - 1)),
            preparing.prepare([self.messages[number] for number in reversed(numbers)]),
            at_bottom=not numbers,
            total=len(self.messages),
        )

    def news(self, begin: int, end: int, *, top: bool, pts: bool) -> Happened:
        events = self.events[begin:end]
        said = [event for event in events if not isinstance(event, int)]
        new = [message.id for message in said if not message.edited_at]
        return Happened(
            preparing.prepare(said),
            deleted=[models.MessageId(event) for event in events if isinstance(event, int)],
            top=max(new, default=None) if top else None,
            pts=(begin, end) if pts else None,
        )

    def _put(self, message: MessageSeen) -> None:
        self.messages[message.id] = message
        self.events.append(message)

    def _choose(self, choice: int) -> int | None:
        numbers = sorted(self.messages)
        return numbers[choice % len(numbers)] if numbers else None


@dataclass
class Flight:
    """A page that was asked for and is not stored yet."""

    page: Page
    touched: set[models.MessageId] = field(default_factory=set)


@dataclass
class Follower:
    """What the collector does with a chat, one step at a time."""

    database: db.Database
    chat_id: models.ChatId
    server: Server
    has_pts: bool
    at: int = 0
    flights: list[Flight] = field(default_factory=list)
    exports: list[list[MessageSeen]] = field(default_factory=list)
    told: list[Happened] = field(default_factory=list)

    async def start(self) -> None:
        self.at = self.server.pts
        top = models.MessageId(self.server.top)
        async with self.database.write() as session:
            await following.start(session, self.chat_id, pts=self._pts(), top=top)

    async def listen(self, most: int) -> None:
        end = min(self.server.pts, self.at + most)
        if end > self.at:
            news = self.server.news(self.at, end, top=True, pts=self.has_pts)
            for flight in self.flights:
                flight.touched.update(message.id for message in news.messages.messages)
                flight.touched.update(news.deleted)
            self.at = end
            self.told.append(news)
            await self.happened(news)

    async def happened(self, news: Happened) -> None:
        async with self.database.write() as session:
            await following.happened(session, self.chat_id, news)

    async def hear_again(self, news: Happened) -> None:
        """Old news once more: refused where it has a position, harmless where it has none."""
        try:
            await self.happened(news)
        except following.MovedError:
            assert self.has_pts

    async def skip(self) -> None:
        self.at = self.server.pts
        self.flights.clear()
        top = models.MessageId(self.server.top)
        async with self.database.write() as session:
            await following.skip(session, self.chat_id, pts=self._pts(), top=top)

    def ask(self, offset: int, size: int) -> None:
        self.flights.append(Flight(self.server.page(offset, size)))

    async def land(self) -> None:
        """Store the pages in flight, and the same again."""
        pages = [
            Page(
                flight.page.extent,
                flight.page.prepared,
                touched=frozenset(flight.touched),
                at_bottom=flight.page.at_bottom,
                total=flight.page.total,
            )
            for flight in self.flights
        ]
        self.flights.clear()
        for _ in range(2):
            async with self.database.write() as session:
                await following.pages(session, self.chat_id, pages)

    async def take(self, export: list[MessageSeen]) -> None:
        async with self.database.write() as session:
            await service.record(session, self.chat_id, (), export, Source.IMPORT)
            if export:
                stretch = (export[0].id, export[-1].id)
                await service.cover(session, self.chat_id, [stretch])

    async def known(self) -> Followed:
        async with self.database.read() as session:
            everything = await chats.followed(session, ACCOUNT, everything=True)
        (found,) = [chat for chat in everything if chat.chat_id == self.chat_id]
        return found

    async def finish(self) -> None:
        """Hear what happened meanwhile, fill the gaps, then read again what is stale."""
        await self.land()
        await self.listen(self.server.pts)
        while todo := self._next(await self.known()):
            self.ask(todo[1] + 1, 3)
            await self.land()

    def _next(self, known: Followed) -> tuple[int, int] | None:
        return ranges.newest(ranges.gaps(known.ranges, known.top)) or ranges.newest(known.stale)

    def _pts(self) -> int | None:
        return self.at if self.has_pts else None

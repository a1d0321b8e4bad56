"""What people, the server and bad luck do to a collector, at random but by a seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from tests.wire.loopback import Loopback

Deed = Callable[[], Awaitable[None]]
KINDS = ("supergroup", "group", "private", "forum", "channel")
MEDIA: tuple[dict[str, Any], ...] = (
    {"type": "photo"},
    {"type": "document", "name": "rapor.pdf", "size": 5000},
    {"type": "document", "name": "отчёт.bin", "size": 70_000, "dc": 4},
    {"type": "voice", "size": 3000},
    {"type": "poll", "question": "Ne zaman?", "options": ["bugün", "yarın"]},
    {"type": "geo"},
)
TEXTS = (
    "günaydın 👋🏽",
    "доброе утро #утро",
    "see https://example.org/a?b=c",
    "@somebody bakar mısın",
    "𝒯ext out of the plane 🧑‍💻 then #tag",
)
REQUESTS = (
    "messages.getHistory",
    "updates.get*",
    "messages.get*Dialogs",
    "channels.*",
    "upload.*",
)
FAILURES: tuple[dict[str, Any], ...] = (
    {"flood": 1},
    {"flood": 3},
    {"flood_premium": 1},
    {"error": [500, "INTERNAL"]},
    {"drop": "before"},
    {"drop": "mid"},
    {"drop": "after"},
    {"bad_salt": True},
    {"dup": True},
    {"delay": 0.5},
)
BAD_PUSHES: tuple[dict[str, Any], ...] = ({"drop": True}, {"dup": True}, {"hold": 3})


class Deeds:
    """One after another, by chance; `done` counts them."""

    def __init__(self, oracle: Loopback, chance: random.Random) -> None:
        self.oracle = oracle
        self.chance = chance
        self.done: Counter[str] = Counter()
        self._chats: list[dict[str, Any]] = []
        self._deeds: list[tuple[Deed, int]] = [
            (self._writes, 60),
            (self._edits, 14),
            (self._deletes, 10),
            (self._shows, 8),
            (self._reacts, 3),
            (self._album, 2),
            (self._floods_the_chat, 1),
            (self._joins, 2),
            (self._leaves, 1),
            (self._is_renamed, 1),
            (self._retitles, 1),
            (self._migrates, 1),
            (self._request_fails, 6),
            (self._push_fails, 4),
            (self._breaks, 3),
            (self._changes_salt, 1),
            (self._is_down, 1),
            (self._forgets_references, 1),
        ]

    def add(self, deed: Deed, weight: int) -> None:
        """One more that may happen."""
        self._deeds.append((deed, weight))

    async def one(self) -> None:
        """Something happens."""
        if not self._chats or self.chance.random() < 0.05:
            self._chats = [chat for chat in await self.oracle.chats() if chat["is_member"]]
        deeds, weights = zip(*self._deeds, strict=True)
        (deed,) = self.chance.choices(deeds, weights)
        await deed()
        self.done[deed.__name__.strip("_")] += 1

    def _chat(self, *kinds: str) -> dict[str, Any]:
        fit = [chat for chat in self._chats if chat["kind"] in (kinds or KINDS)]
        alive = [chat for chat in fit if not chat["deactivated"]]
        return self.chance.choice(alive or fit)

    def _text(self) -> str:
        return f"{self.chance.choice(TEXTS)} {self.chance.randrange(1 << 30)}"

    async def _some(self, chat: int, many: int) -> list[int]:
        ids: list[int] = await self.oracle.do("message_ids", chat=chat)
        page = await self.oracle.do("messages", chat=chat, ids=ids[-400:])
        usual = [row["id"] for row in page["rows"] if not row["service"]]
        return self.chance.sample(usual, min(many, len(usual)))

    async def _writes(self) -> None:
        chat = self._chat()
        given: dict[str, Any] = {}
        if chat["topics"] and self.chance.random() < 0.7:
            given["topic"] = int(self.chance.choice(list(chat["topics"])))
        elif self.chance.random() < 0.2:
            given["reply_to"] = next(iter(await self._some(chat["id"], 1)), None)
        if self.chance.random() < 0.05:
            given["forward_name"] = "Somebody hidden"
        many = self.chance.choice((1, 1, 1, 2, 5))
        await self.oracle.post(chat["id"], self._text(), n=many, **given)

    async def _shows(self) -> None:
        media = self.chance.choice(MEDIA)
        await self.oracle.post(self._chat()["id"], self._text(), media=media)

    async def _album(self) -> None:
        await self.oracle.do("album", chat=self._chat("supergroup", "group")["id"])

    async def _floods_the_chat(self) -> None:
        await self.oracle.post(self._chat()["id"], self._text(), n=130)

    async def _edits(self) -> None:
        chat = self._chat()["id"]
        for number in await self._some(chat, self.chance.choice((1, 1, 4))):
            await self.oracle.do("edit", chat=chat, id=number, text=self._text())

    async def _reacts(self) -> None:
        chat = self._chat("supergroup", "forum")["id"]
        for number in await self._some(chat, 1):
            await self.oracle.do("react", chat=chat, id=number, reactions={"👍": 3})

    async def _deletes(self) -> None:
        chat = self._chat()["id"]
        if ids := await self._some(chat, self.chance.choice((1, 1, 2, 9))):
            await self.oracle.do("delete", chat=chat, ids=ids)

    async def _stranger_of(self, chat: int, *, inside: bool) -> int | None:
        members = {each["id"] for each in await self.oracle.do("participants", chat=chat)}
        people = {each["id"] for each in await self.oracle.do("users", people_only=True)}
        found = sorted(people & members if inside else people - members)
        return self.chance.choice(found) if found else None

    async def _joins(self) -> None:
        chat = self._chat("supergroup", "group")["id"]
        if (person := await self._stranger_of(chat, inside=False)) is not None:
            await self.oracle.do("join", chat=chat, user=person)

    async def _leaves(self) -> None:
        chat = self._chat("supergroup", "group")["id"]
        if (person := await self._stranger_of(chat, inside=True)) is not None:
            await self.oracle.do("kick", chat=chat, user=person)

    async def _is_renamed(self) -> None:
        """The first name stays: the generator writes it into what people have said."""
        people = await self.oracle.do("users", people_only=True)
        person = self.chance.choice(people)["id"]
        await self.oracle.do(
            "rename_user", user=person, last=f"Soyad {self.chance.randrange(999)}"
        )

    async def _retitles(self) -> None:
        title = f"Grup {self.chance.randrange(999)}"
        await self.oracle.do("set_chat", chat=self._chat("supergroup", "group")["id"], title=title)

    async def _migrates(self) -> None:
        if self.done["migrates"] == 0:
            await self.oracle.do("migrate", chat=self._chat("group")["id"])
            self._chats = []

    async def _request_fails(self) -> None:
        await self.oracle.fault(
            self.chance.choice(REQUESTS),
            self.chance.choice(FAILURES),
            after=self.chance.randrange(4),
            times=self.chance.choice((1, 1, 3)),
        )

    async def _push_fails(self) -> None:
        times = self.chance.randrange(1, 5)
        await self.oracle.trouble("*", self.chance.choice(BAD_PUSHES), times=times)

    async def _breaks(self) -> None:
        await self.oracle.do("drop_connections")

    async def _changes_salt(self) -> None:
        await self.oracle.do("rotate_salt")

    async def _forgets_references(self) -> None:
        await self.oracle.do("expire_files")

    async def _is_down(self) -> None:
        await self.oracle.do("down")
        for _ in range(self.chance.randrange(1, 6)):
            await self._writes()
            await self._edits()
            await self._deletes()
        await asyncio.sleep(self.chance.uniform(0.5, 4))
        await self.oracle.do("up")

"""A Telegram in a process of its own, that knows the truth and misbehaves on command."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import aiohttp

PLACE = "KIMDIR_WIRE"
READY_WITHIN = 60


def folder() -> Path:
    """Where the loopback Telegram is; fails where nobody has said it."""
    assert PLACE in os.environ, f"set {PLACE} to the folder of the loopback Telegram"
    return Path(os.environ[PLACE])


@dataclass
class Loopback:
    """Its facts, and its control."""

    facts: dict[str, Any]
    http: aiohttp.ClientSession

    async def do(self, op: str, **given: Any) -> Any:
        """Give an order, or ask for the truth."""
        async with self.http.post(self.facts["control"], json={"op": op, **given}) as answer:
            said = await answer.json()
        assert said["ok"], f"{op}: {said.get('error')}"
        return said["result"]

    async def post(self, chat: int, text: str = "", **given: Any) -> list[int]:
        """Somebody writes; gives the ids of the messages."""
        ids: list[int] = (await self.do("post", chat=chat, text=text, **given))["ids"]
        return ids

    async def chats(self, *kinds: str) -> list[dict[str, Any]]:
        """The chats that a collector may follow, the fullest first; of some kinds if given."""
        found = [
            chat
            for chat in await self.do("chats")
            if chat["id"] not in {777000, self.facts["owner_id"], self.facts["bot_id"]}
            if not kinds or chat["kind"] in kinds
        ]
        return sorted(found, key=lambda chat: -chat["messages"])

    async def one(self, kind: str) -> int:
        """The fullest chat of a kind."""
        found = await self.chats(kind)
        assert found, f"no {kind} in this world"
        return int(found[0]["id"])

    async def fault(self, method: str, action: dict[str, Any], **when: Any) -> None:
        """Order trouble with a request."""
        await self.do("fault", rule={"where": "rpc", "method": method, "action": action, **when})

    async def trouble(self, update: str, action: dict[str, Any], **when: Any) -> None:
        """Order trouble with what is pushed."""
        await self.do("fault", rule={"where": "push", "method": update, "action": action, **when})

    async def options(self, **given: Any) -> None:
        """Change how the server decides."""
        await self.do("opts", mtproto=given)

    async def asked(self, method: str | None = None) -> list[dict[str, Any]]:
        """The requests of the owner's account so far."""
        log = await self.do("rpc_log", method=method, limit=200_000)
        owner = self.facts["owner_id"]
        return [row for row in log["rows"] if row["account"] in {owner, None}]


@contextmanager
def launched(home: Path, **given: Any) -> Iterator[dict[str, Any]]:
    """Start one and give its facts; `given` are its own options, such as `messages`."""
    facts = home / "telegram.json"
    options = {"seed": 1, "people": 40, "groups": 8, "messages": 1500} | given
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    program = folder() / "run_oracle.py"
    with (home / "telegram.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, program, "--json", facts, *words], stdout=log, stderr=log
        )
    try:
        _wait(process, facts)
        yield json.loads(facts.read_text("utf-8"))
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", facts: Path) -> None:
    end = monotonic() + READY_WITHIN
    while not facts.exists():
        assert process.poll() is None, "the loopback Telegram did not start"
        assert monotonic() < end, "the loopback Telegram does not get ready"
        sleep(0.05)


@asynccontextmanager
async def reached(facts: dict[str, Any]) -> AsyncIterator[Loopback]:
    """Its control."""
    async with aiohttp.ClientSession() as http:
        yield Loopback(facts, http)

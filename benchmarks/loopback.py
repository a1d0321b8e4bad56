"""A Telegram on this machine, from the folder that KIMDIR_WIRE names, for whoever has one."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import aiohttp
from telethon import TelegramClient

from collector import account, session
from core import settings
from core.settings import Settings

PROGRAM = "run_oracle.py"
MISSING = f"not run: KIMDIR_WIRE names no folder with {PROGRAM}, a Telegram to run against"
START_WITHIN = 120.0
TOLD_WITHIN = aiohttp.ClientTimeout(600)


def place() -> Path | None:
    """The program that is the Telegram, if there is one."""
    folder = os.environ.get("KIMDIR_WIRE")
    program = Path(folder, PROGRAM) if folder else None
    return program if program is not None and program.exists() else None


class Telegram:
    """A running one; `home` is where our session with it lies."""

    def __init__(self, facts: dict[str, Any], home: Path, http: aiohttp.ClientSession) -> None:
        self.facts = facts
        self.home = home
        self._http = http

    async def tell(self, op: str, **arguments: object) -> dict[str, Any]:
        """Have it do something; gives what it says under "result", and raises where it cannot."""
        body = {"op": op, **arguments}
        async with self._http.post(self.facts["control"], json=body) as response:
            answer: dict[str, Any] = await response.json()
        if not answer["ok"]:
            raise RuntimeError(answer["error"])
        return answer

    def settings(self, **others: object) -> Settings:
        """Settings with which the collector comes to it."""
        facts = self.facts
        return settings.load(
            telegram_feature_enabled=True,
            telegram_api_id=facts["api_id"],
            telegram_api_hash=facts["api_hash"],
            telegram_dc_id=facts["dc_id"],
            telegram_dc_address=f"{facts['ip']}:{facts['port']}",
            telegram_dc_key=facts["rsa_public_pem_file"],
            telegram_requests_per_minute=0,
            bot_token=facts["bot_token"],
            kimdir_home=self.home,
            **others,
        )

    async def chats(self) -> list[dict[str, Any]]:
        """What there is to follow: every chat but Telegram's own, our bot's and our notes."""
        left_out = {777000, self.facts["owner_id"], self.facts["bot_id"]}
        return [
            chat for chat in (await self.tell("chats"))["result"] if chat["id"] not in left_out
        ]

    async def plain(self, held: session.Session | None = None) -> TelegramClient:
        """A client of Telethon as it comes, logged in; to be disconnected."""
        given = self.settings()
        assert given.telegram_api_id is not None
        assert given.telegram_api_hash is not None
        held = session.Session() if held is None else held
        account.point(given, held)
        secret = given.telegram_api_hash.get_secret_value()
        client = TelegramClient(held, given.telegram_api_id, secret, receive_updates=False)
        await client.connect()
        await client.send_code_request(self.facts["phone"])
        await client.sign_in(self.facts["phone"], self.facts["login_code"])
        return client

    async def log_in(self) -> None:
        """Leave a session file in the home."""
        held = session.Session()
        await (await self.plain(held)).disconnect()
        session.save(session.where(self.home, self.settings().telegram_session_name), held)


@contextlib.asynccontextmanager
async def running(*, people: int, groups: int, messages: int) -> AsyncIterator[Telegram]:
    """A Telegram of a size, with our account logged in, gone afterwards."""
    size = {"--people": people, "--groups": groups, "--messages": messages}
    with tempfile.TemporaryDirectory() as folder, _started(Path(folder), size) as facts:
        async with aiohttp.ClientSession(timeout=TOLD_WITHIN) as http:
            telegram = Telegram(facts, Path(folder, "home"), http)
            await telegram.log_in()
            yield telegram


@contextlib.contextmanager
def _started(folder: Path, size: dict[str, int]) -> Iterator[dict[str, Any]]:
    """What a new Telegram says of itself."""
    program, said = place(), folder / "telegram.json"
    assert program is not None
    options = [str(part) for option in size.items() for part in option]
    with (folder / "telegram.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(program), "--json", str(said), *options], stdout=log, stderr=log
        )
        try:
            end = monotonic() + START_WITHIN
            while not said.exists():
                if process.poll() is not None or monotonic() > end:
                    raise RuntimeError("the Telegram of KIMDIR_WIRE does not start")
                sleep(0.05)
            yield json.loads(said.read_text("utf-8"))
        finally:
            process.terminate()
            process.wait()


def run(measure: Callable[[], list[str]]) -> list[str]:
    """The lines of a benchmark that needs a Telegram, or one that says that there is none."""
    return measure() if place() is not None else [MISSING]

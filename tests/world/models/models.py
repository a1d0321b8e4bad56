"""What tests hold in their hands: models, what they say, and all that can go wrong."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest import mock

from aiohttp import web

from core import settings
from tests.world.models import scripts
from tests.world.models.scripts import Cut, No, Said
from tests.world.models.server import World
from tests.world.models.values import KEYS, Asked, Provider

HOST = "127.0.0.1"
CLOUD = "models.example"
"""A name on the internet, which leads here; see `Models.settings`."""
ALL = "google:gemini-2.5-flash,ollama:llama3.2,offline"
T = TypeVar("T")


class Models:
    """Three providers on this machine, each with a port of its own."""

    def __init__(self, world: World, loop: asyncio.AbstractEventLoop) -> None:
        self.world = world
        self._loop = loop
        self._runners: dict[Provider, web.AppRunner] = {}
        self.ports: dict[Provider, int] = {}

    @property
    def asked(self) -> list[Asked]:
        """What was received and understood, in its order."""
        return self.world.asked

    @property
    def complaints(self) -> list[str]:
        """What was wrong with requests."""
        return self.world.complaints

    @property
    def most_at_once(self) -> int:
        """How many requests were under way at the same time, at most."""
        return self.world.most_at_once

    def asked_of(self, model: str) -> list[Asked]:
        """What one model was asked."""
        return [each for each in self.asked if each.model == model]

    def say(self, model: str, answer: Said, times: int | None = None) -> None:
        """Always, or so many times: a text, anything for JSON, or a function from Asked to such.

        Without `times` it is what the model says whenever nothing else is ordered.
        """
        self.world.scripts[model].order(answer, times)

    def fail(
        self,
        model: str,
        status: int,
        *,
        retry_after: float | None = None,
        times: int | None = 1,
    ) -> None:
        """An error with a status, written as the provider writes it; None: always."""
        self.say(model, scripts.Fail(status, retry_after), times)

    def hang(self, model: str, seconds: float | None = None, *, times: int | None = 1) -> None:
        """No answer, or a late one."""
        self.say(model, scripts.Hang(seconds), times)

    def rubbish(self, model: str, *, times: int | None = 1) -> None:
        """A page of HTML, as if all were well."""
        self.say(model, scripts.Rubbish(), times)

    def half(self, model: str, cut: Cut = Cut.DROPPED, *, times: int | None = 1) -> None:
        """The connection breaks in the middle of the answer, or it was too long."""
        self.say(model, scripts.Half(cut), times)

    def refuse(self, model: str, no: No = No.ANSWER, *, times: int | None = 1) -> None:
        """The model does not want to, or the key may not."""
        self.say(model, scripts.Refuse(no), times)

    def drop(self, model: str, *, times: int | None = 1) -> None:
        """The connection breaks before an answer."""
        self.say(model, scripts.Drop(), times)

    def add(self, provider: Provider, model: str) -> None:
        """One more model."""
        self.world.known[provider].add(model)

    def lack(self, model: str) -> None:
        """A model that there is not, and a test asks for it all the same."""
        self.world.missing.add(model)

    def down(self, provider: Provider) -> None:
        """Nobody listens there any more: connections are refused."""
        self._run(self._stop(provider))

    def up(self, provider: Provider) -> None:
        """It listens again, at the same port."""
        self._run(self._start(provider, self.ports.get(provider, 0)))

    def url(self, provider: Provider, host: str = HOST) -> str:
        """The address of a provider, as a setting has it."""
        path = "" if provider == Provider.GOOGLE else "/v1"
        return f"http://{host}:{self.ports[provider]}{path}"

    def overrides(self, *, cloud: bool = False) -> dict[str, Any]:
        """Addresses and keys of all providers, by the names of settings.

        `cloud`: OpenAI has a name on the internet, so that it does not count as the owner's own.
        """
        return {
            "gemini_url": self.url(Provider.GOOGLE),
            "gemini_api_key": KEYS[Provider.GOOGLE],
            "openai_url": self.url(Provider.OPENAI, CLOUD if cloud else HOST),
            "openai_api_key": KEYS[Provider.OPENAI],
            "ollama_url": self.url(Provider.OLLAMA),
        }

    def settings(
        self, ai_models: str = ALL, *, cloud: bool = False, **more: Any
    ) -> settings.Settings:
        """Settings that know no other models than these."""
        return settings.load(**{**self.overrides(cloud=cloud), "ai_models": ai_models, **more})

    def environment(self, ai_models: str = ALL, **more: str) -> dict[str, str]:
        """The same for a process."""
        given = {**self.overrides(), "ai_models": ai_models, **more}
        return {name.upper(): value for name, value in given.items()}

    async def begin(self, ports: dict[Provider, int]) -> None:
        """Listen; port 0 is any."""
        for provider in Provider:
            await self._start(provider, ports.get(provider, 0))

    async def end(self) -> None:
        """Let nobody wait, and stop."""
        self.world.ended.set()
        for provider in list(self._runners):
            await self._stop(provider)

    async def _start(self, provider: Provider, port: int) -> None:
        runner = web.AppRunner(self.world.app(provider), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, HOST, port, reuse_address=True).start()
        self._runners[provider] = runner
        self.ports[provider] = runner.addresses[0][1]

    async def _stop(self, provider: Provider) -> None:
        await self._runners.pop(provider).cleanup()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)


@contextmanager
def simulated() -> Iterator[Models]:
    """Models in a thread of their own; complains at the end of what was wrong."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="models", daemon=True)
    thread.start()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=10)

    models = Models(World(), loop)
    try:
        run(models.begin({}))
        with _named():
            yield models
    finally:
        run(models.end())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
    assert not models.complaints, models.complaints


@contextmanager
def _named() -> Iterator[None]:
    """The name in the cloud leads to this machine."""
    real = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return real(HOST if name == CLOUD else host, *rest, **options)

    with mock.patch("socket.getaddrinfo", look_up):
        yield

"""HTTP around the models: who is asked, what goes wrong on the way, what comes back."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from tests.world.models import gemini, openai_chat, samples
from tests.world.models.scripts import (
    Call,
    Cut,
    Drop,
    Fail,
    Half,
    Hang,
    Refuse,
    Rubbish,
    Said,
    Script,
    Trouble,
)
from tests.world.models.values import Asked, Kind, Provider, RefusedError, Tool

KNOWN = {
    Provider.GOOGLE: {
        "gemini-2.5-flash",
        "gemini-2.5-flash-lite",
        "gemini-2.5-pro",
        "gemini-embedding-001",
    },
    Provider.OPENAI: {"gpt-4.1-mini", "gpt-4o-mini", "gpt-5-mini", "text-embedding-3-small"},
    Provider.OLLAMA: {"llama3.2", "llama3.2-vision", "qwen3:4b", "nomic-embed-text"},
}
"""The models there are, until a test adds or takes one."""
_FINAL = "final_result"
_SECRET = ("authorization", "x-goog-api-key")


class World:
    """What all providers share: scripts of models, what was asked, what was wrong."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.known = {provider: set(names) for provider, names in KNOWN.items()}
        self.missing: set[str] = set()
        self.scripts: defaultdict[str, Script] = defaultdict(Script)
        self.fallback: Said = None
        """What models do that have no orders."""
        self.asked: list[Asked] = []
        self.complaints: list[str] = []
        self.under_way = 0
        self.most_at_once = 0
        self.ended = asyncio.Event()

    def app(self, provider: Provider) -> web.Application:
        """The server of a provider."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
            try:
                return await self._handle(provider, request)
            finally:
                self.under_way -= 1

        app = web.Application(client_max_size=1 << 26)
        app.router.add_route("*", "/{path:.*}", handle)
        return app

    async def _handle(self, provider: Provider, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        try:
            asked = self._read(provider, request, body)
        except RefusedError as refused:
            missing = refused.code == "missing"
            if not missing:
                what = f"{request.method} {request.path}: {refused.status} {refused.message}"
                self.complaints.append(what)
            code = "model_not_found" if missing and provider is Provider.OPENAI else refused.code
            return _error(provider, Fail(refused.status, None, refused.message), code)
        self.asked.append(asked)
        await asyncio.sleep(self.delay)
        said = self._act(asked)
        if isinstance(said, Trouble):
            return await self._trouble(request, asked, said)
        return await _answer(request, asked, said)

    def _read(self, provider: Provider, request: web.Request, body: bytes) -> Asked:
        if request.method != "POST":
            raise RefusedError(405, "Only POST is known here.")
        path, headers = request.path, {k.lower(): v for k, v in request.headers.items()}
        if provider is Provider.GOOGLE:
            model = gemini.model_of(path)
        else:
            model = openai_chat.model_of(path, body)
        self._check(provider, model)
        if provider is Provider.GOOGLE:
            asked = gemini.read(path, headers, request.query, body)
        else:
            asked = openai_chat.read(provider, path, headers, body)
        plain = {name: value for name, value in headers.items() if name not in _SECRET}
        return replace(asked, headers=plain, at=time.monotonic())

    def _check(self, provider: Provider, model: str) -> None:
        if not model or model in self.known[provider] - self.missing:
            return
        code = "missing" if model in self.missing else ""
        if provider is Provider.GOOGLE:
            raise RefusedError(404, f"models/{model} is not found, or is not supported.", code)
        raise RefusedError(404, f'model "{model}" not found, try pulling it first', code)

    def _act(self, asked: Asked) -> Said:
        try:
            said = self.scripts[asked.model].act(asked)
            return said if said is not None else Script(always=self.fallback).act(asked)
        except Exception as error:  # noqa: BLE001 - the test's own function; it fails with it
            self.complaints.append(f"{asked.model} was to say, and could not: {error!r}")
            return Fail(500)

    async def _trouble(
        self, request: web.Request, asked: Asked, trouble: Trouble
    ) -> web.StreamResponse:
        match trouble:
            case Fail():
                return _error(asked.provider, trouble)
            case Rubbish(text, mime):
                return web.Response(text=text, content_type=mime)
            case Refuse(no):
                dialect = gemini if asked.provider is Provider.GOOGLE else openai_chat
                status, body = dialect.refusal(asked, no)
                return web.json_response(body, status=status)
            case Half(cut):
                return await _answer(request, asked, None, cut)
            case Hang(seconds):
                return await self._hang(request, asked, seconds)
            case Drop():
                return _dropped(request)

    async def _hang(
        self, request: web.Request, asked: Asked, seconds: float | None
    ) -> web.StreamResponse:
        try:
            await asyncio.wait_for(self.ended.wait(), seconds)
        except TimeoutError:
            return await _answer(request, asked, None)
        return _dropped(request)


def _dropped(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _error(provider: Provider, fail: Fail, code: str = "") -> web.Response:
    if provider is Provider.GOOGLE:
        headers, body = gemini.error(fail.status, fail.message, code, fail.retry_after)
    else:
        headers, body = openai_chat.error(
            provider, fail.status, fail.message, code, fail.retry_after
        )
    return web.json_response(body, status=fail.status, headers=headers)


async def _answer(
    request: web.Request, asked: Asked, said: Said, cut: Cut | None = None
) -> web.StreamResponse:
    dialect = gemini if asked.provider is Provider.GOOGLE else openai_chat
    if asked.kind is Kind.VECTORS:
        size = dialect.size(asked)
        made = said or [samples.vector(text, size) for text in asked.texts]
        return await _send(request, [json.dumps(dialect.vectors(asked, made)).encode()], cut)
    if asked.kind is Kind.COUNT:
        return await _send(request, [json.dumps(gemini.count(asked)).encode()], cut)
    words = _words(asked, said)
    if cut is Cut.LENGTH and isinstance(words, str):
        words = words[: len(words) // 2]
    if asked.stream:
        pieces = dialect.pieces(asked, words, cut=cut is Cut.LENGTH)
    else:
        pieces = [json.dumps(dialect.answer(asked, words, cut=cut is Cut.LENGTH)).encode()]
    return await _send(request, pieces, cut)


async def _send(request: web.Request, pieces: list[bytes], cut: Cut | None) -> web.StreamResponse:
    """A stream where there is more than a piece; broken off in the middle where it is to be."""
    mime = "text/event-stream" if pieces[0].startswith(b"data:") else "application/json"
    if cut is not Cut.DROPPED and len(pieces) == 1:
        return web.Response(body=pieces[0], content_type=mime)
    response = web.StreamResponse(headers={"Content-Type": mime})
    if len(pieces) == 1:
        response.content_length = len(pieces[0])
    await response.prepare(request)
    whole = b"".join(pieces)
    if cut is Cut.DROPPED:
        await response.write(whole[: len(whole) // 2])
        assert request.transport is not None
        request.transport.close()
        return response
    for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response


def _words(asked: Asked, said: Said) -> str | Mapping[str, Any]:
    """A text, or the name of a function with its arguments."""
    if isinstance(said, BaseModel):
        said = said.model_dump(mode="json", by_alias=True)
    if isinstance(said, str):
        return said
    if isinstance(said, Call):
        return {said.name: said.arguments}
    tool = _tool(asked, only_final=said is not None)
    if tool is not None:
        return {tool.name: samples.smallest(tool.schema) if said is None else said}
    if said is None and asked.schema is None:
        return "Yes."
    smallest = samples.smallest(asked.schema) if asked.schema else {}
    return json.dumps(smallest if said is None else said, ensure_ascii=False)


def _tool(asked: Asked, *, only_final: bool) -> Tool | None:
    """The function that is called now: others before the one that ends the conversation."""
    finals = [tool for tool in asked.tools if tool.name.startswith(_FINAL)]
    others = [tool for tool in asked.tools if tool not in finals]
    chosen = finals if asked.called or only_final else others + finals
    return chosen[0] if chosen else None

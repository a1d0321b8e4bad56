import json
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from core import settings
from core.ai.asking import Result
from core.ai.providers import answers, links, outcomes
from core.ai.providers.answers import Door
from core.ai.providers.outcomes import CallFailedError
from tests.core.ai.asked import GEMINI, NAMES, OLLAMA, OPENAI, PROMPT, question
from tests.world.models.models import Models
from tests.world.models.scripts import Rubbish
from tests.world.models.values import Provider


@asynccontextmanager
async def connected(name: str, loaded: settings.Settings) -> AsyncIterator[Door]:
    door = answers.connect(links.parse(name), loaded)
    try:
        yield door
    finally:
        await door.close()


async def test_a_model_that_thinks_gets_what_it_takes(models: Models) -> None:
    async with connected("openai:gpt-5-mini", models.settings()) as door:
        await door.ask(question())
    body = models.asked[0].body
    assert body["max_completion_tokens"] == 500
    assert body["reasoning_effort"] == "minimal"
    assert "temperature" not in body


async def test_gemini_does_not_think_at_the_cost_of_its_answer(models: Models) -> None:
    async with connected(NAMES[GEMINI], models.settings()) as door:
        await door.ask(question())
    assert models.asked[0].body["generationConfig"]["thinkingConfig"] == {"thinking_budget": 0}


async def test_a_model_without_forms_is_told_the_form_in_words(models: Models) -> None:
    models.add(Provider.OLLAMA, "gpt-oss:120b-cloud")
    async with connected("ollama:gpt-oss:120b-cloud", models.settings()) as door:
        await door.ask(question())
    assert models.asked[0].body["response_format"] == {"type": "json_object"}
    assert models.asked[0].system.startswith(PROMPT.text)
    assert '"maxLength"' in models.asked[0].system


async def test_an_answer_that_went_wrong_at_its_end_is_an_error_of_the_providers(
    models: Models,
) -> None:
    spoilt_end = {"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL"}]}
    models.say(GEMINI, Rubbish(json.dumps(spoilt_end), "application/json"))
    async with connected(NAMES[GEMINI], models.settings()) as door:
        with pytest.raises(CallFailedError) as raised:
            await door.ask(question())
    assert raised.value.result is Result.FAILED


@pytest.mark.parametrize("name", [NAMES[GEMINI], NAMES[OPENAI], NAMES[OLLAMA]])
async def test_no_redirect_is_followed_to_a_place_that_nobody_set(name: str) -> None:
    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    async with served(elsewhere) as url:
        loaded = settings.load(gemini_api_key="x", gemini_url=url, openai_url=url, ollama_url=url)
        async with connected(name, loaded) as door:
            with pytest.raises(CallFailedError) as raised:
                await door.ask(question())
    assert raised.value.result is Result.FAILED
    assert len(seen) == 1
    assert "elsewhere" not in seen[0]


async def test_no_proxy_of_the_environment_gets_what_stays_at_home(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=500)

    async with served(proxy) as url:
        monkeypatch.setenv("HTTP_PROXY", url)
        monkeypatch.setenv("ALL_PROXY", url)
        async with connected(NAMES[OLLAMA], models.settings()) as door:
            assert (await door.ask(question())).text
    assert not seen


@asynccontextmanager
async def served(answer: Any) -> AsyncIterator[str]:
    """The address of a server that answers everything in one way."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


GEMINI_SAYS = {
    "candidates": [{"content": {"parts": [{"text": "{}"}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 2},
    "promptFeedback": {},
    "modelVersion": "x",
}
OPENAI_SAYS = {
    "id": "x",
    "object": "chat.completion",
    "created": 1,
    "model": "x",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "{}", "tool_calls": []},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 2},
    "error": {},
}
ODD: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "x", "\x00", [], [None], {}, {"a": 1}, [[]])


def spoilt(value: Any) -> list[Any]:
    """The value with each of its parts, one at a time, gone or odd."""
    if isinstance(value, dict):
        gone = [{k: v for k, v in value.items() if k != key} for key in value]
        inner = [{**value, key: each} for key in value for each in spoilt(value[key])]
        return [*ODD, *gone, *inner]
    if isinstance(value, list):
        return [*ODD, *([each] for item in value for each in spoilt(item))]
    return list(ODD)


@pytest.mark.parametrize(("model", "whole"), [(GEMINI, GEMINI_SAYS), (OPENAI, OPENAI_SAYS)])
async def test_no_rubbish_breaks_more_than_its_own_call(
    models: Models, model: str, whole: dict[str, Any]
) -> None:
    bodies = [json.dumps(each) for each in spoilt(whole)]
    bodies += ["", "{", "\x00", "[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000]
    broken = 0
    async with connected(NAMES[model], models.settings()) as door:
        for body in bodies:
            models.say(model, Rubbish(body, "application/json"), times=1)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # the clients', on odd figures
                    reply = await door.ask(question())
            except CallFailedError:
                broken += 1
            else:
                assert reply.tokens_in is None or 0 < reply.tokens_in <= outcomes.MOST_TOKENS
    assert 50 < broken < len(bodies)

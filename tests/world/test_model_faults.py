"""Models say what a test wants, and fail as it wants, as the real client of OpenAI hears it."""

import asyncio
from typing import Any

import openai
import pytest

from tests.world.models.models import CLOUD, Models
from tests.world.models.scripts import Cut, No
from tests.world.models.values import KEYS, Provider

GPT, LLAMA = "gpt-4o-mini", "llama3.2"


def _openai(models: Models, provider: Provider, **more: Any) -> openai.AsyncOpenAI:
    key = more.pop("key", KEYS.get(provider, "none"))
    url = models.url(provider, **more)
    return openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0, timeout=5)


async def _chat(client: openai.AsyncOpenAI, model: str, **more: Any) -> Any:
    turns = more.pop("messages", [{"role": "user", "content": "hi"}])
    return await client.chat.completions.create(model=model, messages=turns, **more)


async def test_openai_says_when_to_come_again_and_why_it_stops(models: Models) -> None:
    models.fail(GPT, 429, retry_after=3)
    models.refuse(GPT)
    models.refuse(GPT, No.WORDS)
    models.half(GPT, Cut.LENGTH)
    async with _openai(models, Provider.OPENAI) as client:
        with pytest.raises(openai.RateLimitError) as raised:
            await _chat(client, GPT)
        filtered, said, cut = [(await _chat(client, GPT)).choices[0] for _ in range(3)]

    assert raised.value.response.headers["retry-after"] == "3"
    assert filtered.finish_reason == "content_filter"
    assert said.message.refusal
    assert (cut.finish_reason, cut.message.content) == ("length", "Ye")


async def test_connections_break_hang_and_are_refused_on_order(models: Models) -> None:
    async with _openai(models, Provider.OLLAMA) as client:
        models.half(LLAMA)
        models.drop(LLAMA)
        for _ in range(2):
            with pytest.raises(openai.APIConnectionError):
                await _chat(client, LLAMA)
        models.hang(LLAMA)
        with pytest.raises(openai.APITimeoutError):
            await _chat(client, LLAMA, timeout=0.1)
        models.hang(LLAMA, 0.05)
        assert (await _chat(client, LLAMA)).choices[0].message.content == "Yes."
        models.rubbish(LLAMA)
        assert "html" in await _chat(client, LLAMA)
        models.down(Provider.OLLAMA)
        with pytest.raises(openai.APIConnectionError):
            await _chat(client, LLAMA)
        models.up(Provider.OLLAMA)
        assert await _chat(client, LLAMA)


async def test_what_is_ordered_for_some_times_goes_before_what_is_always_said(
    models: Models,
) -> None:
    models.say(LLAMA, lambda asked: asked.user.upper())
    models.say(LLAMA, {"a": "ü"}, times=1)
    async with _openai(models, Provider.OLLAMA) as client:
        said = [(await _chat(client, LLAMA)).choices[0].message.content for _ in range(3)]

    assert said == ['{"a": "ü"}', "HI", "HI"]
    assert len(models.asked_of(LLAMA)) == 3


async def test_openai_may_have_a_name_on_the_internet_that_leads_here(models: Models) -> None:
    async with _openai(models, Provider.OPENAI, host=CLOUD) as client:
        assert await _chat(client, GPT)

    assert CLOUD in models.settings(cloud=True).openai_url
    assert CLOUD not in models.settings().openai_url


async def test_requests_at_once_are_counted(models: Models) -> None:
    models.world.delay = 0.05
    async with _openai(models, Provider.OLLAMA) as client:
        await asyncio.gather(*(_chat(client, LLAMA) for _ in range(4)))

    assert models.most_at_once == 4

"""The models on this machine speak as the real ones do, as the real clients hear them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import httpx2
import openai
import pytest
from google import genai
from google.genai import errors, types
from pydantic import BaseModel

from tests.world.models.models import Models
from tests.world.models.scripts import Call, Cut, No
from tests.world.models.values import KEYS, Picture, Provider

GEMINI, VECTORS = "gemini-2.5-flash", "gemini-embedding-001"
GPT, LLAMA = "gpt-4o-mini", "llama3.2"
PNG = b"\x89PNG\xff\xfe\xfd"
PROJECT = Path(__file__).parents[2]


class Part(BaseModel):
    who: Literal["me", "them"]
    text: str


class Form(BaseModel):
    share: float
    topics: list[str]
    best: Part | None
    first: Part


SMALLEST = Form(share=0, topics=[], best=None, first=Part(who="me", text=""))
Google = genai.client.AsyncClient


@pytest.fixture
async def google(models: Models) -> AsyncIterator[Google]:
    async with httpx2.AsyncClient() as web:
        options = types.HttpOptions(base_url=models.url(Provider.GOOGLE), httpx_async_client=web)
        client = genai.Client(api_key=KEYS[Provider.GOOGLE], http_options=options)
        yield client.aio
        client.close()


def _openai(models: Models, provider: Provider, **more: Any) -> openai.AsyncOpenAI:
    key = more.pop("key", KEYS.get(provider, "none"))
    url = models.url(provider, **more)
    return openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0, timeout=5)


@pytest.fixture(params=[Provider.OPENAI, Provider.OLLAMA])
async def spoken(
    models: Models, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[openai.AsyncOpenAI, str]]:
    provider = request.param
    async with _openai(models, provider) as client:
        yield client, GPT if provider is Provider.OPENAI else LLAMA


async def _chat(client: openai.AsyncOpenAI, model: str, **more: Any) -> Any:
    turns = more.pop("messages", [{"role": "user", "content": "hi"}])
    return await client.chat.completions.create(model=model, messages=turns, **more)


async def test_gemini_answers_and_counts(models: Models, google: Google) -> None:
    config = types.GenerateContentConfig(system_instruction="Be brief.", temperature=0)
    contents = ["Hello", types.Part.from_bytes(data=PNG, mime_type="image/png")]

    said = await google.models.generate_content(model=GEMINI, contents=contents, config=config)

    assert said.text == "Yes."
    assert said.usage_metadata
    assert said.usage_metadata.total_token_count
    (asked,) = models.asked
    assert (asked.provider, asked.model) == (Provider.GOOGLE, GEMINI)
    assert (asked.system, asked.user) == ("Be brief.", "Hello")
    assert asked.images == (Picture("image/png", PNG),)
    assert not any(KEYS[Provider.GOOGLE] in value for value in asked.headers.values())


@pytest.mark.parametrize(
    "wanted",
    [{"response_schema": Form}, {"response_json_schema": Form.model_json_schema()}],
    ids=["openapi", "json schema"],
)
async def test_gemini_gives_the_smallest_value_of_a_schema(
    models: Models, google: Google, wanted: dict[str, Any]
) -> None:
    config = types.GenerateContentConfig(response_mime_type="application/json", **wanted)

    said = await google.models.generate_content(model=GEMINI, contents="hi", config=config)

    assert Form.model_validate_json(said.text or "") == SMALLEST
    assert models.asked[0].schema


async def test_gemini_streams(models: Models, google: Google) -> None:
    models.say(GEMINI, "a longer answer in pieces")

    stream = await google.models.generate_content_stream(model=GEMINI, contents="hi")
    pieces = [piece.text or "" async for piece in stream]

    assert len(pieces) > 1
    assert "".join(pieces) == "a longer answer in pieces"


async def test_gemini_calls_functions_and_hears_their_results(
    models: Models, google: Google
) -> None:
    asked_for: list[str] = []

    async def find(name: str) -> str:
        """Find somebody."""
        asked_for.append(name)
        return "found"

    models.say(GEMINI, Call("find", {"name": "Ali"}), times=1)
    chat = google.chats.create(model=GEMINI, config=types.GenerateContentConfig(tools=[find]))

    said = await chat.send_message("Where is Ali?")

    assert (asked_for, said.text) == (["Ali"], "Yes.")
    assert [asked.called for asked in models.asked] == [False, True]
    assert [tool.name for tool in models.asked[0].tools] == ["find"]


async def test_gemini_makes_vectors_and_counts_tokens(google: Google) -> None:
    config = types.EmbedContentConfig(output_dimensionality=5)
    made = await google.models.embed_content(model=VECTORS, contents=["a", "b"], config=config)
    counted = await google.models.count_tokens(model=GEMINI, contents="word " * 40)

    assert [len(each.values or ()) for each in made.embeddings or ()] == [5, 5]
    assert counted.total_tokens == 51


async def test_gemini_says_when_to_come_again(models: Models, google: Google) -> None:
    models.fail(GEMINI, 429, retry_after=2)

    with pytest.raises(errors.ClientError) as raised:
        await google.models.generate_content(model=GEMINI, contents="hi")

    assert (raised.value.code, raised.value.status) == (429, "RESOURCE_EXHAUSTED")
    details = raised.value.details["error"]["details"]
    assert {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"} in details
    assert (await google.models.generate_content(model=GEMINI, contents="hi")).text == "Yes."


async def test_gemini_refuses_and_cuts_off_as_it_does(models: Models, google: Google) -> None:
    models.refuse(GEMINI)
    models.refuse(GEMINI, No.PROMPT)
    models.half(GEMINI, Cut.LENGTH)

    filtered, blocked, cut = [
        await google.models.generate_content(model=GEMINI, contents="hi") for _ in range(3)
    ]

    assert filtered.candidates
    assert filtered.candidates[0].finish_reason == types.FinishReason.SAFETY
    assert blocked.prompt_feedback
    assert blocked.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT
    assert cut.candidates
    assert cut.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert cut.text == "Ye"


async def test_openai_and_ollama_answer(
    models: Models, spoken: tuple[openai.AsyncOpenAI, str]
) -> None:
    client, model = spoken
    image = {"url": "data:image/png;base64,iVBORw0KGgo="}
    parts = [{"type": "text", "text": "Hello"}, {"type": "image_url", "image_url": image}]
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": parts}]

    said = await _chat(client, model, messages=turns)

    assert (said.choices[0].message.content, said.choices[0].finish_reason) == ("Yes.", "stop")
    assert said.usage.total_tokens == said.usage.prompt_tokens + said.usage.completion_tokens > 0
    (asked,) = models.asked
    assert (asked.system, asked.user) == ("Be brief.", "Hello")
    assert asked.images == (Picture("image/png", b"\x89PNG\r\n\x1a\n"),)
    assert "authorization" not in asked.headers


async def test_openai_and_ollama_give_the_smallest_value_of_a_schema(
    spoken: tuple[openai.AsyncOpenAI, str],
) -> None:
    client, model = spoken
    turns: Any = [{"role": "user", "content": "hi"}]

    said = await client.chat.completions.parse(model=model, messages=turns, response_format=Form)

    assert said.choices[0].message.parsed == SMALLEST


async def test_openai_and_ollama_stream(spoken: tuple[openai.AsyncOpenAI, str]) -> None:
    client, model = spoken

    stream = await _chat(client, model, stream=True, stream_options={"include_usage": True})
    chunks = [chunk async for chunk in stream]

    said = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
    assert said == "Yes."
    assert chunks[-1].usage.total_tokens > 0


async def test_openai_and_ollama_call_functions(
    models: Models, spoken: tuple[openai.AsyncOpenAI, str]
) -> None:
    client, model = spoken
    form = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    tools = [{"type": "function", "function": {"name": "find", "parameters": form}}]

    said = await _chat(client, model, tools=tools)
    (call,) = said.choices[0].message.tool_calls
    turns = [
        {"role": "user", "content": "hi"},
        said.choices[0].message.model_dump(include={"role", "tool_calls"}),
        {"role": "tool", "tool_call_id": call.id, "content": "found"},
    ]
    end = await _chat(client, model, tools=tools, messages=turns)

    assert (call.function.name, call.function.arguments) == ("find", '{"name": ""}')
    assert end.choices[0].message.content == "Yes."
    assert [asked.called for asked in models.asked] == [False, True]


@pytest.mark.parametrize(
    ("provider", "model", "size"),
    [
        (Provider.OPENAI, "text-embedding-3-small", 1536),
        (Provider.OLLAMA, "nomic-embed-text", 768),
    ],
)
async def test_openai_and_ollama_make_vectors(
    models: Models, provider: Provider, model: str, size: int
) -> None:
    async with _openai(models, provider) as client:
        packed = await client.embeddings.create(model=model, input=["a b", "c"])
        plain = await client.embeddings.create(
            model=model, input=["a b", "c"], encoding_format="float"
        )

    assert [len(each.embedding) for each in packed.data] == [size, size]
    for one, other in zip(packed.data, plain.data, strict=True):
        assert one.embedding == pytest.approx(other.embedding, abs=1e-6)

"""What the real models would not take fails a test here, in the words of each provider."""

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.world.models.models import Models, simulated
from tests.world.models.values import KEYS, Provider

PROJECT = Path(__file__).parents[2]
GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent"
BATCH = "/v1beta/models/gemini-embedding-001:batchEmbedContents"
CHAT = "/v1/chat/completions"
HI = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
TURNS = [{"role": "user", "content": "hi"}]
GOOGLE = {"x-goog-api-key": KEYS[Provider.GOOGLE]}
JSON = {"content-type": "application/json"}
OPENAI = JSON | {"authorization": f"Bearer {KEYS[Provider.OPENAI]}"}
FORM = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.fixture
def strict() -> Iterator[Models]:
    """Models whose complaints are meant."""
    with simulated() as models:
        yield models
        models.complaints.clear()


def _post(
    models: Models, provider: Provider, path: str, body: Any, headers: dict[str, str]
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", models.ports[provider], timeout=5)
    try:
        sent = body if isinstance(body, str) else json.dumps(body)
        connection.request("POST", path, sent.encode(), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def _config(**config: Any) -> dict[str, Any]:
    return HI | {"generationConfig": config}


def _turns(*turns: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {"contents": [{"role": role, "parts": [part]} for role, part in turns]}


def _embed(text: str = "a", **more: Any) -> dict[str, Any]:
    content = {"parts": [{"text": text}]}
    return {"model": "models/gemini-embedding-001", "content": content, **more}


CALL = {"functionCall": {"name": "find", "args": {}}}
RESULT = {"functionResponse": {"name": "other", "response": {}}}
TOOL = {"functionDeclarations": [{"name": "find"}]}
SAID = {"text": "x"}
OF_GEMINI = {
    "an unknown field": HI | {"system": "x"},
    "an unknown field within": _config(maxTokens=5),
    "a wrong type": _config(maxOutputTokens="many"),
    "no JSON": "{",
    "nothing asked": {"contents": []},
    "no parts": {"contents": [{"role": "user", "parts": []}]},
    "two things in a part": _turns(("user", {"text": "a", **CALL})),
    "an unknown role": _turns(("system", SAID)),
    "the model first": _turns(("model", SAID)),
    "the model last": _turns(("user", SAID), ("model", SAID)),
    "the user twice": _turns(("user", SAID), ("user", SAID), ("user", SAID)),
    "a result of another function": _turns(("user", SAID), ("model", CALL), ("user", RESULT)),
    "a schema without its type": _config(responseSchema=FORM),
    "two schemas": _config(
        responseMimeType="application/json", responseSchema=FORM, responseJsonSchema=FORM
    ),
    "a schema that refers to nothing": _config(
        responseMimeType="application/json", responseJsonSchema={"$ref": "#/$defs/None"}
    ),
    "JSON Schema as OpenAPI": _config(
        responseMimeType="application/json",
        responseSchema=FORM | {"additionalProperties": False},
    ),
    "functions and JSON": _config(responseMimeType="application/json") | {"tools": [TOOL]},
    "too hot": _config(temperature=3),
    "bytes that are none": _turns(("user", {"inlineData": {"mimeType": "a/b", "data": "!"}})),
    "another model inside": HI | {"model": "models/gemini-2.5-pro"},
}
OF_OPENAI = {
    "an unknown field": {"messages": TURNS, "max_output_tokens": 5},
    "a wrong type": {"messages": TURNS, "temperature": "hot"},
    "nothing asked": {"messages": []},
    "an unknown role": {"messages": [{"role": "model", "content": "x"}]},
    "the model last": {"messages": [*TURNS, {"role": "assistant", "content": "x"}]},
    "instructions late": {"messages": [*TURNS, {"role": "system", "content": "x"}]},
    "a result of nothing": {
        "messages": [*TURNS, {"role": "tool", "content": "x", "tool_call_id": "1"}]
    },
    "silence of the model": {"messages": [{"role": "assistant"}, *TURNS]},
    "a picture by address": {
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
                ],
            }
        ]
    },
    "a schema without a name": {
        "messages": TURNS,
        "response_format": {"type": "json_schema", "json_schema": {"schema": FORM}},
    },
    "a strict schema that is open": {
        "messages": TURNS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "a", "schema": FORM, "strict": True},
        },
    },
    "JSON without the word": {"messages": TURNS, "response_format": {"type": "json_object"}},
    "two limits": {"messages": TURNS, "max_tokens": 5, "max_completion_tokens": 5},
    "a choice of no tools": {"messages": TURNS, "tool_choice": "auto"},
    "usage of no stream": {"messages": TURNS, "stream_options": {"include_usage": True}},
    "temperature for who thinks": {"model": "gpt-5-mini", "messages": TURNS, "temperature": 0},
}


@pytest.mark.parametrize("body", OF_GEMINI.values(), ids=OF_GEMINI.keys())
def test_gemini_takes_no_other_requests(strict: Models, body: Any) -> None:
    status, said = _post(strict, Provider.GOOGLE, GENERATE, body, GOOGLE)

    assert (status, said["error"]["code"]) == (400, 400)
    assert said["error"]["status"] == "INVALID_ARGUMENT"
    assert len(strict.complaints) == 1
    assert not strict.asked


@pytest.mark.parametrize("body", OF_OPENAI.values(), ids=OF_OPENAI.keys())
def test_openai_takes_no_other_requests(strict: Models, body: dict[str, Any]) -> None:
    body = {"model": "gpt-4o-mini", **body}

    status, said = _post(strict, Provider.OPENAI, CHAT, body, OPENAI)

    assert (status, said["error"]["type"]) == (400, "invalid_request_error")
    assert len(strict.complaints) == 1
    assert not strict.asked


@pytest.mark.parametrize(
    "request_",
    [
        _embed(""),
        _embed(model="models/other"),
        _embed(title="x"),
        _embed(taskType="SEARCH"),
        _embed(outputDimensionality=0),
    ],
    ids=["no text", "another model", "a title of a query", "an unknown task", "no size"],
)
def test_gemini_makes_no_vectors_of_other_requests(
    strict: Models, request_: dict[str, Any]
) -> None:
    status, _ = _post(strict, Provider.GOOGLE, BATCH, {"requests": [request_]}, GOOGLE)

    assert (status, len(strict.complaints)) == (400, 1)


def test_gemini_takes_a_hundred_texts_at_once_and_no_more(strict: Models) -> None:
    for number, status in ((100, 200), (101, 400)):
        body = {"requests": [_embed()] * number}
        assert _post(strict, Provider.GOOGLE, BATCH, body, GOOGLE)[0] == status


def test_ollama_takes_no_documents(strict: Models) -> None:
    file = {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}
    turns = [{"role": "user", "content": [{"type": "file", "file": file}]}]

    for provider, model, headers, status in (
        (Provider.OPENAI, "gpt-4o-mini", OPENAI, 200),
        (Provider.OLLAMA, "llama3.2", JSON, 400),
    ):
        body = {"model": model, "messages": turns}
        assert _post(strict, provider, CHAT, body, headers)[0] == status


@pytest.mark.parametrize(
    ("provider", "path", "headers", "status", "kind"),
    [
        (Provider.GOOGLE, GENERATE, {}, 403, "PERMISSION_DENIED"),
        (Provider.GOOGLE, GENERATE, {"x-goog-api-key": "x"}, 400, "INVALID_ARGUMENT"),
        (Provider.GOOGLE, "/v1beta/models", GOOGLE, 404, "NOT_FOUND"),
        (Provider.GOOGLE, GENERATE.replace("2.5", "9"), GOOGLE, 404, "NOT_FOUND"),
        (Provider.GOOGLE, f"{GENERATE}?key=x", GOOGLE, 400, "INVALID_ARGUMENT"),
        (Provider.GOOGLE, GENERATE.replace("generate", "make"), GOOGLE, 404, "NOT_FOUND"),
        (Provider.OPENAI, CHAT, JSON, 401, "authentication_error"),
        (Provider.OPENAI, "/chat/completions", OPENAI, 404, "invalid_request_error"),
        (Provider.OLLAMA, CHAT, JSON, 404, "not_found_error"),
    ],
)
def test_a_missing_key_and_an_unknown_path_or_model_are_told_in_the_providers_way(
    strict: Models, provider: Provider, path: str, headers: dict[str, str], status: int, kind: str
) -> None:
    google = provider is Provider.GOOGLE
    body = HI if google else {"model": "gpt-4o-mini", "messages": TURNS}

    answered, said = _post(strict, provider, path, body, headers)

    assert (answered, said["error"]["status" if google else "type"]) == (status, kind)
    assert len(strict.complaints) == 1


def test_a_test_fails_whose_requests_were_wrong() -> None:
    with pytest.raises(AssertionError, match="Unknown name"), simulated() as models:
        _post(models, Provider.GOOGLE, GENERATE, HI | {"system": "x"}, GOOGLE)


def test_a_test_fails_whose_own_answer_could_not_be_made() -> None:
    def wrong(_asked: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(AssertionError, match="ZeroDivisionError"), simulated() as models:
        models.say("gemini-2.5-flash", wrong)
        assert _post(models, Provider.GOOGLE, GENERATE, HI, GOOGLE)[0] == 500


def test_a_model_may_be_missing_on_purpose(models: Models) -> None:
    models.lack("gpt-9")
    body = {"model": "gpt-9", "messages": TURNS}

    status, said = _post(models, Provider.OPENAI, CHAT, body, OPENAI)

    assert (status, said["error"]["code"]) == (404, "model_not_found")


def test_the_models_run_as_a_process_and_say_where_they_are() -> None:
    command = [sys.executable, "-m", "tests.world.models", "--port", "0", "--delay", "0.01"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = dict(process.stdout.readline().strip().split("=", 1) for _ in range(6))
        port = int(told["GEMINI_URL"].rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("POST", GENERATE, json.dumps(HI), GOOGLE)
        assert connection.getresponse().status == 200
        connection.request("POST", GENERATE, "{}", GOOGLE)
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert "contents" in process.stdout.read()
        assert process.wait(10) == 1

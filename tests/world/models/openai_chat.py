"""The OpenAI-compatible API, as OpenAI and Ollama have it: read strictly, written as they do."""

import base64
import binascii
import json
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tests.world.models import openai_schemas
from tests.world.models import openai_wire as wire
from tests.world.models.scripts import No
from tests.world.models.values import KEYS, Asked, Kind, Picture, Provider, RefusedError, Tool

CHAT, EMBEDDINGS = "/v1/chat/completions", "/v1/embeddings"
_DATA = re.compile(r"data:(?P<mime>[\w.+-]+/[\w.+-]+);base64,(?P<data>.*)", re.DOTALL)
_IMAGES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_THINKS = re.compile(r"o\d|gpt-5")
_SIZES = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}
_SIZE_AT_HOME = 768
M = TypeVar("M", bound=BaseModel)


def model_of(path: str, body: bytes) -> str:
    """The model that a body names, "" if none; RefusedError for a path that there is not."""
    if path not in (CHAT, EMBEDDINGS):
        raise RefusedError(404, f"Invalid URL (POST {path})")
    try:
        found = json.loads(body)
    except ValueError:
        raise RefusedError(400, "We could not parse the JSON body of your request.") from None
    model = found.get("model") if isinstance(found, dict) else None
    return model if isinstance(model, str) else ""


def read(provider: Provider, path: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """What a request asks; raises RefusedError."""
    if provider in KEYS and headers.get("authorization") != f"Bearer {KEYS[provider]}":
        raise RefusedError(401, "Incorrect API key provided.", "invalid_api_key")
    if headers.get("content-type", "").partition(";")[0] != "application/json":
        raise RefusedError(400, "The body must be application/json.")
    asked = _chat(provider, body) if path == CHAT else _embed(body)
    return Asked(provider=provider, path=path, body=json.loads(body), **asked)


def _parse(form: type[M], body: bytes) -> M:
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise RefusedError(
                400, f"Unknown parameter: '{place}'.", "unknown_parameter"
            ) from None
        raise RefusedError(400, f"Invalid '{place}': {first['msg']}", "invalid_type") from None


def _chat(provider: Provider, body: bytes) -> dict[str, Any]:
    request = _parse(wire.Chat, body)
    _check_turns(request.messages)
    _check_limits(provider, request)
    turns = [each for each in request.messages if isinstance(each, wire.User)]
    _check_files(provider, turns)
    system = [each for each in request.messages if isinstance(each, wire.System)]
    tools = [each.function for each in request.tools or ()]
    for each in tools:
        openai_schemas.check(each.parameters, strict=bool(each.strict))
    return {
        "kind": Kind.TEXT,
        "model": request.model,
        "system": "\n".join(_text(each.content) for each in system),
        "user": "\n".join(_text(each.content) for each in turns),
        "images": tuple(picture for each in turns for picture in _pictures(each)),
        "schema": _schema(request),
        "tools": tuple(Tool(each.name, each.parameters) for each in tools),
        "called": isinstance(request.messages[-1], wire.ToolResult),
        "stream": bool(request.stream),
    }


def _check_turns(messages: list[wire.Message]) -> None:
    """Instructions first; results after their calls; the end is not the model's."""
    waiting: set[str] = set()
    heads = next((n for n, each in enumerate(messages) if not isinstance(each, wire.System)), 0)
    for place, each in enumerate(messages):
        if isinstance(each, wire.System) and place > heads:
            raise RefusedError(400, f"messages[{place}]: a message of role 'system' comes first.")
        if isinstance(each, wire.ToolResult):
            if each.tool_call_id not in waiting:
                raise RefusedError(400, "A message of role 'tool' must follow its 'tool_calls'.")
            waiting.remove(each.tool_call_id)
            continue
        if waiting:
            raise RefusedError(400, "'tool_calls' must be followed by messages of role 'tool'.")
        if isinstance(each, wire.Assistant):
            waiting = {call.id for call in each.tool_calls or ()}
    if waiting or not isinstance(messages[-1], wire.User | wire.ToolResult):
        raise RefusedError(400, "The last message must be the user's or the result of a tool.")


def _check_limits(provider: Provider, request: wire.Chat) -> None:
    if request.max_tokens and request.max_completion_tokens:
        raise RefusedError(400, "max_tokens and max_completion_tokens cannot both be set.")
    if request.stream_options and not request.stream:
        raise RefusedError(400, "stream_options only goes with stream.")
    if (request.tool_choice or request.parallel_tool_calls is not None) and not request.tools:
        raise RefusedError(400, "tool_choice and parallel_tool_calls only go with tools.")
    if provider is not Provider.OPENAI or not _THINKS.match(request.model):
        return
    for name in ("max_tokens", "temperature", "top_p"):
        if getattr(request, name) is not None:
            raise RefusedError(
                400, f"Unsupported parameter: '{name}' with this model.", "unsupported_parameter"
            )


def _check_files(provider: Provider, turns: list[wire.User]) -> None:
    """Ollama takes no documents."""
    parts = [part for turn in turns if not isinstance(turn.content, str) for part in turn.content]
    if provider is Provider.OLLAMA and any(isinstance(part, wire.FilePart) for part in parts):
        raise RefusedError(400, "invalid message format")


def _schema(request: wire.Chat) -> Mapping[str, Any] | None:
    form = request.response_format
    if form is None or form.type == "text":
        return None
    if isinstance(form, wire.JsonSchema):
        openai_schemas.check(form.json_schema.schema_, strict=bool(form.json_schema.strict))
        return form.json_schema.schema_
    if "json" not in request.model_dump_json(include={"messages"}).casefold():
        raise RefusedError(400, "'messages' must contain the word 'json' for json_object.")
    return {}


def _text(content: str | Iterable[Any]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part.text for part in content if isinstance(part, wire.TextPart))


def _pictures(turn: wire.User) -> Iterator[Picture]:
    for part in () if isinstance(turn.content, str) else turn.content:
        if isinstance(part, wire.ImagePart):
            yield _decoded(part.image_url.url, _IMAGES)
        elif isinstance(part, wire.FilePart):
            yield _decoded(part.file.file_data, ("application/pdf",))


def _decoded(url: str, mimes: tuple[str, ...]) -> Picture:
    found = _DATA.fullmatch(url)
    if found is None or found["mime"] not in mimes:
        raise RefusedError(
            400, f"Expected a data URL of {', '.join(mimes)}.", "invalid_image_format"
        )
    try:
        return Picture(found["mime"], base64.b64decode(found["data"], validate=True))
    except binascii.Error:
        raise RefusedError(400, "Invalid base64 data.", "invalid_base64") from None


def _embed(body: bytes) -> dict[str, Any]:
    request = _parse(wire.Embed, body)
    texts = [request.input] if isinstance(request.input, str) else request.input
    return {
        "kind": Kind.VECTORS,
        "model": request.model,
        "texts": tuple(texts),
        "dimensions": request.dimensions,
    }


def error(
    provider: Provider,
    status: int,
    message: str,
    code: str = "",
    retry_after: float | None = None,
) -> tuple[dict[str, str], dict[str, Any]]:
    """Headers and body of an error."""
    headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
    kinds = {401: "authentication_error", 403: "permission_error", 429: "requests"}
    kind = "server_error" if status >= 500 else kinds.get(status, "invalid_request_error")
    if provider is Provider.OLLAMA:
        kind = "not_found_error" if status == 404 else "api_error"
    if status == 429 and not code:
        code = "rate_limit_exceeded"
    what = {"message": message, "type": kind, "param": None, "code": code or None}
    return headers, {"error": what}


def answer(asked: Asked, said: str | Mapping[str, Any], *, cut: bool = False) -> dict[str, Any]:
    """The body of an answer: a text, or the arguments of a function by its name."""
    message: dict[str, Any] = {"role": "assistant", "content": said, "refusal": None}
    end = "length" if cut else "stop"
    if not isinstance(said, str):
        message |= {"content": None, "tool_calls": _calls(said)}
        end = end if cut else "tool_calls"
    return _whole(asked, message, end)


def _calls(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    name, arguments = next(iter(said.items()))
    function = {"name": name, "arguments": json.dumps(arguments)}
    return [{"id": "call_1", "type": "function", "function": function}]


def pieces(asked: Asked, said: str | Mapping[str, Any], *, cut: bool = False) -> list[bytes]:
    """The events of a stream."""
    whole = answer(asked, said, cut=cut)
    usage = whole.pop("usage")
    end = whole["choices"][0]["finish_reason"]
    if isinstance(said, str):
        deltas: list[Any] = [{"content": said[at : at + 8]} for at in range(0, len(said), 8)]
    else:
        deltas = [{"tool_calls": [{"index": 0, **call} for call in _calls(said)]}]
    rest: list[tuple[dict[str, Any], str | None]] = [
        ({"role": "assistant", "content": ""}, None),
        *((delta, None) for delta in deltas),
        ({}, end),
    ]
    shell = {**whole, "object": "chat.completion.chunk"}
    bodies = [
        {**shell, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        for delta, finish in rest
    ]
    if (asked.body.get("stream_options") or {}).get("include_usage"):
        bodies.append({**shell, "choices": [], "usage": usage})
    lines = [json.dumps(body) for body in bodies]
    return [f"data: {line}\n\n".encode() for line in (*lines, "[DONE]")]


def vectors(asked: Asked, made: list[list[float]]) -> dict[str, Any]:
    """The body of an answer with vectors."""
    packed = asked.body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": place, "embedding": _packed(each) if packed else each}
        for place, each in enumerate(made)
    ]
    usage = {"prompt_tokens": asked.tokens, "total_tokens": asked.tokens}
    return {"object": "list", "data": data, "model": asked.model, "usage": usage}


def _packed(values: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


def refusal(asked: Asked, no: No) -> tuple[int, dict[str, Any]]:
    """Status and body where the model does not want to."""
    if no is No.KEY:
        return 403, error(asked.provider, 403, "You do not have access to this model.")[1]
    if no is No.PROMPT:
        return 400, error(asked.provider, 400, "Flagged as unsafe.", "content_policy_violation")[1]
    words = "I can't help with that."
    if no is No.WORDS:
        message = {"role": "assistant", "content": None, "refusal": words}
        return 200, _whole(asked, message, "stop")
    message = {"role": "assistant", "content": "", "refusal": None}
    return 200, _whole(asked, message, "content_filter")


def _whole(asked: Asked, message: dict[str, Any], end: str) -> dict[str, Any]:
    used = len(json.dumps(message)) // 4
    usage = {"prompt_tokens": asked.tokens, "completion_tokens": used}
    return {
        "id": f"chatcmpl-{asked.at:.6f}",
        "object": "chat.completion",
        "created": 1_750_000_000,
        "model": asked.model,
        "system_fingerprint": f"fp_{asked.provider}",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": end}],
        "usage": {**usage, "total_tokens": sum(usage.values())},
    }


def size(asked: Asked) -> int:
    """Of its vectors."""
    return asked.dimensions or _SIZES.get(asked.model, _SIZE_AT_HOME)

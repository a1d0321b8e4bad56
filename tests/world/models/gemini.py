"""Gemini's REST API: requests read strictly, answers and errors as it writes them."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_snake

from tests.world.models import gemini_wire as wire
from tests.world.models import samples
from tests.world.models.scripts import No
from tests.world.models.values import KEYS, Asked, Kind, Picture, Provider, RefusedError, Tool

_PATH = re.compile(r"/(?P<version>v1|v1beta)/models/(?P<model>[\w.-]+):(?P<method>\w+)")
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_RPC = "type.googleapis.com/google.rpc."
_MOST_IN_A_BATCH = 100
_SIZE = 3072
M = TypeVar("M", bound=BaseModel)


def model_of(path: str) -> str:
    """The model that a path names; RefusedError for a path that there is not."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise RefusedError(404, f"There is no {path}.")
    return found["model"]


def read(path: str, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Asked:
    """What a request asks; raises RefusedError."""
    found = _PATH.fullmatch(path)
    assert found is not None
    _check_key(headers)
    method = found["method"]
    readers = {
        "generateContent": _generate,
        "streamGenerateContent": _generate,
        "embedContent": _embed,
        "batchEmbedContents": _batch,
        "countTokens": _count,
    }
    if method not in readers:
        raise RefusedError(404, f"There is no method {method}.")
    stream = method == "streamGenerateContent"
    if dict(query) != ({"alt": "sse"} if stream else {}):
        raise RefusedError(400, f"The query {dict(query)} does not belong to {method}.")
    asked: dict[str, Any] = readers[method](found["model"], body)
    whole = {"model": found["model"], "stream": stream, "body": json.loads(body), **asked}
    return Asked(provider=Provider.GOOGLE, path=path, **whole)


def _check_key(headers: Mapping[str, str]) -> None:
    key = headers.get("x-goog-api-key")
    if key is None:
        raise RefusedError(403, "Method doesn't allow unregistered callers. Please use API Key.")
    if key != KEYS[Provider.GOOGLE]:
        raise RefusedError(
            400, "API key not valid. Please pass a valid API key.", "API_KEY_INVALID"
        )


def _parse(form: type[M], body: bytes) -> M:
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(to_snake(str(step)) for step in first["loc"][:-1])
        if first["type"] == "extra_forbidden":
            name = first["loc"][-1]
            what = f"Unknown name {json.dumps(name)} at '{place}': Cannot find field."
        else:
            what = f"Invalid value at '{'.'.join(map(str, first['loc']))}': {first['msg']}"
        raise RefusedError(400, f"Invalid JSON payload received. {what}") from None


def _generate(model: str, body: bytes) -> dict[str, Any]:
    return _asked(model, _parse(wire.Generate, body))


def _asked(model: str, request: wire.Generate) -> dict[str, Any]:
    if request.model not in (None, f"models/{model}"):
        raise RefusedError(400, "The model of the body is not that of the path.")
    _check_turns(request.contents)
    tools = [each for tool in request.tools for each in tool.function_declarations]
    schema = _schema(request.generation_config, has_tools=bool(tools))
    parts = [part for turn in request.contents for part in turn.parts if turn.role != "model"]
    return {
        "kind": Kind.TEXT,
        "system": _text(request.system_instruction.parts if request.system_instruction else ()),
        "user": _text(parts),
        "images": tuple(_pictures(parts)),
        "schema": schema,
        "tools": tuple(map(_tool, tools)),
        "called": any(part.function_response for part in parts),
    }


def _check_turns(turns: list[wire.Content]) -> None:
    if not turns:
        raise RefusedError(400, "* GenerateContentRequest.contents: contents is not specified")
    for place, turn in enumerate(turns):
        if not turn.parts or any(part.kinds != 1 for part in turn.parts):
            raise RefusedError(
                400, f"contents[{place}].parts: must have one initialized field each"
            )
        expected = ("user", "model")[place % 2]
        if turn.role != expected and not (turn.role is None and len(turns) == 1):
            raise RefusedError(
                400, "Please ensure that multiturn requests alternate: user, model."
            )
    if len(turns) % 2 == 0:
        raise RefusedError(400, "Please ensure that requests end with a user role.")
    for asked, answered in zip(turns[1::2], turns[2::2], strict=True):
        calls = [part.function_call.name for part in asked.parts if part.function_call]
        results = [
            part.function_response.name for part in answered.parts if part.function_response
        ]
        if calls != results:
            raise RefusedError(400, "Function response parts must equal function call parts.")


def _schema(config: wire.GenerationConfig, *, has_tools: bool) -> Mapping[str, Any] | None:
    json_wanted = config.response_mime_type == "application/json"
    given = [each for each in (config.response_schema, config.response_json_schema) if each]
    if given and not json_wanted:
        raise RefusedError(400, "A response schema needs response_mime_type application/json.")
    if len(given) > 1:
        raise RefusedError(400, "Only one of response_schema and response_json_schema can be set.")
    if json_wanted and has_tools:
        raise RefusedError(
            400, "Function calling with a response mime type: 'application/json' is unsupported"
        )
    if not json_wanted:
        return None
    return _checked(given[0]) if given else {}


def _checked(schema: wire.Schema | dict[str, Any] | None) -> Mapping[str, Any]:
    if isinstance(schema, wire.Schema):
        schema = schema.model_dump(by_alias=True, exclude_none=True)
    try:
        samples.smallest(schema or {})
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RefusedError(400, f"The schema cannot be understood: {error!r}") from None
    return schema or {}


def _tool(declared: wire.FunctionDeclaration) -> Tool:
    if declared.parameters and declared.parameters_json_schema:
        raise RefusedError(400, "Only one of parameters and parameters_json_schema can be set.")
    return Tool(declared.name, _checked(declared.parameters or declared.parameters_json_schema))


def _embed(model: str, body: bytes) -> dict[str, Any]:
    return _vectors(model, [_parse(wire.Embed, body)], batch=False)


def _batch(model: str, body: bytes) -> dict[str, Any]:
    requests = _parse(wire.BatchEmbed, body).requests
    if len(requests) > _MOST_IN_A_BATCH:
        raise RefusedError(
            400, "* BatchEmbedContentsRequest.requests: at most 100 requests in a batch"
        )
    return _vectors(model, requests, batch=True)


def _vectors(model: str, requests: list[wire.Embed], *, batch: bool) -> dict[str, Any]:
    for each in requests:
        if each.model not in (f"models/{model}", *((None,) if not batch else ())):
            raise RefusedError(400, "The model of a request is not that of the path.")
        if not each.content.parts or not all(part.text for part in each.content.parts):
            raise RefusedError(
                400, "* EmbedContentRequest.content: content contains an empty Part."
            )
        if each.title and each.task_type != "RETRIEVAL_DOCUMENT":
            raise RefusedError(400, "title only goes with the task type RETRIEVAL_DOCUMENT")
    sizes = {each.output_dimensionality for each in requests}
    return {
        "kind": Kind.VECTORS,
        "texts": tuple(_text(each.content.parts) for each in requests),
        "dimensions": sizes.pop(),
    }


def _count(model: str, body: bytes) -> dict[str, Any]:
    request = _parse(wire.Count, body)
    if (request.contents is None) == (request.generate_content_request is None):
        raise RefusedError(400, "One of contents and generate_content_request must be set.")
    if request.generate_content_request:
        return {**_asked(model, request.generate_content_request), "kind": Kind.COUNT}
    parts = [part for turn in request.contents or () for part in turn.parts]
    return {"kind": Kind.COUNT, "user": _text(parts), "images": tuple(_pictures(parts))}


def _text(parts: Iterable[wire.Part]) -> str:
    return "\n".join(part.text for part in parts if part.text is not None)


def _pictures(parts: Iterable[wire.Part]) -> Iterable[Picture]:
    for part in parts:
        if part.inline_data:
            yield Picture(part.inline_data.mime_type, part.inline_data.data)


def error(
    status: int, message: str, code: str = "", retry_after: float | None = None
) -> tuple[dict[str, str], dict[str, Any]]:
    """Headers and body of an error."""
    details: list[dict[str, Any]] = []
    if code:
        details.append({"@type": f"{_RPC}ErrorInfo", "reason": code, "domain": "googleapis.com"})
    if status == 429:
        details.append({"@type": f"{_RPC}QuotaFailure", "violations": [{"quotaId": "PerMinute"}]})
    if retry_after is not None:
        details.append({"@type": f"{_RPC}RetryInfo", "retryDelay": f"{retry_after:g}s"})
    what: dict[str, Any] = {
        "code": status,
        "message": message,
        "status": _STATUS.get(status, "UNKNOWN"),
    }
    return {}, {"error": {**what, **({"details": details} if details else {})}}


def answer(asked: Asked, said: str | Mapping[str, Any], *, cut: bool = False) -> dict[str, Any]:
    """The body of an answer: a text, or the arguments of a function by its name."""
    if isinstance(said, str):
        part: dict[str, Any] = {"text": said}
    else:
        name, arguments = next(iter(said.items()))
        part = {"functionCall": {"name": name, "args": arguments}, "thoughtSignature": "c2ln"}
    candidate = {"content": {"parts": [part], "role": "model"}, "index": 0}
    end = {"finishReason": "MAX_TOKENS" if cut else "STOP"}
    return _whole(asked, {"candidates": [{**candidate, **end}]}, len(json.dumps(said)))


def pieces(asked: Asked, said: str | Mapping[str, Any], *, cut: bool = False) -> list[bytes]:
    """The events of a stream."""
    parts = [said]
    if isinstance(said, str):
        parts = [said[start : start + 8] for start in range(0, len(said), 8)] or [""]
    bodies = [answer(asked, part, cut=cut) for part in parts]
    for body in bodies[:-1]:
        del body["candidates"][0]["finishReason"]
    return [b"data: " + json.dumps(body).encode() + b"\r\n\r\n" for body in bodies]


def vectors(asked: Asked, made: list[list[float]]) -> dict[str, Any]:
    """The body of an answer with vectors."""
    usage = {"usageMetadata": {"promptTokenCount": asked.tokens}}
    if asked.path.endswith(":batchEmbedContents"):
        return {"embeddings": [{"values": each} for each in made], **usage}
    return {"embedding": {"values": made[0]}, **usage}


def count(asked: Asked) -> dict[str, Any]:
    """The body of an answer with a number of tokens."""
    return {"totalTokens": asked.tokens}


def refusal(asked: Asked, no: No) -> tuple[int, dict[str, Any]]:
    """Status and body where the model does not want to."""
    if no is No.KEY:
        return 403, error(403, "The caller does not have permission")[1]
    if no is No.WORDS:
        return 200, answer(asked, "I can't help with that.")
    if no is No.PROMPT:
        return 200, _whole(asked, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, 0)
    return 200, _whole(asked, {"candidates": [{"finishReason": "SAFETY", "index": 0}]}, 0)


def _whole(asked: Asked, body: dict[str, Any], length: int) -> dict[str, Any]:
    used = length // 4
    spent = {"candidatesTokenCount": used} if used else {}
    usage = {"promptTokenCount": asked.tokens, **spent, "totalTokenCount": asked.tokens + used}
    return {
        **body,
        "usageMetadata": usage,
        "modelVersion": asked.model,
        "responseId": f"answer-{asked.at:.6f}",
    }


def size(asked: Asked) -> int:
    """Of its vectors."""
    return asked.dimensions or _SIZE

"""Replies of models: one JSON object somewhere in a text, worth nothing until it is checked."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import TypeVar

import pydantic_core
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core import words

MOST_CHARACTERS = 1_000_000
MOST_STARTS = 64
"""Curly brackets at which an object is looked for."""
MOST_FAULTS = 5
"""Told to a model that is asked anew."""

T = TypeVar("T", bound=BaseModel)


class UnusableError(Exception):
    """A reply in no usable form: a code for the ledger, and what a model may be told of it."""

    def __init__(self, code: str, fault: str) -> None:
        super().__init__(code)
        self.code = code
        self.fault = fault


def read(text: str, form: type[T], restored: Callable[[str], str] = str) -> T:
    """The object in a reply, its strings storable and `restored`; raises UnusableError.

    Fences and prose around it do no harm; a second object does, for nobody knows which is meant.
    """
    if len(text) > MOST_CHARACTERS:
        raise UnusableError("too long", "It was far too long.")
    found = _objects(text)
    if len(found) != 1:
        fault = "It held no JSON object." if not found else "It held more than one JSON object."
        raise UnusableError("no object" if not found else "several objects", fault)
    try:
        whole = _restored(found[0], lambda said: restored(words.storable(said)))
        return form.model_validate_json(pydantic_core.to_json(whole))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise UnusableError("wrong form", _told(faults, schema(form))) from None
    except (ValueError, RecursionError):
        raise UnusableError("wrong JSON", "It was no JSON that can be read.") from None


def schema(form: type[BaseModel]) -> str:
    """The form of an answer, as a model is told it."""
    return json.dumps(form.model_json_schema(), ensure_ascii=False, separators=(",", ":"))


def _objects(text: str) -> list[object]:
    """The JSON objects of a text that stand in no other, at most two."""
    return list(itertools.islice(_every_object(text), 2))


def _every_object(text: str) -> Iterator[object]:
    decoder = json.JSONDecoder(parse_constant=_refuse)
    start = text.find("{")
    for _ in range(MOST_STARTS):
        if start < 0:
            return
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield found
        start = text.find("{", end)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON.")


def _restored(value: object, restored: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return restored(value)
    if isinstance(value, list):
        return [_restored(each, restored) for each in value]
    if isinstance(value, dict):
        return {restored(key): _restored(each, restored) for key, each in value.items()}
    return value


def _told(faults: list[ErrorDetails], form: str) -> str:
    return " ".join(f"{_place(fault, form)}: {_reason(fault)}." for fault in faults[:MOST_FAULTS])


def _place(fault: ErrorDetails, form: str) -> str:
    """Where, in names of the form alone: others are the model's words, with secrets restored."""
    parts = (
        str(part) if isinstance(part, int) or json.dumps(part) in form else "?"
        for part in fault["loc"]
    )
    return ".".join(parts) or "The object"


def _reason(fault: ErrorDetails) -> str:
    own = fault["type"] in ("value_error", "assertion_error")
    return "not allowed" if own else fault["msg"]

"""The smallest values of JSON schemas, and vectors of texts."""

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

_WORD = re.compile(r"\w+")
_FORMATS = {"date-time": "2026-01-01T00:00:00Z", "date": "2026-01-01", "time": "00:00:00Z"}


def smallest(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """A value that is valid for a schema, with nothing in it that need not be."""
    root = schema if root is None else root
    if "$ref" in schema:
        return smallest(resolve(root, schema["$ref"]), root)
    if schema.get("nullable"):
        return None
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return smallest(_easiest(schema[word]), root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    return _plain(schema, root)


def resolve(root: Mapping[str, Any], reference: str) -> Mapping[str, Any]:
    """What a `$ref` means; KeyError if it means nothing."""
    found: Any = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        found = found[step] if step else found
    assert isinstance(found, Mapping)
    return found


def vector(text: str, size: int) -> list[float]:
    """Texts that share words have vectors that are near each other; its length is 1."""
    values = [0.0] * size
    for word in _WORD.findall(text.casefold()) or [text]:
        digest = hashlib.sha256(word.encode()).digest()
        for start in range(0, 16, 4):
            place = int.from_bytes(digest[start : start + 4])
            values[place % size] += 1.0 if digest[16 + start // 4] & 1 else -1.0
    length = math.sqrt(sum(each * each for each in values))
    return [each / length for each in values] if length else [1.0, *values[1:]]


def _easiest(choices: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((each for each in choices if each.get("type") in ("null", "NULL")), choices[0])


def _plain(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    kinds = schema.get("type", "object" if "properties" in schema else "null")
    kind = (kinds if isinstance(kinds, str) else kinds[-1]).lower()
    if kind == "object":
        known = schema.get("properties", {})
        return {name: smallest(known[name], root) for name in schema.get("required", ())}
    if kind == "array":
        return [smallest(schema["items"], root)] * int(schema.get("minItems", 0))
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), "x" * int(schema.get("minLength", 0)))
    if kind in ("integer", "number"):
        above = schema.get("exclusiveMinimum")
        least = schema.get("minimum", min(0, schema.get("maximum", 0)))
        return above + 1 if above is not None else least
    return False if kind == "boolean" else None

"""The schemas that OpenAI takes."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.world.models import samples
from tests.world.models.values import RefusedError

_NOT_IN_STRICT = ("allOf", "not", "if", "dependentRequired", "patternProperties", "oneOf")


def check(schema: Mapping[str, Any], *, strict: bool) -> None:
    """Raises Refused for one that cannot be understood, or that breaks the rules of `strict`."""
    try:
        samples.smallest(schema)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RefusedError(400, f"Invalid schema: {error!r}") from None
    for each in _objects(schema) if strict else ():
        if each.get("additionalProperties") is not False:
            raise RefusedError(400, "Invalid schema: 'additionalProperties' must be false.")
        if set(each.get("required", ())) != set(each.get("properties", {})):
            raise RefusedError(400, "Invalid schema: 'required' must name every property.")


def _objects(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if schema.get("type") == "object":
        yield schema
    banned = [word for word in _NOT_IN_STRICT if word in schema]
    if banned:
        raise RefusedError(400, f"Invalid schema: '{banned[0]}' is not permitted.")
    inner = [schema["items"]] if "items" in schema else []
    inner += schema.get("anyOf", ())
    inner += [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    for each in inner:
        yield from _objects(each)

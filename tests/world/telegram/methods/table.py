"""Which function answers which request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.world.telegram.values import UnheardError
from tests.world.telegram.world import World

Answer = Callable[["Asked"], Any]
METHODS: dict[type, Answer] = {}


@dataclass
class Login:
    """A key, and what it is allowed."""

    number: int
    signed_in: bool = False
    forgotten: bool = False
    revoked: str | None = None
    scanned: bool = False


@dataclass
class Asked:
    """A request, as its method sees it."""

    world: World
    request: Any
    login: Login
    dc: int
    takeout: int | None = None


def answers(request: type) -> Callable[[Answer], Answer]:
    """Mark the function that answers a request."""

    def known(function: Answer) -> Answer:
        METHODS[request] = function
        return function

    return known


def none_of(request: Any, *fields: str) -> None:
    """These parameters are not understood here: they must be left as they are."""
    for field in fields:
        if getattr(request, field):
            raise UnheardError(
                f"{type(request).__name__} with {field}={getattr(request, field)!r}"
            )

"""No call leaves this process while a write transaction is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core import errors

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class NetworkInTransactionError(errors.KimdirError):
    """A call over the network was about to be made while a write transaction is open."""


@contextmanager
def shut() -> Iterator[None]:
    """While a write transaction is open."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def refuse_in_transaction(door: str) -> None:
    """Called by every door to a model or to Telegram, so that no lock waits for a network."""
    if _writing.get():
        raise NetworkInTransactionError(f"{door} was called inside a write transaction.")

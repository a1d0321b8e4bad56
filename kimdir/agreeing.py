"""What a run takes, told before it starts, and the owner's leave where anything goes away."""

import contextlib
import signal
import sys
from collections.abc import Iterator

import typer
from rich.console import Console

from core import errors
from core.ai.chain.chain import Chain
from core.ai.providers import links
from core.ledger.values import MILLIONTHS
from core.settings import Settings


class NobodyToAskError(errors.KimdirError):
    """A run sends something to the cloud, and nobody is there to agree."""


def free(out: Console, told: str) -> None:
    """Tell of a run that asks no model."""
    out.print(f"{told} 0 tokens, $0, offline.", highlight=False)


def agree(
    out: Console,
    loaded: Settings,
    models: Chain,
    told: str,
    cost: tuple[int, int],
    *,
    agreed: bool,
) -> None:
    """Tell what a run takes at most: tokens, and millionths of a dollar; ask whether to start.

    Nobody is asked where every model of the chain is the owner's own.
    """
    tokens, price = cost
    out.print(f"{told} At most {tokens:,} tokens, ${price / MILLIONTHS:.4f}.", highlight=False)
    others = models.models[1:]
    if others:
        out.print(f"Where it does not answer: {', '.join(others)}.", highlight=False)
    cloud = any(links.is_cloud(links.parse(name), loaded) for name in models.models)
    if agreed or not cloud:
        return
    if not sys.stdin.isatty():
        raise NobodyToAskError("Nobody is here to agree to that: add --yes.")
    with _ending_at_once():
        typer.confirm("Start?", abort=True)


@contextlib.contextmanager
def _ending_at_once() -> Iterator[None]:
    """Let Ctrl-C end what waits for a key; a loop that runs would only note it for later."""
    of_the_loop = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, of_the_loop)

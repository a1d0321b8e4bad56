"""Every request that reached the simulated Telegram, in order."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request; `chat` is the marked id of the chat it is about."""

    method: str
    request: Any
    chat: int | None
    takeout: int | None
    dc: int


@dataclass
class Journal:
    """What was asked, and what should never have been."""

    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def asked(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of a method, of one chat if given."""
        return [call for call in self.calls if call.method == method and chat in (None, call.chat)]

    @property
    def count(self) -> Counter[str]:
        """How often each method was asked."""
        return Counter(call.method for call in self.calls)

    def forget(self) -> None:
        """Begin a new chapter."""
        self.calls.clear()


def named(request: Any) -> str:
    """`messages.getHistory` of a request; a method without a room is called by itself."""
    room = type(request).__module__.removeprefix("telethon.tl.functions").strip(".")
    method = type(request).__name__.removesuffix("Request")
    method = method[:1].lower() + method[1:]
    return f"{room}.{method}" if room else method

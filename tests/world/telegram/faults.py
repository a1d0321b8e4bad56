"""What goes wrong, by order of the test: each fault is for some calls of some methods."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

FOR_EVER = -1


class Trouble(StrEnum):
    """What happens to a request."""

    REFUSED = "refused"
    DROPPED_BEFORE = "dropped before"
    """The connection breaks, the request was not heard: Telethon sends it again."""
    DROPPED_AFTER = "dropped after"
    """It was heard and the answer lost: Telethon asks a second time."""
    UNANSWERED = "unanswered"
    HELD = "held"
    FORGOTTEN = "forgotten"
    """The server no longer knows the key of this login."""


@dataclass
class Held:
    """A request whose answer waits until the test lets it go."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let the answer go."""
        self.released.set()


@dataclass
class Fault:
    """A trouble for the calls of a method (a pattern), after so many have gone well."""

    trouble: Trouble
    method: str = "*"
    chat: int | None = None
    after: int = 0
    times: int = 1
    message: str = ""
    code: int = 400
    held: Held = field(default_factory=Held)

    def strikes(self, method: str, chat: int | None) -> bool:
        """Whether this call is one of those; counts it."""
        if not fnmatchcase(method, self.method) or self.chat not in (None, chat):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times == 0:
            return False
        self.times -= self.times > 0
        return True


@dataclass
class Faults:
    """All that is ordered."""

    ordered: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Order one."""
        self.ordered.append(fault)
        return fault

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """The fault of a call, if it has one."""
        self.ordered = [fault for fault in self.ordered if fault.times]
        return next((fault for fault in self.ordered if fault.strikes(method, chat)), None)

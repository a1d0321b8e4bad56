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

    def is_for(self, method: str, chat: int | None) -> bool:
        """Whether it is about such a call."""
        return fnmatchcase(method, self.method) and self.chat in (None, chat)


@dataclass
class Faults:
    """All that is ordered."""

    ordered: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Order one."""
        self.ordered.append(fault)
        return fault

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """The fault of a call, if it has one; those that wait for later calls count it."""
        struck = None
        for fault in [each for each in self.ordered if each.is_for(method, chat)]:
            if fault.after > 0:
                fault.after -= 1
            elif struck is None and fault.times != 0:
                fault.times -= fault.times > 0
                struck = fault
        return struck

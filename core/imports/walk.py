"""The parts of an export in the order of the file, whichever order its keys have."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from core import models
from core.imports import errors, peers, reading, texts
from core.imports.values import ChatHead, Owner, Raw, Skipped

_KINDS = {
    "personal_chat": models.ChatKind.PRIVATE,
    "bot_chat": models.ChatKind.PRIVATE,
    "private_group": models.ChatKind.GROUP,
    "private_supergroup": models.ChatKind.SUPERGROUP,
    "public_supergroup": models.ChatKind.SUPERGROUP,
    "private_channel": models.ChatKind.CHANNEL,
    "public_channel": models.ChatKind.CHANNEL,
}
_NEVER = {
    "saved_messages": Skipped.SAVED_MESSAGES,
    "replies": Skipped.SERVICE_CHAT,
    "verification_codes": Skipped.SERVICE_CHAT,
}
_HEAD = ("name", "type", "id")


class Refused(NamedTuple):
    """A chat that is not stored."""

    title: str | None
    reason: Skipped


class Closed(NamedTuple):
    """The end of a chat."""

    head: ChatHead


class Damaged(NamedTuple):
    """A message that could not be decoded."""

    reason: Skipped


Part = Owner | ChatHead | Refused | Closed | Damaged | Raw
"""Raw is a message of the chat whose head came last."""

Refuses = Callable[[ChatHead], Skipped | None]


class Walk:
    """One pass over an export; `refuses` tells which chats to pass over.

    Unless the owner is known, the export is asked for them before its first chat.
    """

    def __init__(
        self, path: Path, cursor: reading.Cursor, refuses: Refuses, *, owner_known: bool
    ) -> None:
        self._path = path
        self._cursor = cursor
        self._refuses = refuses
        self._owner_known = owner_known
        self._chats = 0
        self._heads: Heads | None = None

    def parts(self) -> Iterator[Part]:
        """Everything of interest; raises NotAnExportError and BrokenExportError."""
        cursor = self._cursor
        found = False
        head: Raw = {}
        for key in cursor.members():
            if key == "messages":
                found = True
                self._chats += 1
                yield from self._chat(head, alone=True)
            elif key in ("chats", "left_chats"):
                found = True
                yield from self._list()
            elif key == "personal_information":
                self._owner_known = True
                yield from owner(_value(cursor))
            elif key in _HEAD:
                head[key] = _value(cursor)
            else:
                cursor.skip()
        if not found:
            raise errors.NotAnExportError(not_an_export(self._path))

    def _list(self) -> Iterator[Part]:
        cursor = self._cursor
        if not self._owner_known:
            self._owner_known = True
            ahead = self._look_ahead().owner
            yield from (ahead,) if ahead else ()
        for _ in _listed(cursor):
            yield from self._listed_chat()

    def _listed_chat(self) -> Iterator[Part]:
        head: Raw = {}
        self._chats += 1
        for key in self._cursor.members():
            if key == "messages":
                yield from self._chat(head, alone=False)
            elif key in _HEAD:
                head[key] = _value(self._cursor)
            else:
                self._cursor.skip()

    def _chat(self, written: Raw, *, alone: bool) -> Iterator[Part]:
        if not {"type", "id"} <= written.keys():
            ahead = self._look_ahead().chats
            written = ahead[self._chats - 1] if self._chats <= len(ahead) else {}
        head = _head(written, self._chats, alone=alone)
        if isinstance(head, ChatHead):
            reason = self._refuses(head)
            head = Refused(head.title, reason) if reason else head
        yield head
        if isinstance(head, Refused) or self._cursor.peek() != "[":
            self._cursor.skip()
        else:
            yield from self._messages()
        if isinstance(head, ChatHead):
            yield Closed(head)

    def _look_ahead(self) -> "Heads":
        if self._heads is None:
            self._heads = heads(self._path)
        return self._heads

    def _messages(self) -> Iterator[Part]:
        for _ in self._cursor.items():
            try:
                value = self._cursor.value()
                yield value if isinstance(value, dict) else Damaged(Skipped.NOT_A_MESSAGE)
            except reading.BadValueError as error:
                yield Damaged(error.reason)


class Heads(NamedTuple):
    """What an export says of itself: its owner and its chats in their order."""

    owner: Owner | None
    chats: list[Raw]


def heads(path: Path) -> Heads:
    """Look through an export, as far as it can be read, for what stands behind the messages."""
    single: Raw = {}
    listed: list[Raw] = []
    named: Owner | None = None
    with path.open("rb") as file, suppress(errors.BrokenExportError):
        cursor = reading.Cursor(file)
        for key in cursor.members():
            if key in ("chats", "left_chats"):
                listed.extend(_head_listed(cursor) for _ in _listed(cursor))
            elif key == "personal_information":
                named = next(owner(_value(cursor)), None)
            elif key in _HEAD:
                single[key] = _value(cursor)
            else:
                cursor.skip()
    return Heads(named, listed or [single])


def _listed(cursor: reading.Cursor) -> Iterator[None]:
    """The places of the chats in a list; whoever iterates reads the object at each."""
    if cursor.peek() != "{":
        cursor.skip()
        return
    for key in cursor.members():
        if key != "list" or cursor.peek() != "[":
            cursor.skip()
            continue
        for _ in cursor.items():
            if cursor.peek() == "{":
                yield
            else:
                cursor.skip()


def _head_listed(cursor: reading.Cursor) -> Raw:
    head: Raw = {}
    for key in cursor.members():
        if key in _HEAD:
            head[key] = _value(cursor)
        else:
            cursor.skip()
    return head


def owner(raw: object) -> Iterator[Owner]:
    """The owner if `personal_information` names one."""
    if not isinstance(raw, dict):
        return
    user_id = peers.identity(raw.get("user_id"))
    if user_id is None or user_id <= 0:
        return
    names = [texts.name(raw.get(key)) for key in ("first_name", "last_name")]
    username = texts.name(raw.get("username"))
    yield Owner(
        id=models.UserId(user_id),
        name=" ".join(filter(None, names)) or None,
        username=username.removeprefix("@") if username else None,
        bio=texts.name(raw.get("bio")),
    )


def _head(written: Raw, number: int, *, alone: bool) -> ChatHead | Refused:
    title = texts.name(written.get("name"))
    kind_name = str(written.get("type"))
    raw_id = peers.identity(written.get("id"))
    kind = _KINDS.get(kind_name)
    if kind_name in _NEVER:
        return Refused(title, _NEVER[kind_name])
    if kind is None:
        return Refused(title, Skipped.UNKNOWN_KIND)
    if raw_id is None or raw_id == 0:
        return Refused(title, Skipped.BAD_ID if written.get("id") else Skipped.NO_ID)
    return ChatHead(number, kind, title, raw_id, kind_name, alone)


def _value(cursor: reading.Cursor) -> object:
    try:
        return cursor.value()
    except reading.BadValueError:
        return None


def not_an_export(path: Path) -> str:
    """The sentence about a file that is something else."""
    return f"{path.name} is not a Telegram export with chats in it. {errors.HOW_TO_EXPORT}"

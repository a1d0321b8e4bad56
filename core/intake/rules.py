"""What a batch says of people, and what is kept of a user when two sightings differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from core import models, words
from core.intake import stretches
from core.intake.stretches import Stretch
from core.intake.values import MessageSeen, Page, Prepared, Row, UserSeen

_MOVES = frozenset(
    (models.ServiceAction.JOINED, models.ServiceAction.INVITED, models.ServiceAction.REMOVED)
)


class StoredUser(NamedTuple):
    """The columns of a user that intake keeps; a named tuple, as it is written by columns."""

    id: models.UserId
    name: str | None = None
    username: str | None = None
    normalised_name: str = ""
    named_at: datetime | None = None
    is_bot: bool = False
    is_deleted: bool = False
    bio: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Active:
    """What a user did in the new messages of a batch; moments are of all their messages."""

    user_id: models.UserId
    messages: int
    last_message_at: datetime | None
    first_at: datetime
    last_at: datetime
    own_words: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """The newest joining and leaving of a user in a batch."""

    user_id: models.UserId
    joined_at: datetime | None = None
    left_at: datetime | None = None


class Change(NamedTuple):
    """What merging changed of a message; without moments only its versions or its file."""

    message_id: models.MessageId
    sender_id: models.PeerId | None
    sent_at: datetime | None
    service_action: models.ServiceAction | None
    former_sender: models.PeerId | None
    former_moment: datetime | None
    reworded: bool
    says_other: bool = False
    """It has another text, whoever wrote it."""


class Turned(NamedTuple):
    """A message that was deleted or lives again, and whether it is its sender's own words."""

    message_id: models.MessageId
    sender_id: models.PeerId | None
    own_words: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What pages of history come to; `kept` are the ids that are not absent.

    `bottoms` are extents of empty pages, below everything that can be seen.
    """

    prepared: Prepared
    kept: frozenset[models.MessageId]
    extents: list[Stretch]
    bottoms: list[Stretch]
    total: int | None


class Shift(NamedTuple):
    """What a user did in messages whose moment was corrected, by the old moments and the new."""

    before: Active
    after: Active


def read(pages: Iterable[Page]) -> Read:
    """Unite pages; of an id in the extents of several the last page decides.

    Messages touched since their page was asked for are left out.
    """
    found: dict[models.MessageId, tuple[MessageSeen, Row]] = {}
    touched: set[models.MessageId] = set()
    extents: tuple[list[Stretch], list[Stretch]] = [], []
    total = None
    for page in pages:
        first, last = page.extent
        if first <= last:
            extents[page.at_bottom].append(page.extent)
        found = {number: pair for number, pair in found.items() if not first <= number <= last}
        touched = {number for number in touched if not first <= number <= last} | page.touched
        pairs = zip(page.prepared.messages, page.prepared.rows, strict=True)
        found.update((pair[0].id, pair) for pair in pairs if pair[0].id not in page.touched)
        total = total if page.total is None else page.total
    messages, rows = zip(*found.values(), strict=True) if found else ((), ())
    kept = frozenset(touched.union(found))
    above, bottoms = map(stretches.joined, extents)
    return Read(Prepared(messages, rows), kept, above, bottoms, total)


def speakers(turned: Iterable[Turned]) -> set[models.UserId]:
    """Whose own words were deleted, or live again."""
    return {
        models.UserId(each.sender_id)
        for each in turned
        if each.own_words and each.sender_id is not None and each.sender_id > 0
    }


def heard(changes: Iterable[Change]) -> set[models.UserId]:
    """Whose own words changed, or became somebody else's."""
    senders = {
        sender
        for change in changes
        if change.reworded
        for sender in (change.sender_id, change.former_sender)
    }
    return {models.UserId(sender) for sender in senders if sender is not None and sender > 0}


def found(changes: Iterable[Change]) -> list[Active]:
    """What users did in messages that were not known to be theirs."""
    return activity(
        _bare(change, change.sender_id, change.sent_at)
        for change in changes
        if change.sender_id != change.former_sender
    )


def lost(changes: Iterable[Change]) -> list[Active]:
    """What users had done in messages that are somebody else's, as numbers to add."""
    theirs = activity(
        _bare(change, change.former_sender, change.former_moment)
        for change in changes
        if change.sender_id != change.former_sender
    )
    return [replace(each, messages=-each.messages, last_message_at=None) for each in theirs]


def shifts(changes: Iterable[Change]) -> list[Shift]:
    """What users did in messages that have another moment than before."""
    moved = [
        change
        for change in changes
        if change.sent_at != change.former_moment and change.sender_id == change.former_sender
    ]
    before = activity(_bare(change, change.sender_id, change.former_moment) for change in moved)
    after = activity(_bare(change, change.sender_id, change.sent_at) for change in moved)
    return [Shift(*both) for both in zip(before, after, strict=True)]


def _bare(change: Change, sender_id: models.PeerId | None, at: datetime | None) -> MessageSeen:
    """A message without its words."""
    assert at is not None
    return MessageSeen(change.message_id, at, sender_id, service_action=change.service_action)


def moves(messages: Iterable[MessageSeen]) -> list[Moves]:
    """Who joined and who left a chat, by its service messages."""
    joined: dict[models.UserId, datetime] = {}
    left: dict[models.UserId, datetime] = {}
    for message in messages:
        if message.service_action not in _MOVES:
            continue
        side = left if message.service_action is models.ServiceAction.REMOVED else joined
        for user_id in _moved(message):
            side[user_id] = max(message.sent_at, side.get(user_id, message.sent_at))
    return [Moves(user_id, joined.get(user_id), left.get(user_id)) for user_id in joined | left]


def opened(messages: Iterable[MessageSeen]) -> dict[models.MessageId, str | None]:
    """The topics that these messages opened."""
    return {
        message.id: (message.details or {}).get("title")
        for message in messages
        if message.service_action is models.ServiceAction.TOPIC_CREATED
    }


def activity(messages: Iterable[MessageSeen]) -> list[Active]:
    """What each user did in messages that are new."""
    by_user: dict[models.PeerId, list[MessageSeen]] = {}
    for message in messages:
        if message.sender_id is not None and message.sender_id > 0:
            by_user.setdefault(message.sender_id, []).append(message)
    return [_active(models.UserId(sender_id), theirs) for sender_id, theirs in by_user.items()]


def _active(user_id: models.UserId, theirs: Sequence[MessageSeen]) -> Active:
    spoken = [message for message in theirs if message.service_action is None]
    moments = [message.sent_at for message in theirs]
    return Active(
        user_id,
        len(spoken),
        max((message.sent_at for message in spoken), default=None),
        min(moments),
        max(moments),
        any(message.text and not message.is_forward for message in spoken),
    )


def _moved(message: MessageSeen) -> list[models.UserId]:
    named = (message.details or {}).get("user_ids")
    if named is not None:
        return list(named)
    if message.service_action is models.ServiceAction.JOINED and (message.sender_id or 0) > 0:
        return [models.UserId(message.sender_id or 0)]
    return []


def _not_older(moment: datetime | None, stored: datetime | None) -> bool:
    return stored is None or (moment is not None and moment >= stored)


def _named(stored: StoredUser, seen: UserSeen) -> StoredUser:
    if not (seen.name or seen.username is not None or seen.is_deleted):
        return stored
    if not _not_older(seen.named_at, stored.named_at):
        held = seen.username if stored.username is None else stored.username
        return stored._replace(name=stored.name or seen.name, username=held)
    alive_again = stored.named_at is None or seen.named_at != stored.named_at
    return stored._replace(
        name=seen.name or stored.name,
        username=stored.username if seen.username is None else seen.username,
        named_at=seen.named_at or stored.named_at,
        is_deleted=seen.is_deleted or (stored.is_deleted and not alive_again),
    )


def merge_user(stored: StoredUser, seen: UserSeen) -> StoredUser:
    """The user after a sighting: the newest name wins, nothing known becomes unknown."""
    named = _named(stored, seen)
    merged = named._replace(
        username=named.username or None,
        is_bot=stored.is_bot if seen.is_bot is None else seen.is_bot,
        bio=seen.bio or stored.bio,
        language=seen.language or stored.language,
    )
    if (merged.name, merged.username) == (stored.name, stored.username):
        return merged
    both = " ".join(part for part in (merged.name, merged.username) if part)
    return merged._replace(normalised_name=words.searchable(both))


def unite(sightings: Iterable[UserSeen]) -> dict[models.UserId, UserSeen]:
    """One sighting a user, as if they had come one after the other."""
    united: dict[models.UserId, UserSeen] = {}
    for seen in sightings:
        known = united.get(seen.id, UserSeen(seen.id))
        kept = StoredUser(
            known.id, known.name, known.username, "", known.named_at, False, known.is_deleted
        )
        named = _named(kept, seen)
        united[seen.id] = UserSeen(
            seen.id,
            named.name,
            named.username,
            named.named_at,
            known.is_bot if seen.is_bot is None else seen.is_bot,
            named.is_deleted,
            seen.bio or known.bio,
            seen.language or known.language,
        )
    return united

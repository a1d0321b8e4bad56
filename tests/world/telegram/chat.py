"""A chat, and what people do in it; every deed is logged and pushed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telethon.tl import types

from tests.world.telegram import media
from tests.world.telegram.values import Box, File, Kind, Member, Person, Role, Topic, What
from tests.world.telegram.world import World

CHANNELS = 1_000_000_000_000


@dataclass(eq=False)
class Chat:
    """A chat as the account sees it; messages are Telethon's, by id, ascending."""

    world: World
    kind: Kind
    id: int
    title: str
    access_hash: int = 0
    username: str | None = None
    about: str = ""
    person: Person | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Any] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict)
    own_box: Box = field(default_factory=Box)
    last_id: int = 0
    is_forum: bool = False
    hides_members: bool = False
    is_mine: bool = True
    linked: "Chat | None" = None
    migrated_to: "Chat | None" = None
    migrated_from: "Chat | None" = None
    created: datetime = field(init=False)
    photo: File | None = None

    def __post_init__(self) -> None:
        self.created = self.world.now
        self.world.chats[self.peer] = self

    @property
    def is_channel(self) -> bool:
        """A supergroup or channel, with ids and a box of its own."""
        return self.kind in {Kind.SUPERGROUP, Kind.CHANNEL}

    @property
    def peer(self) -> int:
        """The marked id."""
        if self.is_channel:
            return -CHANNELS - self.id
        return -self.id if self.kind is Kind.GROUP else self.id

    @property
    def tl_peer(self) -> Any:
        """What messages call the chat."""
        if self.is_channel:
            return types.PeerChannel(self.id)
        return types.PeerChat(self.id) if self.kind is Kind.GROUP else types.PeerUser(self.id)

    @property
    def input_peer(self) -> Any:
        """What requests call the chat."""
        if self.is_channel:
            return types.InputPeerChannel(self.id, self.access_hash)
        if self.kind is Kind.GROUP:
            return types.InputPeerChat(self.id)
        return types.InputPeerUser(self.id, self.access_hash)

    @property
    def box(self) -> Box:
        """Where its events are logged."""
        return self.own_box if self.is_channel else self.world.box

    @property
    def top(self) -> int:
        """The id of the latest message, 0 without any."""
        return max(self.messages, default=0)

    @property
    def top_message(self) -> Any:
        """The latest message; an empty one stands for none."""
        return self.messages.get(self.top) or types.Message(0, self.tl_peer, self.created, "")

    @property
    def is_listed(self) -> bool:
        """Whether it is among the account's dialogs."""
        return bool(self.messages) and (self.is_mine or not self.is_channel)

    def says(self, author: "Person | Chat | None", text: str = "", **fields: Any) -> int:
        """Post a message; gives its id. See `media.written` for what it can carry."""
        self.world.ticks()
        number = self.next_id()
        written = media.written(self, author, fields)
        self.messages[number] = types.Message(
            number, self.tl_peer, self.world.now, text, **written
        )
        self.world.happened(self, What.NEW, (number,))
        return number

    def reports(self, author: Person | None, action: Any, **fields: Any) -> int:
        """Post a service message."""
        self.world.ticks()
        number = self.next_id()
        written = media.written(self, author, fields)
        self.messages[number] = types.MessageService(
            number, self.tl_peer, self.world.now, action=action, **written
        )
        self.world.happened(self, What.NEW, (number,))
        return number

    def talks(self, author: "Person | Chat | None", texts: Iterable[str]) -> list[int]:
        """Post several messages."""
        return [self.says(author, text) for text in texts]

    def album(
        self, author: Person | None, files: Sequence[File], caption: str = "", **fields: Any
    ) -> list[int]:
        """Post files as one album, the caption on the first."""
        group = next(self.world.numbers)
        return [
            self.says(author, "" if number else caption, file=file, grouped_id=group, **fields)
            for number, file in enumerate(files)
        ]

    def edits(self, number: int, text: str, **fields: Any) -> None:
        """Change the text of a message."""
        self._change(number, message=text, edit_date=self.world.ticks(), **fields)

    def reacts(self, number: int) -> None:
        """Something about a message that is not its text: an edit that is not shown as one."""
        self._change(number, edit_date=self.world.ticks(), edit_hide=True)

    def _change(self, number: int, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self.messages[number], name, value)
        self.world.happened(self, What.EDIT, (number,))

    def deletes(self, *numbers: int) -> None:
        """Delete messages."""
        self.world.ticks()
        for number in numbers:
            del self.messages[number]
            self.deleted.add(number)
        self.world.happened(self, What.DELETE, numbers)

    def joins(self, person: Person, role: Role = Role.MEMBER, *, told: bool = True) -> int | None:
        """Somebody comes in; gives the id of the service message."""
        self.members[person.id] = Member(person, self.world.now, role)
        if told and self.kind is not Kind.CHANNEL:
            return self.reports(person, types.MessageActionChatAddUser([person.id]))
        return None

    def leaves(self, person: Person, by: Person | None = None) -> int | None:
        """Somebody goes out, or is put out; gives the id of the service message."""
        del self.members[person.id]
        if self.kind is Kind.CHANNEL:
            return None
        return self.reports(by or person, types.MessageActionChatDeleteUser(person.id))

    def renames(self, title: str, by: Person | None = None) -> int:
        """The chat is called otherwise."""
        self.title = title
        return self.reports(by, types.MessageActionChatEditTitle(title))

    def topic(self, author: Person, title: str) -> int:
        """Open a topic of a forum; gives its id."""
        number = self.reports(author, types.MessageActionTopicCreate(title, 0x6FB9F0))
        self.topics[number] = Topic(number, title, self.world.now)
        return number

    def renames_topic(self, author: Person, topic: int, title: str) -> int:
        """A topic is called otherwise."""
        self.topics[topic].title = title
        return self.reports(author, types.MessageActionTopicEdit(title=title), topic=topic)

    def migrates(self) -> "Chat":
        """The basic group becomes a supergroup, which is given."""
        number = next(self.world.numbers)
        new = Chat(self.world, Kind.SUPERGROUP, number, self.title, access_hash=number * 31)
        new.members = dict(self.members)
        new.migrated_from, self.migrated_to = self, new
        made = (each.person for each in self.members.values() if each.role is Role.CREATOR)
        creator = next(made, self.world.me)
        self.reports(creator, types.MessageActionChatMigrateTo(new.id))
        new.reports(creator, types.MessageActionChannelMigrateFrom(self.title, self.id))
        return new

    def throws_me_out(self) -> None:
        """The account is removed and can read nothing here any more."""
        self.is_mine = False
        self.members.pop(self.world.me.id, None)
        self._announce()

    def takes_me_back(self) -> None:
        """The account is let in again."""
        self.is_mine = True
        self.members[self.world.me.id] = Member(self.world.me, self.world.now)
        self._announce()

    def _announce(self) -> None:
        tell = types.UpdateChannel if self.is_channel else types.UpdateChat
        self.world.noted(tell(self.id))

    def holes(self, many: int) -> None:
        """Let ids be used up by what the account never sees."""
        if self.is_channel:
            self.last_id += many
        else:
            self.world.last_id += many

    def next_id(self) -> int:
        """The id of the next message."""
        self.holes(1)
        return self.last_id if self.is_channel else self.world.last_id

"""Members of chats, and what their lists are worth."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telethon.tl import functions, types

from collector import context, participants
from core import db
from core.chats import service as chats
from core.intake import service as intake
from core.intake.values import MessageSeen
from core.models import ChatId, MembersNote, MessageId, PeerId, ServiceAction, Source
from tests.core.intake.seen import only, rows
from tests.world import collecting
from tests.world.telegram import tl
from tests.world.telegram.chat import Chat
from tests.world.telegram.methods import METHODS
from tests.world.telegram.telegram import Telegram
from tests.world.telegram.values import Person, Role

MEMBERS = (
    "SELECT user_id, role, joined_at, left_at, name FROM memberships JOIN users ON id = user_id"
    " ORDER BY user_id"
)


async def reads(
    here: context.Context, chat: Chat, *, hidden: bool = False, said: int | None = None
) -> participants.Listed:
    followed = here.roster.by_peer(collecting.head_of(chat).peer)
    assert followed is not None
    return await participants.of_channel(here, followed, hidden=hidden, said=said)


def crowd(telegram: Telegram, many: int) -> list[Person]:
    return [telegram.person(f"Person {number}") for number in range(many)]


def chat_id(here: context.Context) -> ChatId:
    return here.roster.followed()[0].chat_id


async def test_a_list_is_read_to_its_end_with_roles_and_dates(
    telegram: Telegram, database: db.Database
) -> None:
    people = crowd(telegram, 449)
    chat = telegram.supergroup("Komşular", people)
    telegram.promotes(chat, people[0], Role.CREATOR)
    telegram.promotes(chat, people[1], Role.ADMIN)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        listed = await reads(here, chat, said=450)
    assert listed == participants.Listed(MembersNote.COMPLETE, 450)
    assert len(telegram.journal.asked("channels.getParticipants")) == 3
    found = {row["user_id"]: row for row in await rows(database, MEMBERS)}
    assert len(found) == 450
    assert [found[person.id]["role"] for person in people[:3]] == ["creator", "admin", "member"]
    assert found[people[2].id]["joined_at"] == chat.members[people[2].id].joined
    assert found[people[2].id]["name"] == "Person 2"


async def test_whoever_is_absent_from_a_complete_list_has_left_and_may_come_back(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, bora = telegram.person("Ayşe"), telegram.person("Bora")
    chat = telegram.supergroup("Komşular", [ayse, bora])
    gone = f"SELECT left_at IS NOT NULL FROM memberships WHERE user_id = {bora.id}"
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await reads(here, chat)
        assert await only(database, gone) is False
        member = chat.members.pop(bora.id)
        await reads(here, chat)
        assert await only(database, gone) is True
        chat.members[bora.id] = member
        await reads(here, chat)
        assert await only(database, gone) is False


async def test_whoever_came_or_went_while_the_list_was_read_is_left_to_the_updates(
    telegram: Telegram, database: db.Database
) -> None:
    stays, goes, comes = telegram.person("Ayşe"), telegram.person("Bora"), telegram.person("Can")
    chat = telegram.supergroup("Komşular", [stays, goes])
    later = datetime.now(UTC) + timedelta(minutes=1)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        async with database.write() as session:
            moves = [
                (1, goes, ServiceAction.REMOVED, {"user_ids": [goes.id]}),
                (2, comes, ServiceAction.JOINED, None),
            ]
            messages = [
                MessageSeen(
                    MessageId(number),
                    later,
                    PeerId(person.id),
                    service_action=action,
                    details=details,
                )
                for number, person, action, details in moves
            ]
            await intake.record(session, chat_id(here), [], messages, Source.LIVE)
        await reads(here, chat)
    left = {row["user_id"] for row in await rows(database, MEMBERS) if row["left_at"]}
    assert left == {goes.id}


async def test_a_hidden_list_is_said_to_be_hidden_and_makes_nobody_leave(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, bora = telegram.person("Ayşe"), telegram.person("Bora")
    chat = telegram.supergroup("Gizli", [ayse, bora])
    telegram.promotes(chat, bora)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await reads(here, chat, said=3)
        chat.hides_members = True
        listed = await reads(here, chat, hidden=True, said=3)
    assert listed == participants.Listed(MembersNote.HIDDEN, 2)
    assert await only(database, "SELECT count(*) FROM memberships WHERE left_at IS NULL") == 3


async def test_a_list_for_administrators_only_is_said_to_be_so(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.channel("Haberler", crowd(telegram, 3))
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        listed = await reads(here, chat, said=4)
    assert listed == participants.Listed(MembersNote.ADMINS_ONLY)


@pytest.mark.parametrize(
    ("known", "total", "said", "hidden", "note"),
    [
        (10, 10, 10, False, MembersNote.COMPLETE),
        (10, 10, None, False, MembersNote.COMPLETE),
        (10, 10, 10, True, MembersNote.COMPLETE),
        (3, 3, 10, True, MembersNote.HIDDEN),
        (3, 3, None, True, MembersNote.HIDDEN),
        (9, 10, 10, False, MembersNote.HIDDEN),
        (3, 3, 50_000, False, MembersNote.HIDDEN),
        (10_000, 50_000, 50_000, False, MembersNote.CAPPED),
        (9_850, 12_000, None, False, MembersNote.CAPPED),
    ],
)
def test_a_list_is_worth_what_it_shows_of_what_there_is(
    known: int, total: int, said: int | None, hidden: bool, note: MembersNote
) -> None:
    assert participants.judge(known, total, said, hidden=hidden) is note


async def test_what_was_read_before_the_list_was_refused_is_stored(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", crowd(telegram, 300))
    telegram.refuses("channels.getParticipants", "CHANNEL_PRIVATE", after=1)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        with pytest.raises(Exception, match="private"):
            await reads(here, chat)
    assert await only(database, "SELECT count(*) FROM memberships") == 200


async def test_a_list_that_ends_early_is_not_asked_for_ever(
    telegram: Telegram, database: db.Database
) -> None:
    telegram.rules.members_shown = 250
    chat = telegram.supergroup("Komşular", crowd(telegram, 299))
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        listed = await reads(here, chat, said=300)
    assert listed == participants.Listed(MembersNote.HIDDEN, 250)
    assert len(telegram.journal.asked("channels.getParticipants")) == 3


async def test_people_of_a_list_are_named_as_anywhere(
    telegram: Telegram, database: db.Database
) -> None:
    bot = telegram.person("Helper", username="helper_bot", is_bot=True)
    gone = telegram.person(None, is_deleted=True)
    chat = telegram.supergroup("Komşular", [bot, gone])
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await reads(here, chat)
    found: dict[int, dict[str, Any]] = {
        row["id"]: row for row in await rows(database, "SELECT * FROM users")
    }
    assert found[bot.id]["is_bot"]
    assert found[bot.id]["username"] == "helper_bot"
    assert found[gone.id]["is_deleted"]


async def test_members_of_a_chat_that_is_read_twice_stand_once(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", crowd(telegram, 5))
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await reads(here, chat)
        before = await rows(database, "SELECT xmin::text, * FROM memberships ORDER BY user_id")
        await reads(here, chat)
        assert before == await rows(
            database, "SELECT xmin::text, * FROM memberships ORDER BY user_id"
        )
        async with database.read() as session:
            (standing,) = await chats.standing(session, tracked=True)
    assert standing.chat_id


async def test_who_is_restricted_is_a_member_and_who_was_put_out_is_not(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    restricted, left, gone = crowd(telegram, 3)
    rights = types.ChatBannedRights(until_date=None, send_messages=True)
    listed = [
        types.ChannelParticipantBanned(peer, 1, telegram.world.now, rights, left=is_left)
        for peer, is_left in (
            (types.PeerUser(restricted.id), None),
            (types.PeerUser(left.id), True),
            (types.PeerChannel(5), None),
        )
    ]
    listed.append(types.ChannelParticipantLeft(types.PeerUser(gone.id)))
    shown = [tl.user(telegram.world, person) for person in (restricted, left, gone)]
    page = types.channels.ChannelParticipants(1, listed, [], shown)
    monkeypatch.setitem(METHODS, functions.channels.GetParticipantsRequest, lambda _: page)
    chat = telegram.supergroup("Komşular", [restricted])
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await reads(here, chat)
    (member,) = await rows(database, MEMBERS)
    assert (member["user_id"], member["role"]) == (restricted.id, "member")

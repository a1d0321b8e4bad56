"""People: their names, what they wrote where, and that there is something new to read."""

import asyncio
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import db, models
from core.intake import rules, service
from core.intake.values import UserSeen
from core.models import ServiceAction, Source
from tests.core.intake import seen
from tests.core.intake.seen import ANN, BOB


async def _user(database: db.Database, user_id: int = ANN) -> dict[str, object]:
    (row,) = await seen.rows(database, f"SELECT * FROM users WHERE id = {user_id}")
    return row


async def test_whoever_writes_is_a_user_even_if_nothing_else_is_known_of_them(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "hi"), seen.message(5, "you"))
    user = await _user(database)
    assert user["name"] is None
    assert (user["first_seen_at"], user["last_seen_at"]) == (seen.at(1), seen.at(5))


async def test_a_channel_that_writes_is_no_person(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "news", sender_id=-1000000000009))
    for table in ("users", "memberships", "profiles"):
        assert await seen.only(database, f"SELECT count(*) FROM {table}") == 0


async def test_the_newest_name_wins_whatever_comes_last(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    new = UserSeen(ANN, "Ann Öz", "annoz", named_at=seen.at(20))
    old = UserSeen(ANN, "Ann", named_at=seen.at(10))
    for sighting in (old, new, old):
        await seen.record(database, chat_id, users=(sighting,))
    user = await _user(database)
    assert (user["name"], user["username"]) == ("Ann Öz", "annoz")
    assert user["normalised_name"] == "ann oz annoz"
    assert user["named_at"] == seen.at(20)


async def test_a_deleted_account_keeps_its_name_and_its_mark(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    named = UserSeen(ANN, "Ann", named_at=seen.at(10))
    deleted = UserSeen(ANN, named_at=seen.at(10), is_deleted=True)
    for sighting in (named, deleted, named):
        await seen.record(database, chat_id, users=(sighting,))
    user = await _user(database)
    assert (user["name"], user["is_deleted"]) == ("Ann", True)
    await seen.record(database, chat_id, users=(UserSeen(ANN, "Ann", named_at=seen.at(11)),))
    assert (await _user(database))["is_deleted"] is False


async def test_new_people_get_a_profile_and_bots_do_not(database: db.Database) -> None:
    async with database.write() as session:
        await service.users(session, [UserSeen(ANN, "Ann"), UserSeen(BOB, "Helper", is_bot=True)])
    profiles = await seen.rows(database, "SELECT user_id, state, heard FROM profiles")
    assert profiles == [{"user_id": ANN, "state": "unread", "heard": 0}]


async def test_another_bio_is_something_new_to_read(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    heard = "SELECT heard FROM profiles"
    for bio, count in (("Cook", 0), ("Nurse", 1), ("Nurse", 1), (None, 1)):
        async with database.write() as session:
            await service.users(session, [UserSeen(ANN, "Ann", bio=bio)])
        assert await seen.only(database, heard) == count
    await seen.record(database, chat_id, users=(UserSeen(ANN, bio="Pilot"),))
    assert await seen.only(database, heard) == 2
    assert (await _user(database))["bio"] == "Pilot"


async def test_only_own_new_words_are_heard(database: db.Database) -> None:
    chat_id = await seen.chat(database)

    async def heard() -> object:
        return await seen.only(database, f"SELECT heard FROM profiles WHERE user_id = {ANN}")

    await seen.record(
        database,
        chat_id,
        seen.message(1, "I am a cook", is_forward=True),
        seen.message(2, service_action=ServiceAction.PINNED),
        seen.message(3),
    )
    assert await heard() == 0
    await seen.record(database, chat_id, seen.message(4, "hello"), seen.message(5, "again"))
    assert await heard() == 1
    await seen.record(database, chat_id, seen.message(4, "hello"))
    assert await heard() == 1
    await seen.record(database, chat_id, seen.message(4, "hello!", edited_at=seen.at(60)))
    assert await heard() == 2
    await seen.record(database, chat_id, seen.message(4, "hello"), source=Source.HISTORY)
    assert await heard() == 2


async def _heard(database: db.Database, user_id: int = ANN) -> object:
    return await seen.only(database, f"SELECT heard FROM profiles WHERE user_id = {user_id}")


@pytest.mark.parametrize(
    "change",
    [
        {"is_forward": True},
        {"via_bot": "gif"},
        {"entities": [{"type": "bold", "offset": 0, "length": 2}]},
    ],
)
async def test_what_turns_out_about_words_is_something_new_to_read_once(
    database: db.Database, change: dict[str, Any]
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "I am a cook"))
    for _ in range(2):
        await seen.record(database, chat_id, seen.message(1, "I am a cook", **change))
        assert await _heard(database) == 2
    await seen.record(database, chat_id, seen.message(1, "I am a cook", reply_to=9))
    assert await _heard(database) == 2


async def test_who_turns_out_to_have_written_is_a_person_who_wrote(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    known = seen.message(1, "I am a cook")
    await seen.record(database, chat_id, known._replace(sender_id=None))
    for _ in range(2):
        await seen.record(database, chat_id, known, seen.message(5, "new"))
    user = await _user(database)
    assert (user["first_seen_at"], user["last_seen_at"]) == (seen.at(1), seen.at(5))
    (row,) = await seen.rows(database, "SELECT user_id, message_count FROM memberships")
    assert tuple(row.values()) == (ANN, 2)
    assert await _heard(database) == 1


async def test_a_message_of_somebody_else_counts_for_them_alone(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "one"), seen.message(2, "two"))
    theirs = seen.message(2, "two", sender_id=BOB)
    await seen.record(database, chat_id, theirs, source=Source.HISTORY)
    counts = await seen.rows(
        database, "SELECT user_id, message_count FROM memberships ORDER BY user_id"
    )
    assert [tuple(row.values()) for row in counts] == [(ANN, 1), (BOB, 1)]
    assert (await _heard(database, ANN), await _heard(database, BOB)) == (2, 1)


@pytest.mark.parametrize("hours", [-11, 11])
async def test_when_people_were_seen_is_corrected_with_their_messages(
    database: db.Database, hours: int
) -> None:
    chat_id = await seen.chat(database)
    numbers = (1, 50_000, 100_000)
    assumed = [
        seen.message(number, "hi", sent_at=seen.at(number - hours * 3600), time_assumed=True)
        for number in numbers
    ]
    await seen.record(database, chat_id, *assumed)
    for message in assumed:
        exact = message._replace(sent_at=seen.at(message.id), time_assumed=False)
        await seen.record(database, chat_id, exact)
    user = await _user(database)
    assert (user["first_seen_at"], user["last_seen_at"]) == (seen.at(1), seen.at(100_000))
    last = await seen.only(database, "SELECT last_message_at FROM memberships")
    assert last == seen.at(100_000)


async def test_who_turns_out_to_be_a_bot_gets_no_profile_and_is_heard_no_more(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "I am a cook"))
    bots = (UserSeen(ANN, is_bot=True), UserSeen(BOB, is_bot=True, bio="Bot"))
    said = seen.message(2, "again"), seen.message(3, "and I", sender_id=BOB)
    await seen.record(database, chat_id, *said, users=bots)
    async with database.write() as session:
        await service.users(session, [UserSeen(ANN, bio="Bot"), UserSeen(BOB, bio="Better")])
    assert await seen.rows(database, "SELECT user_id, heard FROM profiles") == [
        {"user_id": ANN, "heard": 1}
    ]


async def test_memberships_count_what_was_said_and_not_what_was_reported(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    messages = (
        seen.message(1, service_action=ServiceAction.JOINED),
        seen.message(2, "hi"),
        seen.message(3, "forwarded", is_forward=True),
        seen.message(9, service_action=ServiceAction.PINNED),
    )
    for _ in range(2):
        await seen.record(database, chat_id, *messages)
    (row,) = await seen.rows(database, "SELECT * FROM memberships")
    assert (row["message_count"], row["last_message_at"]) == (2, seen.at(3))
    assert (row["joined_at"], row["left_at"]) == (seen.at(1), None)


@pytest.mark.parametrize("reverse", [False, True])
async def test_the_newest_of_joining_and_leaving_counts(
    database: db.Database, reverse: bool
) -> None:
    chat_id = await seen.chat(database)
    named = {"user_ids": [BOB]}
    steps = [
        seen.message(1, service_action=ServiceAction.INVITED, details=named),
        seen.message(2, service_action=ServiceAction.REMOVED, details=named),
        seen.message(3, service_action=ServiceAction.JOINED, sender_id=BOB),
        seen.message(4, service_action=ServiceAction.REMOVED, details=named),
    ]
    for step in reversed(steps) if reverse else steps:
        await seen.record(database, chat_id, step)
    where = f"WHERE user_id = {BOB}"
    (row,) = await seen.rows(database, f"SELECT joined_at, left_at FROM memberships {where}")
    assert tuple(row.values()) == (seen.at(3), seen.at(4))


async def test_an_invitation_that_names_nobody_moves_nobody(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    steps = (ServiceAction.INVITED, ServiceAction.REMOVED)
    said = [seen.message(number, service_action=step) for number, step in enumerate(steps, 1)]
    await seen.record(database, chat_id, *said)
    (row,) = await seen.rows(database, "SELECT joined_at, left_at FROM memberships")
    assert tuple(row.values()) == (None, None)


async def test_many_writers_of_the_same_people_do_not_lock_each_other_out(
    database: db.Database,
) -> None:
    dice = random.Random(5)
    chats = [
        await seen.chat(
            database,
            seen.GROUP.__class__(models.PeerId(-1000000000100 - number), seen.GROUP.kind),
        )
        for number in range(4)
    ]

    async def write(number: int) -> None:
        people = dice.sample(range(1, 60), 40)
        messages = [
            seen.message(number * 100 + place, f"word {place}", sender_id=person)
            for place, person in enumerate(people)
        ]
        users = tuple(
            UserSeen(models.UserId(person), f"Name {number}", named_at=seen.at(number))
            for person in people
        )
        await seen.record(database, chats[number % 4], *messages, users=users)

    async with asyncio.TaskGroup() as group:
        for number in range(24):
            group.create_task(write(number))
    assert await seen.only(database, "SELECT count(*) FROM messages") == 24 * 40
    assert await seen.only(database, "SELECT sum(message_count)::int FROM memberships") == 24 * 40
    assert await seen.only(database, "SELECT sum(heard)::int FROM profiles") == 24 * 40


moments = st.integers(0, 3).map(seen.at)
sightings = st.builds(
    UserSeen,
    st.just(ANN),
    st.sampled_from([None, "Ann", "Anna"]),
    st.sampled_from([None, "ann"]),
    moments,
    st.sampled_from([None, False]),
    st.booleans(),
)


@given(st.lists(sightings, min_size=1, max_size=6))
def test_a_user_seen_again_is_the_same_and_never_less_known(seen_users: list[UserSeen]) -> None:
    stored = rules.StoredUser(ANN)
    for sighting in seen_users:
        merged = rules.merge_user(stored, sighting)
        assert rules.merge_user(merged, sighting) == merged
        assert merged.name or not stored.name
        assert merged.username or not stored.username
        stored = merged


@given(st.lists(sightings, min_size=1, max_size=6))
def test_sightings_united_come_to_the_same_as_one_after_the_other(
    seen_users: list[UserSeen],
) -> None:
    one_by_one = rules.StoredUser(ANN)
    for sighting in seen_users:
        one_by_one = rules.merge_user(one_by_one, sighting)
    at_once = rules.merge_user(rules.StoredUser(ANN), rules.unite(seen_users)[ANN])
    assert at_once == one_by_one


async def test_a_username_that_was_given_up_is_forgotten(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, users=(UserSeen(ANN, "Ann", "annoz", seen.at(1)),))
    gone = UserSeen(ANN, "Ann", "", seen.at(2))
    unknown = UserSeen(ANN, "Ann", None, seen.at(3))
    await seen.record(database, chat_id, users=(gone, unknown))
    user = await _user(database)
    assert (user["username"], user["normalised_name"]) == (None, "ann")

"""Bios and photos: of those whom the owner wants to see, so many a day, and of nobody else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collector import context, line, profiles
from core import clock, db
from core.files import folder
from core.intake import service as intake
from core.intake.values import MessageSeen
from core.models import MessageId, PeerId, Source, UserId
from core.people.portraits import service as portraits
from tests.core.intake.seen import only, rows
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram
from tests.world.telegram.values import Person

ASKED = "users.getFullUser"
USER = "SELECT * FROM users WHERE id = {}"


class EnoughError(Exception):
    """Nobody is wanted now."""


async def says(here: context.Context, chat: Chat, author: Person, text: str = "Merhaba") -> int:
    """Somebody writes, and intake has stored it."""
    number = chat.says(author, text)
    followed = here.roster.by_peer(collecting.head_of(chat).peer)
    assert followed is not None
    message = MessageSeen(MessageId(number), clock.now(), PeerId(author.id), text)
    async with here.database.write() as writing:
        await intake.record(writing, followed.chat_id, [], [message], Source.LIVE)
    return number


async def wants(database: db.Database, *people: Person) -> None:
    for person in people:
        async with database.write() as writing:
            await portraits.want(writing, UserId(person.id))


async def works(here: context.Context) -> None:
    """Fulfil what can be fulfilled now."""

    async def sleep(seconds: float) -> None:
        assert seconds == profiles.LOOK_AGAIN
        raise EnoughError

    with pytest.raises(EnoughError):
        await profiles.run(here, sleep=sleep)


async def user(database: db.Database, person: Person) -> dict[str, Any]:
    (found,) = await rows(database, USER.format(person.id))
    return found


async def test_who_is_wanted_is_asked_for_by_a_message_and_nobody_else_is(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    photo = telegram.photo(b"Ayse herself")
    ayse = telegram.person("Ayşe", bio="Elektrik mühendisi", photo=photo)
    bora = telegram.person("Bora", bio="Usta")
    chat = telegram.supergroup("Komşular", [ayse, bora])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        number = await says(here, chat, ayse)
        await says(here, chat, bora)
        await wants(database, ayse)
        await works(here)
    (call,) = telegram.journal.asked(ASKED)
    assert (call.request.id.msg_id, call.request.id.user_id) == (number, ayse.id)
    found = await user(database, ayse)
    assert found["bio"] == "Elektrik mühendisi"
    assert found["name"] == "Ayşe"
    assert (tmp_path / "media" / found["photo"]).read_bytes() == b"Ayse herself"
    assert found["profile_wanted_at"] is None
    assert found["profile_read_at"] is not None
    assert (await user(database, bora))["bio"] is None


async def test_a_bio_is_something_new_to_read_and_so_is_its_end(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    ayse = telegram.person("Ayşe", bio="Elektrik mühendisi", photo=telegram.photo())
    chat = telegram.supergroup("Komşular", [ayse])
    heard = f"SELECT heard FROM profiles WHERE user_id = {ayse.id}"
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse)
        counts = [await only(database, heard)]
        for bio in ("Elektrik mühendisi", "Elektrik mühendisi", None, None):
            ayse.bio = bio
            ayse.photo = ayse.photo if bio else None
            await wants(database, ayse)
            await works(here)
            counts.append(await only(database, heard))
    first = counts[0]
    assert counts == [first, first + 1, first + 1, first + 2, first + 2]
    found = await user(database, ayse)
    assert (found["bio"], found["photo"]) == (None, None)


async def test_no_more_people_are_asked_for_in_a_day_than_the_owner_allows(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [telegram.person(f"Person {number}", bio="x") for number in range(4)]
    chat = telegram.supergroup("Komşular", people)
    async with collecting.context(
        telegram, database, tmp_path, telegram_profiles_per_day=3, timezone="Europe/Istanbul"
    ) as here:
        await collecting.tracks(here, chat)
        for person in people:
            await says(here, chat, person)
        await wants(database, *people)
        for _ in range(2):
            await works(here)
            assert len(telegram.journal.asked(ASKED)) == 3
        tomorrow = clock.now() + timedelta(days=1)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)
        await works(here)
    assert len(telegram.journal.asked(ASKED)) == 4


async def test_somebody_with_a_private_chat_is_named_by_it(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    ayse = telegram.person("Ayşe", bio="Elektrik mühendisi")
    private = telegram.private(ayse)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, private)
        await says(here, private, ayse)
        await wants(database, ayse)
        await works(here)
    assert (await user(database, ayse))["bio"] == "Elektrik mühendisi"


async def test_who_cannot_be_shown_is_set_aside_and_costs_of_the_day(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    ayse, bora = telegram.person("Ayşe"), telegram.person("Bora", bio="Usta")
    chat = telegram.supergroup("Komşular", [ayse, bora])
    telegram.refuses(ASKED, "USER_ID_INVALID")
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse)
        await says(here, chat, bora)
        await wants(database, ayse, bora)
        await works(here)
    refused = await user(database, ayse)
    assert refused["profile_wanted_at"] is None
    assert refused["profile_read_at"] is not None
    assert (await user(database, bora))["bio"] == "Usta"


async def test_a_wish_that_nobody_can_fulfil_waits(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    ayse, ignored = telegram.person("Ayşe"), telegram.person("Bora")
    chat = telegram.supergroup("Komşular", [ayse, ignored])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        for person in (ayse, ignored):
            await says(here, chat, person)
        async with database.write() as writing:
            from sqlalchemy import text

            await writing.execute(text("UPDATE messages SET deleted_at = now()"))
        await wants(database, ayse, ignored)
        await works(here)
        async with database.write() as writing:
            await writing.execute(
                text(f"UPDATE users SET ignored_at = now() WHERE id = {ignored.id}")
            )
        await says(here, chat, ayse)
        await says(here, chat, ignored)
        assert (await user(database, ayse))["profile_wanted_at"] is not None
        await works(here)
    asked = [call.request.id.user_id for call in telegram.journal.asked(ASKED)]
    assert asked == [ayse.id]
    assert (await user(database, ignored))["profile_wanted_at"] is not None


async def test_a_photo_that_fails_leaves_the_former_one_and_the_bio_is_kept(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    ayse = telegram.person("Ayşe", bio="Eski", photo=telegram.photo(b"old"))
    chat = telegram.supergroup("Komşular", [ayse])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse)
        await wants(database, ayse)
        await works(here)
        ayse.bio, ayse.photo = "Yeni", telegram.photo(b"new")
        telegram.refuses("upload.getFile", "LOCATION_INVALID")
        await wants(database, ayse)
        await works(here)
    found = await user(database, ayse)
    assert found["bio"] == "Yeni"
    assert (tmp_path / "media" / found["photo"]).read_bytes() == b"old"


async def test_an_expired_photo_is_asked_for_again(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    ayse = telegram.person("Ayşe", photo=telegram.photo(b"Ayse", dc=4))
    chat = telegram.supergroup("Komşular", [ayse])
    telegram.refuses("upload.getFile", "FILE_REFERENCE_EXPIRED")
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse)
        await wants(database, ayse)
        await works(here)
    assert len(telegram.journal.asked(ASKED)) == 2
    assert (await user(database, ayse))["photo"] is not None


async def test_a_photo_waits_for_room_on_the_disk(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folder, "has_room", lambda *_, **__: False)
    ayse = telegram.person("Ayşe", bio="Usta", photo=telegram.photo())
    chat = telegram.supergroup("Komşular", [ayse])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse)
        await wants(database, ayse)
        await works(here)
    found = await user(database, ayse)
    assert (found["bio"], found["photo"]) == ("Usta", None)


async def test_parts_of_photos_from_an_earlier_life_are_removed(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    media = folder.root(tmp_path)
    for name in ("profile-1", "1"):
        folder.write(folder.part(media, name), 0, b"x")
    async with collecting.context(telegram, database, tmp_path) as here:
        await works(here)
    assert folder.parts(media) == ["1"]


async def test_a_person_who_is_not_stored_cannot_be_wanted(database: db.Database) -> None:
    from core.people.service import PersonGoneError

    with pytest.raises(PersonGoneError):
        async with database.write() as writing:
            await portraits.want(writing, UserId(1))


async def test_a_server_that_fails_leaves_the_wish(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    async def at_once(_: float) -> None:
        pass

    ayse = telegram.person("Ayşe", bio="Usta")
    chat = telegram.supergroup("Komşular", [ayse])
    telegram.fails(ASKED, times=line.PATIENCE)
    async with collecting.context(telegram, database, tmp_path, given={"sleep": at_once}) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse)
        await wants(database, ayse)
        await works(here)
        assert (await user(database, ayse))["profile_wanted_at"] is not None
        await works(here)
    assert (await user(database, ayse))["bio"] == "Usta"

"""Files come to the media folder: by policy, whole, once, privately, whatever breaks down."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from telethon.errors import InvalidBufferError
from telethon.tl import functions, types

from collector import context, progress, session
from collector.media import downloads, fetching
from core import clock, db
from core.accounts.values import MediaNote
from core.files import folder
from core.files import service as files
from core.intake import service as intake
from core.intake.values import FileSeen, MessageSeen
from core.models import ChatAccess, FileState, MediaKind, MessageId, Source
from tests.core.intake.seen import only, rows
from tests.world import collecting
from tests.world.telegram import media
from tests.world.telegram.chat import Chat
from tests.world.telegram.methods import METHODS
from tests.world.telegram.telegram import Telegram
from tests.world.telegram.values import File, Person

PIECE = fetching.PIECE
LONG = bytes(range(256)) * (PIECE // 256) * 3 + b"the end"
FILE_OF = "SELECT state, sha256, path, size, failure, attempts, remote_id FROM files ORDER BY id"


@pytest.fixture
def ayse(telegram: Telegram) -> Person:
    return telegram.person("Ayşe")


@pytest.fixture
def chat(telegram: Telegram, ayse: Person) -> Chat:
    return telegram.supergroup("Komşular", [ayse])


async def stores(here: context.Context, chat: Chat, *shown: tuple[int, File], **seen: Any) -> None:
    """Intake has stored messages with these files."""
    followed = here.roster.by_peer(collecting.head_of(chat).peer)
    assert followed is not None
    messages = []
    for number, file in shown:
        kind = MediaKind.PHOTO if file.is_photo else MediaKind.DOCUMENT
        held = FileSeen(file.name, file.mime, len(file.data), remote_id=file.id)._replace(**seen)
        messages.append(MessageSeen(MessageId(number), clock.now(), media_kind=kind, file=held))
    async with here.database.write() as writing:
        await intake.record(writing, followed.chat_id, [], messages, Source.LIVE)


async def says(here: context.Context, chat: Chat, author: Person, *shown: File) -> list[int]:
    """Somebody sends files, and intake has stored that."""
    numbers = [chat.says(author, file=file) for file in shown]
    await stores(here, chat, *zip(numbers, shown, strict=True))
    return numbers


async def fetches(here: context.Context) -> progress.Progress:
    """Fetch until nothing is left to fetch now."""
    told = progress.Progress()
    fetcher = downloads.Downloads(here, told)
    while await fetcher.has_room() and await fetcher.turn():
        pass
    await fetcher.rest()
    return told


def on_disk(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home / "media").as_posix(): path.read_bytes()
        for path in (home / "media").rglob("*")
        if path.is_file()
    }


def place(data: bytes, ending: str) -> str:
    digest = hashlib.sha256(data).hexdigest()
    return f"{digest[:2]}/{digest}{ending}"


async def test_a_photo_and_a_document_are_kept_under_their_hash_and_nobody_else_may_read_them(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        photo = telegram.photo(b"a photo")
        document = telegram.document("../Смета.pdf", LONG, mime="application/pdf")
        await says(here, chat, ayse, photo, document)
        await fetches(here)
    kept = {place(b"a photo", ".jpg"): b"a photo", place(LONG, ".pdf"): LONG}
    assert on_disk(tmp_path) == kept
    stored = await rows(database, FILE_OF)
    assert {row["path"] for row in stored} == set(kept)
    assert {row["state"] for row in stored} == {FileState.STORED}
    for path in (tmp_path / "media").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


async def test_only_what_the_policy_wants_is_fetched(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(
        telegram, database, tmp_path, telegram_media_kinds="document", telegram_media_max_mb=1
    ) as here:
        await collecting.tracks(here, chat)
        small = telegram.document("small.txt", b"small")
        large = telegram.document("large.bin", b"x" * ((1 << 20) + 1))
        await says(here, chat, ayse, telegram.photo(), large, small)
        await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"small"]


@pytest.mark.parametrize("lost", ["tracked = false", "access = 'private'"])
async def test_nothing_is_fetched_of_a_chat_that_is_not_ours_to_read(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    lost: str,
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo())
        followed = here.roster.followed()[0]
        async with database.write() as writing:
            from core.chats import service as chats

            if lost.startswith("tracked"):
                await chats.switch(writing, followed.chat_id, tracked=False)
            else:
                await chats.set_access(writing, followed.chat_id, ChatAccess.PRIVATE)
        await fetches(here)
    assert on_disk(tmp_path) == {}


async def test_the_newest_come_first_and_messages_are_asked_together(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        shown = [telegram.document(f"{number}.txt", b"%d" % number) for number in range(5)]
        await says(here, chat, ayse, *shown)
        await fetches(here)
    assert len(telegram.journal.asked("channels.getMessages")) == 1
    asked = [call.request.location.id for call in telegram.journal.asked("upload.getFile")]
    assert asked == [file.id for file in reversed(shown)]


async def test_chats_take_turns(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    ayse: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "TURN_BYTES", 1)
    busy, quiet = telegram.supergroup("Busy", [ayse]), telegram.group("Quiet", [ayse])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, busy, quiet)
        many = [telegram.document(f"{number}.txt", b"%d" % number) for number in range(4)]
        one = telegram.document("one.txt", b"one")
        await says(here, busy, ayse, *many)
        await says(here, quiet, ayse, one)
        await fetches(here)
    asked = [call.request.location.id for call in telegram.journal.asked("upload.getFile")]
    assert asked.index(one.id) <= 1
    assert len(on_disk(tmp_path)) == 5


async def test_the_same_file_in_many_messages_is_fetched_once(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    other = telegram.group("Usta", [ayse])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat, other)
        photo = telegram.photo(b"shown often")
        await says(here, chat, ayse, photo, photo)
        await says(here, other, ayse, photo)
        await fetches(here)
    assert len(telegram.journal.asked("upload.getFile")) == 1
    assert [row["path"] for row in await rows(database, FILE_OF)] == [
        place(b"shown often", ".jpg")
    ] * 3


async def test_the_same_content_is_kept_once(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        one = telegram.document("price.txt", b"same")
        two = telegram.document("price.pdf", b"same", mime="application/pdf")
        await says(here, chat, ayse, one, two)
        await fetches(here)
    assert len(on_disk(tmp_path)) == 1
    assert len({row["path"] for row in await rows(database, FILE_OF)}) == 1


async def test_a_kept_file_that_was_removed_from_the_disk_is_fetched_again(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        photo = telegram.photo(b"lost and found")
        await says(here, chat, ayse, photo)
        await fetches(here)
        (tmp_path / "media" / place(b"lost and found", ".jpg")).unlink()
        await says(here, chat, ayse, photo)
        await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"lost and found"]


async def test_a_broken_download_goes_on_where_it_was(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    document = telegram.document("long.bin", LONG)
    held = telegram.holds("upload.getFile", after=2)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, document)
        killed = asyncio.get_running_loop().create_task(fetches(here))
        await held.asked.wait()
        killed.cancel()
        await asyncio.wait([killed])
    assert (tmp_path / "media/tmp" / f"{document.id}.part").stat().st_size == 2 * PIECE
    telegram.heals()
    telegram.journal.forget()
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await fetches(here)
    asked = [call.request.offset for call in telegram.journal.asked("upload.getFile")]
    assert asked == [2 * PIECE, 3 * PIECE]
    assert on_disk(tmp_path) == {place(LONG, ".txt"): LONG}


@pytest.mark.parametrize("trouble", ["breaks", "fails"])
async def test_a_connection_that_breaks_and_a_server_that_fails_delay_a_file_only(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    trouble: str,
) -> None:
    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    getattr(telegram, trouble)("upload.getFile", after=1, times=2)
    async with collecting.context(telegram, database, tmp_path, given={"sleep": at_once}) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.document("long.bin", LONG))
        await fetches(here)
    assert on_disk(tmp_path) == {place(LONG, ".txt"): LONG}


@pytest.mark.parametrize("is_photo", [True, False])
async def test_an_expired_reference_is_renewed_by_its_message(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    is_photo: bool,
) -> None:
    file = telegram.photo(LONG) if is_photo else telegram.document("long.bin", LONG)
    held = telegram.holds("upload.getFile", after=1)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, file)
        fetching = asyncio.get_running_loop().create_task(fetches(here))
        await held.asked.wait()
        file.expire()
        held.release()
        await fetching
    assert list(on_disk(tmp_path).values()) == [LONG]
    assert len(telegram.journal.asked("channels.getMessages")) == 2
    offsets = [call.request.offset for call in telegram.journal.asked("upload.getFile")]
    assert sorted(set(offsets)) == [0, PIECE, 2 * PIECE, 3 * PIECE]


async def test_a_file_of_another_data_centre_comes_from_there(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        far = telegram.photo(b"far away", dc=4)
        await says(here, chat, ayse, far, telegram.document("far.txt", b"far", dc=4))
        await fetches(here)
    assert {call.dc for call in telegram.journal.asked("upload.getFile")} == {4}
    assert sorted(on_disk(tmp_path).values()) == [b"far", b"far away"]


async def test_a_file_that_moved_is_followed(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    telegram.refuses("upload.getFile", "FILE_MIGRATE_4", code=303)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        moved = telegram.document("moved.txt", b"moved", dc=2)
        await says(here, chat, ayse, moved)
        moved.dc = 4
        await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"moved"]


async def test_a_dead_key_of_another_data_centre_is_not_the_end_of_the_session(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    telegram.refuses("upload.getFile", "AUTH_KEY_UNREGISTERED", code=401)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"far away", dc=4))
        await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"far away"]
    assert len(telegram.journal.asked("auth.exportAuthorization")) == 2


async def test_a_file_whose_message_was_deleted_is_gone(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        (number,) = await says(here, chat, ayse, telegram.photo())
        chat.deletes(number)
        await fetches(here)
    assert await only(database, "SELECT state FROM files") == FileState.GONE


async def test_a_failure_is_named_and_tried_again_later(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    telegram.refuses("upload.getFile", "LOCATION_INVALID", times=2)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"late"))
        await fetches(here)
        (failed,) = await rows(database, "SELECT failure, retry_at, attempts FROM files")
        assert failed["failure"] == "LOCATION_INVALID"
        assert failed["attempts"] == 1
        wait = failed["retry_at"] - clock.now()
        assert timedelta(minutes=4) < wait <= timedelta(minutes=5)
        chat_id = here.roster.followed()[0].chat_id
        async with database.read() as reading:
            everything = downloads.policy(here.settings)
            assert await files.wanted(reading, chat_id, everything, 10) == []


async def test_a_file_of_another_length_than_said_is_not_kept(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        short = telegram.document("short.txt", b"four")
        await says(here, chat, ayse, short)
        held = telegram.holds("channels.getMessages")
        fetching = asyncio.get_running_loop().create_task(fetches(here))
        await held.asked.wait()
        short.data = b"fo"
        held.release()
        await fetching
    assert on_disk(tmp_path) == {}
    assert await only(database, "SELECT failure FROM files") == "WRONG_SIZE"


async def test_a_full_disk_stops_files_tells_the_owner_and_starts_again_with_room(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = "SELECT count(*) FROM outbox WHERE kind = 'media_stopped' AND sent_at IS NULL"
    room = False
    monkeypatch.setattr(folder, "has_room", lambda *_, **__: room)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"patient"))
        told = progress.Progress()
        fetcher = downloads.Downloads(here, told)
        for _ in range(2):
            assert not await fetcher.has_room()
            assert told.media_note is MediaNote.DISK_FULL
        assert await only(database, waiting) == 1
        room = True
        assert await fetcher.has_room()
        assert told.media_note is None
        assert await only(database, waiting) == 0
        assert await fetcher.turn()
    assert list(on_disk(tmp_path).values()) == [b"patient"]


async def test_a_part_that_nobody_wants_any_more_is_removed(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        wanted = telegram.document("wanted.txt", b"x" * 10)
        (number,) = await says(here, chat, ayse, wanted)
        telegram.refuses("upload.getFile", "LOCATION_INVALID")
        kept = folder.root(tmp_path)
        for remote_id in (wanted.id, 12345):
            folder.write(folder.part(kept, str(remote_id)), 0, b"x")
        folder.write(folder.part(kept, "profile-1"), 0, b"x")
        await fetches(here)
        assert number
    assert set(folder.parts(folder.root(tmp_path))) == {str(wanted.id), "profile-1"}


async def test_a_chat_that_refuses_its_messages_is_left_alone_for_a_while(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    open_one = telegram.supergroup("Open", [ayse])
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat, open_one)
        await says(here, chat, ayse, telegram.photo(b"closed"))
        await says(here, open_one, ayse, telegram.photo(b"open"))
        chat.throws_me_out()
        await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"open"]
    assert len(telegram.journal.asked("channels.getMessages", chat.peer)) == 1


async def test_files_that_were_known_without_their_number_are_fetched_too(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        photo = telegram.photo(b"numberless")
        number = chat.says(ayse, file=photo)
        await stores(here, chat, (number, photo), remote_id=None)
        await fetches(here)
    (stored,) = await rows(database, FILE_OF)
    assert stored["state"] == FileState.STORED
    assert stored["remote_id"] == photo.id


async def test_a_message_that_shows_another_file_by_now_is_left_for_its_edit(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        number = chat.says(ayse, file=telegram.photo(b"new"))
        await stores(here, chat, (number, telegram.photo(b"old")))
        await fetches(here)
    assert on_disk(tmp_path) == {}
    assert await only(database, "SELECT failure FROM files") == "CHANGED"


async def test_it_runs_until_it_is_cancelled_and_rests_where_nothing_is_wanted(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    class EnoughError(Exception):
        pass

    async def rest(seconds: float) -> None:
        assert seconds == downloads.REST
        raise EnoughError

    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"run"))
        with pytest.raises(EnoughError):
            await downloads.run(here, progress.Progress(), sleep=rest)
    assert list(on_disk(tmp_path).values()) == [b"run"]


async def test_a_lost_session_stops_files_with_everything_else(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"never"))
        telegram.revokes()
        with pytest.raises(session.SessionLostError):
            await fetches(here)


async def test_a_photo_that_its_message_shows_no_more_is_gone(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        numbers = await says(here, chat, ayse, telegram.photo(), telegram.document("a"))
        shown = [
            types.MessageMediaPhoto(photo=types.PhotoEmpty(1)),
            types.MessageMediaDocument(document=types.DocumentEmpty(1)),
        ]
        for number, carried in zip(numbers, shown, strict=True):
            chat.messages[number].media = carried
        await fetches(here)
    assert {row["state"] for row in await rows(database, FILE_OF)} == {FileState.GONE}


@pytest.mark.parametrize(
    "outcome", [(FileState.GONE, "NOT_SHOWN"), (FileState.LEFT_OUT, "CHANGED")]
)
async def test_what_happens_to_a_message_while_its_file_is_fetched_counts(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    outcome: tuple[FileState, str],
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        file, other = telegram.photo(LONG), telegram.photo(b"other")
        (number,) = await says(here, chat, ayse, file)
        held = telegram.holds("upload.getFile", after=1)
        fetching = asyncio.get_running_loop().create_task(fetches(here))
        await held.asked.wait()
        file.expire()
        if outcome[0] is FileState.GONE:
            chat.deletes(number)
        else:
            chat.messages[number].media = media.shown(other, chat)
        held.release()
        await fetching
    (row,) = await rows(database, FILE_OF)
    assert (row["state"], row["failure"]) == outcome


async def test_a_data_centre_that_cannot_be_reached_delays_its_files_only(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    telegram.refuses("auth.exportAuthorization", "DC_ID_INVALID", times=-1)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"far", dc=4), telegram.photo(b"near"))
        await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"near"]
    assert "ELSEWHERE" in {row["failure"] for row in await rows(database, FILE_OF)}


async def test_a_connection_to_elsewhere_that_breaks_in_its_making_delays_its_files_only(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    broken = iter([asyncio.IncompleteReadError(b"", 8), InvalidBufferError(bytes(4))])

    async def breaks(_dc: int) -> None:
        raise next(broken, TimeoutError())

    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"far", dc=4), telegram.photo(b"near"))
        with mock.patch.object(here.client, "borrow", breaks):
            await fetches(here)
    assert list(on_disk(tmp_path).values()) == [b"near"]
    assert "ELSEWHERE" in {row["failure"] for row in await rows(database, FILE_OF)}


async def test_a_file_that_is_sent_from_one_place_to_another_for_ever_is_given_up_for_now(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    telegram.refuses("upload.getFile", "FILE_MIGRATE_4", code=303, times=-1)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo())
        await fetches(here)
    assert await only(database, "SELECT failure FROM files") == "FILE_MIGRATE"
    assert len(telegram.journal.asked("upload.getFile")) == fetching.DETOURS


async def test_a_file_that_telegram_keeps_with_strangers_is_left_there(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    redirect = types.upload.FileCdnRedirect(203, b"token", b"key", b"iv", [])
    monkeypatch.setitem(METHODS, functions.upload.GetFileRequest, lambda _: redirect)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo())
        await fetches(here)
    assert await only(database, "SELECT failure FROM files") == "NOT_SERVED"


async def test_a_disk_that_cannot_be_written_delays_a_file(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder, "write", full)
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo())
        await fetches(here)
    assert await only(database, "SELECT failure FROM files") == "OSError"


async def test_a_disk_that_fills_up_in_the_middle_of_a_turn_stops_it(
    telegram: Telegram,
    database: db.Database,
    tmp_path: Path,
    chat: Chat,
    ayse: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, telegram.photo(b"1"), telegram.photo(b"2"))
        fetcher = downloads.Downloads(here, progress.Progress())
        monkeypatch.setattr(folder, "has_room", lambda *_, **__: False)
        assert await fetcher.turn()
    assert await only(database, "SELECT count(*) FROM files WHERE failure IS NULL") == 2
    assert on_disk(tmp_path) == {}


async def test_a_file_that_is_larger_than_was_said_is_not_fetched(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path, telegram_media_max_mb=1) as here:
        await collecting.tracks(here, chat)
        document = telegram.document("large.bin", b"x" * ((1 << 20) + 1))
        number = chat.says(ayse, file=document)
        await stores(here, chat, (number, document), size=10)
        await fetches(here)
    assert await only(database, "SELECT failure FROM files") == "TOO_LARGE"
    assert telegram.journal.asked("upload.getFile") == []


async def test_a_pause_of_the_owner_stops_files_within_a_turn(
    telegram: Telegram, database: db.Database, tmp_path: Path, chat: Chat, ayse: Person
) -> None:
    async with collecting.context(telegram, database, tmp_path) as here:
        await collecting.tracks(here, chat)
        await says(here, chat, ayse, *(telegram.photo(b"%d" % number) for number in range(5)))
        held = telegram.holds("upload.getFile")
        turn = asyncio.get_running_loop().create_task(
            downloads.Downloads(here, progress.Progress()).turn()
        )
        await held.asked.wait()
        here.roster.syncing.clear()
        held.release()
        await turn
    assert len(on_disk(tmp_path)) == 2

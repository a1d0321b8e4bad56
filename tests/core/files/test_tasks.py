"""Captions of stored files: which files, by whom, and how often."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina
from sqlalchemy import select

from core import clock, db
from core.ai import asking
from core.ai.chain import chain, patience
from core.files import folder, rules, service, tasks
from core.models import ChatId, File, FileState, MediaKind, MessageId, UserId
from tests import stored
from tests.core.ai.purse import Purse
from tests.world.models.models import Models
from tests.world.models.scripts import No

JPEG = b"\xff\xd8\xff\xe0 a photo"
GEMINI = "gemini-2.5-flash"
CHAIN = f"google:{GEMINI},offline"
SEEN = {"caption": "A menu of a café.", "tags": ["menu", "café"]}
READER = f"google:{GEMINI} captions 1"
ANN = UserId(11)


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Trouble is sat out without waiting."""
    with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
        yield


async def _caption(
    database: db.Database,
    models: Models,
    home: Path,
    ai_models: str = CHAIN,
    purse: Purse | None = None,
) -> int:
    chained = chain.prepare(models.settings(ai_models), purse or Purse())
    try:
        return await tasks.caption(database, chained, home)
    finally:
        await chained.close()


async def _ann(database: db.Database, **fields: Any) -> ChatId:
    chat_id = await stored.chat(database)
    await stored.person(database, ANN, "Ann", **fields)
    return chat_id


async def _sends(
    database: db.Database,
    home: Path,
    chat_id: ChatId,
    number: int,
    content: bytes = JPEG,
    *,
    message: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    await stored.says(database, chat_id, ANN, number, "", **(message or {}))
    media = folder.root(home)
    growing = folder.part(media, str(number))
    folder.write(growing, 0, content)
    kept = folder.keep(media, growing, fields.get("mime", "image/jpeg"))
    row: dict[str, Any] = {
        "chat_id": chat_id,
        "message_id": MessageId(number),
        "kind": MediaKind.PHOTO,
        "mime": "image/jpeg",
        "size": kept.size,
        "sha256": kept.sha256,
        "path": kept.path,
        "state": FileState.STORED,
    }
    async with database.write() as session:
        session.add(File(**(row | fields)))


async def _files(database: db.Database) -> list[File]:
    async with database.read() as session:
        return list(await session.scalars(select(File).order_by(File.message_id)))


async def test_a_stored_photo_is_described_once(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    await _sends(database, tmp_path, chat_id, 1)
    models.say(GEMINI, SEEN)
    purse = Purse()

    assert await _caption(database, models, tmp_path, purse=purse) == 1
    assert await _caption(database, models, tmp_path, purse=purse) == 0

    (file,) = await _files(database)
    seen = (file.ai_caption, file.ai_tags, file.captioned_by)
    assert seen == ("A menu of a café.", ["menu", "café"], READER)
    (row,) = purse.rows
    assert row.call.sent == asking.Sent((ANN,), {chat_id: (1,)})


async def test_the_same_photo_sent_again_is_not_asked_about_again(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    for number in (1, 2):
        await _sends(database, tmp_path, chat_id, number)
    models.say(GEMINI, SEEN)

    assert await _caption(database, models, tmp_path) == 2

    assert len(models.asked) == 1
    assert [file.captioned_by for file in await _files(database)] == [READER, READER]


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"%PDF-1.7 <</Type/Page>>", {"kind": MediaKind.DOCUMENT, "mime": "application/pdf"}),
        (b"Soup 5", {"kind": MediaKind.DOCUMENT, "mime": "TEXT/plain"}),
        (JPEG, {"mime": None}),
    ],
    ids=["pdf", "text", "photo without a type"],
)
async def test_documents_are_described_as_well(
    database: db.Database, models: Models, tmp_path: Path, content: bytes, fields: dict[str, Any]
) -> None:
    await _sends(database, tmp_path, await _ann(database), 1, content, **fields)

    assert await _caption(database, models, tmp_path) == 1


async def test_the_name_of_the_sender_is_masked_in_a_text_where_the_owner_wants_that(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    signed: dict[str, Any] = {"kind": MediaKind.DOCUMENT, "mime": "text/plain"}
    await _sends(database, tmp_path, chat_id, 1, b"The lift is repaired. Regards, Ann", **signed)
    models.say(GEMINI, SEEN)
    chained = chain.prepare(models.settings(CHAIN, ai_mask_names=True), Purse())

    assert await tasks.caption(database, chained, tmp_path) == 1
    await chained.close()
    assert "lift" in models.asked[0].user
    assert "Ann" not in models.asked[0].user


LEFT = {
    "a film": ({"kind": MediaKind.VIDEO, "mime": "video/mp4"}, {}),
    "an archive": ({"kind": MediaKind.DOCUMENT, "mime": "application/zip"}, {}),
    "a document without a type": ({"kind": MediaKind.DOCUMENT, "mime": None}, {}),
    "too large": ({"size": tasks.LARGEST + 1}, {}),
    "not stored": ({"state": FileState.LEFT_OUT}, {}),
    "in an export": ({"state": FileState.IN_EXPORT, "sha256": None}, {}),
    "deleted": ({}, {"deleted_at": stored.NOON}),
    "described": ({"captioned_by": "somebody"}, {}),
    "tried often": ({"attempts": rules.MOST_CAPTION_ATTEMPTS}, {}),
    "tried lately": ({"retry_at": clock.now() + timedelta(hours=1)}, {}),
    "of somebody ignored, passed on": ({}, {"is_forward": True, "forward_peer_id": 12}),
}


@pytest.mark.parametrize(("fields", "message"), LEFT.values(), ids=LEFT.keys())
async def test_other_files_are_left_alone(
    database: db.Database,
    models: Models,
    tmp_path: Path,
    fields: dict[str, Any],
    message: dict[str, Any],
) -> None:
    chat_id = await _ann(database)
    await stored.person(database, 12, "Bob", ignored_at=stored.NOON)
    await _sends(database, tmp_path, chat_id, 1, message=message, **fields)

    assert await _caption(database, models, tmp_path) == 0
    assert not models.asked


async def test_files_of_ignored_people_are_not_sent(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database, ignored_at=stored.NOON)
    await _sends(database, tmp_path, chat_id, 1)

    assert await _caption(database, models, tmp_path) == 0
    assert not models.asked


async def test_the_offline_reader_captions_nothing(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    await _sends(database, tmp_path, await _ann(database), 1)

    assert await _caption(database, models, tmp_path, "offline") == 0

    (file,) = await _files(database)
    assert (file.captioned_by, file.attempts) == (None, 0)


async def test_a_refused_file_is_asked_about_later_and_not_for_ever(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    await _sends(database, tmp_path, await _ann(database), 1)
    models.refuse(GEMINI, No.PROMPT, times=None)

    assert await _caption(database, models, tmp_path) == 0
    assert await _caption(database, models, tmp_path) == 0

    assert len(models.asked) == 1
    (file,) = await _files(database)
    assert (file.attempts, file.failure, file.captioned_by) == (1, "no caption", None)
    assert file.retry_at is not None
    assert timedelta(minutes=4) < file.retry_at - clock.now() < timedelta(minutes=6)


async def test_without_offline_a_refused_file_does_not_stop_the_next(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    await _sends(database, tmp_path, chat_id, 1)
    await _sends(database, tmp_path, chat_id, 2, JPEG + b"2")
    models.refuse(GEMINI, No.PROMPT)
    models.say(GEMINI, SEEN)

    assert await _caption(database, models, tmp_path, f"google:{GEMINI}") == 1
    assert [file.captioned_by for file in await _files(database)] == [READER, None]


async def test_without_offline_a_file_over_which_a_server_falls_does_not_stop_the_next(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    await _sends(database, tmp_path, chat_id, 1)
    await _sends(database, tmp_path, chat_id, 2, JPEG + b"2")
    models.fail(GEMINI, 500, times=patience.ATTEMPTS)
    models.say(GEMINI, SEEN)

    assert await _caption(database, models, tmp_path, f"google:{GEMINI}") == 1
    assert [file.captioned_by for file in await _files(database)] == [READER, None]


async def test_models_that_say_nothing_are_not_asked_about_every_file(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    for number in range(1, 7):
        await _sends(database, tmp_path, chat_id, number, JPEG + bytes([number]))
    models.refuse(GEMINI, times=None)

    assert await _caption(database, models, tmp_path) == 0
    assert [file.attempts for file in await _files(database)] == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("harm", ["gone", "other"])
async def test_a_file_whose_bytes_are_not_there_is_put_off(
    database: db.Database, models: Models, tmp_path: Path, harm: str
) -> None:
    content = JPEG if harm == "gone" else b"MZ a programme"
    await _sends(database, tmp_path, await _ann(database), 1, content)
    if harm == "gone":
        digest = hashlib.sha256(content).hexdigest()
        (tmp_path / "media" / digest[:2] / f"{digest}.jpg").unlink()

    assert await _caption(database, models, tmp_path) == 0

    assert not models.asked
    assert [file.attempts for file in await _files(database)] == [1]


async def test_what_is_told_of_a_photo_that_was_replaced_meanwhile_is_not_noted(
    database: db.Database, tmp_path: Path
) -> None:
    await _sends(database, tmp_path, await _ann(database), 1)
    async with database.read() as session:
        (file,) = await service.uncaptioned(session, ("image/",), tasks.LARGEST, 5)
    async with database.write() as session:
        (row,) = await session.scalars(select(File))
        row.sha256 = "another"

    async with database.write() as session:
        await service.not_captioned(session, file, "no caption")

    assert [each.attempts for each in await _files(database)] == [0]


async def test_what_is_described_is_kept_when_the_budget_ends(
    database: db.Database, models: Models, tmp_path: Path
) -> None:
    chat_id = await _ann(database)
    for number in (1, 2):
        await _sends(database, tmp_path, chat_id, number, JPEG + bytes([number]))
    models.say(GEMINI, SEEN)

    with pytest.raises(asking.BudgetSpentError):
        await _caption(database, models, tmp_path, purse=Purse(room=1))

    assert [file.captioned_by for file in await _files(database)] == [None, READER]
    assert [file.attempts for file in await _files(database)] == [0, 0]

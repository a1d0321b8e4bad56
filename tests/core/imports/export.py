"""Builders of exports as Telegram Desktop writes them, of people who never were."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core import db, models
from core.imports import service
from core.imports.values import Report, Whose

START = 1_714_564_800
NOON = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
LEFT_OUT = "(File not included. Change data exporting settings to download.)"
ISTANBUL = ZoneInfo("Europe/Istanbul")
ME = models.UserId(1)

Json = dict[str, Any]


def message(number: int, words: Any = "", **more: Any) -> Json:
    """Message `number` is sent so many seconds after noon, in UTC, also if it was migrated."""
    seconds = START + number % 10**9
    at = datetime.fromtimestamp(seconds, UTC)
    return {
        "id": number,
        "type": "message",
        "date": at.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(seconds),
        "from": "Ann",
        "from_id": "user11",
        "text": words,
        **more,
    }


def old(number: int, words: Any = "", **more: Any) -> Json:
    """A message of an old export: a local time, a bare id, and a date for "never edited"."""
    written = message(number, words, edited="1970-01-01T02:00:00", from_id=11, **more)
    del written["date_unixtime"]
    return written


def service_message(number: int, action: str, **more: Any) -> Json:
    written = message(number, **{"actor": "Ann", "actor_id": "user11", "action": action, **more})
    written["type"] = "service"
    del written["from"], written["from_id"]
    return written


def chat(*messages: Any, **more: Any) -> Json:
    head = {"name": "Neighbours", "type": "private_supergroup", "id": 77}
    return {**head, **more, "messages": list(messages)}


def account(*chats: Json, left: tuple[Json, ...] = (), **more: Any) -> Json:
    return {
        "about": "Everything.",
        "personal_information": {
            "user_id": ME,
            "first_name": "Me",
            "last_name": "Myself",
            "phone_number": "+0000",
            "username": "@me",
            "bio": "Cook",
            **more,
        },
        "contacts": {"list": [{"user_id": 5, "first_name": "Eve", "phone_number": "+0001"}]},
        "chats": {"about": "Chats.", "list": list(chats)},
        "left_chats": {"about": "Left.", "list": list(left)},
    }


def write(folder: Path, export: Json | str | bytes) -> Path:
    """The folder with the export as its result.json."""
    if isinstance(export, dict):
        export = json.dumps(export, ensure_ascii=False, indent=1)
    if isinstance(export, str):
        export = export.encode()
    (folder / "result.json").write_bytes(export)
    return folder


async def load(
    database: db.Database, folder: Path, export: Json | str | bytes, whose: Whose | None = None
) -> Report:
    """Write an export and import it."""
    path = write(folder, export)
    return await service.run(database, path, zone=ISTANBUL, whose=whose or Whose())

"""What else a message says, as JSON of bounded size; telephone numbers are left out."""

import json
from collections.abc import Callable
from typing import Any

from core.imports import peers, texts
from core.imports.values import Raw
from core.models import ServiceAction

LARGEST = 8_000
"""Characters of the details of one message; larger ones are cut down to the action."""

_DEEPEST = 6

_ACTIONS = {
    "create_group": ServiceAction.CREATED,
    "create_channel": ServiceAction.CREATED,
    "join_group_by_link": ServiceAction.JOINED,
    "join_group_by_request": ServiceAction.JOINED,
    "invite_members": ServiceAction.INVITED,
    "remove_members": ServiceAction.REMOVED,
    "edit_group_title": ServiceAction.TITLE_CHANGED,
    "edit_group_photo": ServiceAction.PHOTO_CHANGED,
    "delete_group_photo": ServiceAction.PHOTO_CHANGED,
    "pin_message": ServiceAction.PINNED,
    "migrate_to_supergroup": ServiceAction.MIGRATED_TO,
    "migrate_from_group": ServiceAction.MIGRATED_FROM,
    "topic_created": ServiceAction.TOPIC_CREATED,
    "topic_edit": ServiceAction.TOPIC_EDITED,
    "phone_call": ServiceAction.CALL,
    "conference_call": ServiceAction.CALL,
    "group_call": ServiceAction.CALL,
    "group_call_scheduled": ServiceAction.CALL,
    "invite_to_group_call": ServiceAction.CALL,
}
_OF_MESSAGES = (
    "author",
    "saved_from",
    "sticker_emoji",
    "duration_seconds",
    "width",
    "height",
    "performer",
    "title",
    "self_destruct_period_seconds",
    "place_name",
    "address",
    "location_information",
    "live_location_period_seconds",
    "game_title",
    "game_description",
    "game_link",
    "invoice_information",
    "giveaway_information",
    "giveaway_results",
    "paid_stars_amount",
    "dice",
)
_NOT_OF_SERVICE = frozenset(
    (
        "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "actor", "actor_id",
        "text", "text_entities", "photo", "photo_file_size", "width", "height", "reactions",
        "inline_bot_buttons",
    )
)  # fmt: skip


def action(raw: Raw) -> ServiceAction:
    """What a service message reports."""
    return _ACTIONS.get(str(raw.get("action")), ServiceAction.OTHER)


def of_service(raw: Raw, sender_id: int | None) -> dict[str, Any]:
    """The details of a service message: its action and whatever goes with it.

    Exports name those who were invited or removed without their ids; only somebody who did it to
    himself is known, as `user_ids`.
    """
    found = {key: raw[key] for key in raw if key not in _NOT_OF_SERVICE}
    details = _bounded(found, raw.get("action"))
    details.pop("user_ids", None)
    if _moves_himself(raw) and (sender_id or 0) > 0:
        details["user_ids"] = [sender_id]
    return details


def of_message(raw: Raw) -> dict[str, Any] | None:
    """The details of a message: polls, places, lists, sizes of media and the like."""
    found = {key: raw[key] for key in _OF_MESSAGES if raw.get(key) is not None}
    for key, read in _SHAPED.items():
        if isinstance(raw.get(key), dict):
            found[key] = read(raw[key])
    return _bounded(found, None) if found else None


def _moves_himself(raw: Raw) -> bool:
    moved = raw.get("members")
    return action(raw) in (ServiceAction.INVITED, ServiceAction.REMOVED) and (
        isinstance(moved, list) and len(moved) == 1 and moved[0] == raw.get("actor") is not None
    )


def _poll(raw: Raw) -> Raw:
    return {
        "question": texts.plain(raw.get("question")),
        "closed": raw.get("closed") in (True, "true"),
        "total_voters": peers.number(raw.get("total_voters")),
        "answers": [
            {
                "text": texts.plain(answer.get("text")),
                "voters": peers.number(answer.get("voters")),
            }
            for answer in _objects(raw.get("answers"))
        ],
    }


def _todo_list(raw: Raw) -> Raw:
    return {
        "title": texts.plain(raw.get("title")),
        "items": [texts.plain(item.get("text")) for item in _objects(raw.get("answers"))],
    }


def _contact(raw: Raw) -> Raw:
    return {key: raw.get(key) for key in ("first_name", "last_name") if raw.get(key)}


_SHAPED: dict[str, Callable[[Raw], Raw]] = {
    "poll": _poll,
    "todo_list": _todo_list,
    "contact_information": _contact,
}


def _objects(value: object) -> list[Raw]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _bounded(found: Raw, cause: object) -> dict[str, Any]:
    try:
        details = {texts.clean(key): _clean(value, 1) for key, value in found.items()}
        if len(json.dumps(details, allow_nan=False)) <= LARGEST:
            return details
    except (ValueError, texts.UnreadableError):
        pass
    return {"action": texts.name(cause), "cut": True} if cause else {"cut": True}


def _clean(value: object, depth: int) -> object:
    if depth > _DEEPEST:
        return None
    if isinstance(value, str):
        return texts.clean(value)
    if isinstance(value, list):
        return [_clean(each, depth + 1) for each in value]
    if isinstance(value, dict):
        return {texts.clean(str(key)): _clean(each, depth + 1) for key, each in value.items()}
    if type(value) is int:
        return peers.number(value)
    return value

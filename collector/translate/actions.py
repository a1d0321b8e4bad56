"""What service messages report, with the names that Telegram Desktop's exports have for it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from telethon.tl import types

from collector.translate import peers
from core.models import PeerId, ServiceAction

Details = dict[str, Any]


def read(action: Any, replied: int | None) -> tuple[ServiceAction, Details]:
    """What happened, and its details with the `action` by name; `replied` is the message meant.

    Those invited or removed are the details' `user_ids`.
    """
    kind, name, more = _ACTIONS.get(type(action), _UNKNOWN)
    found = more(action) if more is not None else {}
    pointing = _POINTING.get(type(action))
    if pointing is not None and replied is not None:
        found[pointing] = replied
    return kind, {"action": name or _spelled(type(action).__name__), **found}


def _spelled(name: str) -> str:
    bare = name.removeprefix("MessageAction")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", bare).lower()


def _fields(*keys: str, **renamed: str) -> Callable[[Any], Details]:
    """A reader of some fields of an action, as `key` or as `key=field`, where they are set."""
    pairs = [*((key, key) for key in keys), *renamed.items()]

    def more(action: Any) -> Details:
        found = ((key, getattr(action, field)) for key, field in pairs)
        return {key: value for key, value in found if value}

    return more


def _of_users(*keys: str) -> Callable[[Any], Details]:
    more = _fields(*keys)
    return lambda action: {**more(action), "user_ids": list(action.users)}


def _phone_call(action: Any) -> Details:
    more = _fields(duration_seconds="duration")(action)
    reason = _REASONS.get(type(action.reason))
    return {**more, "discard_reason": reason} if reason else more


def _custom(action: Any) -> Details:
    return {"information_text": action.message}


def _scheduled(action: Any) -> Details:
    at = action.schedule_date
    stamp = 0 if at is None else int(at.timestamp())
    return {"schedule_date": stamp} if stamp else {}


def _peers(found: Sequence[Any]) -> list[PeerId]:
    return [peers.marked(peer) for peer in found]


_REASONS: dict[type, str] = {
    types.PhoneCallDiscardReasonBusy: "busy",
    types.PhoneCallDiscardReasonDisconnect: "disconnect",
    types.PhoneCallDiscardReasonHangup: "hangup",
    types.PhoneCallDiscardReasonMissed: "missed",
}
_POINTING: dict[type, str] = {
    types.MessageActionPinMessage: "message_id",
    types.MessageActionGameScore: "game_message_id",
    types.MessageActionPaymentSent: "invoice_message_id",
    types.MessageActionPaymentSentMe: "invoice_message_id",
}
_Reader = Callable[[Any], Details] | None
_UNKNOWN: tuple[ServiceAction, str, _Reader] = (ServiceAction.OTHER, "", None)
_ACTIONS: dict[type, tuple[ServiceAction, str, _Reader]] = {
    types.MessageActionChatCreate: (ServiceAction.CREATED, "create_group", _of_users("title")),
    types.MessageActionChannelCreate: (ServiceAction.CREATED, "create_channel", _fields("title")),
    types.MessageActionChatJoinedByLink: (
        ServiceAction.JOINED,
        "join_group_by_link",
        _fields("inviter_id"),
    ),
    types.MessageActionChatJoinedByRequest: (
        ServiceAction.JOINED,
        "join_group_by_request",
        None,
    ),
    types.MessageActionChatJoinedViaCommunity: (ServiceAction.JOINED, "", None),
    types.MessageActionChatAddUser: (ServiceAction.INVITED, "invite_members", _of_users()),
    types.MessageActionChatDeleteUser: (
        ServiceAction.REMOVED,
        "remove_members",
        lambda action: {"user_ids": [action.user_id]},
    ),
    types.MessageActionChatEditTitle: (
        ServiceAction.TITLE_CHANGED,
        "edit_group_title",
        _fields("title"),
    ),
    types.MessageActionChatEditPhoto: (ServiceAction.PHOTO_CHANGED, "edit_group_photo", None),
    types.MessageActionChatDeletePhoto: (ServiceAction.PHOTO_CHANGED, "delete_group_photo", None),
    types.MessageActionPinMessage: (ServiceAction.PINNED, "pin_message", None),
    types.MessageActionChatMigrateTo: (
        ServiceAction.MIGRATED_TO,
        "migrate_to_supergroup",
        lambda action: {"peer_id": peers.channel(action.channel_id)},
    ),
    types.MessageActionChannelMigrateFrom: (
        ServiceAction.MIGRATED_FROM,
        "migrate_from_group",
        lambda action: {"title": action.title, "peer_id": -action.chat_id},
    ),
    types.MessageActionTopicCreate: (
        ServiceAction.TOPIC_CREATED,
        "topic_created",
        _fields("title"),
    ),
    types.MessageActionTopicEdit: (
        ServiceAction.TOPIC_EDITED,
        "topic_edit",
        _fields("closed", "hidden", new_title="title", new_icon_emoji_id="icon_emoji_id"),
    ),
    types.MessageActionPhoneCall: (ServiceAction.CALL, "phone_call", _phone_call),
    types.MessageActionConferenceCall: (
        ServiceAction.CALL,
        "conference_call",
        _fields(duration_seconds="duration"),
    ),
    types.MessageActionGroupCall: (ServiceAction.CALL, "group_call", _fields("duration")),
    types.MessageActionGroupCallScheduled: (
        ServiceAction.CALL,
        "group_call_scheduled",
        _scheduled,
    ),
    types.MessageActionInviteToGroupCall: (
        ServiceAction.CALL,
        "invite_to_group_call",
        _of_users(),
    ),
    types.MessageActionHistoryClear: (ServiceAction.OTHER, "clear_history", None),
    types.MessageActionGameScore: (ServiceAction.OTHER, "score_in_game", _fields("score")),
    types.MessageActionPaymentSent: (
        ServiceAction.OTHER,
        "send_payment",
        _fields("currency", amount="total_amount"),
    ),
    types.MessageActionPaymentSentMe: (
        ServiceAction.OTHER,
        "send_payment",
        _fields("currency", amount="total_amount"),
    ),
    types.MessageActionScreenshotTaken: (ServiceAction.OTHER, "take_screenshot", None),
    types.MessageActionCustomAction: (ServiceAction.OTHER, "", _custom),
    types.MessageActionBotAllowed: (
        ServiceAction.OTHER,
        "allow_sending_messages",
        _fields(reason_domain="domain"),
    ),
    types.MessageActionSecureValuesSent: (ServiceAction.OTHER, "send_passport_values", None),
    types.MessageActionContactSignUp: (ServiceAction.OTHER, "joined_telegram", None),
    types.MessageActionGeoProximityReached: (
        ServiceAction.OTHER,
        "proximity_reached",
        _fields("distance"),
    ),
    types.MessageActionSetMessagesTTL: (
        ServiceAction.OTHER,
        "set_messages_ttl",
        lambda action: {"period": action.period},
    ),
    types.MessageActionSetChatTheme: (ServiceAction.OTHER, "edit_chat_theme", None),
    types.MessageActionWebViewDataSent: (
        ServiceAction.OTHER,
        "send_webview_data",
        _fields("text"),
    ),
    types.MessageActionGiftPremium: (ServiceAction.OTHER, "send_premium_gift", None),
    types.MessageActionSuggestProfilePhoto: (ServiceAction.OTHER, "suggest_profile_photo", None),
    types.MessageActionRequestedPeer: (
        ServiceAction.OTHER,
        "requested_peer",
        lambda action: {"button_id": action.button_id, "peer_ids": _peers(action.peers)},
    ),
    types.MessageActionSetChatWallPaper: (ServiceAction.OTHER, "set_chat_wallpaper", None),
}

"""The methods of Telegram that the collector may call: each only reads."""

from core import errors

ALLOWED = frozenset(
    {
        "account.finishTakeoutSession",
        "account.initTakeoutSession",
        "channels.getChannels",
        "channels.getFullChannel",
        "channels.getMessages",
        "channels.getParticipant",
        "channels.getParticipants",
        "messages.getChats",
        "messages.getDialogs",
        "messages.getForumTopics",
        "messages.getForumTopicsByID",
        "messages.getFullChat",
        "messages.getHistory",
        "messages.getMessages",
        "messages.getPeerDialogs",
        "messages.getPinnedDialogs",
        "messages.getReplies",
        "photos.getUserPhotos",
        "updates.getChannelDifference",
        "updates.getDifference",
        "updates.getState",
        "upload.getFile",
        "users.getFullUser",
        "users.getUsers",
    }
)


class NotAllowedError(errors.KimdirError):
    """A part of Kimdir tried to call a method that might change something in the account."""

    def __init__(self, method: str) -> None:
        super().__init__(f"Kimdir only reads: it does not call {method}.")

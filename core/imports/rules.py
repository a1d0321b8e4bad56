"""Which topic a message of a forum belongs to."""

from collections.abc import Collection, Mapping, Sequence

from core import models
from core.intake.values import MessageSeen


def replied_elsewhere(
    messages: Sequence[MessageSeen], topics: Collection[models.MessageId]
) -> list[models.MessageId]:
    """The messages outside of these, and not the start of a topic, that these reply to."""
    here = {message.id for message in messages}
    replied = {message.reply_to for message in messages if message.reply_to is not None}
    return sorted(replied.difference(here, topics))


def place(
    messages: Sequence[MessageSeen],
    topics: Collection[models.MessageId],
    placed: Mapping[models.MessageId, models.MessageId],
) -> list[MessageSeen]:
    """The messages with their topics: that which they reply to, or that of the replied message.

    `placed` gives the topics of messages outside of these.
    """
    found = dict(placed)
    result = []
    for message in messages:
        topic, replied = message.topic_id, message.reply_to
        if topic is None and replied is not None:
            topic = replied if replied in topics else found.get(replied)
        if topic is not None:
            found[message.id] = topic
        result.append(message if topic == message.topic_id else message._replace(topic_id=topic))
    return result

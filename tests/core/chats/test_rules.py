"""Links into chats."""

import pytest

from core.chats import rules
from core.models import ChatKind, MessageId, PeerId

SUPERGROUP = PeerId(-1000000000077)


@pytest.mark.parametrize(
    ("kind", "peer", "username", "topic", "link"),
    [
        (ChatKind.SUPERGROUP, SUPERGROUP, None, None, "https://t.me/c/77/5"),
        (ChatKind.CHANNEL, SUPERGROUP, None, None, "https://t.me/c/77/5"),
        (ChatKind.SUPERGROUP, SUPERGROUP, None, 3, "https://t.me/c/77/3/5"),
        (ChatKind.SUPERGROUP, SUPERGROUP, "komsular", None, "https://t.me/komsular/5"),
        (ChatKind.SUPERGROUP, SUPERGROUP, "komsular", 3, "https://t.me/komsular/3/5"),
        (ChatKind.GROUP, PeerId(-77), None, None, None),
        (ChatKind.PRIVATE, PeerId(77), "ayse", None, None),
        (ChatKind.SUPERGROUP, None, None, None, None),
    ],
)
def test_a_message_is_linked_where_telegram_has_links(
    kind: ChatKind, peer: PeerId | None, username: str | None, topic: int | None, link: str | None
) -> None:
    topic_id = MessageId(topic) if topic else None
    assert rules.message_link(kind, peer, username, MessageId(5), topic_id) == link

"""What several tasks know of the chats while pages are on their way."""

from collector.roster import Roster
from core import db
from core.chats import service as chats
from core.intake import service as intake
from core.intake.values import ChatSeen
from core.models import ChatId, ChatKind, MessageId, PeerId, UserId

ME = UserId(7)
FORUM = ChatSeen(PeerId(-1000000000077), ChatKind.SUPERGROUP, title="Komşular")
AYSE = ChatSeen(PeerId(55), ChatKind.PRIVATE, ME, title="Ayşe")


async def _met(database: db.Database, *heads: ChatSeen) -> tuple[Roster, list[ChatId]]:
    roster = Roster(ME)
    ids = []
    for head in heads:
        async with database.write() as session:
            ids.append(await intake.chat(session, head))
        roster.meet(head, f"input of {head.peer}")
    await roster.reload(database)
    return roster, ids


async def test_what_the_owner_switches_on_is_followed_after_reading_again(
    database: db.Database,
) -> None:
    roster, (forum, ayse) = await _met(database, FORUM, AYSE)
    assert roster.followed() == []
    assert len(roster.known()) == 2
    async with database.write() as session:
        await chats.switch(session, ayse, tracked=True)
    await roster.reload(database)
    assert [chat.chat_id for chat in roster.followed()] == [ayse]
    assert [chat.chat_id for chat in roster.of_the_account()] == [ayse]
    assert roster.tracked(AYSE.peer) is not None
    assert roster.tracked(FORUM.peer) is None
    assert roster.peer(forum) == roster.input(FORUM.peer) == f"input of {FORUM.peer}"
    assert roster.woken.is_set()


async def test_a_chat_is_news_once(database: db.Database) -> None:
    roster, _ = await _met(database, FORUM)
    assert not roster.meet(FORUM, None)
    assert roster.meet(ChatSeen(FORUM.peer, FORUM.kind, title="Yeni ad"), None)
    assert roster.input(FORUM.peer) is not None


async def test_a_deletion_without_a_chat_touches_no_page_of_a_channel(
    database: db.Database,
) -> None:
    roster, (forum, ayse) = await _met(database, FORUM, AYSE)
    gone = [MessageId(3), MessageId(4)]
    with roster.in_flight(forum) as of_forum, roster.in_flight(ayse) as of_ayse:
        roster.touch_private(gone)
        roster.touch(forum, [MessageId(9)])
        roster.spoil(ayse)
    assert of_forum.touched == {9}
    assert of_ayse.touched == set(gone)
    assert of_ayse.spoiled
    assert not of_forum.spoiled
    roster.touch(forum, gone)
    assert of_forum.touched == {9}


async def test_a_chat_nobody_met_has_no_name_for_telegram(database: db.Database) -> None:
    roster, _ = await _met(database)
    assert roster.peer(ChatId(99)) is None
    assert roster.by_id(ChatId(99)) is None
    assert roster.by_peer(FORUM.peer) is None

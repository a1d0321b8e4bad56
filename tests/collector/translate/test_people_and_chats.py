"""People and chats as Telegram's answers and updates show them."""

from typing import Any

import pytest
from telethon.tl import types

from collector.translate import chats, users
from core.intake.values import ChatSeen, UserSeen
from core.models import ChatAccess, ChatKind, PeerId, UserId
from tests.collector.translate import telegram

NAMES = {"first_name": "Ann", "last_name": "Lee"}
PICTURE = types.ChatPhotoEmpty()


def _seen(**more: Any) -> UserSeen:
    return users.seen([types.User(7, **more)], telegram.NOON)[0]


def _head(entity: Any) -> chats.Head:
    head = chats.head(entity, telegram.ME)
    assert head is not None
    return head


def _channel(**more: Any) -> Any:
    return types.Channel(77, "Us\0", PICTURE, telegram.NOON, **more)


def test_a_user_has_both_names_as_one() -> None:
    known = UserSeen(UserId(7), "Ann Lee", "ann", telegram.NOON, False, language="tr")
    assert _seen(**NAMES, username="ann", lang_code="tr") == known
    assert _seen(first_name="Ann").name == "Ann"
    assert _seen(first_name="a\0" * 999).name == "a" * 255
    assert _seen(**NAMES, bot=True).is_bot is True


def test_the_username_is_the_one_that_is_in_use() -> None:
    sold = types.Username("old", active=False)
    bought = types.Username("bought", active=True)
    own = types.Username("own", active=True, editable=True)
    assert _seen(usernames=[sold, bought, own]).username == "own"
    assert _seen(usernames=[sold, bought]).username == "bought"
    assert _seen(usernames=[sold]).username == ""


def test_a_min_user_gives_an_id_only() -> None:
    assert _seen(min=True, **NAMES, username="ann", deleted=True) == UserSeen(UserId(7))
    assert users.seen([types.UserEmpty(7)], telegram.NOON) == []


def test_a_deleted_account_has_no_name() -> None:
    gone = _seen(deleted=True, first_name="Deleted")
    assert (gone.is_deleted, gone.name, gone.named_at) == (True, None, telegram.NOON)


def test_a_renaming_is_read_from_its_update() -> None:
    update = types.UpdateUserName(7, "Eve", "", [types.Username("eve", active=True)])
    assert users.renamed(update, telegram.NOON) == UserSeen(UserId(7), "Eve", "eve", telegram.NOON)
    assert users.renamed(types.UpdateUser(7), telegram.NOON) is None


def test_only_bots_are_named_for_what_came_by_way_of_them() -> None:
    bot = types.User(8, bot=True, username="gif")
    assert users.bots([bot, types.User(7, username="ann"), types.UserEmpty(9)]) == {8: "gif"}


def test_private_chats_and_groups_are_the_accounts() -> None:
    private = _head(types.User(7, **NAMES, username="ann"))
    assert private.seen == ChatSeen(
        PeerId(7), ChatKind.PRIVATE, telegram.ME, "Ann Lee", "ann", is_forum=False
    )
    group = _head(types.Chat(4, "Us", PICTURE, 3, telegram.NOON, 1))
    assert group.seen == ChatSeen(
        PeerId(-4), ChatKind.GROUP, telegram.ME, "Us", members_count=3, is_forum=False
    )


def test_a_channel_is_the_worlds() -> None:
    head = _head(_channel(broadcast=True, username="us", participants_count=9))
    assert head == chats.Head(
        ChatSeen(telegram.GROUP, ChatKind.CHANNEL, None, "Us", "us", 9, is_forum=False)
    )
    forum = _head(_channel(megagroup=True, forum=True)).seen
    assert (forum.kind, forum.is_forum) == (ChatKind.SUPERGROUP, True)


def test_a_group_that_moved_names_the_supergroup_and_stays_readable() -> None:
    moved = types.InputChannel(77, 0)
    chat = types.Chat(4, "Us", PICTURE, 0, telegram.NOON, 1, deactivated=True, migrated_to=moved)
    head = _head(chat)
    assert (head.access, head.migrated_to) == (ChatAccess.OPEN, telegram.GROUP)
    assert head.seen.members_count is None


@pytest.mark.parametrize(
    ("entity", "access"),
    [
        (_channel(left=True), ChatAccess.LEFT),
        (
            _channel(banned_rights=types.ChatBannedRights(telegram.NOON, view_messages=True)),
            ChatAccess.PRIVATE,
        ),
        (_channel(), ChatAccess.OPEN),
        (types.ChannelForbidden(77, 0, "Us"), ChatAccess.PRIVATE),
        (types.ChatForbidden(4, "Us"), ChatAccess.PRIVATE),
        (types.Chat(4, "Us", PICTURE, 0, telegram.NOON, 1, left=True), ChatAccess.LEFT),
        (types.Chat(4, "Us", PICTURE, 0, telegram.NOON, 1, deactivated=True), ChatAccess.PRIVATE),
    ],
)
def test_it_is_known_whether_a_chat_can_be_read(entity: Any, access: ChatAccess) -> None:
    assert _head(entity).access is access


def test_of_what_is_shown_in_part_nothing_is_said() -> None:
    for entity in (_channel(min=True), types.User(7, min=True), types.ChatEmpty(4)):
        assert chats.head(entity, telegram.ME) is None

"""What the bot says while there is nothing yet to ask about or to show."""

from dataclasses import replace

import pytest

from bot.chats import texts
from core.models import ChatAccess, MessageId
from core.taxonomy.values import Language
from tests.bot import test_chat_screens as screens


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("people", [0, 1])
def test_who_knows_the_owner_alone_leads_to_the_chats(language: Language, people: int) -> None:
    said = screens._speech(language).html("start", people=people)
    assert "/chats" in said
    assert "kimdir import" in said
    assert "/who" not in said


def test_a_chat_of_which_nothing_has_been_read_yet_waits_for_its_turn() -> None:
    begun = replace(screens.CHAT, top=MessageId(700), missing=700, gaps=1)
    assert screens._row(begun) == "waiting for its turn"


def test_an_empty_chat_is_complete_and_not_waiting() -> None:
    empty = replace(screens.CHAT, top=MessageId(0))
    said = texts.title(screens._speech(), empty), screens._row(empty)
    assert said == ("Neighbours", "✅ complete · 0")


def test_a_chat_that_the_owner_has_left_does_not_count_as_complete() -> None:
    gone = replace(screens.WHOLE, access=ChatAccess.LEFT)
    assert texts.complete([screens.WHOLE, gone]) == 1

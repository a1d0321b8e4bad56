"""The owner says what people really do."""

from datetime import timedelta

import pytest
import time_machine
from aiogram.fsm.storage.memory import MemoryStorage

from bot import translation
from core import clock, db
from core.models import UserId
from core.taxonomy.values import Language
from tests.world import people
from tests.world.owner import Owner


@pytest.fixture
async def owner(neighbours: db.Database) -> Owner:
    """An owner with Ayşe's card open."""
    owner = Owner(neighbours)
    await owner.say("/who ayşe")
    await owner.press("Ayşe")
    return owner


async def test_right_confirms_a_guess_once_however_fast_it_is_tapped(owner: Owner) -> None:
    card, button = owner.latest, owner.button("Right")
    confirmed = await owner.press("Right")
    assert "✔ frontend developer (manual)\nIT & telecom" in confirmed
    assert "My guess was the same: 82%" in confirmed
    assert owner.notice == "Saved: frontend developer"
    assert await owner.tap(card, button) == ""
    assert owner.buttons == ["✏️ Other", "↩️ Undo", "◀ Back to the list"]


async def test_undo_brings_the_guess_back(owner: Owner) -> None:
    before = await owner.press("Back to the list")
    await owner.press("Ayşe")
    await owner.press("Right")
    assert "Guess: frontend developer · likely, 82%" in await owner.press("Undo")
    assert owner.notice == "Undone."
    assert await owner.press("Back to the list") == before


async def test_a_second_undo_says_plainly_that_there_is_nothing_to_undo(owner: Owner) -> None:
    await owner.press("Right")
    card, button = owner.latest, owner.button("Undo")
    await owner.press("Undo")
    await owner.tap(card, button)
    assert owner.notice == (
        "This has changed since. Open the person again to see what counts now."
    )


async def test_other_offers_the_candidates_that_do_not_count_now(owner: Owner) -> None:
    assert await owner.press("Other") == "What does Ayşe Yılmaz do?"
    assert owner.buttons[:2] == ["graphic designer", "Marketing & advertising"]
    corrected = await owner.press("graphic designer")
    assert "✔ graphic designer (manual)" in corrected
    assert "My guess was: frontend developer 82%" in corrected
    assert "Ayşe" not in await owner.say("/who developer")
    assert "Ayşe" in await owner.say("/who дизайнер")


async def test_a_candidate_may_be_a_whole_sector(owner: Owner) -> None:
    await owner.press("Other")
    assert "✔ Marketing & advertising (manual)" in await owner.press("Marketing & advertising")


async def test_any_profession_is_reached_by_its_sector(owner: Owner) -> None:
    await owner.press("Other")
    assert "In which sector" in await owner.press("By sector")
    assert len(owner.buttons) == 21 + 1
    assert "in Healthcare?" in await owner.press("Healthcare")
    first = set(owner.buttons)
    await owner.press("Next")
    assert set(owner.buttons) & first <= {"◀ Back", "⌨️ Type it", "Only the sector: Healthcare"} | {
        "Next ▶"
    }
    await owner.press("Previous")
    assert set(owner.buttons) == first
    assert "✔ nurse (manual)\nHealthcare" in await owner.press("nurse")
    assert "Everybody" not in await owner.press("Back to the list")


async def test_the_sector_alone_can_be_chosen(owner: Owner) -> None:
    await owner.press("Other")
    await owner.press("By sector")
    await owner.press("Law")
    assert "✔ Law (manual)" in await owner.press("Only the sector")


async def test_every_way_leads_back_to_the_list(owner: Owner) -> None:
    card = await owner.press("Other") and await owner.press("◀ Back")
    assert "Guess: frontend developer" in card
    await owner.press("Other")
    await owner.press("By sector")
    await owner.press("Law")
    await owner.press("◀ Back")
    assert card == await owner.press("◀ Back")
    assert "1 person" in await owner.press("Back to the list")


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [
        (Language.EN, "tax adviser", "tax consultant"),
        (Language.TR, "Avukat", "avukat"),
        (Language.RU, "медсестра", "медсестра"),
    ],
)
async def test_typed_words_that_clearly_mean_a_profession_are_taken_at_once(
    neighbours: db.Database, language: Language, words: str, label: str
) -> None:
    owner = Owner(neighbours, language)
    say = owner.deps.speech.plain
    await owner.say("/who ayşe")
    await owner.press("Ayşe")
    await owner.press(say("button-other"))
    assert "Ayşe" in await owner.press(say("button-type"))
    assert owner.shown[-1].asks
    assert translation.escaped(f"✔ {label} (") in await owner.say(words)
    assert say("button-list") in owner.buttons


async def _asked(owner: Owner) -> None:
    await owner.press("Other")
    await owner.press("Type it")


async def test_words_that_may_mean_several_are_offered_with_the_words_themselves(
    owner: Owner,
) -> None:
    await _asked(owner)
    assert "Which of these do you mean by trainer?" in await owner.say("trainer")
    assert owner.buttons == [
        "personal trainer",
        "sports coach",
        "💬 Keep my own words",
        "◀ Back",
    ]
    assert "✔ sports coach (manual)" in await owner.press("sports coach")


async def test_a_misspelt_profession_is_offered_not_taken(owner: Owner) -> None:
    await _asked(owner)
    await owner.say("avukt")
    assert owner.buttons[0] == "lawyer"


async def test_own_words_are_kept_under_a_sector_and_found_from_then_on(owner: Owner) -> None:
    await _asked(owner)
    assert "I shall keep your words: harp tuner" in await owner.say("  harp \n tuner ")
    kept = await owner.press("Arts")
    assert "✔ harp tuner (manual)\nArts, design & culture" in kept
    assert owner.notice == "Saved: harp tuner"
    assert "✔ harp tuner (manual)" in await owner.say("/who harp")
    assert "Ayşe" not in await owner.say("/who developer")


async def test_own_words_may_be_kept_though_a_profession_resembles_them(owner: Owner) -> None:
    await _asked(owner)
    await owner.say("trainer")
    await owner.press("Keep my own words")
    assert owner.buttons[0].startswith("Hospitality"), "the likely sector comes first"
    assert "✔ trainer (manual)" in await owner.press("Hospitality")


async def test_words_that_no_longer_wait_are_asked_for_again(owner: Owner) -> None:
    await _asked(owner)
    await owner.say("harp tuner")
    offered = owner.latest
    button = owner.button("Law")
    await owner.press("Law")
    await owner.tap(offered, button)
    assert owner.notice is not None
    assert owner.notice.startswith("I no longer have your words")


async def test_a_question_that_redis_has_forgotten_in_part_is_asked_again(
    neighbours: db.Database,
) -> None:
    storage = MemoryStorage()
    owner = Owner(neighbours, storage=storage)
    await owner.say("/who ayşe")
    await owner.press("Ayşe")
    await _asked(owner)
    for kept in storage.storage.values():
        kept.data.clear()
    assert "I no longer have your words" in await owner.say("avukat")
    assert "🔎 avukat" in await owner.say("avukat"), "and then it is over"


async def test_words_typed_for_one_person_never_reach_another(owner: Owner) -> None:
    await _asked(owner)
    await owner.say("harp tuner")
    for_ayse = owner.button("Law")
    for_john = (for_ayse or "").replace(f":{people.AYSE}:", f":{people.JOHN}:")
    await owner.tap(owner.latest, for_john)
    assert owner.notice is not None
    assert owner.notice.startswith("I no longer have your words")


@pytest.mark.parametrize("turn", ["/cancel", "/help", "/who john"])
async def test_a_command_leaves_the_question(owner: Owner, turn: str) -> None:
    await _asked(owner)
    await owner.say(turn)
    assert "🔎 avukat" in await owner.say("avukat")


async def test_a_tap_leaves_the_question(owner: Owner) -> None:
    await _asked(owner)
    await owner.press("◀ Back")
    assert "🔎 avukat" in await owner.say("avukat")


async def test_the_question_waits_a_quarter_of_an_hour_and_a_reply_as_long_as_a_day(
    owner: Owner,
) -> None:
    await _asked(owner)
    question = owner.shown[-1]
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert "🔎 avukat" in await owner.say("avukat")
        assert "✔ lawyer (manual)" in await owner.say("avukat", reply_to=question)


async def test_a_reply_to_another_message_is_a_search(owner: Owner) -> None:
    await owner.say("/help")
    help_ = owner.shown[-1]
    await _asked(owner)
    assert "🔎 avukat" in await owner.say("avukat", reply_to=help_)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("🙂🙂", "There is no word in that"),
        ("\u200b", "There is no word in that"),
        ("word " * 1000, "That is too long: up to 60 characters"),
    ],
)
async def test_an_answer_without_sense_keeps_the_question_open(
    owner: Owner, words: str, answer: str
) -> None:
    await _asked(owner)
    assert answer in await owner.say(words)
    assert "✔ lawyer (manual)" in await owner.say("avukat")


async def test_a_person_without_a_guess_can_be_given_a_profession(owner: Owner) -> None:
    await owner.say("/who")
    await owner.press("ليلى")
    await _asked(owner)
    given = await owner.say("teacher")
    assert "✔ teacher (manual)\nEducation" in given
    assert "guess" not in given.lower()


async def test_a_confirmed_guess_keeps_its_quote_in_lists_and_another_word_does_not(
    owner: Owner,
) -> None:
    await owner.press("Right")
    listed = await owner.press("Back to the list")
    assert "1. Ayşe Yılmaz\n✔ frontend developer (manual)\n“" in listed
    await owner.press("Ayşe")
    await _asked(owner)
    await owner.say("avukat")
    listed = await owner.press("Back to the list")
    assert listed.endswith("1. Ayşe Yılmaz\n✔ lawyer (manual)")


async def test_a_stale_confirmation_is_refused(owner: Owner) -> None:
    card = owner.latest
    await owner.tap(card, f"right:{people.AYSE}:{UserId(999_999)}")
    assert owner.notice is not None
    assert owner.notice.startswith("This has changed since")

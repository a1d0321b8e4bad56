"""Screens about chats: what they say, that they fit, and that nothing breaks them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiogram.filters.callback_data import CallbackData
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import markup, rehearsal, translation
from bot.chats import collecting, keyboards, texts
from core.accounts import values as accounts
from core.chats.values import Standing
from core.models import ChatAccess, ChatId, ChatKind, MembersNote, MessageId, PeerId, UserId
from core.taxonomy import catalogue
from core.taxonomy.values import Language

TAXONOMY = catalogue.load()
MOST = 2**63 - 1
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOSTILE = "<b>&" + "W\u0300\u0301\u0302" * 100 + "👩\u200d🔧" * 300 + "\u202eليلى" * 300

CHAT = Standing(
    chat_id=ChatId(1),
    peer_id=PeerId(-1000000000077),
    kind=ChatKind.SUPERGROUP,
    title="Neighbours",
    username=None,
    tracked=True,
    access=ChatAccess.OPEN,
    is_forum=False,
    migrated_to=None,
    linked_to=None,
    members_count=None,
    members_known=None,
    members_note=None,
)
WHOLE = replace(CHAT, top=MessageId(60_000), stored=12_340, total=12_340)
PART = replace(WHOLE, total=50_000, missing=900, gaps=3)
REPORT = accounts.Report(accounts.State.COLLECTING, True, 12, 60)
ACCOUNT = accounts.Standing(UserId(7), "Ayşe", "ayse", None, None, None, REPORT, NOW)
CALM = collecting.Situation(True, True, (ACCOUNT,), NOW)


def _speech(language: Language = Language.EN) -> translation.Speech:
    return translation.Speech(language, ZoneInfo("Europe/Istanbul"), TAXONOMY)


def _reported(**changes: Any) -> collecting.Situation:
    return _of(replace(ACCOUNT, report=replace(REPORT, **changes)))


def _of(*found: accounts.Standing) -> collecting.Situation:
    return replace(CALM, accounts=found)


def _job(chat: int = 1, left: int | None = 200) -> accounts.Job:
    return accounts.Job(ChatId(chat), accounts.Work.HISTORY, 12_340, 50_000, 321.4, left)


def _row(chat: Standing, now: collecting.Situation = CALM) -> str:
    """What the list says below the chat's title."""
    listed = texts.tracked(_speech(), texts.Listed([chat], 1, 1, 0, 1), now)
    return markup.plain(listed).split("1. Neighbours\n")[1]


def _head(now: collecting.Situation) -> str:
    return markup.plain(texts.tracked(_speech(), texts.Listed([], 1, 0, 0, 3), now))


@pytest.mark.parametrize(
    ("chat", "told"),
    [
        (WHOLE, "✅ complete · 12,340"),
        (PART, "12,340 of ~50,000 · 24% · 3 gaps"),
        (replace(PART, gaps=1), "12,340 of ~50,000 · 24% · 1 gap"),
        (replace(PART, stored=50_000, total=50_001), "50,000 of ~50,001 · 99% · 3 gaps"),
        (replace(PART, stored=60_000), "60,000 stored · 3 gaps"),
        (replace(PART, total=None), "12,340 stored · 3 gaps"),
        (CHAT, "waiting for its turn"),
        (replace(CHAT, stored=4000), "4,000 from an export"),
        (replace(WHOLE, stale=5, verified_back_to=NOW), "verified back to 21 Nov 2026"),
        (replace(WHOLE, stale=5), "12,340 stored"),
    ],
)
def test_a_line_says_how_complete_a_chat_is(chat: Standing, told: str) -> None:
    assert _row(chat) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"access": ChatAccess.LEFT}, "no longer in this group; what was stored stays"),
        ({"access": ChatAccess.PRIVATE}, "no longer in this group; what was stored stays"),
        ({"access": ChatAccess.UNSEEN}, "not among your chats"),
        ({"blocked": "admin_required"}, "stopped: for administrators only"),
        ({"blocked": "flood"}, "waits until 13:30 (Telegram’s limit)"),
        ({"blocked": "telegram_ailing"}, "waits until 13:30 (Telegram is failing)"),
        ({"blocked": "It is <odd>."}, "waits until 13:30 (It is <odd>.)"),
    ],
)
def test_a_line_says_what_holds_a_chat_up_and_until_when(
    changes: dict[str, Any], told: str
) -> None:
    retry_at = None if changes.get("blocked") == "admin_required" else NOW + timedelta(minutes=30)
    held = replace(PART, retry_at=retry_at, **changes)
    assert told in _row(held)


def test_a_flood_wait_holds_up_only_what_is_not_complete() -> None:
    wait = accounts.Wait("messages.getHistory", NOW + timedelta(minutes=5))
    waiting = _reported(waits=(wait,))
    assert "⏳ waits until 13:05 (Telegram’s limit)" in _row(PART, waiting)
    assert _row(WHOLE, waiting) == "✅ complete · 12,340"
    assert "Telegram makes me wait until 13:05 (messages.getHistory)" in _head(waiting)
    over = _reported(waits=(replace(wait, until=NOW),))
    assert "wait" not in _row(PART, over)
    other = _reported(waits=(replace(wait, method="channels.getParticipants"),))
    assert "wait" not in _row(PART, other)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (None, "321/s"),
        (59, "321/s · under a minute"),
        (61, "321/s · 2 min left"),
        (7199, "321/s · 120 min left"),
        (7200, "321/s · 2 h left"),
    ],
)
def test_what_is_read_now_shows_its_speed_and_the_time_left(left: int | None, told: str) -> None:
    assert _row(PART, _reported(jobs=(_job(left=left),))).split("\n")[1] == told
    assert "321" not in _row(PART, _reported(jobs=(_job(chat=2),)))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (replace(CALM, enabled=False), "TELEGRAM_FEATURE_ENABLED=true"),
        (_of(), "No Telegram account is signed in. Run kimdir login"),
        (replace(CALM, syncing=False), "Paused by you"),
        (_of(replace(ACCOUNT, reported_at=None)), "The collector is not running"),
        (_of(replace(ACCOUNT, reported_at=NOW - timedelta(seconds=31))), "is not running"),
        (
            _of(replace(ACCOUNT, lost_at=NOW, lost_reason=accounts.LostReason.USED_TWICE)),
            "used in two places at once. Run kimdir login",
        ),
        (_of(replace(ACCOUNT, lost_at=NOW)), "signed out here"),
        (CALM, "Collecting · 12 of 60 requests/min"),
        (_reported(budget_per_minute=0), "Collecting · 12 requests/min"),
        (_reported(requests_last_minute=0), "📥 Collecting\n"),
        (
            _reported(jobs=(replace(_job(), chat_id=None, what=accounts.Work.MEDIA, done=12),)),
            "Files downloaded: 12",
        ),
        (_reported(media_note=accounts.MediaNote.DISK_FULL), "The disk is nearly full"),
        (_reported(takeout_note=accounts.TakeoutNote.DELAYED), "bulk export from later"),
        (_of(replace(ACCOUNT, report=None)), "Chats I collect · 0\n\n"),
    ],
)
def test_the_head_says_whether_anything_is_collected_and_what_to_do(
    now: collecting.Situation, told: str
) -> None:
    assert told in _head(now)


def test_work_that_has_hardly_begun_shows_no_speed() -> None:
    slow = replace(_job(left=None), per_second=0.2)
    now = _reported(jobs=(slow,))
    assert _row(PART, now) == "12,340 of ~50,000 · 24%"
    shown = markup.plain(texts.chat(_speech(), texts.Detail(PART, (), None), now))
    assert "Reading the history" not in shown


def test_two_accounts_are_told_apart() -> None:
    other = replace(ACCOUNT, id=UserId(8), name=None, username=None, reported_at=None)
    head = _head(_of(ACCOUNT, replace(other, username="deli"), other))
    assert "Ayşe: 📥 Collecting" in head
    assert "@deli: ⚠️ The collector is not running" in head
    assert "No name (8): ⚠️" in head


def test_the_title_counts_the_complete_chats() -> None:
    shown = texts.tracked(_speech(), texts.Listed([WHOLE], 1, 308, 12, 811), CALM)
    assert markup.plain(shown).startswith("💬 Chats I collect · 308 (12 complete)\n")


def test_without_a_chat_the_list_says_where_to_begin() -> None:
    assert "Choose them below" in _head(CALM)
    nothing = markup.plain(texts.tracked(_speech(), texts.Listed([], 1, 0, 0, 0), CALM))
    assert "kimdir collect" in nothing
    assert "kimdir collect" in texts.known(_speech(), 0)


def test_a_chat_has_everything_on_its_own_screen() -> None:
    chat = replace(
        PART,
        username="hood",
        is_forum=True,
        stale=4,
        verified_back_to=NOW - timedelta(days=200),
        synced_at=NOW - timedelta(minutes=3),
        members_count=340,
        members_known=120,
        members_note=MembersNote.HIDDEN,
    )
    detail = texts.Detail(chat, ("General", None, *("Jobs",) * 11), None)
    assert markup.plain(texts.chat(_speech(), detail, _reported(jobs=(_job(),)))) == (
        "Neighbours\n"
        "group · @hood · with topics\n"
        "\n"
        "12,340 of ~50,000 · 24%\n"
        "3 gaps to fill\n"
        "Older messages are being compared again: edits and deletions may have been missed while "
        "away.\n"
        "Complete and verified back to 5 May 2026\n"
        "Reading the history: 321/s · 4 min left\n"
        "Last looked at: 12:57\n"
        "\n"
        "120 of 340 members known by name\n"
        "The list is hidden; people appear when they write.\n"
        "\n"
        "13 topics\n"
        "• General\n"
        "• untitled topic\n" + "• Jobs\n" * 10 + "• and 1 more\n"
        "\n"
        "📥 Collecting · 12 of 60 requests/min"
    )


def test_an_old_group_says_what_it_became_and_an_untracked_one_that_it_is_not_collected() -> None:
    old = replace(WHOLE, tracked=False, migrated_to=ChatId(2), members_count=5)
    told = markup.plain(texts.chat(_speech(), texts.Detail(old, (), "New <home>"), CALM))
    assert "group · not collected\nbecame New <home>;" in told
    assert "12,340 stored\n✅ Nothing is missing." in told
    assert "\n5 members\n" in told
    nameless = texts.chat(_speech(), texts.Detail(old, (), None), CALM)
    assert "became <b>untitled chat</b>" in nameless


def test_a_chat_without_a_title_is_still_called_something() -> None:
    assert texts.title(_speech(), replace(CHAT, title="\u3164", username="hood")) == "@hood"
    assert texts.title(_speech(), replace(CHAT, title=None)) == "untitled (-1000000000077)"


def test_the_end_of_collecting_is_said_in_a_sentence() -> None:
    told = texts.finished(_speech(), (WHOLE, PART))
    assert told == "✅ Nothing is left to fetch: 1 of 2 chats complete, 24,680 messages stored."


BIGGEST: tuple[CallbackData, ...] = (
    keyboards.Tracked(number=999_999),
    keyboards.Known(number=999_999),
    keyboards.Switch(chat=ChatId(MOST), on=False, number=999_999),
    keyboards.Open(chat=ChatId(MOST), number=999_999),
    keyboards.Track(chat=ChatId(MOST), on=True, number=999_999),
    keyboards.Sync(on=True, number=999_999),
)


def test_every_button_is_among_the_biggest() -> None:
    kinds = {
        each
        for each in vars(keyboards).values()
        if isinstance(each, type) and issubclass(each, CallbackData) and each is not CallbackData
    }
    assert {type(each) for each in BIGGEST} == kinds


@pytest.mark.parametrize("data", BIGGEST, ids=lambda data: type(data).__name__)
def test_the_biggest_button_fits_and_comes_back_whole(data: CallbackData) -> None:
    assert len(data.pack().encode()) <= rehearsal.LONGEST_DATA
    assert type(data).unpack(data.pack()) == data


def _screens(speech: translation.Speech, title: str) -> Sequence[translation.Html]:
    wait = accounts.Wait(title, NOW + timedelta(days=400))
    busy = replace(
        REPORT,
        requests_last_minute=MOST,
        budget_per_minute=MOST,
        waits=(wait, wait, wait),
        jobs=(replace(_job(), done=MOST, per_second=1e9, left_seconds=MOST),),
        media_note=accounts.MediaNote.DISK_FULL,
        takeout_note=accounts.TakeoutNote.REFUSED,
    )
    account = replace(ACCOUNT, name=title, username=title, report=busy)
    now = _of(account, replace(account, lost_at=NOW, lost_reason=accounts.LostReason.BANNED))
    chat = replace(
        PART, title=title, username=title, stored=MOST - 1, total=MOST, stale=MOST, gaps=MOST
    )
    chat = replace(chat, members_count=MOST, members_known=MOST, synced_at=NOW, blocked=title)
    chat = replace(chat, members_note=MembersNote.ADMINS_ONLY, migrated_to=ChatId(2))
    page = [replace(chat, blocked=None), *(chat,) * 7]
    return (
        texts.tracked(speech, texts.Listed(page, 1, MOST, MOST, MOST), now),
        texts.known(speech, MOST),
        texts.chat(speech, texts.Detail(chat, (title,) * 100, title), now),
        texts.finished(speech, page),
    )


@pytest.mark.parametrize("language", list(Language))
def test_the_longest_values_fit_every_screen(language: Language) -> None:
    for shown in _screens(_speech(language), HOSTILE):
        assert 0 < markup.length(markup.plain(shown)) <= rehearsal.LONGEST_TEXT


@settings(max_examples=50)
@given(st.text(), st.sampled_from(Language))
def test_no_title_breaks_a_screen_or_a_button(title: str, language: Language) -> None:
    speech = _speech(language)
    for shown in _screens(speech, title):
        assert markup.plain(shown).strip()
    chat = replace(CHAT, title=title, username=title)
    assert len(texts.chat_button(speech, 8, chat)) <= 24
    assert len(texts.switch(speech, chat)) <= 40


@pytest.mark.parametrize("language", list(Language))
def test_every_note_and_state_has_its_words(language: Language) -> None:
    speech = _speech(language)
    for state in accounts.State:
        assert texts.tracked(speech, texts.Listed([], 1, 0, 0, 1), _reported(state=state))
    for takeout in accounts.TakeoutNote:
        assert [*collecting.lines(speech, _reported(takeout_note=takeout))]
    for lost in accounts.LostReason:
        gone = _of(replace(ACCOUNT, lost_at=NOW, lost_reason=lost))
        assert [*collecting.lines(speech, gone)]
    for note in MembersNote:
        for kind in ChatKind:
            chat = replace(CHAT, members_note=note, kind=kind)
            assert texts.chat(speech, texts.Detail(chat, (), None), CALM)
            assert texts.switch(speech, chat)
    for work in (accounts.Work.HISTORY, accounts.Work.READING_AGAIN):
        now = _reported(jobs=(replace(_job(), what=work),))
        assert "321" in texts.chat(speech, texts.Detail(PART, (), None), now)
    for reason in ("private", "left", "unseen"):
        assert texts.reason(speech, reason) != reason


@pytest.mark.parametrize("language", list(Language))
def test_a_line_fits_a_phone(language: Language) -> None:
    speech = _speech(language)
    busy = _reported(jobs=(_job(),))
    for chat, now in ((WHOLE, CALM), (PART, CALM), (PART, busy), (CHAT, CALM)):
        shown = markup.plain(texts.tracked(speech, texts.Listed([chat], 1, 1, 0, 1), now))
        assert max(map(len, shown.split("\n"))) <= 40


@pytest.mark.parametrize("number", [0, 1, 2])
def test_lists_have_eight_chats_a_page_and_say_which_page_it_is(number: int) -> None:
    chats = [replace(CHAT, chat_id=ChatId(place)) for place in range(1, 18)]
    made = keyboards.tracked(_speech(), chats, number, 40, syncing=True)
    labels = [each.text for row in made.inline_keyboard for each in row]
    assert f"{number + 1} / 3" in labels
    assert sum("Neighbours" in label for label in labels) == (8, 8, 1)[number]
    assert ("◀ Previous" in labels) is (number > 0)
    assert ("Next ▶" in labels) is (number < 2)
    assert "➕ Choose chats (40)" in labels

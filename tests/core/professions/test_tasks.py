"""Everybody is read offline at once, and the most useful people by models, within limits."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina

from core import clock, db
from core.ai import asking
from core.ai.chain import breakers, patience
from core.models import Profile, ProfileState, UserId
from core.professions import queries, service, tasks, values
from core.professions.asking.values import CLAIMED, Estimate, Round
from core.professions.values import Analysed
from core.taxonomy.values import ProfessionSlug, SectorSlug
from tests import stored
from tests.core.ai.purse import TOMORROW, Purse
from tests.core.professions.world import (
    LLAMA,
    OFFLINE,
    OWN,
    PLAN,
    TALK,
    TAXONOMY,
    UNKNOWN,
    Office,
    job,
)
from tests.world.models.models import Models
from tests.world.models.scripts import No
from tests.world.models.values import Provider

CODER = job("software developer", "it_telecom", "two hours of debugging", "we deploy on fridays")
SIGNED = f"{OWN} professions 1"
NEWS = (
    "the new backend is slower than the old one, back to profiling",
    "who broke the build again? the tests on main are all red",
    "merged the branch at last, now the release can go out",
)


@pytest.fixture
def office(database: db.Database, models: Models) -> Office:
    models.say(LLAMA, CODER)
    return Office(database, models)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
        yield


async def talker(office: Office, number: int = 1, *texts: str) -> UserId:
    """Somebody who talks of the trade, in a chat of their own."""
    chat_id = await stored.chat(office.database, peer=-1000 - number)
    user_id = await stored.person(office.database, number, f"Ada {number}")
    await stored.says(office.database, chat_id, user_id, 1, *(texts or TALK))
    return user_id


@pytest.fixture
async def coder(office: Office) -> UserId:
    return await talker(office)


async def later(office: Office, user_id: UserId) -> None:
    """Two days pass."""
    passed = timedelta(days=2)
    await office.change(user_id, model_read_at=Profile.model_read_at - passed)
    await stored.ages(office.database, passed)


async def adds(office: Office, user_id: UserId, *texts: str) -> None:
    chat_id = await stored.chat(office.database, peer=-5)
    await stored.says(office.database, chat_id, user_id, 50, *texts)


async def test_a_model_reads_whom_the_offline_reader_has_read(
    office: Office, coder: UserId
) -> None:
    done = await office.read()
    assert (done.offline.people, done.models, done.asked) == (1, Analysed(1, 1), 1)
    assert done.again is None
    profile = await office.profile(coder)
    assert (profile.state, profile.profession) == (ProfileState.GUESS, "software_developer")
    assert profile.model_reader == profile.reader == SIGNED
    assert set(await office.quotes(coder)) == {"two hours of debugging", "we deploy on fridays"}
    (row,) = office.purse.rows
    assert row.call.sent.people == (coder,)
    assert {len(ids) for ids in row.call.sent.messages.values()} == {len(TALK)}


async def test_without_models_everybody_is_read_offline(office: Office, coder: UserId) -> None:
    done = await office.read(names="offline")
    assert (done.offline.people, done.models, done.asked) == (1, Analysed(), 0)
    assert (await office.profile(coder)).model_reader is None
    assert not office.models.asked


async def test_nobody_is_asked_about_twice_for_the_same_words(
    office: Office, coder: UserId
) -> None:
    await office.read()
    await later(office, coder)
    done = await office.read()
    assert (done.asked, done.offline.people) == (0, 0)
    assert len(office.models.asked) == 1
    assert len(await office.readings(coder)) == 2


async def test_a_silent_model_is_believed(office: Office, coder: UserId) -> None:
    office.models.say(LLAMA, UNKNOWN)
    assert (await office.read()).models == Analysed(people=1, unknown=1)
    assert (await office.profile(coder)).model_reader == SIGNED


async def test_a_silent_model_takes_no_plain_word_away(office: Office) -> None:
    office.models.say(LLAMA, UNKNOWN)
    nurse = await talker(office, 3, *TALK, "I'm a nurse, and I work nights this week")
    await office.read()
    profile = await office.profile(nurse)
    assert (profile.profession, profile.reader) == ("nurse", OFFLINE.name)
    assert (await office.read()).asked == 0


async def test_a_person_is_read_again_a_day_later_with_enough_new_lines(
    office: Office, coder: UserId
) -> None:
    await office.read()
    await adds(office, coder, *NEWS)
    assert (await office.read()).asked == 0, "not on the same day"
    await later(office, coder)
    done = await office.read()
    assert (done.asked, done.offline.people) == (1, 0)


async def test_two_new_lines_are_not_enough(office: Office, coder: UserId) -> None:
    await office.read()
    await later(office, coder)
    await adds(office, coder, *NEWS[:2], "ok", "😀", NEWS[0])
    assert (await office.read()).asked == 0
    profile = await office.profile(coder)
    assert profile.heard_by_model == profile.heard


async def test_a_new_model_reads_everybody_anew(office: Office, coder: UserId) -> None:
    await office.read()
    await office.change(coder, model_reader="ollama:older professions 1")
    await later(office, coder)
    assert (await office.read()).asked == 1


async def test_somebody_whose_quote_was_deleted_is_read_anew(
    office: Office, coder: UserId
) -> None:
    await office.read()
    await later(office, coder)
    await stored.deletes(office.database, coder, "we deploy")
    office.models.say(LLAMA, UNKNOWN)
    assert (await office.read()).models == Analysed(people=1, unknown=1)


async def test_without_models_who_said_something_new_is_read_offline_again(
    office: Office, coder: UserId
) -> None:
    await office.read()
    assert (await office.read(names="offline")).offline.people == 0
    await adds(office, coder, "I'm a nurse, by the way")
    assert (await office.read(names="offline")).offline.people == 1
    profile = await office.profile(coder)
    assert (profile.profession, profile.model_reader) == ("nurse", None)
    await later(office, coder)
    assert (await office.read()).asked == 1, "to the model they are unread again"


async def test_a_reading_that_says_nothing_new_is_not_stored_again(
    office: Office, coder: UserId
) -> None:
    await office.read(names="offline")
    await adds(office, coder, "ok")
    assert (await office.read(names="offline")).offline.people == 1
    assert len(await office.readings(coder)) == 1
    assert (await office.read(names="offline")).offline.people == 0


async def test_who_has_too_few_messages_is_not_sent(office: Office) -> None:
    await talker(office, 4, *TALK[:2])
    assert (await office.read()).asked == 0
    assert not office.models.asked


async def test_one_clear_declaration_is_enough_to_be_asked_about(office: Office) -> None:
    office.models.say(LLAMA, job("nurse", "healthcare", "I'm a nurse"))
    nurse = await talker(office, 5, "I'm a nurse, hello everybody")
    assert (await office.read()).models == Analysed(1, 1)
    assert (await office.profile(nurse)).reader == SIGNED


@pytest.mark.parametrize("fields", [{"is_bot": True}, {"ignored_at": datetime.now(UTC)}])
async def test_bots_and_ignored_people_are_never_sent(
    office: Office, fields: dict[str, Any]
) -> None:
    chat_id = await stored.chat(office.database)
    user_id = await stored.person(office.database, 6, "Nobody", **fields)
    await stored.says(office.database, chat_id, user_id, 1, *TALK)
    await office.change(user_id, state=ProfileState.UNKNOWN)
    assert (await office.read()).asked == 0
    assert await office.person(user_id, force=True) is None


async def test_whom_the_owner_confirmed_is_not_sent(office: Office, coder: UserId) -> None:
    await office.read(names="offline")
    async with office.database.write() as session:
        label = values.Label(SectorSlug("law"), ProfessionSlug("lawyer"))
        await service.correct(session, coder, label)
    assert (await office.read()).asked == 0


async def test_an_ignored_neighbours_words_are_no_context(office: Office) -> None:
    chat_id = await stored.chat(office.database)
    other = await stored.person(office.database, 7, "Ignored")
    user_id = await stored.person(office.database, 8, "Ada")
    await stored.says(office.database, chat_id, other, 1, "secret words of somebody ignored")
    await stored.says(office.database, chat_id, user_id, 10, *TALK)
    await stored.says(
        office.database, chat_id, user_id, 20, "yes, just like anybody else here", reply_to=1
    )
    await office.ignore(other)
    await office.read()
    (asked,) = office.models.asked
    assert "yes, just like anybody else here" in asked.user
    assert "secret" not in asked.user
    assert office.purse.rows[0].call.sent.people == (user_id,)


async def test_a_neighbours_words_go_along_where_the_own_ones_are_short(office: Office) -> None:
    chat_id = await stored.chat(office.database)
    other = await stored.person(office.database, 7, "Eve")
    user_id = await stored.person(office.database, 8, "Ada")
    await stored.says(office.database, chat_id, other, 1, "what do you all do for a living?")
    await stored.says(office.database, chat_id, user_id, 10, *TALK)
    await stored.says(office.database, chat_id, user_id, 20, "yes, I do code", reply_to=1)
    await office.read()
    (asked,) = [each for each in office.models.asked if "yes, I do code" in each.user]
    assert "1< what do you all do for a living?\n1: yes, I do code" in asked.user
    call = office.purse.rows[0].call
    assert call.sent.people == (user_id, other)
    assert 1 in call.sent.messages[chat_id]


async def test_the_owners_day_has_its_number_of_people(office: Office) -> None:
    people = [await talker(office, number) for number in range(1, 5)]
    done = await office.read(replace(PLAN, people_per_day=3))
    assert done.asked == 3
    assert done.again is not None
    assert done.again.astimezone(PLAN.zone).hour == 0
    assert timedelta(0) < done.again - clock.now() <= timedelta(days=1, hours=1)
    assert (await office.read(replace(PLAN, people_per_day=3))).asked == 0
    await later(office, people[0])
    assert (await office.read(replace(PLAN, people_per_day=3))).asked == 1


async def test_a_run_may_be_limited_to_some_people(office: Office) -> None:
    for number in range(1, 4):
        await talker(office, number)
    done = await office.read(replace(PLAN, most=2))
    assert (done.asked, done.again) == (2, None)


async def test_the_unsure_and_active_come_first(office: Office) -> None:
    sure = await talker(office, 1, *TALK, "I'm a software developer")
    silent = await talker(office, 2)
    await stored.last_spoke(office.database, silent, clock.now() - timedelta(days=90))
    active = await talker(office, 3)
    office.models.say(LLAMA, UNKNOWN)
    await office.read(names="offline")
    await office.change(sure, state=ProfileState.GUESS, confidence=95)
    order = []
    for _ in range(3):
        await office.read(replace(PLAN, most=1))
        order.append(office.purse.rows[-1].call.sent.people[0])
    assert order == [active, silent, sure]


async def test_a_spent_budget_ends_the_round_and_nobody_is_lost(office: Office) -> None:
    for number in range(1, 9):
        await talker(office, number)
    office.purse.room = 2
    done = await office.read()
    assert (done.models.people, done.again) == (2, TOMORROW)
    office.purse.room = 100
    assert (await office.read()).models.people == 6


async def test_models_that_cannot_be_reached_end_the_round_and_nobody_is_lost(
    office: Office, coder: UserId
) -> None:
    office.models.down(Provider.OLLAMA)
    done = await office.read()
    assert done.again is not None
    assert (done.asked, (await office.profile(coder)).model_read_at) == (0, None)
    office.models.up(Provider.OLLAMA)
    assert (await office.read()).models.people == 1


async def test_with_offline_in_the_chain_a_dead_model_costs_few_people_their_turn(
    office: Office,
) -> None:
    for number in range(1, 9):
        await talker(office, number)
    office.models.down(Provider.OLLAMA)
    done = await office.read(names=f"{OWN},offline")
    assert done.again is not None
    assert done.asked < breakers.THRESHOLD
    office.models.up(Provider.OLLAMA)
    assert (await office.read()).models.people == 8 - done.asked


async def test_what_a_model_refuses_is_not_asked_again_today(
    office: Office, coder: UserId
) -> None:
    office.models.refuse(LLAMA, No.WORDS, times=None)
    done = await office.read()
    assert (done.asked, done.models.people, done.again) == (1, 0, None)
    profile = await office.profile(coder)
    assert (profile.model_reader, profile.reader) == (None, OFFLINE.name)
    asked = len(office.models.asked)
    assert (await office.read()).asked == 0
    assert len(office.models.asked) == asked


async def test_two_workers_do_not_pay_twice_for_one_person(office: Office) -> None:
    for number in range(1, 7):
        await talker(office, number)
    await office.read(names="offline")
    rounds = await asyncio.gather(office.read(), office.read())
    assert sum(each.asked for each in rounds) == 6
    asked = [row.call.sent.people[0] for row in office.purse.rows]
    assert len(asked) == len(set(asked)) == 6


async def test_two_workers_keep_to_one_number_of_people(office: Office) -> None:
    for number in range(1, 7):
        await talker(office, number)
    await office.read(names="offline")
    plan = replace(PLAN, people_per_day=4)
    rounds = await asyncio.gather(office.read(plan), office.read(plan))
    assert sum(each.asked for each in rounds) == 4


async def test_whom_a_dead_worker_had_taken_is_taken_over(office: Office, coder: UserId) -> None:
    await office.read(names="offline")
    now = clock.now()
    await office.change(coder, heard_by_model=CLAIMED, model_read_at=now)
    assert (await office.read()).asked == 0
    await office.change(coder, model_read_at=now - timedelta(hours=1))
    assert (await office.read()).asked == 1
    assert (await office.profile(coder)).model_reader == SIGNED


async def test_somebody_ignored_while_a_model_thinks_is_not_stored(
    office: Office, coder: UserId
) -> None:
    await office.read(names="offline")

    class Slow(Purse):
        async def reserve(self, call: asking.Call) -> int:
            await office.ignore(coder)
            return await super().reserve(call)

    slow = replace(office, purse=Slow())
    assert (await slow.read()).models == Analysed()
    assert len(await office.readings(coder)) == 1


async def test_a_quote_edited_away_while_a_model_thinks_is_not_stored(
    office: Office, coder: UserId
) -> None:
    await office.read(names="offline")

    class Slow(Purse):
        async def reserve(self, call: asking.Call) -> int:
            await stored.deletes(office.database, coder, "we deploy")
            return await super().reserve(call)

    assert (await replace(office, purse=Slow()).read()).models == Analysed()
    assert len(await office.readings(coder)) == 1


async def test_one_person_is_read_by_hand(office: Office, coder: UserId) -> None:
    await office.read()
    assert await office.person(coder) is None, "nothing new"
    read = await office.person(coder, force=True)
    assert read is not None
    assert read.outcome.state is values.State.GUESS
    assert await office.person(UserId(404)) is None


async def test_everybody_is_read_again_when_the_owner_says_so(
    office: Office,
) -> None:
    await talker(office)
    await office.read()
    assert (await office.read(replace(PLAN, again=True))).asked == 1


async def test_who_reads_everybody_again_goes_on_with_those_who_wait_longest(
    office: Office,
) -> None:
    for number in range(1, 4):
        await talker(office, number)
    await office.read()
    before = len(office.purse.rows)
    for _ in range(3):
        await office.read(replace(PLAN, again=True, most=1))
    asked = [row.call.sent.people for row in office.purse.rows[before:]]
    assert sorted(asked) == [(1,), (2,), (3,)]


async def test_whom_a_model_falls_over_holds_nobody_up_and_has_a_turn_the_next_day(
    office: Office,
) -> None:
    first, second = [await talker(office, number) for number in (1, 2)]
    office.models.fail(LLAMA, 500, times=2 * patience.ATTEMPTS)
    done = await office.read()
    assert (done.asked, done.again) == (2, None)
    assert (await office.read()).asked == 0
    for each in (first, second):
        await later(office, each)
    assert (await office.read()).asked == 2


async def test_the_price_of_a_round_is_told_before(office: Office) -> None:
    for number in range(1, 4):
        await talker(office, number)
    await office.read(names="offline")
    async with office.chain(f"google:gemini-2.5-flash,{OWN}") as asked:
        told = await tasks.estimate(office.database, OFFLINE, asked, TAXONOMY, PLAN)
        limited = await tasks.estimate(
            office.database, OFFLINE, asked, TAXONOMY, replace(PLAN, most=1)
        )
    assert (told.people, told.messages, told.model) == (3, 12, "google:gemini-2.5-flash")
    assert told.tokens > 3 * 500
    assert 0 < told.price < 30_000
    assert (limited.people, limited.messages) == (1, 4)
    assert not office.models.asked


async def test_offline_costs_nothing(office: Office) -> None:
    await talker(office)
    async with office.chain("offline") as asked:
        told = await tasks.estimate(office.database, OFFLINE, asked, TAXONOMY, PLAN)
    assert told == Estimate(1, 0, 0, 0, 0, None)
    async with office.chain() as asked:
        nobody = await tasks.estimate(office.database, OFFLINE, asked, TAXONOMY, PLAN)
    assert nobody == told, "whom nobody has read yet, no model is asked about"


async def test_who_has_said_too_little_that_is_new_costs_nothing(
    office: Office, coder: UserId
) -> None:
    await office.read()
    await later(office, coder)
    await adds(office, coder, "ok")
    async with office.chain() as asked:
        told = await tasks.estimate(office.database, OFFLINE, asked, TAXONOMY, PLAN)
    assert (told.people, told.tokens) == (0, 0)
    assert await office.person(coder) is None


async def test_who_has_not_a_word_worth_reading_is_not_sent(office: Office) -> None:
    user_id = await talker(office, 3, "ok", "👍", "/start", "yes")
    assert (await office.read()).asked == 0
    assert (await office.profile(user_id)).heard_by_model is not None


async def test_somebody_ignored_while_they_are_read_offline_is_not_stored(
    office: Office, coder: UserId, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = queries.own_words

    async def slowly(*asked: Any) -> Any:
        said = await fetch(*asked)
        await office.ignore(coder)
        return said

    monkeypatch.setattr(queries, "own_words", slowly)
    assert (await office.read(names="offline")).offline.people == 1
    assert await office.readings(coder) == []


async def test_progress_is_told_person_by_person(office: Office) -> None:
    for number in range(1, 4):
        await talker(office, number)
    heard: list[Round] = []
    await office.read(progress=heard.append)
    assert [each.models.people for each in heard] == [0, 1, 2, 3]


async def test_a_round_that_is_stopped_gives_its_people_back(
    office: Office, coder: UserId
) -> None:
    await office.read(names="offline")
    asked = asyncio.Event()

    class Slow(Purse):
        async def reserve(self, call: asking.Call) -> int:
            asked.set()
            await asyncio.Event().wait()
            return await super().reserve(call)

    reading = asyncio.ensure_future(replace(office, purse=Slow()).read())
    await asked.wait()
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert (await office.profile(coder)).model_read_at is None
    assert (await office.read()).models.people == 1

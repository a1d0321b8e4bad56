"""The loop that learns: from corrections to a reader that is provably better."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update

from core import clock, db
from core.ai.offline.classifier import training
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.learning import queries, rules, service, tasks
from core.learning.values import Figures, Idle, Learned, Score
from core.models import Classifier, Correction, User, UserId
from core.professions import queries as spoken
from core.professions import rules as professions
from core.professions import service as words
from core.professions.values import Label, Wanted
from core.taxonomy.values import SectorSlug
from tests import stored
from tests.core.learning import trades

TAXONOMY = trades.small()
DRIVER = trades.corpus(*trades.talk("transport_logistics", 999))


async def _learn(
    database: db.Database, reader: words.Reader = trades.NOTHING, *, force: bool = False
) -> Learned | None:
    return await tasks.learn(database, reader, TAXONOMY, force=force)


async def _live(database: db.Database) -> words.Reader:
    async with database.read() as session:
        return await service.live(session, trades.NOTHING, TAXONOMY)


async def _count(database: db.Database, table: type[Classifier | Correction]) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_trade_with_a_slang_of_its_own_is_known_from_thirty_corrections_on(
    database: db.Database,
) -> None:
    await trades.corrected(database, await stored.chat(database), 30)
    assert (await _live(database)).name == "offline 1"
    learned = await _learn(database)
    assert learned is not None
    assert learned == Learned(
        learned.id, Figures(30, Score(0.0, 0.0), Score(1.0, 0.0)), True, None
    )
    reader = await _live(database)
    assert reader.name == f"offline 1 + learned {learned.id}"
    assert reader.read(DRIVER).candidates[0].sector == "transport_logistics"


async def test_with_twenty_nine_it_only_gets_ready(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 29)
    learned = await _learn(database)
    assert learned is not None
    assert (learned.figures.corrections, learned.live, learned.idle) == (29, False, Idle.TOO_FEW)
    assert (await _live(database)).name == "offline 1"


async def test_what_is_not_better_never_goes_live(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 30, slang=False)
    learned = await _learn(database)
    assert learned is not None
    assert (learned.live, learned.idle) == (False, Idle.NOT_BETTER)
    assert (await _live(database)).name == "offline 1"


async def test_the_stored_figures_are_those_of_a_recomputation(database: db.Database) -> None:
    guess = Verdict((Candidate(None, SectorSlug("law"), 60),))
    lawyers = words.Reader("offline 1", lambda said: _quoting(said, guess))
    people = await trades.corrected(database, await stored.chat(database), 36)
    await _learn(database, lawyers)
    async with database.read() as session:
        row = (await session.scalars(select(Classifier))).one()
        said = await spoken.own_words(session, people, 1000)
    cases = [
        trades.case(
            trades.corpus(*(each.text for each in said[user_id])),
            trades.SECTORS[user_id % 3],
            verdict=guess,
        )
        for user_id in people
    ]
    verdicts = training.held_out(training.prepare(cases, TAXONOMY))
    score = rules.score(verdicts, [case.sector for case in cases])
    assert (row.after, row.wrong_after) == (score.right, score.wrong)
    assert (row.corrections, row.before, row.wrong_before) == (36, 1 / 3, 2 / 3)
    assert row.learned_from == people


async def test_confirmations_count_and_undone_corrections_do_not(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    people = await trades.corrected(database, chat_id, 31)
    async with database.write() as session:
        correction = await spoken.standing_correction(session, people[0])
        assert correction is not None
        await words.undo(session, people[0], correction.id)
        guess = Verdict((Candidate(None, SectorSlug("law"), 99),))
        confirmed = await stored.person(database, 90, "Deniz", bio="grobbet")
    await stored.says(database, chat_id, confirmed, 9000, *trades.talk("law", 90))
    reader = words.Reader("test", lambda said: _quoting(said, guess))
    wanted = Wanted("test", 1)
    await words.read_due(database, reader, wanted, lambda _: None)
    async with database.write() as session:
        reading = await spoken.newest_reading(session, confirmed)
        assert reading is not None
        await words.confirm(session, confirmed, reading.id)
    learned = await _learn(database)
    assert learned is not None
    assert learned.figures.corrections == 31
    async with database.read() as session:
        row = (await session.scalars(select(Classifier))).one()
    assert confirmed in row.learned_from
    assert people[0] not in row.learned_from
    assert await _count(database, Correction) == 32


def _quoting(said: Corpus, verdict: Verdict) -> Verdict:
    quote = Quote(QuoteKind.MESSAGE, 0, said.lines[0].text, ())
    return Verdict(verdict.candidates, (quote,))


async def test_own_words_under_a_sector_count_for_the_sector(database: db.Database) -> None:
    people = await trades.corrected(database, await stored.chat(database), 30)
    for user_id in people:
        label = Label(trades.SECTORS[user_id % 3], own_words="Vintler")
        async with database.write() as session:
            await words.correct(session, user_id, label)
    learned = await _learn(database)
    assert learned is not None
    assert learned.figures == Figures(30, Score(0.0, 0.0), Score(1.0, 0.0))


async def test_ignored_people_teach_nothing(database: db.Database) -> None:
    people = await trades.corrected(database, await stored.chat(database), 4)
    async with database.write() as session:
        await session.execute(
            update(User).where(User.id == people[0]).values(ignored_at=clock.now())
        )
    learned = await _learn(database)
    assert learned is not None
    assert learned.figures.corrections == 3


async def test_it_learns_again_only_when_there_is_news(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    with time_machine.travel(stored.NOON, tick=False) as at:
        await trades.corrected(database, chat_id, 4)
        at.shift(timedelta(seconds=1))
        assert await _learn(database) is not None
        at.shift(timedelta(days=1))
        assert await _learn(database) is None
        await trades.corrected(database, chat_id, 1, first=10)
        at.shift(timedelta(seconds=1))
        assert await _learn(database) is not None
        at.shift(timedelta(minutes=1))
        await trades.corrected(database, chat_id, 9, first=20)
        assert await _learn(database) is None
        await trades.corrected(database, chat_id, 1, first=40)
        at.shift(timedelta(hours=1))
        assert await _learn(database) is not None
        at.shift(timedelta(hours=1))
        async with database.write() as session:
            correction = await spoken.standing_correction(session, UserId(40))
            assert correction is not None
            await words.undo(session, UserId(40), correction.id)
        assert await _learn(database) is None
        await stored.says(database, chat_id, UserId(1), 50_000, *["hello"] * 1000)
        at.shift(timedelta(seconds=1))
        assert await _learn(database) is not None
        assert await _learn(database) is None
        assert await _learn(database, force=True) is not None


async def test_without_corrections_there_is_nothing_to_learn(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 1)
    assert await _learn(database, force=True) is None


async def test_two_workers_at_once_learn_once(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 30)
    other = db.Database(database.engine.url.render_as_string(hide_password=False))
    learned = await asyncio.gather(_learn(database), _learn(other))
    await other.close()
    assert sum(each is not None for each in learned) == 1
    assert await _count(database, Classifier) == 1


async def test_the_loop_lives_while_it_learns(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 30)
    loop, longest, stop = asyncio.get_running_loop(), 0.0, asyncio.Event()

    async def beat() -> None:
        nonlocal longest
        while not stop.is_set():
            before = loop.time()
            await asyncio.sleep(0.01)
            longest = max(longest, loop.time() - before)

    async def learn() -> None:
        await _learn(database)
        stop.set()

    await asyncio.gather(beat(), learn())
    assert longest < 1.0


async def test_old_versions_go_but_the_live_one_stays(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 30)
    first = await _learn(database)
    assert first is not None
    async with database.write() as session:
        for _ in range(12):
            await queries.add(
                session, clock.now(), Figures(30, Score(0.5, 0), Score(0.4, 0)), [], b"", 0
            )
        await queries.prune(session, tasks.KEPT)
    async with database.read() as session:
        left = await service.list_versions(session)
    assert len(left) == tasks.KEPT + 1
    assert [each.id for each in left if each.live] == [first.id]


async def test_nothing_is_kept_of_somebody_erased_while_it_learned(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await trades.corrected(database, await stored.chat(database), 5)
    gather = tasks._gather

    async def erasing(*given: Any) -> None:
        await gather(*given)
        async with database.write() as session:
            await session.execute(
                update(User).where(User.id == people[0]).values(ignored_at=clock.now())
            )

    monkeypatch.setattr(tasks, "_gather", erasing)
    assert await _learn(database) is None
    assert await _count(database, Classifier) == 0


async def test_a_newer_version_must_beat_the_live_one(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    await trades.corrected(database, chat_id, 30)
    first = await _learn(database)
    await trades.corrected(database, chat_id, 12, first=40)
    second = await _learn(database)
    assert first is not None
    assert second is not None
    assert second.figures == Figures(42, Score(1.0, 0.0), Score(1.0, 0.0))
    assert (second.live, second.idle) == (False, Idle.NOT_BETTER)
    assert (await _live(database)).name.endswith(f"learned {first.id}")


async def test_the_reader_quotes_what_stands_there(database: db.Database) -> None:
    await trades.corrected(database, await stored.chat(database), 30)
    await _learn(database)
    verdict = (await _live(database)).read(DRIVER)
    assert verdict.evidence
    assert professions.checked(verdict, DRIVER) == verdict

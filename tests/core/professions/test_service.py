"""People are read, and the owner's word counts over every reading."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core import db
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.models import (
    Correction,
    CorrectionId,
    Evidence,
    EvidenceKind,
    Profile,
    ProfileSource,
    ProfileState,
    Reading,
    ReadingId,
    User,
    UserId,
)
from core.professions import service, values
from core.taxonomy.values import ProfessionSlug, SectorSlug
from tests import stored

LAWYER = values.Label(SectorSlug("law"), ProfessionSlug("lawyer"))
NURSE = values.Label(SectorSlug("healthcare"), ProfessionSlug("nurse"))
BEEKEEPER = values.Label(SectorSlug("agriculture_environment"), own_words="Arıcı Dede")
CHATTER = ("Merhaba", "bugün hava güzel", "teşekkürler", "görüşürüz")


def _reader(word: str, label: values.Label, name: str = "test 1") -> service.Reader:
    """A reader that takes whoever says the word for what the label says."""

    def read(corpus: Corpus) -> Verdict:
        quotes = [
            Quote(QuoteKind.MESSAGE, line.number, line.text, (word,))
            for line in corpus.lines
            if word in line.text
        ]
        if corpus.bio and word in corpus.bio:
            quotes.append(Quote(QuoteKind.BIO, None, corpus.bio, (word,)))
        if not quotes:
            return Verdict()
        return Verdict((Candidate(label.profession, label.sector, 95),), tuple(quotes), True)

    return service.Reader(name, read)


AVUKAT = _reader("avukat", LAWYER)


async def _analyse(
    database: db.Database,
    reader: service.Reader = AVUKAT,
    minimum: int = 5,
    *,
    again: bool = False,
) -> values.Analysed:
    wanted = values.Wanted(reader.name, minimum, again)
    return await service.read_due(database, reader, wanted, lambda _: None)


async def _profile(database: db.Database, user_id: UserId) -> Profile:
    async with database.read() as session:
        return await session.get_one(Profile, user_id)


async def _newest_reading(database: db.Database, user_id: UserId) -> ReadingId:
    async with database.read() as session:
        found = await session.scalar(
            select(func.max(Reading.id)).where(Reading.user_id == user_id)
        )
    assert found is not None
    return ReadingId(found)


async def _standing(database: db.Database, user_id: UserId) -> CorrectionId:
    async with database.read() as session:
        found = await session.scalar(
            select(func.max(Correction.id)).where(
                Correction.user_id == user_id, Correction.undone_at.is_(None)
            )
        )
    assert found is not None
    return CorrectionId(found)


async def _correct(database: db.Database, user_id: UserId, label: values.Label) -> None:
    async with database.write() as session:
        await service.correct(session, user_id, label)


async def _undo(database: db.Database, user_id: UserId, correction: CorrectionId) -> None:
    async with database.write() as session:
        await service.undo(session, user_id, correction)


@pytest.fixture
async def lawyer(database: db.Database) -> UserId:
    chat_id = await stored.chat(database)
    user_id = await stored.person(database, 1, "Ayşe")
    await stored.says(database, chat_id, user_id, 1, *CHATTER, "Ben avukatım, yazabilirsiniz")
    return user_id


async def test_a_guess_keeps_its_evidence_with_the_message(
    database: db.Database, lawyer: UserId
) -> None:
    assert await _analyse(database) == values.Analysed(people=1, guesses=1)
    profile = await _profile(database, lawyer)
    assert (profile.state, profile.source) == (ProfileState.GUESS, ProfileSource.AI)
    assert (profile.profession, profile.sector) == ("lawyer", "law")
    async with database.read() as session:
        proof = (await session.scalars(select(Evidence))).one()
    assert (proof.kind, proof.message_id) == (EvidenceKind.MESSAGE, 5)
    assert proof.quote in "Ben avukatım, yazabilirsiniz"


async def test_what_was_too_unsure_to_say_is_kept_to_choose_from(
    database: db.Database, lawyer: UserId
) -> None:
    def unsure(corpus: Corpus) -> Verdict:
        sure = AVUKAT.read(corpus)
        return replace(
            sure, candidates=tuple(replace(each, confidence=5) for each in sure.candidates)
        )

    await _analyse(database, service.Reader("unsure 1", unsure))
    profile = await _profile(database, lawyer)
    assert (profile.state, profile.sector) == (ProfileState.UNKNOWN, None)
    async with database.read() as session:
        reading = (await session.scalars(select(Reading))).one()
        assert await session.scalar(select(func.count()).select_from(Evidence)) == 0
    assert (reading.profession, reading.sector, reading.confidence) == (None, None, None)
    assert [each["sector"] for each in reading.alternatives] == ["law"]


async def test_a_bio_is_evidence_of_its_own_kind(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    user_id = await stored.person(database, 1, "Ayşe", bio="avukat, Ankara")
    await stored.says(database, chat_id, user_id, 1, *CHATTER, "ok")
    await _analyse(database)
    async with database.read() as session:
        proof = (await session.scalars(select(Evidence))).one()
    assert (proof.kind, proof.message_id, proof.quote) == (
        EvidenceKind.BIO,
        None,
        "avukat, Ankara",
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"is_forward": True},
        {"deleted_at": stored.NOON},
        {"via_bot": "@gif"},
        {"entities": [{"type": "blockquote", "offset": 0, "length": 28}]},
    ],
    ids=["forward", "deleted", "via a bot", "quoting somebody"],
)
async def test_words_that_are_not_their_own_are_not_read(
    database: db.Database, fields: dict[str, object]
) -> None:
    chat_id = await stored.chat(database)
    user_id = await stored.person(database, 1, "Ayşe")
    await stored.says(database, chat_id, user_id, 1, *CHATTER, "iyi")
    await stored.says(database, chat_id, user_id, 6, "Ben avukatım, yazabilirsiniz", **fields)
    await _analyse(database)
    assert (await _profile(database, user_id)).state is ProfileState.UNKNOWN


async def test_what_somebody_else_asked_is_known_to_the_reader(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    asker = await stored.person(database, 1, "Ali")
    user_id = await stored.person(database, 2, "Ayşe")
    await stored.says(database, chat_id, asker, 1, "ne iş yapıyorsun?")
    await stored.says(database, chat_id, user_id, 2, "avukat", reply_to=1)
    await stored.says(database, chat_id, user_id, 3, "kendime cevap", reply_to=2)
    seen: list[Corpus] = []

    def read(corpus: Corpus) -> Verdict:
        seen.append(corpus)
        return Verdict()

    await _analyse(database, service.Reader("test", read))
    assert [line.answers for line in seen[1].lines] == [None, "ne iş yapıyorsun?"]


@pytest.mark.usefixtures("lawyer")
async def test_an_unchanged_person_is_not_read_twice(database: db.Database) -> None:
    await _analyse(database)
    assert await _analyse(database) == values.Analysed()


async def test_new_words_or_a_new_reader_make_a_person_due_again(
    database: db.Database, lawyer: UserId
) -> None:
    await _analyse(database)
    newer = _reader("avukat", NURSE, name="test 2")
    assert (await _analyse(database, newer)).people == 1
    chat_id = await stored.chat(database, peer=-1000000000078)
    await stored.says(database, chat_id, lawyer, 1, "yeni mesaj")
    assert (await _analyse(database, newer)).people == 1
    assert (await _analyse(database, newer, again=True)).people == 1


async def test_people_with_too_little_are_read_when_less_is_enough(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    user_id = await stored.person(database, 1, "Ayşe")
    await stored.says(database, chat_id, user_id, 1, "selam", "iyi günler")
    await _analyse(database)
    assert (await _profile(database, user_id)).state is ProfileState.INSUFFICIENT
    assert (await _analyse(database, minimum=3)).people == 0
    assert (await _analyse(database, minimum=2)).people == 1
    assert (await _profile(database, user_id)).state is ProfileState.UNKNOWN
    assert (await _analyse(database, minimum=2)).people == 0


async def test_ignored_people_and_bots_are_never_read(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    ignored = await stored.person(database, 1, "Ali", ignored_at=stored.NOON)
    bot = await stored.person(database, 2, "Bot", is_bot=True)
    for number, user_id in enumerate((ignored, bot)):
        await stored.says(database, chat_id, user_id, number * 10 + 1, *CHATTER, "avukat")
    assert (await _analyse(database)).people == 0


async def test_a_run_over_many_people_reports_as_it_goes(database: db.Database) -> None:
    for number in range(1, 121):
        await stored.person(database, number, f"Person {number}")
    seen: list[int] = []
    wanted = values.Wanted(AVUKAT.name, 5)
    done = await service.read_due(
        database, AVUKAT, wanted, lambda so_far: seen.append(so_far.people)
    )
    assert (done.people, done.insufficient) == (120, 120)
    assert seen == [50, 100, 120]


async def test_the_owner_confirms_a_guess(database: db.Database, lawyer: UserId) -> None:
    await _analyse(database)
    async with database.write() as session:
        await service.confirm(session, lawyer, await _newest_reading(database, lawyer))
    profile = await _profile(database, lawyer)
    assert (profile.state, profile.source) == (ProfileState.CONFIRMED, ProfileSource.OWNER)
    assert profile.profession == "lawyer"


async def test_a_guess_that_changed_is_not_confirmed_by_an_old_button(
    database: db.Database, lawyer: UserId
) -> None:
    await _analyse(database)
    old = await _newest_reading(database, lawyer)
    await _analyse(database, _reader("avukat", NURSE, name="test 2"))
    with pytest.raises(service.StaleButtonError):
        async with database.write() as session:
            await service.confirm(session, lawyer, old)
    assert (await _profile(database, lawyer)).state is ProfileState.GUESS


async def test_no_reading_overwrites_the_owners_word(
    database: db.Database, lawyer: UserId
) -> None:
    await _analyse(database)
    await _correct(database, lawyer, NURSE)
    await _analyse(database, _reader("avukat", LAWYER, name="test 2"))
    profile = await _profile(database, lawyer)
    assert (profile.profession, profile.source) == ("nurse", ProfileSource.OWNER)


async def test_undo_goes_back_step_by_step_to_the_newest_guess(
    database: db.Database, lawyer: UserId
) -> None:
    await _analyse(database)
    await _correct(database, lawyer, NURSE)
    await _correct(database, lawyer, BEEKEEPER)
    profile = await _profile(database, lawyer)
    assert (profile.own_words, profile.normalised_own_words) == ("Arıcı Dede", "arici dede")
    await _undo(database, lawyer, await _standing(database, lawyer))
    profile = await _profile(database, lawyer)
    assert (profile.profession, profile.own_words) == ("nurse", None)
    await _undo(database, lawyer, await _standing(database, lawyer))
    profile = await _profile(database, lawyer)
    assert (profile.state, profile.profession) == (ProfileState.GUESS, "lawyer")
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Correction)) == 2


async def test_undoing_twice_by_an_old_button_undoes_once(
    database: db.Database, lawyer: UserId
) -> None:
    await _correct(database, lawyer, NURSE)
    await _correct(database, lawyer, LAWYER)
    newest = await _standing(database, lawyer)
    await _undo(database, lawyer, newest)
    with pytest.raises(service.StaleButtonError):
        await _undo(database, lawyer, newest)
    assert (await _profile(database, lawyer)).profession == "nurse"


async def test_an_undone_word_about_somebody_unread_leaves_them_unread(
    database: db.Database, lawyer: UserId
) -> None:
    await _correct(database, lawyer, NURSE)
    await _undo(database, lawyer, await _standing(database, lawyer))
    assert (await _profile(database, lawyer)).state is ProfileState.UNREAD


async def test_two_fast_taps_are_one_correction(database: db.Database, lawyer: UserId) -> None:
    await asyncio.gather(*(_correct(database, lawyer, NURSE) for _ in range(4)))
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Correction)) == 1


async def test_a_button_for_somebody_who_is_gone_says_so(
    database: db.Database, lawyer: UserId
) -> None:
    async with database.write() as session:
        await session.delete(await session.get_one(User, lawyer))
    with pytest.raises(service.NobodyError):
        await _correct(database, lawyer, NURSE)

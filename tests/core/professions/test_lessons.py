"""What the owner says of some people teaches models to read others."""

import pytest

from core import db
from core.ai import reading
from core.models import UserId
from core.professions import queries, service, values
from core.taxonomy.values import ProfessionSlug, SectorSlug
from tests import stored
from tests.core.professions.world import LLAMA, TALK, UNKNOWN, Office
from tests.world.models.models import Models

LAWYER = values.Label(SectorSlug("law"), ProfessionSlug("lawyer"))
TEACHER, PUPIL = UserId(1), UserId(2)
CLAIM = "I'm a notary, the hearing was moved to monday"


@pytest.fixture
async def office(database: db.Database, models: Models) -> Office:
    models.say(LLAMA, UNKNOWN)
    office = Office(database, models)
    chat_id = await stored.chat(database)
    await stored.person(database, TEACHER, "Teo Teacher")
    await stored.person(database, PUPIL, "Pia Pupil")
    await stored.says(database, chat_id, TEACHER, 1, *TALK, CLAIM)
    await stored.says(database, chat_id, PUPIL, 20, *TALK, "my hearing was moved as well, oh no")
    await office.read(names="offline")
    async with database.write() as session:
        await service.correct(session, TEACHER, LAWYER)
    return office


async def asked(office: Office) -> str:
    await office.read()
    return office.models.asked[0].user


async def test_a_corrected_person_is_an_example_without_a_name(office: Office) -> None:
    text = await asked(office)
    assert text.splitlines()[1] == f"a: {CLAIM} = lawyer (law)"
    assert "Teo" not in text
    row = office.purse.rows[0]
    assert row.call.sent.people == (PUPIL, TEACHER)
    assert 5 in next(iter(row.call.sent.messages.values()))


async def test_an_ignored_person_is_no_example(office: Office) -> None:
    await office.ignore(TEACHER)
    assert CLAIM not in await asked(office)


async def test_a_deleted_message_is_no_example(office: Office) -> None:
    await stored.deletes(office.database, TEACHER, CLAIM)
    assert CLAIM not in await asked(office)


async def test_a_correction_taken_back_is_no_example(office: Office) -> None:
    async with office.database.write() as session:
        standing = await queries.standing_correction(session, TEACHER)
        assert standing is not None
        await service.undo(session, TEACHER, standing.id)
    await office.change(TEACHER, state="unread")
    assert "a: " not in await asked(office)


async def test_an_examples_words_are_no_evidence_about_others(office: Office) -> None:
    office.models.say(
        LLAMA,
        reading.Said(
            candidates=[reading.Guess(label="notary", sector="law", confidence=99)],
            evidence=[reading.Proof(line=1, quote="I'm a notary", keywords=[])],
        ),
    )
    await asked(office)
    assert (await office.profile(PUPIL)).sector != "law"
    assert len(await office.readings(PUPIL)) == 1

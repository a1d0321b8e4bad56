"""The owner asks for somebody's bio and photo, which the collector fetches later."""

import pytest
from sqlalchemy import select, update

from core import clock, db
from core.models import Account, User, UserId
from core.people.portraits import service
from core.taxonomy.values import Language
from tests.world.owner import Owner


async def _sign_in(database: db.Database) -> None:
    async with database.write() as session:
        session.add(Account(id=UserId(7), name="Ayşe"))


async def _wanted(database: db.Database) -> set[str | None]:
    async with database.read() as session:
        wanted = select(User.name).where(User.profile_wanted_at.is_not(None))
        return set(await session.scalars(wanted))


async def test_without_an_account_nobody_could_fetch_them(neighbours: db.Database) -> None:
    owner = Owner(neighbours)
    await owner.say("ayşe")
    await owner.press("Ayşe")
    assert not any("photo" in button for button in owner.buttons)


@pytest.mark.parametrize(
    ("language", "button", "told"),
    [
        (Language.EN, "Bio and photo", "Left today: 50"),
        (Language.TR, "Biyografi ve fotoğraf", "Bugün kalan: 50"),
        (Language.RU, "Описание и фото", "Осталось на сегодня: 50"),
    ],
)
async def test_bio_and_photo_are_asked_for_once_and_the_card_says_so(
    neighbours: db.Database, language: Language, button: str, told: str
) -> None:
    await _sign_in(neighbours)
    owner = Owner(neighbours, language)
    await owner.say("ayşe")
    await owner.press("Ayşe")
    shown = await owner.press(button)
    assert owner.notice is not None
    assert told in owner.notice
    assert "🖼" in shown
    assert not any(button in each for each in owner.buttons)
    assert any("◀" in each for each in owner.buttons), "the way back is kept"
    assert len(await _wanted(neighbours)) == 1


async def test_what_was_read_has_its_date_and_may_be_asked_for_again(
    neighbours: db.Database,
) -> None:
    await _sign_in(neighbours)
    owner = Owner(neighbours)
    await owner.say("ayşe")
    await owner.press("Ayşe")
    await owner.press("Bio and photo")
    async with neighbours.write() as session:
        wanted = await session.scalar(select(User.id).where(User.profile_wanted_at.is_not(None)))
        assert wanted is not None
        await service.refuse(session, wanted)
    await owner.say("ayşe")
    card = await owner.press("Ayşe")
    day = owner.deps.speech.date(clock.now())
    assert f"Bio and photo as of {day}" in card
    async with neighbours.write() as session:
        await session.execute(update(User).values(profile_read_at=clock.now()))
    many = 51 - 7
    async with neighbours.write() as session:
        session.add_all(
            User(id=UserId(10_000 + each), profile_read_at=clock.now()) for each in range(many)
        )
    await owner.press("Bio and photo")
    assert owner.notice == "Asked. Today’s limit is reached: it comes tomorrow."

"""What the offline reader makes of the fictional neighbours."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import select

from core import db, settings
from core.models import Evidence, Message, Profile, Reading
from core.settings import Settings
from core.taxonomy import catalogue
from core.taxonomy.values import Language, ProfessionSlug
from kimdir import analysing, demo, importing

TRUTH = json.loads(Path(__file__).with_name("demo_truth.json").read_text("utf-8"))
TAXONOMY = catalogue.load()


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - {"owner_language"}))
def test_the_demo_minds_no_setting_but_the_language(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_bytes(b"OWNER_LANGUAGE=\xff")
    monkeypatch.chdir(tmp_path)
    usual = demo.load(tmp_path)
    monkeypatch.setenv(name.upper(), "rubbish")
    assert demo.load(tmp_path) == usual


def test_the_demo_speaks_the_owners_language(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OWNER_LANGUAGE", "tr")
    assert demo.load(tmp_path).owner_language is Language.TR
    monkeypatch.setenv("OWNER_LANGUAGE", "de")
    with pytest.raises(settings.WrongSettingError, match="OWNER_LANGUAGE is wrong"):
        demo.load(tmp_path)


@pytest.fixture
async def neighbours(database: db.Database) -> dict[str, Profile]:
    """Profiles by user id, after the demo's import and reading."""
    console = Console(file=io.StringIO())
    loaded = Settings(timezone="Europe/Istanbul", owner_id=demo.OWNER)
    await importing.store(database, loaded, demo.EXPORT, loaded.zone, None, console)
    await analysing.analyse(database, loaded.minimum_messages, console)
    async with database.read() as session:
        return {str(each.user_id): each for each in await session.scalars(select(Profile))}


def _right(slug: ProfessionSlug | None, truth: dict[str, Any]) -> bool:
    """Whether a guess names the trade of a neighbour, its parent or one of its kinds."""
    if slug is None:
        return False
    wanted = {ProfessionSlug(each) for each in (truth["profession"], *truth.get("also", []))}
    parents = {TAXONOMY.professions[each].parent for each in wanted & TAXONOMY.professions.keys()}
    return slug in wanted | parents or TAXONOMY.professions[slug].parent in wanted


async def test_most_trades_are_guessed_and_nobody_without_one_is(
    neighbours: dict[str, Profile],
) -> None:
    with_trade = {user: truth for user, truth in TRUTH.items() if truth["profession"]}
    right = [
        user for user, truth in with_trade.items() if _right(neighbours[user].profession, truth)
    ]
    wrong = [
        user
        for user, truth in with_trade.items()
        if neighbours[user].profession and not _right(neighbours[user].profession, truth)
    ]
    invented = [
        user
        for user, truth in TRUTH.items()
        if not truth["profession"] and user in neighbours and neighbours[user].profession
    ]
    assert len(right) >= 0.75 * len(with_trade)
    assert len(wrong) <= 0.05 * len(with_trade)
    assert invented == []


async def test_no_trap_is_evidence(neighbours: dict[str, Profile], database: db.Database) -> None:
    assert neighbours
    trapped = {
        (trap["chat_id"], trap["message_id"]): trap["text"]
        for truth in TRUTH.values()
        for trap in truth.get("traps", [])
    }
    async with database.read() as session:
        quoted = set(await session.scalars(select(Message.text).join(Evidence)))
    assert len(trapped) > 40
    assert {text for text in trapped.values() if text in quoted} == set()


async def test_every_quote_is_literally_in_a_message_of_its_person(
    neighbours: dict[str, Profile], database: db.Database
) -> None:
    assert neighbours
    async with database.read() as session:
        rows = (
            await session.execute(
                select(Evidence.quote, Message.text, Message.sender_id, Reading.user_id)
                .join(Reading, Reading.id == Evidence.reading_id)
                .join(
                    Message,
                    (Message.chat_id == Evidence.chat_id)
                    & (Message.message_id == Evidence.message_id),
                )
            )
        ).all()
    assert len(rows) > 60
    for quote, text, sender, person in rows:
        assert quote in text
        assert str(sender) == str(person)

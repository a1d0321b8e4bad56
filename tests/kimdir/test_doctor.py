import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from collector import session
from core import db, settings
from core.ledger import service as ledger
from kimdir import doctor
from tests.world import bot_api, collecting
from tests.world.models.models import Models
from tests.world.telegram.telegram import Telegram

OWNER = 7_000_000_001
Usage = namedtuple("Usage", "total used free")


async def lines(capsys: pytest.CaptureFixture[str], **given: Any) -> dict[str, str]:
    """What the doctor says of each thing."""
    await doctor.examine(settings.load(**given))
    shown = capsys.readouterr().out.splitlines()
    return {line.split()[1]: line for line in shown}


async def test_nothing_set_is_nothing_broken(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = await lines(capsys, kimdir_home=tmp_path / "home")
    assert [line[0] for line in said.values()] == ["–", "–", "–", "–", "–", "✓", "✓"]
    assert "my.telegram.org" in said["telegram"]
    assert not (tmp_path / "home").exists()


async def test_what_is_set_up_and_works_says_so(
    capsys: pytest.CaptureFixture[str],
    telegram: Telegram,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
) -> None:
    collecting.logged_in(telegram, tmp_path)
    async with bot_api.serving(OWNER) as served:
        said = await lines(
            capsys,
            kimdir_home=tmp_path,
            database_url=database_url,
            redis_url=redis_url,
            bot_token=bot_api.TOKEN,
            bot_api_url=served.base,
            owner_id=OWNER,
            **telegram_set_up(),
        )
    assert {line[0] for line in said.values()} == {"✓"}
    assert "Owner (@owner)" in said["telegram"]
    assert "offline" in said["models"]


def telegram_set_up(**overrides: Any) -> dict[str, Any]:
    given = {"telegram_api_id": 1, "telegram_api_hash": "x", "telegram_feature_enabled": True}
    return given | overrides


async def test_what_is_set_up_and_broken_says_what_to_do(
    capsys: pytest.CaptureFixture[str], telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    telegram.revokes()
    said = await lines(
        capsys,
        kimdir_home=tmp_path,
        database_url="postgresql://nobody@127.0.0.1:1/none",
        redis_url="redis://127.0.0.1:1",
        bot_token="1:none",
        bot_api_url="http://127.0.0.1:1",
        **telegram_set_up(),
    )
    assert said["database"].startswith("✗ ")
    assert "DATABASE_URL" in said["database"]
    assert "REDIS_URL" in said["redis"]
    assert "kimdir login" in said["telegram"]
    assert "BOT_API_URL" in said["bot"]
    assert said["owner"].startswith("✗ ")


async def test_a_token_that_telegram_refuses_says_where_it_comes_from(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = await lines(capsys, kimdir_home=tmp_path, bot_token="nonsense")
    assert "@BotFather" in said["bot"]


async def test_a_session_that_is_wanted_and_missing_is_broken(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = await lines(capsys, kimdir_home=tmp_path, **telegram_set_up())
    assert said["telegram"].startswith("✗ ")
    idle = await lines(
        capsys, kimdir_home=tmp_path, **telegram_set_up(telegram_feature_enabled=False)
    )
    assert idle["telegram"].startswith("– ")


async def test_a_session_in_use_is_left_alone(
    capsys: pytest.CaptureFixture[str], telegram: Telegram, tmp_path: Path
) -> None:
    place = collecting.logged_in(telegram, tmp_path)
    with session.locked(place):
        said = await lines(capsys, kimdir_home=tmp_path, **telegram_set_up())
    assert said["telegram"].startswith("✓ ")
    assert not telegram.journal.calls


async def test_an_account_that_is_not_collected_is_said_to_be(
    capsys: pytest.CaptureFixture[str], telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    given = telegram_set_up(telegram_feature_enabled=False)
    said = await lines(capsys, kimdir_home=tmp_path, **given)
    assert "nothing is collected" in said["telegram"]


async def test_a_full_disk_is_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 2**20))
    said = await lines(capsys, kimdir_home=tmp_path)
    assert said["disk"].startswith("✗ ")
    assert "Make room" in said["disk"]


async def test_what_does_not_answer_is_not_waited_for(
    capsys: pytest.CaptureFixture[str],
    telegram: Telegram,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    collecting.logged_in(telegram, tmp_path)
    telegram.offline()
    monkeypatch.setattr(doctor, "PATIENCE", 0.1)
    said = await lines(capsys, kimdir_home=tmp_path, **telegram_set_up())
    assert "no answer" in said["telegram"]


def test_the_exit_code_says_whether_anything_is_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KIMDIR_HOME", str(tmp_path))
    doctor.run()
    monkeypatch.setenv("BOT_TOKEN", "nonsense")
    with pytest.raises(SystemExit, match="1"):
        doctor.run()
    monkeypatch.setenv("OWNER_ID", "me")
    with pytest.raises(SystemExit, match="1"):
        doctor.run()
    assert "✗ settings   OWNER_ID is wrong" in capsys.readouterr().out


async def said_of_models(capsys: pytest.CaptureFixture[str], **given: Any) -> list[str]:
    """The lines on models."""
    await doctor.examine(settings.load(**given))
    shown = capsys.readouterr().out.splitlines()
    return [line for line in shown if line.split()[1] == "models"]


async def test_each_model_of_the_chain_is_asked_for_one_word(
    capsys: pytest.CaptureFixture[str],
    models: Models,
    database: db.Database,
    database_url: str,
    tmp_path: Path,
) -> None:
    models.say("gemini-2.5-flash", {"word": "hel\x1b[2Jlo"})
    models.say("llama3.2", {"word": "merhaba"})
    models.fail("gpt-4o-mini", 401)
    chain = "google:gemini-2.5-flash,openai:gpt-4o-mini,ollama:llama3.2,offline,ollama:qwen3:4b"
    given = models.overrides() | {"ai_models": chain, "database_url": database_url}
    shown = await said_of_models(capsys, kimdir_home=tmp_path, **given)
    assert [line[0] for line in shown] == ["✓", "✗", "✓", "✓", "–"]
    google, openai, ollama, offline, never = shown
    assert 'says "hel[2Jlo"; what it reads leaves this machine.' in google
    assert "check OPENAI_API_KEY (HTTP 401)." in openai
    assert 'says "merhaba"; it is your own, and free.' in ollama
    assert "needs no key" in offline
    assert "ollama:qwen3:4b is never asked" in never
    assert len(models.asked) == 3
    async with database.read() as session:
        made = await ledger.calls(session)
    assert [call.purpose for call in made] == ["check"] * 3


async def test_a_model_is_not_asked_beyond_the_budget(
    capsys: pytest.CaptureFixture[str], models: Models, database_url: str, tmp_path: Path
) -> None:
    given = models.overrides() | {"ai_models": "google:gemini-2.5-flash"}
    given |= {"database_url": database_url, "ai_tokens_per_day": 1}
    shown, _ = await said_of_models(capsys, kimdir_home=tmp_path, **given)
    assert shown.startswith("– ")
    assert not models.asked


async def test_a_key_that_serves_no_model_is_said_to_send_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given = {"gemini_api_key": "x", "openai_api_key": "x", "ai_embedding_model": "openai:y"}
    offline, unused = await said_of_models(capsys, kimdir_home=tmp_path / "home", **given)
    assert offline.startswith("✓ ")
    assert unused.startswith("– ")
    assert "GEMINI_API_KEY is set, but" in unused
    assert not (tmp_path / "home").exists()

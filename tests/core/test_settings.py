"""Settings come from the environment or `.env`, and a wrong one is named in a sentence."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def _examples() -> dict[str, str]:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_file_holds_every_setting_and_no_other() -> None:
    assert set(_examples()) == {name.upper() for name in settings.Settings.model_fields}


def test_the_example_file_says_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = settings.load()
    for name, value in _examples().items():
        monkeypatch.setenv(name, value)
    assert settings.load() == defaults


def test_every_setting_in_the_example_file_is_explained() -> None:
    explained = False
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if not line:
            explained = False
        elif line.startswith("#"):
            explained = True
        else:
            assert explained, line


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TELEGRAM_API_ID", "abc", "TELEGRAM_API_ID is wrong"),
        ("TELEGRAM_ALLOWED_CHAT_IDS", "-100123,home", "TELEGRAM_ALLOWED_CHAT_IDS is wrong"),
        ("TELEGRAM_FEATURE_ENABLED", "perhaps", "TELEGRAM_FEATURE_ENABLED is wrong"),
        ("OWNER_ID", "-5", "OWNER_ID is wrong"),
        ("DATABASE_URL", "mysql://localhost", "DATABASE_URL is wrong: must look like postgresql"),
        ("DATABASE_URL", "localhost", "DATABASE_URL is wrong: must look like postgresql"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL is wrong: must look like redis://"),
        ("BOT_API_URL", "api.example.org", "BOT_API_URL is wrong: must start with https://"),
        ("LANGUAGE", "de", "LANGUAGE is wrong"),
        ("TIMEZONE", "Istanbul", "TIMEZONE is wrong: is not a time zone"),
        ("MINIMUM_MESSAGES", "0", "MINIMUM_MESSAGES is wrong"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.WrongSettingError, match=sentence) as caught:
        settings.load()
    assert "\n" not in str(caught.value)


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@host/db")
    with pytest.raises(settings.WrongSettingError) as caught:
        settings.load()
    assert "hunter2" not in str(caught.value)


def test_a_plain_postgres_address_is_reached_by_our_driver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@host:5432/db")
    assert settings.load().database_url == "postgresql+asyncpg://me:secret@host:5432/db"


def test_lists_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_ALLOWED_CHAT_IDS", "-1001, -5  7")
    monkeypatch.setenv("TELEGRAM_ALLOWED_CHAT_USERNAMES", "komsular,dev_chat")
    loaded = settings.load()
    assert loaded.telegram_allowed_chat_ids == (-1001, -5, 7)
    assert loaded.telegram_allowed_chat_usernames == ("komsular", "dev_chat")


def test_the_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LANGUAGE=tr\nOWNER_ID=5\nSOMEBODY_ELSES=1\n", "utf-8")
    monkeypatch.setenv("LANGUAGE", "ru")
    loaded = settings.load()
    assert (loaded.language.value, loaded.owner_id) == ("ru", 5)


def test_an_empty_time_zone_is_the_machines() -> None:
    assert settings.load().zone.key


@given(st.sampled_from(sorted(settings.Settings.model_fields)), st.text(max_size=20))
def test_rubbish_in_any_setting_is_a_value_or_a_sentence(name: str, rubbish: str) -> None:
    rubbish = rubbish.replace("\0", "").encode("utf-8", "ignore").decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name.upper(), rubbish)
        with contextlib.suppress(settings.WrongSettingError):
            settings.load()

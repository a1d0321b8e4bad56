"""Settings come from the environment or `.env`, and a wrong one is named in a sentence."""

import contextlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import tzlocal
from hypothesis import example, given
from hypothesis import strategies as st
from redis.asyncio import ConnectionPool
from sqlalchemy.ext.asyncio import create_async_engine

from core import addresses, settings
from core.models import MediaKind
from core.taxonomy.values import Language

EXAMPLE = Path(__file__).parents[2] / ".env.example"


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
        (
            "DATABASE_URL",
            "postgresql://me:hunter2@host:abc/db",
            "DATABASE_URL is wrong: must look",
        ),
        ("DATABASE_URL", "postgresql://me:hunter2@host:99999/db", "DATABASE_URL is wrong: must"),
        ("DATABASE_URL", "postgresql://h/db?channel_binding=require", "'channel_binding' is not"),
        ("DATABASE_URL", "postgresql://h/db?sslmode=maybe", "sslmode must be one of"),
        ("DATABASE_URL", "localhost", "DATABASE_URL is wrong: must look like postgresql"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL is wrong: must look like redis://"),
        ("REDIS_URL", "redis://:hunter2@h:abc/0", "REDIS_URL is wrong: must look like redis://"),
        ("REDIS_URL", "redis://:hunter2@h:70000/0", "REDIS_URL is wrong: must look like redis://"),
        ("REDIS_URL", "redis://h/0?color=red", "REDIS_URL is wrong: must look like redis://"),
        ("BOT_API_URL", "api.example.org", "BOT_API_URL is wrong: must look like https://"),
        ("BOT_API_URL", "http://host:abc", "BOT_API_URL is wrong: must look like https://"),
        ("OWNER_ID", "99999999999999999999999", "OWNER_ID is wrong"),
        ("KIMDIR_HOME", "~nobody-like-this/x", "KIMDIR_HOME is wrong"),
        ("OWNER_LANGUAGE", "de", "OWNER_LANGUAGE is wrong"),
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
    assert "hunter2" not in str(caught.value)


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


def test_a_hosted_postgres_may_ask_for_ssl_in_psqls_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@host/db?sslmode=require")
    address = settings.load().database_url
    assert address == "postgresql+asyncpg://me:p%40ss@host/db?ssl=require"
    assert addresses.for_psql(address) == "postgresql://me:p%40ss@host/db?sslmode=require"


def test_the_variable_of_gettext_is_nobodys_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert settings.load().owner_language is Language.EN


def test_settings_do_not_print_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@host/db")
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@host/0")
    monkeypatch.setenv("BOT_TOKEN", "1:hunter2")
    assert "hunter2" not in repr(settings.load())
    assert "hunter2" not in str(settings.load())


def test_a_home_may_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".env").write_text("KIMDIR_HOME=~/x\n", "utf-8")
    assert settings.load().kimdir_home == tmp_path / "x"


def test_an_env_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe\n")
    with pytest.raises(settings.WrongSettingError, match=r"\.env is not UTF-8"):
        settings.load()


def test_an_env_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / ".env").touch()
    monkeypatch.setattr(settings, "Settings", refuse)
    with pytest.raises(settings.WrongSettingError, match=r"\.env cannot be read: Permission"):
        settings.load()


def test_a_machine_with_a_zone_that_is_none_is_told_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: "Foo/Bar")
    with pytest.raises(settings.WrongSettingError, match="TIMEZONE is not set"):
        assert settings.load().zone


def test_what_is_handed_in_wins_and_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_ID", "me")
    assert settings.load(owner_id=5).owner_id == 5
    with pytest.raises(settings.WrongSettingError, match="MINIMUM_MESSAGES is wrong"):
        settings.load(owner_id=5, minimum_messages=0)


def test_lists_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_ALLOWED_CHAT_IDS", "-1001, -5  7")
    monkeypatch.setenv("TELEGRAM_ALLOWED_CHAT_USERNAMES", "komsular,dev_chat")
    loaded = settings.load()
    assert loaded.telegram_allowed_chat_ids == (-1001, -5, 7)
    assert loaded.telegram_allowed_chat_usernames == ("komsular", "dev_chat")


def test_the_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("OWNER_LANGUAGE=tr\nOWNER_ID=5\nSOMEBODY_ELSES=1\n", "utf-8")
    monkeypatch.setenv("OWNER_LANGUAGE", "ru")
    loaded = settings.load()
    assert (loaded.owner_language.value, loaded.owner_id) == ("ru", 5)


def test_an_empty_time_zone_is_the_machines() -> None:
    assert settings.load().zone.key


def _use(loaded: settings.Settings) -> None:
    """Build everything that is made of addresses, as the program does."""
    if loaded.database_url is not None:
        engine = create_async_engine(loaded.database_url)
        engine.dialect.create_connect_args(engine.url)
        assert addresses.for_our_driver(addresses.for_psql(loaded.database_url))
    if loaded.redis_url is not None:
        pool = ConnectionPool.from_url(loaded.redis_url)
        pool.connection_class(**pool.connection_kwargs)
    urlsplit(loaded.bot_api_url)


POSTGRES = ["postgresql://", "postgres://me@host:", "postgresql://h/db?"]
REDIS = ["redis://", "redis://h:", "redis://h/0?", "unix://"]
STARTS = ["", "http://", "http://host:", "~", "~/", *POSTGRES, *REDIS]


@given(
    st.sampled_from(sorted(settings.Settings.model_fields)),
    st.sampled_from(STARTS),
    st.text(max_size=20) | st.from_regex(r"[a-z0-9:/@?=&%.\[\]-]{0,20}", fullmatch=True),
)
@example("database_url", "postgresql://h/db?", "sslmode=require&timeout=5")
@example("redis_url", "redis://h/0?", "db=x")
def test_rubbish_in_any_setting_is_a_value_or_a_sentence(
    name: str, start: str, rubbish: str
) -> None:
    rubbish = start + rubbish.replace("\0", "").encode("utf-8", "ignore").decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name.upper(), rubbish)
        with contextlib.suppress(settings.WrongSettingError):
            _use(settings.load())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_DC_ADDRESS", "localhost:443"),
        ("TELEGRAM_DC_ADDRESS", "127.0.0.1"),
        ("TELEGRAM_DC_ADDRESS", "127.0.0.1:70000"),
        ("TELEGRAM_DC_ADDRESS", "[::1]:443"),
        ("TELEGRAM_DC_ADDRESS", "127.0.0.1:port"),
        ("TELEGRAM_SESSION_NAME", "../elsewhere"),
        ("TELEGRAM_SESSION_NAME", ".hidden"),
        ("TELEGRAM_REQUESTS_PER_MINUTE", "-1"),
        ("TELEGRAM_MEDIA_MAX_MB", "many"),
    ],
)
def test_a_setting_of_the_account_that_cannot_be_meant_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.WrongSettingError, match=f"{name} is wrong"):
        settings.load()


def test_the_account_is_paced_and_reads_small_files_unless_told_otherwise() -> None:
    loaded = settings.load(telegram_dc_address="127.0.0.1:443")
    assert loaded.telegram_dc_address == "127.0.0.1:443"
    assert loaded.telegram_requests_per_minute == 60
    assert loaded.telegram_media_kinds == ("photo", "document")
    assert loaded.telegram_media_max_mb == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_API_ID", "0"),
        ("TELEGRAM_API_ID", "2147483648"),
        ("TELEGRAM_ALLOWED_CHAT_IDS", "9999999999999999999999"),
    ],
)
def test_numbers_that_neither_telegram_nor_postgres_can_hold_are_wrong(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.WrongSettingError, match=name):
        settings.load()


@pytest.mark.parametrize("typed", ["cats", "photo,cats"])
def test_a_kind_of_file_that_is_none_is_named(typed: str) -> None:
    with pytest.raises(settings.WrongSettingError, match="TELEGRAM_MEDIA_KINDS is wrong: knows"):
        settings.load(telegram_media_kinds=typed)


def test_kinds_of_files_are_those_of_messages() -> None:
    assert set(settings.FILE_KINDS) - set(MediaKind) == {"none"}
    assert settings.load(telegram_media_kinds="none").telegram_media_kinds == ("none",)


def test_a_public_name_may_be_written_as_a_link() -> None:
    typed = "https://t.me/neighbours, @Dev_Chat t.me/ankara"
    loaded = settings.load(telegram_allowed_chat_usernames=typed)
    assert loaded.telegram_allowed_chat_usernames == ("neighbours", "Dev_Chat", "ankara")


@pytest.mark.parametrize("typed", ["a b c", "https://t.me/joinchat/AAAA", "@", "привет"])
def test_what_cannot_be_a_public_name_is_refused(typed: str) -> None:
    with pytest.raises(settings.WrongSettingError, match="must be public names"):
        settings.load(telegram_allowed_chat_usernames=typed)

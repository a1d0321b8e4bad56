"""Settings: the environment and the `.env` file, checked once, handed down."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import tzlocal
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core import errors
from core.taxonomy.values import Language


class WrongSettingError(errors.KimdirError):
    """A setting has a value that cannot be meant; the sentence names the setting, not a secret."""


def _split(value: object) -> object:
    if isinstance(value, str):
        return [part for part in value.replace(",", " ").split() if part]
    return value


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("is not a time zone such as Europe/Istanbul")
    return name


def _postgres(url: str | None) -> str | None:
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgresql", "postgres", "postgresql+asyncpg"}:
        raise ValueError("must look like postgresql://user:password@host:5432/name")
    return f"postgresql+asyncpg://{rest}"


def _redis(url: str | None) -> str | None:
    if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must look like redis://host:6379/0")
    return url


def _web(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    return url.rstrip("/")


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Numbers = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """Every setting; `.env.example` explains each one."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    telegram_feature_enabled: bool = False
    telegram_api_id: int | None = None
    telegram_api_hash: SecretStr | None = None
    telegram_session_name: str = "kimdir"
    telegram_allowed_chat_ids: Numbers = ()
    telegram_allowed_chat_usernames: Words = ()
    bot_token: SecretStr | None = None
    bot_api_url: Annotated[str, AfterValidator(_web)] = "https://api.telegram.org"
    owner_id: Annotated[int, Field(gt=0)] | None = None
    database_url: Annotated[str | None, AfterValidator(_postgres)] = None
    redis_url: Annotated[str | None, AfterValidator(_redis)] = None
    gemini_api_key: SecretStr | None = None
    language: Language = Language.EN
    timezone: Annotated[str, AfterValidator(_zone)] = ""
    minimum_messages: Annotated[int, Field(ge=1, le=1000)] = 5
    kimdir_home: Path | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone; the machine's where TIMEZONE is empty."""
        return ZoneInfo(self.timezone or tzlocal.get_localzone_name())


def load() -> Settings:
    """Settings from the environment, else `.env`, else defaults; raises WrongSettingError."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise WrongSettingError(f"{name} is wrong: {reason[:1].lower()}{reason[1:]}.") from None

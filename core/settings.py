"""Settings: the environment and the `.env` file, checked once, handed down."""

import re
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import tzlocal
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core import addresses, errors
from core.taxonomy.values import Language

LARGEST_USER_ID = 1 << 52
"""Telegram's promise for ids of users."""

FILE_KINDS = (
    "photo",
    "video",
    "video_note",
    "animation",
    "voice",
    "audio",
    "document",
    "sticker",
    "none",
)
"""What may be kept of files: kinds of `core.models.MediaKind`, or nothing."""


OFFLINE = "offline"
"""The reader in the chain that needs no model."""
PROVIDERS = ("google", "openai", "ollama")
"""Whose models the chain may name."""


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


def _folder(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(
            "begins with the home of somebody whom this machine does not know"
        ) from None


def _file_name(name: str) -> str:
    if not re.fullmatch(r"\w[\w.-]{0,63}", name):
        raise ValueError("is not a plain name of letters, digits, dots, - and _")
    return name


def _public_name(name: str) -> str:
    bare = re.sub(r"^(https?://)?t\.me/|^@", "", name)
    if not re.fullmatch(r"[A-Za-z]\w{3,31}", bare, re.ASCII):
        raise ValueError("must be public names such as @neighbours")
    return bare


def _kind_of_file(kind: str) -> str:
    if kind not in FILE_KINDS:
        raise ValueError(f"knows only {', '.join(FILE_KINDS)}")
    return kind


def _model(name: str) -> str:
    provider, _, model = name.partition(":")
    if name != OFFLINE and (provider not in PROVIDERS or not model):
        known = ", ".join(f"{provider}:MODEL" for provider in PROVIDERS)
        raise ValueError(f"knows {known} and {OFFLINE}")
    return name


def _embedding(name: str) -> str:
    if name == OFFLINE:
        raise ValueError("needs a model: the offline reader makes no vectors")
    return _model(name) if name else name


PublicNames = Annotated[
    tuple[Annotated[str, AfterValidator(_public_name)], ...], NoDecode, BeforeValidator(_split)
]
FileKinds = Annotated[
    tuple[Annotated[str, AfterValidator(_kind_of_file)], ...], NoDecode, BeforeValidator(_split)
]
Model = Annotated[str, AfterValidator(_model)]
Models = Annotated[tuple[Model, ...], NoDecode, BeforeValidator(_split)]
Limit = Annotated[int, Field(ge=0, le=2**53)]
Web = Annotated[str, AfterValidator(addresses.web)]
MarkedId = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Numbers = Annotated[tuple[MarkedId, ...], NoDecode, BeforeValidator(_split)]
Postgres = Annotated[str, AfterValidator(addresses.for_our_driver)]
Redis = Annotated[str, AfterValidator(addresses.redis)]


class Settings(BaseSettings):
    """Every setting; `.env.example` explains each one."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    telegram_feature_enabled: bool = False
    telegram_api_id: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    telegram_api_hash: SecretStr | None = None
    telegram_session_name: Annotated[str, AfterValidator(_file_name)] = "kimdir"
    telegram_allowed_chat_ids: Numbers = ()
    telegram_allowed_chat_usernames: PublicNames = ()
    telegram_requests_per_minute: Annotated[int, Field(ge=0, le=100_000)] = 60
    telegram_takeout: bool = True
    telegram_media_kinds: FileKinds = ("photo", "document")
    telegram_media_max_mb: Annotated[int, Field(ge=0, le=4096)] = 20
    telegram_profiles_per_day: Annotated[int, Field(ge=0, le=10_000)] = 50
    telegram_dc_id: Annotated[int, Field(ge=1, le=1000)] = 2
    telegram_dc_address: Annotated[str, AfterValidator(addresses.ipv4_with_port)] | None = None
    telegram_dc_key: Annotated[Path, AfterValidator(_folder)] | None = None
    bot_token: SecretStr | None = None
    bot_api_url: Annotated[str, AfterValidator(addresses.web)] = "https://api.telegram.org"
    owner_id: Annotated[int, Field(ge=1, le=LARGEST_USER_ID)] | None = None
    database_url: Postgres | None = Field(default=None, repr=False)  # holds a password
    redis_url: Redis | None = Field(default=None, repr=False)  # may hold one
    ai_models: Models = (OFFLINE,)
    ai_embedding_model: Annotated[str, AfterValidator(_embedding)] = ""
    gemini_api_key: SecretStr | None = None
    gemini_url: Web = "https://generativelanguage.googleapis.com"
    openai_api_key: SecretStr | None = None
    openai_url: Web = "https://api.openai.com/v1"
    ollama_url: Web = "http://127.0.0.1:11434/v1"
    ai_timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    ai_concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    ai_requests_per_minute: Limit = 15
    ai_requests_per_hour: Limit = 300
    ai_requests_per_day: Limit = 1_000
    ai_tokens_per_day: Limit = 2_000_000
    ai_money_per_day: Annotated[float, Field(ge=0, le=10_000)] = 0.5
    ai_people_per_day: Annotated[int, Field(ge=0, le=1_000_000)] = 200
    ai_mask_names: bool = False
    ai_insights: bool = True
    ai_files: bool = False
    owner_language: Language = Language.EN
    timezone: Annotated[str, AfterValidator(_zone)] = ""
    minimum_messages: Annotated[int, Field(ge=1, le=1000)] = 5
    kimdir_home: Annotated[Path, AfterValidator(_folder)] | None = None

    @property
    def own_bot(self) -> int | None:
        """The user id of the owner's bot, with which its token begins."""
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        number = token.partition(":")[0]
        whole = number.isdecimal() and len(number) <= len(str(LARGEST_USER_ID))
        return int(number) if whole else None

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone; the machine's where TIMEZONE is empty."""
        try:
            return ZoneInfo(self.timezone or tzlocal.get_localzone_name())
        except (ZoneInfoNotFoundError, ValueError):
            raise WrongSettingError(
                "TIMEZONE is not set, and this machine does not say its own: "
                "set it to a zone such as Europe/Istanbul."
            ) from None


def load(**overrides: object) -> Settings:
    """Settings from `overrides`, else the environment, else `.env`, else defaults.

    Raises WrongSettingError.
    """
    given: dict[str, Any] = overrides
    try:
        return Settings(**given)
    except UnicodeDecodeError:
        raise WrongSettingError("The file .env is not UTF-8 text: save it as UTF-8.") from None
    except OSError as error:
        raise WrongSettingError(f"The file .env cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise WrongSettingError(f"{name} is wrong: {reason[:1].lower()}{reason[1:]}.") from None

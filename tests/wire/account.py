"""The owner's account in the loopback Telegram, reached by the product's own settings."""

from pathlib import Path
from typing import Any

from collector import account, login, session
from core import settings
from core.models import UserId
from tests.wire.loopback import Loopback


class Typist:
    """Types answers at the terminal, in order, and remembers what was shown."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []

    def say(self, words: str) -> None:
        """A line is shown."""
        self.shown.append(words)

    async def ask(self, words: str, *, hidden: bool = False) -> str:
        """The next answer."""
        self.shown.append(f"{words}{'(hidden)' if hidden else ''}")
        return self.answers.pop(0)


def variables(oracle: Loopback, home: Path, **overrides: object) -> dict[str, str]:
    """The environment of a process that reaches it."""
    facts = oracle.facts
    given = {
        "TELEGRAM_FEATURE_ENABLED": "true",
        "TELEGRAM_API_ID": facts["api_id"],
        "TELEGRAM_API_HASH": facts["api_hash"],
        "TELEGRAM_DC_ID": facts["dc_id"],
        "TELEGRAM_DC_ADDRESS": f"{facts['ip']}:{facts['port']}",
        "TELEGRAM_DC_KEY": facts["rsa_public_pem_file"],
        "TELEGRAM_REQUESTS_PER_MINUTE": 0,
        "BOT_TOKEN": facts["bot_token"],
        "KIMDIR_HOME": home,
        "TIMEZONE": "UTC",
    }
    return {name: str(value) for name, value in (given | overrides).items()}


async def chosen(oracle: Loopback, home: Path, **overrides: object) -> settings.Settings:
    """Settings that reach it and follow every chat of the account."""
    ids = [chat["id"] for chat in await oracle.chats()]
    given: dict[str, Any] = {
        name.lower(): value for name, value in variables(oracle, home).items()
    }
    return settings.load(**(given | {"telegram_allowed_chat_ids": ids} | overrides))


async def log_in(oracle: Loopback, made: settings.Settings, typist: Typist | None = None) -> Path:
    """Log in as `kimdir login` does; gives the place of the session."""
    facts = oracle.facts
    typist = typist or Typist(facts["phone"], facts["login_code"])
    assert made.kimdir_home is not None
    place = session.where(made.kimdir_home, made.telegram_session_name)
    held = session.Session()
    with session.locked(place):
        async with account.opened(made, held) as client:
            user = await login.by_phone(client, typist)
            held.account = UserId(user.id)
            session.save(place, held)
    return place

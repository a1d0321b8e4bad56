"""What the simulated Telegram answers; importing this makes every method known."""

from tests.world.telegram.methods import (
    account,
    dialogs,
    files,
    history,
    members,
    signing_in,
    updates,
)
from tests.world.telegram.methods.table import METHODS, Asked

__all__ = [
    "METHODS",
    "Asked",
    "account",
    "dialogs",
    "files",
    "history",
    "members",
    "signing_in",
    "updates",
]

"""What Telegram says to somebody who may not log in, in sentences."""

import contextlib
from collections.abc import Iterator

from telethon import errors as telegram

from collector import account, line
from core import errors

_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (
        telegram.PhoneNumberBannedError,
        "Telegram has banned this phone number. You can object by writing to "
        "recover@telegram.org; Kimdir cannot help.",
    ),
    (
        telegram.PhoneNumberUnoccupiedError,
        "There is no Telegram account with this phone number: open one in Telegram's own app "
        "first.",
    ),
    (
        telegram.PhoneNumberFloodError,
        "Telegram sends this phone number no more codes today: try again tomorrow, or use "
        "`kimdir login --qr`.",
    ),
    (
        telegram.PhonePasswordFloodError,
        "Too many tries to log in: Telegram wants you to wait a day.",
    ),
    (
        telegram.ApiIdPublishedFloodError,
        "This api id has become public and Telegram refuses it: get one of your own at "
        "https://my.telegram.org.",
    ),
)


class LoginRefusedError(errors.KimdirError):
    """Telegram does not let this owner log in now; trying again at once does not help."""


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Raise what Telegram refuses as a sentence of ours."""
    try:
        yield
    except (telegram.ApiIdInvalidError, telegram.ConnectionApiIdInvalidError) as error:
        raise account.wrong_api() from error
    except (telegram.FloodWaitError, telegram.FloodPremiumWaitError) as error:
        raise LoginRefusedError(
            f"Too many tries: Telegram wants you to wait {lasting(error.seconds)}."
        ) from error
    except telegram.SessionPasswordNeededError:
        raise
    except (*line.LOST, telegram.RPCError) as error:
        raise _sentence(error) from error
    except (ConnectionError, EOFError, BufferError) as error:
        raise LoginRefusedError("The connection to Telegram broke off: try again.") from error


def other_way() -> LoginRefusedError:
    """The error for a code that only Telegram's own apps can receive."""
    return LoginRefusedError(
        "Telegram wants to confirm this number in a way that only its own apps know: use "
        "`kimdir login --qr`."
    )


def nobody() -> LoginRefusedError:
    """The error for a phone number without an account."""
    return LoginRefusedError(dict(_SENTENCES)[telegram.PhoneNumberUnoccupiedError])


def lasting(seconds: int) -> str:
    """A length of time as one says it: 45 seconds, 20 minutes, 23 hours; rounded up."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds > 2 * size:
            return f"{-(-seconds // size)} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def _sentence(error: Exception) -> LoginRefusedError:
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return LoginRefusedError(sentence)
    return LoginRefusedError(f"Telegram refuses to log you in ({line.reason(error)}).")

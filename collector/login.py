"""The conversation that logs the owner in: phone number, code, password, or a QR code."""

from typing import Any, Protocol

from telethon import errors as telegram
from telethon import password as srp
from telethon import utils
from telethon.tl import functions, types

from collector import refusals
from collector.client import Client
from core.intake.values import AccountSeen

PHONE = "Your phone number, with the country code (such as +90 555 123 45 67): "
CODE = "The code (an empty line asks for another one): "
SECOND_STEP = "Your two-step verification password{hint}: "
NO_PHONE = "That is not a phone number that Telegram knows: begin with + and the country code."
WRONG_CODE = "That is not the code. Look again: the newest one counts."
OLD_CODE = "That code has expired."
WRONG_SECOND_STEP = "That is not the password."
NO_OTHER_WAY = "Telegram has no other way to send it: wait for the code it has sent."

_SENT = {
    types.auth.SentCodeTypeApp: "Telegram has sent a code to your other Telegram apps, in the "
    "chat named Telegram.",
    types.auth.SentCodeTypeSms: "Telegram has sent a code by SMS.",
    types.auth.SentCodeTypeSmsWord: "Telegram has sent a word by SMS.",
    types.auth.SentCodeTypeSmsPhrase: "Telegram has sent a phrase by SMS.",
    types.auth.SentCodeTypeFirebaseSms: "Telegram has sent a code by SMS.",
    types.auth.SentCodeTypeCall: "Telegram calls you and says the code.",
    types.auth.SentCodeTypeFlashCall: "Telegram calls you: the code is the number that calls.",
    types.auth.SentCodeTypeMissedCall: "Telegram calls you and hangs up: the code is the last "
    "digits of the number that called.",
    types.auth.SentCodeTypeFragmentSms: "Telegram has sent a code to your number at fragment.com.",
    types.auth.SentCodeTypeEmailCode: "Telegram has sent a code to your login e-mail.",
}


class Terminal(Protocol):
    """Where the owner sits."""

    def say(self, words: str) -> None:
        """Show a line."""

    async def ask(self, words: str, *, hidden: bool = False) -> str:
        """What the owner types after these words, without blanks around it."""


async def by_phone(client: Client, terminal: Terminal) -> types.User:
    """Log in with a phone number; whatever cannot be tried again is a LoginRefusedError."""
    with refusals.explained():
        phone, sent = await _number(client, terminal)
        try:
            return await _code(client, terminal, phone, sent)
        except telegram.SessionPasswordNeededError:
            return await password(client, terminal)


async def password(client: Client, terminal: Terminal) -> types.User:
    """Give the two-step verification password, as often as it takes."""
    with refusals.explained():
        while True:
            asked = await client(functions.account.GetPasswordRequest())
            hint = f" (hint: {asked.hint})" if asked.hint else ""
            typed = await terminal.ask(SECOND_STEP.format(hint=hint), hidden=True)
            if not typed:
                continue
            check = srp.compute_check(asked, typed)
            try:
                return _user(await client(functions.auth.CheckPasswordRequest(check)))
            except (telegram.PasswordHashInvalidError, telegram.SrpIdInvalidError):
                terminal.say(WRONG_SECOND_STEP)


async def _number(client: Client, terminal: Terminal) -> tuple[str, Any]:
    """A phone number that Telegram takes, and how it has sent the code."""
    while True:
        phone = utils.parse_phone(await terminal.ask(PHONE))
        if phone:
            try:
                return phone, await _send(client, terminal, phone)
            except telegram.PhoneNumberInvalidError:
                pass
        terminal.say(NO_PHONE)


async def _code(client: Client, terminal: Terminal, phone: str, sent: Any) -> types.User:
    while True:
        typed = "".join((await terminal.ask(CODE)).split())
        if not typed:
            sent = await _resend(client, terminal, phone, sent)
            continue
        request = functions.auth.SignInRequest(phone, sent.phone_code_hash, typed)
        try:
            return _user(await client(request))
        except (telegram.PhoneCodeInvalidError, telegram.PhoneCodeEmptyError):
            terminal.say(WRONG_CODE)
        except (telegram.PhoneCodeExpiredError, telegram.PhoneCodeHashEmptyError):
            terminal.say(OLD_CODE)
            sent = await _send(client, terminal, phone)


async def _send(client: Client, terminal: Terminal, phone: str) -> Any:
    settings = types.CodeSettings()
    request = functions.auth.SendCodeRequest(phone, client.api_id, client.api_hash, settings)
    try:
        sent = await client(request)
    except telegram.AuthRestartError:
        sent = await client(request)
    return _said(terminal, sent)


async def _resend(client: Client, terminal: Terminal, phone: str, sent: Any) -> Any:
    request = functions.auth.ResendCodeRequest(phone, sent.phone_code_hash)
    try:
        return _said(terminal, await client(request))
    except telegram.SendCodeUnavailableError:
        terminal.say(NO_OTHER_WAY)
        return sent
    except (telegram.PhoneCodeExpiredError, telegram.PhoneCodeHashEmptyError):
        return await _send(client, terminal, phone)


def _said(terminal: Terminal, sent: Any) -> Any:
    if not isinstance(sent, types.auth.SentCode):
        raise refusals.other_way()
    words = _SENT.get(type(sent.type))
    if words is None:
        raise refusals.other_way()
    terminal.say(words)
    return sent


def _user(authorization: Any) -> types.User:
    if isinstance(authorization, types.auth.AuthorizationSignUpRequired):
        raise refusals.nobody()
    return authorization.user


def named(who: AccountSeen) -> str:
    """How an account is called on a screen."""
    name = who.name or str(who.id)
    return f"{name} (@{who.username})" if who.username else name

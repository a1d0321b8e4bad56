"""How a key becomes a login: a code, a QR code, a password, a ticket."""

from datetime import timedelta
from typing import Any

from telethon.tl import functions, types

from core import clock
from tests.world.telegram import tl
from tests.world.telegram.methods import secrets
from tests.world.telegram.methods.table import Asked, answers
from tests.world.telegram.values import RefusalError

HASH, TICKET = "hash", b"ticket"


@answers(functions.auth.SendCodeRequest)
@answers(functions.auth.ResendCodeRequest)
def send_code(asked: Asked) -> Any:
    """Send the code to the account's other devices; to no other number."""
    if asked.request.phone_number.lstrip("+") != asked.world.phone:
        raise RefusalError("PHONE_NUMBER_INVALID")
    return types.auth.SentCode(types.auth.SentCodeTypeApp(len(asked.world.code)), HASH)


@answers(functions.auth.SignInRequest)
def sign_in(asked: Asked) -> Any:
    """Sign in with the code; a password may be wanted too."""
    if asked.request.phone_code_hash != HASH:
        raise RefusalError("PHONE_CODE_EXPIRED")
    if asked.request.phone_code != asked.world.code:
        raise RefusalError("PHONE_CODE_INVALID")
    return _signed_in(asked)


@answers(functions.account.GetPasswordRequest)
def get_password(asked: Asked) -> Any:
    """How to prove that one knows the password."""
    return secrets.question(asked.world.password)


@answers(functions.auth.CheckPasswordRequest)
def check_password(asked: Asked) -> Any:
    """Sign in with the proof."""
    password = asked.world.password
    if password is None or not secrets.is_proven(password, asked.request.password):
        raise RefusalError("PASSWORD_HASH_INVALID")
    return _authorization(asked)


@answers(functions.auth.ExportLoginTokenRequest)
def export_login_token(asked: Asked) -> Any:
    """A token to be shown as a QR code; once it was scanned, the login."""
    if not asked.login.scanned:
        return types.auth.LoginToken(clock.now() + timedelta(seconds=30), b"token")
    return types.auth.LoginTokenSuccess(_signed_in(asked))


@answers(functions.auth.LogOutRequest)
def log_out(asked: Asked) -> Any:
    """End the login."""
    asked.login.signed_in = False
    return types.auth.LoggedOut()


@answers(functions.auth.ExportAuthorizationRequest)
def export_authorization(asked: Asked) -> Any:
    """A ticket for another data centre."""
    return types.auth.ExportedAuthorization(asked.login.number, TICKET)


@answers(functions.auth.ImportAuthorizationRequest)
def import_authorization(asked: Asked) -> Any:
    """Use a ticket."""
    if asked.request.bytes != TICKET:
        raise RefusalError("AUTH_BYTES_INVALID")
    return _authorization(asked)


def _signed_in(asked: Asked) -> Any:
    if asked.world.password is not None:
        raise RefusalError("SESSION_PASSWORD_NEEDED", 401)
    return _authorization(asked)


def _authorization(asked: Asked) -> Any:
    asked.login.signed_in = True
    return types.auth.Authorization(tl.user(asked.world, asked.world.me))

"""Links that open something to whoever has them, and e-mail addresses."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from core.ai.privacy import keys
from core.ai.privacy.values import Kind, Span

_LINK = re.compile(
    r"(?:\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://|(?<![\w@./-])(?:[\w-]++\.)++[a-zA-Z]{2,20}+(?=[/?#:]))"
    r"[^\s<>\"'«»“”]++"
)
_TRAILING = ".,;:!?)]}…"
_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]++@[\w-]++(?:\.[\w-]++)++")
_USER = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*@", re.IGNORECASE)
_INVITES = re.compile(
    r"(?:(?:t|telegram)\.(?:me|dog)/(?:\+|joinchat/)|tg:/*(?:join|login|msg_url)|chat\.whatsapp\.com/"
    r"|wa\.me/|api\.whatsapp\.com/|whatsapp://|discord(?:\.gg|(?:app)?\.com/invite)/"
    r"|signal\.(?:me|group)/|meet\.google\.com/|zoom\.us/|teams\.(?:live|microsoft)\.com/"
    r"|joinchat)",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"[?&#;]([^=&#;?]{1,80})=([^&#;]*)")
_NAMES = re.compile("[a-z]+")
_OPENING = frozenset((
    "token", "key", "apikey", "accesskey", "auth", "authorization", "sig", "signature", "secret",
    "password", "passwd", "pwd", "pass", "passcode", "code", "otp", "session", "sessionid", "sid",
    "jwt", "invite", "hash", "credential", "accesstoken", "authtoken", "resetkey", "pin",
    "ticket", "phone", "tel", "email", "mail",
))  # fmt: skip


def spans(text: str) -> Iterator[Span]:
    """Where they stand."""
    for found in _EMAIL.finditer(text):
        end = found.start() + len(found[0].rstrip(".-_"))
        yield Span(found.start(), end, Kind.EMAIL)
    for found in _LINK.finditer(text):
        link = _trimmed(found[0])
        if _opens(unquote(link)):
            yield Span(found.start(), found.start() + len(link), Kind.LINK)


def _trimmed(link: str) -> str:
    """Without the punctuation of the sentence that it stands in."""
    return link.rstrip(_TRAILING) or link


def _opens(link: str) -> bool:
    if _USER.match(link) or _INVITES.search(link) or _EMAIL.search(link):
        return True
    for name, value in _PARAMETER.findall(link):
        if value and not _OPENING.isdisjoint(_NAMES.findall(name.lower())):
            return True
    return any(keys.is_random(part) for part in re.split(r"[/?#&=;:.@!,]", link))

"""Tokens of programs, passwords, accounts of banks and wallets of coins."""

import re
from collections.abc import Iterator

from core.ai.privacy.values import Kind, Span

_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{16,}+(?:[.:][A-Za-z0-9_-]{16,}+)*+")
_BOT = re.compile(r"(?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{30,}+")
_KNOWN = re.compile(
    r"(?:sk-|sk_|pk_|rk_|AIza|gh[pousr]_|github_pat_|xox[abeoprs]-|AKIA|ASIA|glpat-|hf_|eyJ|ya29"
    r"|npm_|gsk_|SG\.|dop_v1_|AQ\.)[A-Za-z0-9_.-]{12,}+"
)
_WALLETS = re.compile(
    r"0x(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40})|(?:bc|tb|ltc)1[ac-hj-np-z02-9]{11,71}"
    r"|(?:[13]|[LM])[1-9A-HJ-NP-Za-km-z]{25,33}|T[1-9A-HJ-NP-Za-km-z]{33}"
    r"|(?:EQ|UQ|kQ|0Q)[A-Za-z0-9_-]{46}|[1-9A-HJ-NP-Za-km-z]{43,44}"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,30}+")
_TOLD = re.compile(
    r"(?:password|passwd|passcode|\bpwd|\bpin|парол[ья]|пин|şifre(?:m|si)?|sifre(?:m|si)?|parola(?:m|sı)?)"
    r" {0,2}[:=] {0,2}(\S{4,64}+)",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_RANDOM_FROM = 20
_TURNS = re.compile("(?<=[a-z])(?=[0-9A-Z])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[0-9])")
_LONGEST_LOOKED_AT = 4096


def spans(text: str) -> Iterator[Span]:
    """Where they stand."""
    for pattern in (_BOT, _KNOWN):
        for found in pattern.finditer(text):
            yield Span(*found.span(), Kind.KEY)
    for found in _TOLD.finditer(text):
        if any(char.isdigit() for char in found[1]):
            yield Span(*found.span(1), Kind.KEY)
    for found in _TOKEN.finditer(text):
        if _WALLETS.fullmatch(found[0]) and _is_mixed(found[0]):
            yield Span(*found.span(), Kind.WALLET)
        elif is_random(found[0]):
            yield Span(*found.span(), Kind.KEY)
    yield from _accounts(text)


def is_random(word: str) -> bool:
    """Whether nobody would write such letters and digits by hand; hyphens part words."""
    word = word[:_LONGEST_LOOKED_AT]
    if _UUID.fullmatch(word):
        return True
    if len(word) < _RANDOM_FROM or not _is_mixed(word):
        return False
    return len(_TURNS.findall(word)) >= len(word) / 6


def _is_mixed(word: str) -> bool:
    digits = sum(char.isdigit() for char in word)
    letters = sum(char.isalpha() for char in word)
    return digits >= 3 and letters >= 3


def _accounts(text: str) -> Iterator[Span]:
    for found in _IBAN.finditer(text):
        length = 0
        for place, char in enumerate(found[0]):
            length += char.isalnum()
            end = found.start() + place + 1
            if length >= 15 and char.isalnum() and not text[end : end + 1].isalnum():
                compact = "".join(filter(str.isalnum, found[0][: place + 1])).upper()
                if (
                    int("".join(str(int(each, 36)) for each in compact[4:] + compact[:4])) % 97
                    == 1
                ):
                    yield Span(found.start(), end, Kind.IBAN)
                    break

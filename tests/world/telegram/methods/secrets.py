"""The server's half of the proof of a password (SRP, as Telegram does it)."""

import hashlib
from typing import Any

from telethon import password as srp
from telethon.tl import types

PRIME = int(
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"
    "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"
    "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"
    "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"
    "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"
    "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
    16,
)
GENERATOR = 3
SECRET = int.from_bytes(hashlib.sha512(b"of the server").digest() * 4, "big") % PRIME
ALGORITHM = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
    b"salt one", b"salt two", GENERATOR, PRIME.to_bytes(256, "big")
)


def question(password: str | None) -> Any:
    """What a client needs for its proof."""
    unknown = types.PasswordKdfAlgoUnknown()
    return types.account.Password(
        new_algo=unknown,
        new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
        secure_random=b"random",
        has_password=password is not None or None,
        current_algo=ALGORITHM if password is not None else None,
        srp_B=_large(_public(password)) if password is not None else None,
        srp_id=1 if password is not None else None,
    )


def is_proven(password: str, proof: Any) -> bool:
    """Whether a proof shows that the password is known."""
    theirs = int.from_bytes(proof.A, "big")
    mixed = int.from_bytes(_hash(_large(theirs), _large(_public(password))), "big")
    verifier = pow(GENERATOR, _key(password), PRIME)
    shared = _hash(_large(pow(theirs * pow(verifier, mixed, PRIME), SECRET, PRIME)))
    both = bytes(
        one ^ other
        for one, other in zip(_hash(ALGORITHM.p), _hash(_large(GENERATOR)), strict=True)
    )
    salts = _hash(ALGORITHM.salt1), _hash(ALGORITHM.salt2)
    right = _hash(both, *salts, _large(theirs), _large(_public(password)), shared)
    return bool(right == proof.M1)


def _public(password: str) -> int:
    multiplier = int.from_bytes(_hash(ALGORITHM.p, _large(GENERATOR)), "big")
    verifier = pow(GENERATOR, _key(password), PRIME)
    return (multiplier * verifier + pow(GENERATOR, SECRET, PRIME)) % PRIME


def _key(password: str) -> int:
    return int.from_bytes(srp.compute_hash(ALGORITHM, password), "big")


def _large(number: int) -> bytes:
    return number.to_bytes(256, "big")


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()

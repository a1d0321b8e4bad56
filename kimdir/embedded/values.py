"""What the embedded servers hand out."""

from dataclasses import dataclass, field
from pathlib import Path

from core import errors


class EmbeddedServerError(errors.KimdirError):
    """An embedded server cannot run; the sentence says why and where its log is."""


@dataclass(frozen=True, slots=True)
class Address:
    """A running server: how to reach it, its process, and where it writes what went wrong."""

    url: str = field(repr=False)  # holds the password
    pid: int
    log: Path


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that an embedded server runs as; `borrowed` when it is not our own."""

    name: str
    uid: int
    gid: int
    borrowed: bool

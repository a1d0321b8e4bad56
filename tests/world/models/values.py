"""What a model was asked, and what it may not be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Provider(StrEnum):
    """Who runs models."""

    GOOGLE = "google"
    OPENAI = "openai"
    OLLAMA = "ollama"


KEYS = {Provider.GOOGLE: "key-for-google", Provider.OPENAI: "key-for-openai"}
"""The only keys that are taken; Ollama wants none."""


class Kind(StrEnum):
    """What a request is for."""

    TEXT = "text"
    VECTORS = "vectors"
    COUNT = "count"


@dataclass(frozen=True)
class Picture:
    """A file in a request."""

    mime: str
    content: bytes


@dataclass(frozen=True)
class Tool:
    """A function that the model may call."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request that was understood; `at` in seconds of a clock without a beginning."""

    provider: Provider
    path: str
    model: str
    kind: Kind
    system: str = ""
    user: str = ""
    """The texts of all turns of the user, one below the other."""
    images: tuple[Picture, ...] = ()
    schema: Mapping[str, Any] | None = None
    """JSON Schema of the answer, if it has to have one; `json` alone gives an empty one."""
    tools: tuple[Tool, ...] = ()
    called: bool = False
    """The results of functions came with it."""
    texts: tuple[str, ...] = ()
    """For vectors."""
    dimensions: int | None = None
    stream: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    """In small letters, without keys."""
    body: Mapping[str, Any] = field(default_factory=dict)
    at: float = 0.0

    @property
    def tokens(self) -> int:
        """What the request counts as."""
        words = [self.system, self.user, *self.texts]
        return sum(map(len, words)) // 4 + 258 * len(self.images) + 1


class RefusedError(Exception):
    """A request that the provider would not take; its test is wrong, or what it tests."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        """The provider's own word for it, where it has one beside the status."""

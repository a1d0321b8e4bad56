"""Prompts: files that say what a model is to do."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_VERSION = re.compile(r"<!--\s*version: (\d+)\s*-->")


@dataclass(frozen=True, slots=True)
class Prompt:
    """Instructions as a model gets them, without the comments of their file."""

    name: str
    version: int
    text: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@cache
def load(name: str) -> Prompt:
    """The prompt in `prompts/<name>.md`, whose first line tells its version."""
    source = resources.files("core.ai").joinpath("prompts", f"{name}.md").read_text("utf-8")
    found = _VERSION.match(source)
    assert found is not None, name
    return Prompt(name, int(found[1]), _COMMENT.sub("", source).strip())

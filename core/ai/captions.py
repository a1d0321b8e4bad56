"""What a model that sees makes of one file: the question, and its answer checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from core import words
from core.ai import asking, pages, prompting
from core.ai.asking import Picture, Purpose, Question, Sent
from core.ai.chain import chain
from core.ai.injection import fence
from core.ai.privacy import sensitive

PROMPT = "captions"
LONGEST_CAPTION = 300
LONGEST_TAG = 40
MOST_TAGS = 7
MOST_CHARACTERS = 8_000
"""Of a document of text that a model gets to see."""
MOST_PAGES = 20
"""Of a PDF that a model gets to see: each is paid like a picture."""
_TOKENS = 512
_LINE = 500
_PDF = "application/pdf"
_MAGIC = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    _PDF: re.compile(rb"%PDF-"),
}
SEEN = (*_MAGIC, "text/")
"""How the MIME types begin of what a model may be shown."""


class Said(BaseModel):
    """What `prompts/captions.md` asks for."""

    caption: str
    tags: list[str]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is to be seen in a file; None and nothing where that cannot be told."""

    caption: str | None
    tags: tuple[str, ...]


async def describe(
    models: chain.Chain, content: bytes, mime: str, sent: Sent, names: tuple[str, ...] = ()
) -> tuple[Caption, str] | None:
    """What a model sees in a file, and which one; None: it is offline's turn.

    `names` of people are masked in a text. Raises what the chain raises, and NoUseError for what
    is not what its type says, or too long.
    """
    asked = question(content, mime, sent, names)
    if asked is None:
        raise asking.NoUseError("A file is not what it says that it is, or has too many pages.")
    answer = await models.ask(asked)
    return None if answer is None else (checked(answer.value), answer.reader)


def question(
    content: bytes, mime: str, sent: Sent, names: tuple[str, ...] = ()
) -> Question[Said] | None:
    """The call about a file; None for content that is no such file, or has no or too many words.

    Text goes as fenced lines, without those that give orders to a model, and with its numbers
    hidden from the cloud; of a picture or a PDF nothing can be hidden.
    """
    prompt = prompting.load(PROMPT)
    kind = mime.partition(";")[0].strip().lower()
    shown, text = None, ""
    if kind.startswith("text/"):
        lines = fence.lines(_items(content), _LINE)
        text = f"The words of the file, line by line:\n{lines}" if lines else ""
    elif kind in _MAGIC and _MAGIC[kind].match(content):
        count = pages.count(content) if kind == _PDF else 1
        if 0 < count <= MOST_PAGES:
            text, shown = "The file is attached.", Picture(kind, content, count)
    if not text:
        return None
    return Question(
        Purpose.CAPTION, prompt, text, Said, sent, names, picture=shown, most_tokens=_TOKENS
    )


def checked(said: Said) -> Caption:
    """The answer without what is private, too long or twice."""
    caption = _clean(said.caption, LONGEST_CAPTION)
    tags = dict.fromkeys(_clean(tag, LONGEST_TAG) for tag in said.tags)
    return Caption(caption or None, tuple(tag for tag in tags if tag)[:MOST_TAGS])


def _clean(text: str, longest: int) -> str:
    """One line that Postgres can keep; empty if it tells something private."""
    line = words.storable(fence.one_line(text, longest))
    return "" if sensitive.names_something_private(line) else line


def _items(content: bytes) -> Iterator[fence.Item]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    lines = (line.strip() for line in text[:MOST_CHARACTERS].splitlines())
    told = (line for line in lines if line and not fence.order(line))
    yield from (fence.Item(number, line) for number, line in enumerate(told, 1))

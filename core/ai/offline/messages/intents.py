"""What a line is for, by rule: patterns on its folded words with single blanks between."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from core.ai.values import Intent

_FILE = Path(__file__).with_name("intents.toml")
_OPENING = (
    "(?:^(?:(?:and|so|but|ok|hey|hi|guys|peki|ya|hocam|abi|arkadaslar|а|и|ну|ребята|народ|коллеги|"
    "слушай|слушайте|скажите|подскажите) )*)"
)
_NO_QUESTION = re.compile(
    r"как (?:всегда|обычно|раз|будто|бы|и|только)\b|что (?:ж|ли|то)\b|ne (?:guzel|iyi)\b"
)
_READ = 300
"""Characters that are looked at: what a message is for shows in its first sentences."""


@cache
def _patterns() -> dict[Intent, re.Pattern[str]]:
    listed = tomllib.loads(_FILE.read_text("utf-8"))
    return {Intent(kind): _joined(texts.values()) for kind, texts in listed.items()}


def _joined(texts: Iterable[str]) -> re.Pattern[str]:
    lines = "\n".join(text.strip() for text in texts).replace("|\n", "|").splitlines()
    whole = "|".join(f"(?:{line})" for line in lines).replace("~", _OPENING)
    return re.compile(rf"(?<!\S)(?:{whole})(?!\S)")


def confidences(text: str, folded: str) -> dict[Intent, int]:
    """Confidences of a line that has words; `folded` are its words with single blanks between."""
    marked = "?" in text
    count = folded.count(" ") + 1
    folded = folded[:_READ]
    has = {intent: pattern.search(folded) for intent, pattern in _patterns().items()}
    asks = has[Intent.QUESTION] and not _NO_QUESTION.match(folded)
    argues = len(_patterns()[Intent.DISCUSSION].findall(folded)) if has[Intent.DISCUSSION] else 0
    found = {
        Intent.QUESTION: 92 if marked and asks else 85 if marked else 62 if asks else 0,
        Intent.COMMAND: 0 if not has[Intent.COMMAND] else 35 if marked else 66,
        Intent.GREETING: _fading(count, (90, 75, 40)) if has[Intent.GREETING] else 0,
        Intent.FEEDBACK: _fading(count, (72, 72, 55)) if has[Intent.FEEDBACK] else 0,
        Intent.DISCUSSION: min(70, 22 * argues + (12 if count > 25 else 0)) if count > 3 else 0,
    }
    surest = max(found.values())
    found[Intent.STATEMENT] = max(10, 60 - surest // 2)
    return {intent: sure for intent, sure in found.items() if sure}


def _fading(count: int, steps: tuple[int, int, int]) -> int:
    """The longer a line, the less a word of courtesy says of it."""
    return steps[0] if count <= 4 else steps[1] if count <= 8 else steps[2]

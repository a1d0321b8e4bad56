"""What a model says of a line, against the line: nothing enters that it may have made up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core import words
from core.ai.injection import fence
from core.ai.offline.messages import insights
from core.ai.privacy import sensitive
from core.ai.values import EntityKind, Insight, Intent

LONGEST_SUMMARY = 300
LONGEST_WORDS = 60
"""Characters of a keyword or a name."""
_FEWEST_KEYWORDS = 3
_RUN = 6
"""As many words in a row that also stand elsewhere are a copy."""
_STEM = 4
_LETTERS = {intent.value[0]: intent for intent in Intent}
_KINDS = {
    "p": EntityKind.PEOPLE,
    "o": EntityKind.ORGANISATIONS,
    "t": EntityKind.TOPICS,
    "j": EntityKind.PROJECTS,
}
_NUMBER = re.compile(r"\s*(\d{1,4})[A-Z]{0,3}\s*")
_INTENT = re.compile(r"\b([qscdgf])[a-z]*\s*[:=]?\s*(\d{1,3})\b", re.IGNORECASE)
_NAME = re.compile(r"\s*([potj])[a-z]*\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*|@\w{4,}", re.IGNORECASE
)
_LANGUAGES = (
    "aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv "
    "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho "
    "hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku "
    "kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn "
    "no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm "
    "sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi "
    "vo wa wo xh yi yo za zh zu"
)


@dataclass(frozen=True, slots=True)
class Described:
    """A line that a model was asked about, with what it answers."""

    text: str
    author: int | None
    answered: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """The fields of an item as the model wrote them."""

    language: str
    intents: str
    keywords: str
    entities: str
    summary: str


def number(fields: Sequence[str]) -> int:
    """The number of the line that an item is about, 0 where it has none."""
    found = _NUMBER.fullmatch(fields[0])
    return int(found[1]) if found else 0


def said(fields: Sequence[str]) -> Said:
    """The fields of an item, those that it lacks empty."""
    return Said(*[*fields[1:6], *[""] * 5][:5])


class Checked:
    """One answer against the lines and the prompt it is about."""

    def __init__(self, prompt: str, lines: Sequence[Described]) -> None:
        self._lines = lines
        self._taken: set[int] = set()
        self._prompt = set(_runs(_words(prompt), _RUN))
        self._owners: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for number, line in enumerate(lines, 1):
            self._note(_words(line.text), number)
            self._note(_words(line.answered or ""), 0)

    def _note(self, said: Sequence[str], number: int) -> None:
        for run in _runs(said, _RUN):
            self._owners[run].add(number)

    def take(self, number: int, said: Said) -> Insight | None:
        """The insight of a line; None where it was not asked for, or was told before."""
        if not 1 <= number <= len(self._lines) or number in self._taken:
            return None
        self._taken.add(number)
        text = self._lines[number - 1].text
        own = frozenset(_words(text))
        by_rule = insights.insight(text)
        return Insight(
            summary=self._summary(number, said.summary),
            keywords=_keywords(said.keywords, own, by_rule.keywords),
            intents=_intents(said.intents) or by_rule.intents,
            language=_language(said.language) or by_rule.language,
            entities=_entities(said.entities, own) or by_rule.entities,
        )

    def _summary(self, number: int, given: str) -> str | None:
        """None where it is no summary of this line: a copy of others, of the prompt, an order."""
        summary = " ".join(words.storable(given).split())
        text = self._lines[number - 1].text
        if not summary or len(summary) > LONGEST_SUMMARY:
            return None
        if any(link not in text for link in _LINK.findall(summary)):
            return None
        if fence.order(summary) or sensitive.names_something_private(summary):
            return None
        return None if self._copies(number, _words(summary)) else summary

    def _copies(self, number: int, said: Sequence[str]) -> bool:
        runs = set(_runs(said, _RUN))
        if runs & self._prompt:
            return True
        return any(number not in self._owners.get(run, {number}) for run in runs)


def _words(text: str) -> list[str]:
    return [token.folded for token in words.tokens(text)]


def _runs(said: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """All words of a shorter text of three or more, else each so many in a row."""
    if 3 <= len(said) < length:
        yield tuple(said)
    for start in range(len(said) - length + 1):
        yield tuple(said[start : start + length])


def _stands(phrase: str, own: frozenset[str]) -> bool:
    """Whether the line has each word of a phrase, be it in another form."""
    said = _words(phrase)
    if not said or len(phrase) > LONGEST_WORDS or phrase.strip().isdecimal():
        return False
    return all(word in own or any(_akin(word, each) for each in own) for word in said)


def _akin(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= _STEM and one[: max(_STEM, shorter - 3)] == other[: max(_STEM, shorter - 3)]


def _kept(phrases: Iterable[str], own: frozenset[str], most: int) -> tuple[str, ...]:
    """Phrases that stand in the line and name nothing private, none twice."""
    kept: dict[str, str] = {}
    for phrase in phrases:
        clean = " ".join(words.storable(phrase).split())
        if len(clean) > 1 and _stands(clean, own) and not sensitive.names_something_private(clean):
            kept.setdefault(words.normalise(clean), clean)
    return tuple(kept.values())[:most]


def _keywords(given: str, own: frozenset[str], by_rule: tuple[str, ...]) -> tuple[str, ...]:
    kept = _kept(re.split(r"[,;\n]", given), own, insights.MOST_KEYWORDS)
    if len(kept) >= _FEWEST_KEYWORDS:
        return kept
    known = {words.normalise(each) for each in kept}
    more = (each for each in by_rule if words.normalise(each) not in known)
    return (*kept, *more)[: max(_FEWEST_KEYWORDS, len(kept))]


def _intents(given: str) -> Mapping[Intent, int]:
    found: dict[Intent, int] = {}
    for letter, sure in _INTENT.findall(given):
        found.setdefault(_LETTERS[letter.lower()], min(int(sure), 100))
    return {intent: sure for intent, sure in found.items() if sure}


def _language(given: str) -> str | None:
    code = given.strip().lower()[:2]
    return code if code in _LANGUAGES.split() and len(given.strip()) <= 5 else None


def _entities(given: str, own: frozenset[str]) -> dict[EntityKind, tuple[str, ...]]:
    named: dict[EntityKind, list[str]] = defaultdict(list)
    for part in re.split(r"[;\n]", given):
        if found := _NAME.fullmatch(part):
            named[_KINDS[found[1].lower()]] += found[2].split(",")
    kept = {kind: _kept(names, own, insights.MOST_NAMES) for kind, names in named.items()}
    return {kind: names for kind, names in kept.items() if names}

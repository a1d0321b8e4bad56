"""Which corrected people make good examples for reading another."""

import math
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import groupby

from core import words
from core.ai.injection import fence
from core.ai.privacy import sensitive
from core.ai.values import Verdict
from core.models import UserId
from core.professions.asking.values import Corrected, Lesson
from core.professions.readings.rules import is_offline
from core.professions.readings.values import Stored
from core.professions.values import Outcome, State
from core.taxonomy.values import Language, SectorSlug, Taxonomy

MOST_EXAMPLES = 3
_QUOTES = 2
_LIKE = 0.05
"""Likeness from which an example is worth its tokens, 0 to 1."""
_SHORTEST = 4
"""Letters of a word that tells what a line is about."""


def lessons(corrected: Iterable[Corrected], taxonomy: Taxonomy) -> tuple[Lesson, ...]:
    """One lesson a person, from quotes that give no orders and labels that are not private."""
    found = []
    for user_id, group in groupby(corrected, key=lambda one: one.user_id):
        quoted = [one for one in group if not fence.order(one.quote)][:_QUOTES]
        if not quoted:
            continue
        label = _label(quoted[0], taxonomy)
        if not sensitive.names_something_private(label):
            messages = tuple((one.chat_id, one.message_id) for one in quoted)
            quotes = tuple(one.quote for one in quoted)
            found.append(Lesson(user_id, quotes, label, messages))
    return tuple(found)


def _label(corrected: Corrected, taxonomy: Taxonomy) -> str:
    sector = corrected.sector
    if corrected.own_words:
        return f"{corrected.own_words} ({sector})"
    if corrected.profession and corrected.profession in taxonomy.professions:
        return f"{taxonomy.professions[corrected.profession].name(Language.EN)} ({sector})"
    return sector


def is_usable(
    said: Verdict, outcome: Outcome, newest: Stored | None, claimed: Container[SectorSlug]
) -> bool:
    """May an answer take the place of the newest reading?

    Not where the rules left nothing of its claims, nor where it knows nothing of somebody of whom
    the offline reader guesses what their words say outright.
    """
    if outcome.state is State.INSUFFICIENT or (said.candidates and not outcome.candidates):
        return False
    if outcome.candidates or newest is None or not is_offline(newest.reader):
        return True
    held = newest.outcome
    if not held.candidates:
        return True
    return held.state is not State.GUESS or held.candidates[0].sector not in claimed


def overturns(outcome: Outcome, newest: Stored | None) -> bool:
    """Would it take a guess away, or put another in its place? To name it closer does not."""
    if newest is None or newest.outcome.state is not State.GUESS or not newest.outcome.candidates:
        return False
    if outcome.state is not State.GUESS:
        return True
    before, after = newest.outcome.candidates[0], outcome.candidates[0]
    named = None not in (before.profession, after.profession)
    return before.sector != after.sector or (named and before.profession != after.profession)


def alike(lessons: Sequence[Lesson], texts: Iterable[str], user_id: UserId) -> tuple[Lesson, ...]:
    """The lessons of other people whose words are most like these texts, best first."""
    others = [lesson for lesson in lessons if lesson.user_id != user_id]
    spoken = [_words(lesson.quotes) for lesson in others]
    spread = Counter(word for each in spoken for word in each)
    asked = _words(texts)
    scored = [
        (_likeness(each, asked, spread, len(others)), place) for place, each in enumerate(spoken)
    ]
    scored.sort(key=lambda one: (-one[0], one[1]))
    return tuple(others[place] for score, place in scored[:MOST_EXAMPLES] if score >= _LIKE)


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Stems of a sort: the first letters of longer words, which endings leave alone."""
    return frozenset(
        token.folded[:6]
        for text in texts
        for token in words.tokens(text)
        if len(token.folded) >= _SHORTEST
    )


def _likeness(
    lesson: frozenset[str], asked: frozenset[str], spread: Counter[str], count: int
) -> float:
    """How much of the lesson's telling words the texts share, rare ones counting most."""
    whole = sum(_rarity(word, spread, count) for word in lesson)
    shared = sum(_rarity(word, spread, count) for word in lesson & asked)
    return shared / whole if whole else 0.0


def _rarity(word: str, spread: Counter[str], count: int) -> float:
    return math.log(1 + count / spread[word])

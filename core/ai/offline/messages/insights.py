"""The insight of one message by rule: what it is for, its language, keywords and sure names."""

import re
from collections.abc import Iterator, Sequence
from itertools import filterfalse, islice

from core import words
from core.ai.offline import reader, vocabulary
from core.ai.offline.messages import chatter, intents, languages
from core.ai.privacy import sensitive
from core.ai.values import EntityKind, Insight, Intent
from core.taxonomy import catalogue, lexicon

NAME = "offline insights 1"
"""Stored with each insight; the number grows when the rules change."""
MOST_KEYWORDS = 7
MOST_NAMES = 8
"""Entities of a kind."""
_LONGEST = 1500
_LONGEST_WORD = 40
_NAMED = frozenset((vocabulary.Kind.NAME, vocabulary.Kind.TERM, vocabulary.Kind.SERVICE))
_MENTION = re.compile(r"(?<![\w@./])@([A-Za-z]\w{3,31})\b")
_HASHTAG = re.compile(r"(?<![\w&#/])#(\w*[^\W\d]\w*)")
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+"
    r"(?:com|org|net|io|dev|app|ai|edu|gov|info|me|tr|ru|uk|de|eu|fr|us|рф))(?![\w@-]|\.\w)",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:ООО|ОАО|ПАО|ЗАО|АО|ИП) [«\"“]?([^\W\d_][\w -]{1,40}?)[»\"”](?!\w)"
    r"|\b((?:[A-ZÇĞİÖŞÜ][\w&-]+ ){1,3}(?:A\.Ş\.|Ltd\.?|GmbH|Inc\.?|LLC|Corp\.?|Holding|Bankası))"
    r"(?!\w)"
)
_MESSENGER = frozenset(("t.me", "telegram.me"))


def is_trivial(text: str) -> bool:
    """ "ok 👍", "спасибо", "teşekkürler": nothing for a model to read."""
    bare = chatter.without_links(text[:_LONGEST])
    return chatter.is_empty(bare, words.tokens(bare))


def insight(text: str) -> Insight:
    """What rules can tell of a message, without a summary."""
    text = text[:_LONGEST]
    bare = chatter.without_links(text)
    found = words.tokens(bare)
    folded = " ".join(token.folded for token in found)
    return Insight(
        summary=None,
        keywords=keywords(text),
        intents=intents.confidences(bare, folded) if found else {Intent.STATEMENT: 30},
        language=languages.language(bare, found),
        entities=_entities(text),
    )


def keywords(text: str) -> tuple[str, ...]:
    """What a message is about, as it stands there, the taxonomy's words first; at most seven."""
    bare = chatter.without_links(text[:_LONGEST])
    found = words.tokens(bare)
    worth: Iterator[str] = map(words.storable, _worth(bare, found))
    if sensitive.names_something_private(bare):
        worth = filterfalse(sensitive.names_something_private, worth)
    return tuple(islice(worth, MOST_KEYWORDS))


def _worth(text: str, found: Sequence[words.Token]) -> Iterator[str]:
    """Words and phrases that name a subject, best first, none twice."""
    taken: set[int] = set()
    known: set[str] = set()
    for start, end in [*_terms(found), *_others(found)]:
        folded = " ".join(token.folded for token in found[start:end])
        if folded in known or taken.intersection(range(start, end)):
            continue
        taken.update(range(start, end))
        known.add(folded)
        yield " ".join(text[found[start].start : found[end - 1].end].split())


def _terms(found: Sequence[words.Token]) -> Iterator[tuple[int, int]]:
    """Where words of the taxonomy stand, the longest first."""
    known = reader.prepare(catalogue.load()).lexicon
    hits = [hit for hit in known.find(found) if hit.payload.kind in _NAMED]
    for hit in sorted(lexicon.widest(hits), key=lambda hit: (hit.start - hit.end, hit.start)):
        if not all(token.folded in chatter.stop_words() for token in found[hit.start : hit.end]):
            yield hit.start, hit.end


def _others(found: Sequence[words.Token]) -> list[tuple[int, int]]:
    """Where other words stand that are no stop words, the longer first."""
    worth = [
        (place, place + 1)
        for place, token in enumerate(found)
        if 3 < len(token.folded) <= _LONGEST_WORD
        and token.bare not in chatter.stop_words()
        and token.folded not in chatter.stop_words()
        and not any(char.isdecimal() for char in token.folded)
    ]
    return sorted(worth, key=lambda span: -len(found[span[0]].folded))


def _entities(text: str) -> dict[EntityKind, tuple[str, ...]]:
    domains = (found[1].lower() for found in _DOMAIN.finditer(text))
    companies = (found[1] or found[2] for found in _COMPANY.finditer(text))
    named = {
        EntityKind.PEOPLE: [f"@{found[1]}" for found in _MENTION.finditer(text)],
        EntityKind.TOPICS: [found[1] for found in _HASHTAG.finditer(text)],
        EntityKind.ORGANISATIONS: [
            *(company.strip() for company in companies),
            *(domain for domain in domains if domain not in _MESSENGER),
        ],
    }
    distinct = {kind: dict.fromkeys(map(words.storable, names)) for kind, names in named.items()}
    kept = {
        kind: tuple(name for name in names if not sensitive.names_something_private(name))
        for kind, names in distinct.items()
    }
    return {kind: names[:MOST_NAMES] for kind, names in kept.items() if names}

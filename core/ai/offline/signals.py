"""What a line gives away: hits of the lexicon, each judged where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from core import words
from core.ai.offline import (
    choice,
    commands,
    context,
    english,
    offers,
    pastimes,
    russian,
    studies,
    turkish,
)
from core.ai.offline.context import Context, Stance
from core.ai.offline.vocabulary import Entry, Kind
from core.taxonomy import lexicon
from core.taxonomy.values import Language


class Tier(IntEnum):
    """How a signal speaks for its profession, the stronger the higher."""

    TALK = 1
    PLACE = 2
    OFFER = 3
    HINT = 4
    SAID = 5


@dataclass(frozen=True, slots=True)
class Signal:
    """A piece of evidence in one text; start and end are places in the original text."""

    tier: Tier
    entry: Entry
    line: int | None
    """Number of the line; None for the bio."""
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from."""

    line: int | None
    """Number of the line; None for the bio."""
    answers: str | None
    usual: Language | None
    """The language that the person mostly uses."""


class _Span(NamedTuple):
    """Places in a text: a sentence from `first` to `last`, in it a hit from `start` to `end`."""

    first: int
    start: int
    end: int
    last: int


_STANCES = {Language.EN: english.stance, Language.TR: turkish.stance, Language.RU: russian.stance}
_UNOWNED = {
    Language.EN: english.unowned,
    Language.TR: turkish.unowned,
    Language.RU: russian.unowned,
}
_NEAR = 250
"""Characters around a hit that are looked at; a sentence is seldom longer."""
_MOST_HITS = 60
"""Of one line: more are no talk."""
_MENTIONED = 0.3
"""What the bare name of a profession weighs beside a term."""
_ASKED = 0.7
"""What a topic still counts in a question: interest, not knowledge."""
_OF_OTHERS = 0.5
"""What a term still counts in a sentence about others."""
_CLAIMS = {Stance.SAYS: (Tier.SAID, 1.0), Stance.HINTS: (Tier.HINT, 1.0)}
_JOINED = (Tier.SAID, 0.9)
_FAINT = (Tier.HINT, 0.15)
"""Enough to lean towards, not to show."""
_STUDY = 0.8
_DUTY, _DONE = 1.2, 0.3

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$|[A-ZА-ЯÇĞİÖŞÜ])|\n+|[!?;•|]+")
_BLANKS = re.compile(r"\s+")
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|(?<!\w)\"[^\"]*\"(?!\w)|(?<!\w)'[^']*'(?!\w)")
_DUTIES = {
    Language.EN: re.compile(
        r"^(?:i|i'm|im) (?!love|like|want|need|think|volunteer)|^work(?:ing)? (?:at|in|for|"
        r"on) (?:a|an|the)\b"
    ),
    Language.TR: re.compile(
        r"\b(?:calisiyorum|gorev yapiyorum|li[kg] yapiyorum|derse giriyorum|dersine giriyorum)$"
    ),
    Language.RU: re.compile(r"\b(?:работаю|преподаю|веду уроки)\b"),
}
"""Terms that tell of doing the work oneself: as good as a hint."""
_I_DO = {
    Language.EN: re.compile(
        r"(?:^|\b)i (?:(?:also|mostly|just|currently|still|actually|usually) )?<"
    ),
    Language.TR: re.compile(r"(?:[iu]yor(?:um|uz)|maktay[iu]m)>$"),
    Language.RU: re.compile(
        r"(?:^|\bя (?:[\w-]+ )?|, )<(?!люблю|хочу|могу)\w+(?:аю|яю|ею|ую|жу|шу|чу|лю|ню) "
    ),
}
"""Terms that are doing where "I" stands before or the verb says it, between < and >."""
_NOT_NOW = re.compile(r"^i'(?:ll|d|ve)\b")
_LINK = re.compile(
    r"^,? ?(?:and|&|/|,|\+|ve|и|-|\||hem de|ayni zamanda|also|а также)? ?(?:an? )?(?:\w+ )?$"
)


def of_text(
    text: str,
    found: Sequence[words.Token],
    hits: Sequence[lexicon.Hit[Entry]],
    source: Source,
) -> Iterator[Signal]:
    """Signals of one line or bio."""
    kinds = {hit.payload.kind for hit in hits}
    if kinds != {Kind.TOPIC} and commands.commands(words.normalise(text)):
        return
    given: set[tuple[int, Tier, tuple[str, ...]]] = set()
    claims: dict[int, int] = {}
    disowned: set[int] = set()
    heard = list(_heard(text, found, hits, source.usual))
    learning = _learning(text, heard, source) if Kind.STUDY in kinds else ()
    for entry, span, tokens, language in heard:
        judged = _judged(text, span, tokens, entry, (source, language))
        if entry.kind is Kind.NAME and _joins(text, claims.get(span.first), span.start):
            judged = _JOINED
        if judged is None:
            disowned.update((span.start,) if entry.kind is Kind.NAME else ())
            continue
        if span.first in learning and judged[0] is Tier.TALK:
            continue
        if judged[0] is Tier.SAID:
            claims[span.first] = span.end
        sense = span.start, judged[0], entry.professions or entry.sectors
        if sense not in given and not (judged[0] is Tier.TALK and span.start in disowned):
            given.add(sense)
            yield Signal(judged[0], entry, source.line, span.start, span.end, judged[1])


def _learning(
    text: str,
    heard: Iterable[tuple[Entry, _Span, Sequence[words.Token], Language]],
    source: Source,
) -> frozenset[int]:
    """Where sentences begin that tell of studies: what is studied is no work talk."""
    return frozenset(
        span.first
        for entry, span, tokens, language in heard
        if entry.kind is Kind.STUDY and _judged(text, span, tokens, entry, (source, language))
    )


def _heard(
    text: str,
    found: Sequence[words.Token],
    hits: Sequence[lexicon.Hit[Entry]],
    usual: Language | None,
) -> Iterator[tuple[Entry, _Span, Sequence[words.Token], Language]]:
    """Hits in the language of their sentence, each with its place and its words."""
    borders = [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
    languages: dict[int, Language | None] = {}
    for hit in choice.worth_judging(hits[:_MOST_HITS], found):
        start, end = found[hit.start].start, found[hit.end - 1].end
        place = bisect_right(borders, start, hi=len(borders) - 1)
        first, last = borders[place - 1], max(end, borders[place])
        if first not in languages:
            languages[first] = _language(found, (first, last), text, usual)
        language = languages[first] or hit.payload.language
        if _fits(hit.payload, language):
            span = _Span(first, start, end, last)
            yield hit.payload, span, found[hit.start : hit.end], language


def _judged(
    text: str,
    span: _Span,
    tokens: Sequence[words.Token],
    entry: Entry,
    heard: tuple[Source, Language],
) -> tuple[Tier, float] | None:
    """Tier and weight of a hit; None where it is no evidence."""
    if entry.kind is Kind.TOPIC:
        asks = text[span.first : span.last].rstrip().endswith("?")
        return Tier.TALK, entry.weight * (_ASKED if asks else 1.0)
    source, language = heard
    first = max(span.first, span.start - _NEAR)
    last = min(span.last, span.end + _NEAR)
    scene = Context(
        before=_BLANKS.sub(" ", words.normalise(text[first : span.start])).lstrip(),
        word=" ".join(token.folded for token in tokens),
        after=_BLANKS.sub(" ", words.normalise(text[span.end : last])).rstrip(),
        phrase=entry.phrase,
        asked=span.first == 0 and _asked(source),
        bio=source.line is None,
    )
    judged = _judge(entry, scene, language)
    claims = judged is not None and judged[0] >= Tier.HINT
    return None if claims and _is_quoted(text, span.start) else judged


def _judge(entry: Entry, scene: Context, language: Language) -> tuple[Tier, float] | None:
    """Tier and weight of a hit; None where it is no evidence."""
    judged = _judge_kind(entry, scene, language)
    if judged is None or judged[0] < Tier.HINT:
        return judged
    named = entry.kind is Kind.NAME
    return _FAINT if pastimes.only(entry.professions, scene, named=named) else judged


def _judge_kind(entry: Entry, scene: Context, language: Language) -> tuple[Tier, float] | None:
    if entry.kind is Kind.NAME:
        stance = _STANCES[language](scene)
        return None if stance is Stance.NOT_OWN else _CLAIMS.get(stance, (Tier.TALK, _MENTIONED))
    if entry.kind is Kind.TERM:
        return _term(entry, scene, language)
    if entry.kind is Kind.STUDY:
        return _study(entry, scene, language)
    if entry.kind is Kind.SERVICE:
        return (Tier.OFFER, entry.weight) if offers.offered(scene, language) else None
    works = offers.works_at(scene, language, field=entry.kind is Kind.FIELD)
    return (Tier.PLACE, entry.weight) if works else None


def _study(entry: Entry, scene: Context, language: Language) -> tuple[Tier, float] | None:
    if not studies.told(scene, language):
        return None
    faint = studies.learns_only(scene, language)
    return _FAINT if faint else (Tier.SAID, _STUDY * entry.weight)


def _term(entry: Entry, scene: Context, language: Language) -> tuple[Tier, float] | None:
    unowned = _UNOWNED[language](scene.before, scene.after)
    if (doing := _doing(entry, scene, language)) is not None:
        return None if unowned or scene.after.endswith("?") else (Tier.HINT, doing)
    return Tier.TALK, entry.weight * (_OF_OTHERS if unowned else 1.0)


def _doing(entry: Entry, scene: Context, language: Language) -> float | None:
    """Weight of a term that tells of doing the work oneself; hobbies tell of doing as well."""
    if _NOT_NOW.search(scene.word):
        return None
    if _DUTIES[language].search(entry.phrase):
        return _DUTY
    if " " in entry.phrase and _I_DO[language].search(f"{scene.before}<{scene.word}>"):
        return _DONE
    return None


def _fits(entry: Entry, language: Language) -> bool:
    """English words are at home in the other languages, but not the fields that people work in."""
    if entry.language is language:
        return True
    return entry.language is Language.EN and entry.kind is not Kind.FIELD


def _language(
    found: Sequence[words.Token], span: tuple[int, int], text: str, usual: Language | None
) -> Language | None:
    first, last = span
    spoken = [token.folded for token in found if first <= token.start < last]
    return context.language(spoken, text[first:last], usual)


def _asked(source: Source) -> bool:
    return source.answers is not None and context.asks_for_job(words.normalise(source.answers))


def _is_quoted(text: str, place: int) -> bool:
    return any(quoted.start() < place < quoted.end() for quoted in _QUOTED.finditer(text))


def _joins(text: str, claimed: int | None, start: int) -> bool:
    """Does a name continue the claim that ended there: "I'm a doctor and lecturer"?"""
    return claimed is not None and bool(_LINK.match(words.normalise(text[claimed:start])))

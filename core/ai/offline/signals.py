"""What a line gives away: hits of the lexicon, each judged where it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from core import words
from core.ai.offline import context as contexts
from core.ai.offline import english, offers, russian, studies, turkish
from core.ai.offline.context import Context, Stance
from core.ai.offline.vocabulary import Entry, Kind
from core.taxonomy import lexicon
from core.taxonomy.values import Language


class Tier(IntEnum):
    """How a signal speaks for its profession, the stronger the higher."""

    MENTION = 0
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


_STANCES = {Language.EN: english.stance, Language.TR: turkish.stance, Language.RU: russian.stance}
_UNOWNED = {
    Language.EN: english.unowned,
    Language.TR: turkish.unowned,
    Language.RU: russian.unowned,
}
_TIERS = {Stance.SAYS: Tier.SAID, Stance.HINTS: Tier.HINT, Stance.PLAIN: Tier.MENTION}
_SENTENCE_END = re.compile(
    r"[.!?…]+(?=\s|$|[A-ZА-ЯÇĞİÖŞÜ])|\n+|[!?;•|]+|(?<=\s)[-–—](?=\s[A-ZА-Я][a-zа-я]+ (?:said|сказал))"
)
_BLANKS = re.compile(r"\s+")
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|(?<!\w)\"[^\"]*\"(?!\w)|(?<!\w)'[^']*'(?!\w)")
_COMMAND = re.compile(
    r"\b(?:ignore|disregard|forget|override|игнорир\w+|забудь\w*|не учитыва\w+|yok say\w*|unut\w*|gormezden gel\w*|dikkate alma\w*|goz ardi et\w*)"
    r"\b\W+(?:[\w']+\W+){0,5}?(?:instruction|rule|prompt|message|инструкц|правил|промпт|сообщени|указани|talimat|kural|komut|mesaj|yonerge)"
    r"|\b(?:instruction|prompt|talimat|yonerge|kural|komut)\w* (?:\w+ )?(?:yok say|unut|gormezden|dikkate alma|goz ardi)"
    r"|^\W*(?:system|assistant|developer|система|системное сообщение|sistem|sistem mesaji)\s*[:>\]]|</?\w+>|\"profession\"|profession\s*[=:]"
    r"|\b(?:classify|mark|label|tag|record|list|profile|output|запиши|отметь|классифицируй|считай|beni\s[\w ]{1,40}\bolarak (?:kaydet|isaretle|siniflandir))"
    r"\b(?: (?:me|this user|меня|этого))?(?: \w+)? (?:as|как|-)\b|\bolarak (?:kaydet|isaretle|siniflandir|etiketle)"
    r"|###|\bchat(?:gpt| ?bot)\b.*\b(?:say|answer)\b|\bfor the record, evidence\b"
)
_JOB_ASKED = re.compile(
    r"\bwhat(?:'s| is| do| does)?\b.{0,20}\b(?:do you do|your (?:job|work|profession|occupation)|do for (?:a living|work))|\bwhere do you work\b|"
    r"\bwho are you by\b|\bкем (?:ты |вы )?(?:работа|труд)\w+|\b(?:чем|кем) (?:ты |вы )?(?:занима|по)\w*|\b(?:твоя|ваша) (?:профессия|работа)\b|"
    r"\bпо профессии\b.*\?|\bne is (?:yap|le)\w*|\bmesleg(?:in|iniz)\b|\bne (?:yapiyorsun|yapiyorsunuz|calisiyorsun)\b|\bnerede calis\w*"
)
_DUTY = {
    Language.EN: re.compile(r"^(?:i|i'm|im) (?!love|like|want|need|think|volunteer)|^work(?:ing)? (?:at|in|for|on) (?:a|an|the)\b"),
    Language.TR: re.compile(r"\b(?:calisiyorum|gorev yapiyorum|li[kg] yapiyorum|derse giriyorum|dersine giriyorum)$"),
    Language.RU: re.compile(r"\b(?:работаю|преподаю|веду уроки)\b"),
}
"""Terms that tell of doing the work oneself: as good as a hint."""
_NOT_DUTY = re.compile(r"^i'(?:ll|d|ve)\b")
_LINK = re.compile(
    r"^,? ?(?:and|&|/|,|\+|ve|и|-|\||hem de|ayni zamanda|also|а также)? ?(?:an? )?(?:\w+ ){0,1}$"
)
_MENTIONED = 0.3
"""What the bare name of a profession weighs beside a term."""
_MOOD = 0.5
"""What a term still counts in a sentence about others."""


def of_text(
    text: str,
    found: Sequence[words.Token],
    hits: Sequence[lexicon.Hit[Entry]],
    place: tuple[int | None, str | None, Language | None],
) -> Iterator[Signal]:
    """Signals of one line or bio; `place` is its number, what it answers, the person's usual language."""
    line, answers, usual = place
    if _COMMAND.search(words.normalise(text)):
        return
    asked = answers is not None and _JOB_ASKED.search(words.normalise(answers)) is not None
    quoted = [(found.start(), found.end()) for found in _QUOTED.finditer(text)]
    bounds = [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
    spoken: dict[int, int] = {}
    for hit in _best(hits):
        start, end = found[hit.start].start, found[hit.end - 1].end
        first = max(bound for bound in bounds if bound <= start)
        last = min(bound for bound in bounds if bound >= end)
        word = " ".join(token.folded for token in found[hit.start : hit.end])
        scene = _context(text, (first, start, end, last), word, hit.payload.phrase)
        language = contexts.language(
            f"{scene.before}{scene.word}{scene.after}", text[first:last], usual
        )
        language = language or hit.payload.language
        if not _fits(hit.payload, language):
            continue
        scene = Context(
            scene.before, scene.word, scene.after, scene.phrase, asked and first == 0, line is None
        )
        judged = judge(hit.payload, scene, language)
        if (
            judged is not None
            and judged[0] in (Tier.SAID, Tier.HINT)
            and any(a < start < b for a, b in quoted)
        ):
            judged = None
        before = words.normalise(text[spoken[first] : start]) if first in spoken else None
        if before is not None and hit.payload.kind is Kind.NAME and _LINK.match(before):
            judged = (Tier.SAID, 0.9)
        if judged is None:
            continue
        if judged[0] is Tier.SAID:
            spoken[first] = end
        yield Signal(judged[0], hit.payload, line, start, end, judged[1])


def judge(entry: Entry, scene: Context, language: Language) -> tuple[Tier, float] | None:
    """Tier and weight of a hit; None where it is no evidence."""
    if entry.kind is Kind.NAME:
        tier = _TIERS.get(_STANCES[language](scene))
        if tier is Tier.MENTION:
            return tier, _MENTIONED * entry.weight
        return None if tier is None else (tier, entry.weight)
    if entry.kind in (Kind.TERM, Kind.TOPIC):
        if entry.kind is Kind.TERM and _DUTY[language].search(entry.phrase) and not _NOT_DUTY.search(scene.word):
            unowned = _UNOWNED[language](scene.before, scene.after) or scene.after.endswith("?")
            return None if unowned else (Tier.HINT, 1.2)
        mood = _MOOD if _UNOWNED[language](scene.before, scene.after) else 1.0
        return Tier.TALK, entry.weight * mood
    if entry.kind is Kind.STUDY:
        return (Tier.SAID, 0.8 * entry.weight) if studies.told(scene, language) else None
    if entry.kind is Kind.SERVICE:
        return (Tier.OFFER, entry.weight) if offers.offered(scene, language) else None
    return (Tier.PLACE, entry.weight) if offers.works_at(scene, language, field=entry.kind is Kind.FIELD) else None


def _best(hits: Sequence[lexicon.Hit[Entry]]) -> list[lexicon.Hit[Entry]]:
    """Of names that lie in longer names only the longer."""
    names = [hit for hit in hits if hit.payload.kind is Kind.NAME]
    others = [hit for hit in hits if hit.payload.kind is not Kind.NAME]
    return [*lexicon.widest(names), *others] if names else others


def _fits(entry: Entry, language: Language) -> bool:
    if entry.language is language:
        return True
    return (
        entry.language is Language.EN
        and language is not Language.EN
        and entry.kind is not Kind.FIELD
    )


def _context(text: str, spans: tuple[int, int, int, int], word: str, phrase: str) -> Context:
    first, start, end, last = spans
    before = _BLANKS.sub(" ", words.normalise(text[first:start])).lstrip()
    after = _BLANKS.sub(" ", words.normalise(text[end:last])).rstrip()
    return Context(before, word, after, phrase)

"""What may count of a person's words, and what a reader's verdict comes to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core import words
from core.ai import calibration
from core.ai.calibration import Table
from core.ai.injection import fence
from core.ai.offline.claims import Heard, Weight
from core.ai.offline.signals import Signal, Tier
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.professions.values import Outcome, Own, State
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

SHOWN_FROM = 45
"""Calibrated confidence below which a guess would mislead more than it tells."""
ALTERNATIVE_FROM = 15
"""Confidence below which another candidate is not worth a place on a card."""
TALK_MOST = 76
"""Felt confidence that a model's guess is cut to where no words of the person claim it."""
CLAIM_MOST = 99
_SEVERAL = 2
"""Quotes, lines and phrases that such a guess must rest on."""
_SHORTEST_QUOTE = 8
"""Characters of a quote without any word of a trade."""
ENOUGH_LINES = 40
"""Lines of a corpus up to which chatter fills it."""
_WINDOW_ENOUGH = 20
"""Lines that are enough not to look further back."""
_TELLS_FROM = 40
"""Characters from which a line may tell a model something without a word of a trade."""
_ANSWER = 80
"""Characters of a line that cannot be understood without what it answers."""
_LINE, _ALL = 400, 10_000
"""Characters that count of one line, and those of all lines of a corpus."""
_FOREVER = 10_000
"""Days back that reach before the first message of Telegram."""
_COMMAND = re.compile(r"/[A-Za-z]\w*(@\w+)?(\s|$)")


def own_words(text: str, entities: Sequence[Mapping[str, Any]] | None) -> str:
    """The longest stretch of a message that is no quote of others; nothing for a bot command.

    A stretch, so that every quote of it is literally in the message.
    """
    if _COMMAND.match(text):
        return ""
    quoted = sorted(
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities or ()
        if entity["type"] == "blockquote"
    )
    stretches, start = [], 0
    for first, last in quoted:
        stretches.append(text[start:first])
        start = max(start, last)
    return max((*stretches, text[start:]), key=len).strip()


def checked(verdict: Verdict, corpus: Corpus) -> Verdict:
    """The verdict with only those quotes that stand literally in their line or in the bio.

    A verdict that loses all its quotes is none.
    """
    texts = _texts(corpus)
    evidence = tuple(quote for quote in verdict.evidence if _is_literal(quote, texts, corpus.bio))
    return replace(verdict, evidence=evidence) if evidence else Verdict()


def _texts(corpus: Corpus) -> Mapping[int, str]:
    return {line.number: line.text for line in corpus.lines}


def _is_literal(quote: Quote, texts: Mapping[int, str], bio: str | None) -> bool:
    if quote.kind is QuoteKind.BIO:
        text = bio
    else:
        text = None if quote.line is None else texts.get(quote.line)
    return text is not None and quote.text.strip() != "" and quote.text in text


def chosen(
    lines: Sequence[Own], now: datetime, limit: int, days_back: int, min_length: int
) -> tuple[Own, ...]:
    """The lines worth reading, newest first: what claims a job, then what tells, then chatter.

    Claims are taken from any time; the rest from a window that widens until it holds enough.
    """
    worth = [one for one in distinct(lines) if _is_worth(one, min_length)]
    claims = [one for one in worth if one.weight is Weight.CLAIM]
    rest = [one for one in worth if one.weight is not Weight.CLAIM]
    enough = min(_WINDOW_ENOUGH, limit)
    days = days_back
    near = _since(rest, now, days)
    while len(near) < len(rest) and len(near) + len(claims) < enough:
        days *= 2
        near = _since(rest, now, days)
    near.sort(key=lambda one: one.weight, reverse=True)
    taken: list[Own] = []
    left = _ALL
    for one in (*claims, *near)[:limit]:
        left -= min(len(one.text), _LINE)
        if left < 0 or (one.weight is Weight.CHATTER and len(taken) >= ENOUGH_LINES):
            break
        taken.append(one)
    return tuple(sorted(taken, key=lambda one: one.place))


def _since(lines: Sequence[Own], now: datetime, days: int) -> list[Own]:
    """Those of the last days; all of them where the days reach back before Telegram."""
    if days > _FOREVER:
        return list(lines)
    first = now - timedelta(days=days)
    return [one for one in lines if one.sent_at >= first]


def distinct(lines: Sequence[Own]) -> Iterator[Own]:
    """Each wording once, where it was last said, without what gives orders to a model."""
    known: set[str] = set()
    for one in lines:
        folded = words.searchable(one.text)
        if folded and folded not in known and not one.is_order:
            known.add(folded)
            yield one


def _is_worth(line: Own, min_length: int) -> bool:
    return line.weight > Weight.CHATTER or len(line.text) >= min_length


def is_informative(line: Own) -> bool:
    """May a line tell a model anything? It is counted before a person is read again."""
    return line.weight > Weight.CHATTER or len(line.text) >= _TELLS_FROM


def context(text: str, answers: str | None) -> str | None:
    """What somebody else had said, where the line is too short to be understood alone."""
    if answers is None or len(text) > _ANSWER or fence.order(answers):
        return None
    return answers


def sifted(
    verdict: Verdict,
    corpus: Corpus,
    hear: Callable[[Corpus, int | None], Heard],
    taxonomy: Taxonomy,
    *,
    steered: bool = False,
) -> Verdict:
    """What is left of a model's verdict where only the person's own words count.

    Quotes from lines that give orders, or that name the work as not theirs, are none. A line that
    claims the work lets the guess stand; else it takes work talk in several lines, and the guess
    is modest. Of somebody who tried to steer models, only claims count.
    """
    if not verdict.candidates:
        return Verdict()
    best = verdict.candidates[0]
    kin = _kin(best, taxonomy)
    kept: list[tuple[Quote, Heard]] = []
    for quote in checked(verdict, corpus).evidence:
        heard = hear(corpus, quote.line)
        if _counts(quote, corpus, heard) and not heard.disowns(kin, best.sector):
            kept.append((quote, heard))
    claims = [one for _, heard in kept for one in heard.claims(best.sector)]
    if claims:
        kept.sort(key=lambda each: not each[1].claims(best.sector))
        named = best.profession is None or any(_names(one, kin) for one in claims)
        felt = min(best.confidence, CLAIM_MOST if named else TALK_MOST)
    elif not steered and _talks(kept, corpus, hear, best.sector):
        felt = min(best.confidence, TALK_MOST)
    else:
        return Verdict()
    return Verdict(
        tuple(_beside(verdict.candidates, felt)),
        tuple(quote for quote, _ in kept),
        declared=any(one.tier is Tier.SAID for one in claims),
    )


def _beside(candidates: Sequence[Candidate], felt: int) -> Iterator[Candidate]:
    """The best as sure as `felt`; others that it rules out, with no quote of theirs, as the rest.

    A sector and a profession in it do not rule each other out.
    """
    best = candidates[0]
    yield replace(best, confidence=felt)
    for other in candidates[1:]:
        wider = other.sector == best.sector and None in (best.profession, other.profession)
        most = felt if wider else 100 - felt
        yield replace(other, confidence=min(other.confidence, most))


def claimed(corpus: Corpus, hear: Callable[[Corpus, int | None], Heard]) -> frozenset[SectorSlug]:
    """The sectors of jobs that somebody says outright to have."""
    places = (None, *(line.number for line in corpus.lines))
    return frozenset(
        sector
        for place in places
        for signal in hear(corpus, place).signals
        if signal.tier is Tier.SAID
        for sector in signal.entry.sectors
    )


def _talks(
    kept: Sequence[tuple[Quote, Heard]],
    corpus: Corpus,
    hear: Callable[[Corpus, int | None], Heard],
    sector: SectorSlug,
) -> bool:
    """Is there work talk in different words in several lines, and in one of several quotes?"""
    if len(kept) < _SEVERAL or not any(heard.talk(sector) for _, heard in kept):
        return False
    talk = (hear(corpus, line.number).talk(sector) for line in corpus.lines)
    spoken = [phrases for phrases in talk if phrases]
    return len(spoken) >= _SEVERAL and len(frozenset().union(*spoken)) >= _SEVERAL


def _counts(quote: Quote, corpus: Corpus, heard: Heard) -> bool:
    text = corpus.bio if quote.line is None else _texts(corpus)[quote.line]
    if text is None or fence.order(text):
        return False
    return len(quote.text) >= _SHORTEST_QUOTE or bool(heard.signals)


def _kin(best: Candidate, taxonomy: Taxonomy) -> frozenset[ProfessionSlug]:
    """The profession, its kinds and what it is a kind of; all of the sector where only that is."""
    if best.profession is None:
        return frozenset(taxonomy.of_sector(best.sector))
    parent = taxonomy.professions[best.profession].parent
    return frozenset((*taxonomy.kinds_of(best.profession), parent or best.profession))


def _names(claim: Signal, kin: frozenset[ProfessionSlug]) -> bool:
    """Does a claim name one of them, or only a sector and so any of it?"""
    return not claim.entry.professions or not kin.isdisjoint(claim.entry.professions)


def decide(
    verdict: Verdict, message_count: int, minimum: int, table: Table = calibration.TABLE
) -> Outcome:
    """What a checked verdict comes to. A clear declaration needs no minimum of messages.

    What is too unsure to be shown is unknown; its candidates stay, to be offered on correcting.
    The table is measured on best candidates; the others keep their proportion to the best.
    """
    if message_count < minimum and not verdict.declared:
        return Outcome(State.INSUFFICIENT)
    if not verdict.candidates:
        return Outcome(State.UNKNOWN)
    felt = verdict.candidates[0].confidence
    measured = calibration.calibrated(felt, table)
    best, *others = (
        replace(one, confidence=round(measured * one.confidence / felt))
        for one in verdict.candidates
    )
    if measured < SHOWN_FROM:
        return Outcome(State.UNKNOWN, (best, *others), felt)
    likely = (one for one in others if one.confidence >= ALTERNATIVE_FROM)
    return Outcome(State.GUESS, (best, *likely), felt, verdict.evidence)

"""What may count of a person's words, and what a reader's verdict comes to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.ai import calibration
from core.ai.values import Corpus, Quote, QuoteKind, Verdict
from core.professions.values import Outcome, State

SHOWN_FROM = 45
"""Calibrated confidence below which a guess would mislead more than it tells."""
ALTERNATIVE_FROM = 15
"""Confidence below which another candidate is not worth a place on a card."""
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
    texts = {line.number: line.text for line in corpus.lines}
    evidence = tuple(quote for quote in verdict.evidence if _is_literal(quote, texts, corpus.bio))
    return replace(verdict, evidence=evidence) if evidence else Verdict()


def _is_literal(quote: Quote, texts: Mapping[int, str], bio: str | None) -> bool:
    if quote.kind is QuoteKind.BIO:
        text = bio
    else:
        text = None if quote.line is None else texts.get(quote.line)
    return text is not None and quote.text.strip() != "" and quote.text in text


def decide(verdict: Verdict, message_count: int, minimum: int) -> Outcome:
    """What a checked verdict comes to. A clear declaration needs no minimum of messages.

    What is too unsure to be shown is unknown; its candidates stay, to be offered on correcting.
    The table is measured on best candidates; the others keep their proportion to the best.
    """
    if message_count < minimum and not verdict.declared:
        return Outcome(State.INSUFFICIENT)
    if not verdict.candidates:
        return Outcome(State.UNKNOWN)
    felt = verdict.candidates[0].confidence
    measured = calibration.calibrated(felt)
    best, *others = (
        replace(one, confidence=round(measured * one.confidence / felt))
        for one in verdict.candidates
    )
    if measured < SHOWN_FROM:
        return Outcome(State.UNKNOWN, (best, *others), felt)
    likely = (one for one in others if one.confidence >= ALTERNATIVE_FROM)
    return Outcome(State.GUESS, (best, *likely), felt, verdict.evidence)

"""What a model makes of a person's lines: the question, and its answer mapped to the taxonomy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from core.ai import asking, prompting
from core.ai.chain import chain
from core.ai.injection import fence
from core.ai.privacy import sensitive
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.taxonomy import labels, names, search
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

PROMPT = "professions"
BIO = 0
"""The number of the bio among the lines that a model sees; messages are counted from 1."""
LONGEST_LINE = 400
LONGEST_QUOTE = 200
_CONTEXT = 160
_MOST = 3
_LOOKED_AT = 10
"""Of what a model lists; the rest is not even looked at."""
_LABEL = 80
_TOKENS = 1024
_WORDS = re.compile(r"\S+")
_NOBODY = asking.Sent()
_AROUND = " \t\n\"'“”«»„…"


class Guess(BaseModel):
    """A job that a model names."""

    label: str
    sector: str
    confidence: int


class Proof(BaseModel):
    """Words that a model says it found in a line."""

    line: int
    quote: str
    keywords: list[str] = []


class Said(BaseModel):
    """What `prompts/professions.md` asks for; no candidates where the lines do not tell."""

    candidates: list[Guess]
    evidence: list[Proof]


@dataclass(frozen=True, slots=True)
class Example:
    """Words of somebody else, and what the owner says that they do: both in plain text."""

    quotes: tuple[str, ...]
    label: str


async def read_profession(
    models: chain.Chain,
    corpus: Corpus,
    taxonomy: Taxonomy,
    examples: Sequence[Example] = (),
    *,
    sent: asking.Sent = _NOBODY,
    names: tuple[str, ...] = (),
) -> tuple[Verdict, str] | None:
    """A model's verdict with literal quotes, and who gave it; None: it is offline's turn.

    `sent` is for the ledger, `names` are masked. Raises what the chain raises.
    """
    answer = await models.ask(question(corpus, examples, sent=sent, names=names))
    return None if answer is None else (verdict(answer.value, corpus, taxonomy), answer.reader)


def question(
    corpus: Corpus,
    examples: Sequence[Example] = (),
    *,
    sent: asking.Sent = _NOBODY,
    names: tuple[str, ...] = (),
) -> asking.Question[Said]:
    """What a model is asked about a person; lines that give orders to it are left out."""
    return asking.Question(
        asking.Purpose.PROFESSION,
        prompting.load(PROMPT),
        "\n".join(("<<<", *_shown(examples), *_data(corpus), ">>>")),
        Said,
        sent,
        names,
        most_tokens=_TOKENS,
    )


def _shown(examples: Sequence[Example]) -> Iterator[str]:
    for letter, example in zip("abc", examples, strict=False):
        quotes = " / ".join(fence.one_line(quote, LONGEST_QUOTE) for quote in example.quotes)
        yield f"{letter}: {quotes} = {fence.one_line(example.label, _LABEL)}"


def _data(corpus: Corpus) -> Iterator[str]:
    items = [
        fence.Item(
            line.number + 1,
            line.text,
            fence.one_line(line.answers, _CONTEXT) if line.answers else None,
        )
        for line in corpus.lines
        if not fence.order(line.text)
    ]
    if corpus.bio and not fence.order(corpus.bio):
        items.insert(0, fence.Item(BIO, corpus.bio))
    yield fence.lines(items, LONGEST_LINE)


def verdict(said: Said, corpus: Corpus, taxonomy: Taxonomy) -> Verdict:
    """The answer as a verdict: labels mapped, quotes found literally or dropped."""
    candidates: dict[tuple[SectorSlug, ProfessionSlug | None], Candidate] = {}
    for guess in sorted(said.candidates, key=lambda one: -one.confidence)[:_LOOKED_AT]:
        place = _place(guess, taxonomy)
        if place is not None and len(candidates) < _MOST:
            felt = min(max(guess.confidence, 1), 100)
            found = Candidate(place.profession, place.sector, felt)
            candidates.setdefault((place.sector, place.profession), found)
    if not candidates:
        return Verdict()
    quotes: dict[int | None, Quote] = {}
    for proof in said.evidence[:_LOOKED_AT]:
        quote = _quote(proof, corpus)
        if quote is not None:
            quotes.setdefault(quote.line, quote)
    return Verdict(tuple(candidates.values()), tuple(quotes.values())[:_MOST])


def _place(guess: Guess, taxonomy: Taxonomy) -> names.Place | None:
    """The entry that a free label means, else the sector alone, else None."""
    label = fence.one_line(guess.label, _LABEL)
    if not label or sensitive.names_something_private(label):
        return None
    sector = SectorSlug(guess.sector.strip())
    known = sector in taxonomy.sectors
    slug = ProfessionSlug(label)
    if slug in taxonomy.professions:
        return names.Place(taxonomy.professions[slug].sector, slug)
    label = label.replace("_", " ")
    places = search.whole(names.key(label), names.index(taxonomy))
    inside = [one for one in places if one.profession and one.sector == sector]
    if inside:
        return min(inside, key=search.order)
    meant = labels.of_label(label, taxonomy)
    if meant is not None and (not known or meant.sector == sector or meant.exact):
        return names.Place(meant.sector, meant.profession)
    return names.Place(sector, None) if known else None


def _quote(proof: Proof, corpus: Corpus) -> Quote | None:
    """The quote as it stands in its line, else in another line; None where it stands nowhere."""
    texts: dict[int | None, str] = {line.number: line.text for line in corpus.lines}
    if corpus.bio:
        texts[None] = corpus.bio
    named = None if proof.line == BIO else proof.line - 1
    for line in sorted(texts, key=lambda line: line != named):
        literal = find(proof.quote, texts[line])
        if literal:
            kind = QuoteKind.BIO if line is None else QuoteKind.MESSAGE
            return Quote(kind, line, literal, _keywords(proof.keywords, literal))
    return None


def find(quote: str, text: str) -> str:
    """The stretch of the text that a quote gives but for case, blanks and what cannot be seen.

    Cut at words where it is long; nothing where the text has no such stretch.
    """
    parts = _WORDS.findall(fence.one_line(quote, LONGEST_LINE).strip(_AROUND))
    if not parts:
        return ""
    gap = f"[\\s{fence.UNSEEN}]+"
    inner = f"[{fence.UNSEEN}]*"
    pattern = gap.join(inner.join(map(re.escape, part)) for part in parts)
    found = re.search(pattern, text, re.IGNORECASE)
    if found is None:
        return ""
    literal = found[0]
    if len(literal) > LONGEST_QUOTE:
        literal = literal[:LONGEST_QUOTE].rpartition(" ")[0] or literal[:LONGEST_QUOTE]
    return literal.rstrip()


def _keywords(given: Sequence[str], quote: str) -> tuple[str, ...]:
    """Those that stand in the quote and tell nothing private, as they stand there."""
    found = dict.fromkeys(find(one, quote) for one in given[:_LOOKED_AT])
    return tuple(one for one in found if one and not sensitive.names_something_private(one))[
        :_MOST
    ]

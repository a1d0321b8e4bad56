"""Who guesses when guesses are measured: the offline reader, or models before it."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks import labelled
from core.ai import asking, calibration, reading
from core.ai.chain import chain
from core.ai.offline import claims, reader
from core.ai.values import Corpus, Verdict
from core.professions import rules
from core.professions.asking import rules as choosing
from core.professions.readings.values import Stored
from core.professions.values import Outcome
from core.settings import Settings
from core.taxonomy.values import Taxonomy

MINIMUM = 1
"""Of messages: the labelled people are taken as they come."""
MOST_LINES = 100
"""Newest lines of a person that a model is shown, as elsewhere."""


@dataclass(slots=True)
class Purse:
    """A budget without limits that remembers what was spent; money in millionths of a dollar."""

    spent: Counter[str] = field(default_factory=Counter)
    calls: list[str] = field(default_factory=list)
    """The model of each, by its number."""
    results: dict[int, asking.Result] = field(default_factory=dict)

    async def reserve(self, call: asking.Call) -> int:
        """Allow everything."""
        self.calls.append(call.model)
        return len(self.calls) - 1

    async def settle(self, number: int, settled: asking.Settled) -> None:
        """Add what it came to."""
        self.results[number] = settled.result
        self.spent["in"] += settled.tokens_in
        self.spent["out"] += settled.tokens_out
        self.spent["price"] += settled.price

    def line(self) -> str:
        """What was spent, in a sentence."""
        spent = self.spent
        ends = Counter(f"{self.calls[call]} {end}" for call, end in self.results.items())
        counts = ", ".join(f"{count} {end}" for end, count in ends.items())
        return (
            f"{len(self.calls)} calls ({counts}): {spent['in']:,} tokens in, "
            f"{spent['out']:,} out, ${spent['price'] / 1_000_000:.4f}"
        )


@dataclass(slots=True)
class Guesser:
    """Reads labelled people as Kimdir would; `readers` counts who gave the readings."""

    taxonomy: Taxonomy
    offline: reader.Reader
    readers: Counter[str] = field(default_factory=Counter)

    def by_rule(self, row: labelled.Row) -> Outcome:
        """What the offline reader makes of somebody."""
        said = labelled.corpus(row)
        self.readers[reader.NAME] += 1
        return self._offline(said)

    def _offline(self, said: Corpus) -> Outcome:
        return rules.decide(rules.checked(self.offline.read(said), said), len(said.lines), MINIMUM)

    async def by_models(self, people: Sequence[labelled.Row], settings: Settings) -> list[Outcome]:
        """What the chain makes of them, some at once; prints what it cost."""
        purse = Purse()
        models = chain.prepare(settings, purse)
        outcomes: dict[int, Outcome] = {}
        waiting = iter(enumerate(people))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(settings.ai_concurrency):
                    group.create_task(self._work(models, waiting, outcomes))
        finally:
            await models.close()
            print(f"{purse.line()}; read by {dict(self.readers)}.")
        return [outcomes[place] for place in range(len(people))]

    async def _work(
        self,
        models: chain.Chain,
        waiting: Iterator[tuple[int, labelled.Row]],
        outcomes: dict[int, Outcome],
    ) -> None:
        for place, row in waiting:
            said = labelled.corpus(row)
            seen = Corpus(said.lines[:MOST_LINES], said.bio)
            answer = await reading.read_profession(models, seen, self.taxonomy)
            outcomes[place] = self._settled(said, seen, answer)

    def _settled(self, said: Corpus, seen: Corpus, answer: tuple[Verdict, str] | None) -> Outcome:
        """The model's reading where it may take the place of the offline one, else that."""
        before = self._offline(said)
        if answer is not None:
            told, name = answer
            ears = claims.Ears(self.offline)
            kept = rules.sifted(told, seen, ears.hear, self.taxonomy)
            outcome = rules.decide(kept, len(said.lines), MINIMUM, calibration.MODELS)
            stored = Stored(reader.NAME, before, (), len(said.lines))
            if choosing.is_usable(told, outcome, stored, rules.claimed(seen, ears.hear)):
                self.readers[name] += 1
                return outcome
        self.readers[reader.NAME] += 1
        return before

"""Finds many phrases, inflected, in the words of a text."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from core import words
from core.taxonomy import forms
from core.taxonomy.values import Language

P = TypeVar("P", bound=Hashable)


class Hit(NamedTuple, Generic[P]):
    """A phrase found: `tokens[start:end]` is a form of it."""

    start: int
    end: int
    payload: P


class _Node(Generic[P]):
    """A place in the trie of phrases; the edges are numbers of dictionary words."""

    __slots__ = ("edges", "payloads")

    def __init__(self) -> None:
        self.edges: dict[int, _Node[P]] = {}
        self.payloads: list[P] = []


class Lexicon(Generic[P]):
    """Phrases of one or more words, each with a language and a payload. A hyphen may be left out.

    Over 300,000 words a second once the vocabulary of the texts is known to it; it knows as many
    different words as `remembered` says, then starts anew.
    """

    def __init__(
        self, entries: Iterable[tuple[str, Language, P]], *, remembered: int = 1 << 18
    ) -> None:
        self._root: _Node[P] = _Node()
        self._numbers: dict[tuple[str, Language, bool], int] = {}
        self._stems: defaultdict[str, list[tuple[forms.Tails, int]]] = defaultdict(list)
        for phrase, language, payload in entries:
            for spelling in {phrase, phrase.replace("-", "")}:
                self._add([token.folded for token in words.tokens(spelling)], language, payload)
        self._remembered = remembered
        self._known: dict[str, tuple[int, ...]] = {}
        self._starts: dict[str, tuple[_Node[P], ...]] = {}

    def find(self, found: Sequence[words.Token]) -> Iterator[Hit[P]]:
        """Phrases in order of their first word, longest first; of one payload none overlap."""
        starts, taken = self._starts, dict[P, int]()
        for start, token in enumerate(found):
            nodes = starts.get(token.folded)
            if nodes is None:
                nodes = self._start(token.folded)
            if not nodes:
                continue
            ends: dict[P, int] = {}
            for end, node in self._walk(nodes, found, start + 1):
                for payload in node.payloads:
                    ends[payload] = max(end, ends.get(payload, 0))
            for payload, end in sorted(ends.items(), key=lambda item: -item[1]):
                if taken.get(payload, 0) <= start:
                    taken[payload] = end
                    yield Hit(start, end, payload)

    def _add(self, phrase: list[str], language: Language, payload: P) -> None:
        node = self._root
        for word in phrase:
            node = node.edges.setdefault(self._number(word, language, len(phrase) > 1), _Node())
        if phrase and payload not in node.payloads:
            node.payloads.append(payload)

    def _number(self, word: str, language: Language, compound: bool) -> int:
        key = (word, language, compound)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            for stem, tails in forms.stems(word, language, compound=compound):
                self._stems[stem].append((tails, number))
        return number

    def _start(self, folded: str) -> tuple[_Node[P], ...]:
        if len(self._starts) >= self._remembered:
            self._starts.clear()
            self._known.clear()
        edges = self._root.edges
        nodes = tuple(edges[number] for number in self._matching(folded) if number in edges)
        self._starts[folded] = nodes
        return nodes

    def _matching(self, folded: str) -> tuple[int, ...]:
        """Numbers of the dictionary words of which the token is a form."""
        numbers = self._known.get(folded)
        if numbers is None:
            numbers = self._known[folded] = tuple(
                {
                    number
                    for form in {folded, folded.partition("'")[0]}
                    for length in range(1, len(form) + 1)
                    for tails, number in self._stems.get(form[:length], ())
                    if forms.accepts(form, form[:length], tails)
                }
            )
        return numbers

    def _walk(
        self, nodes: Iterable[_Node[P]], found: Sequence[words.Token], end: int
    ) -> Iterator[tuple[int, _Node[P]]]:
        for node in nodes:
            if node.payloads:
                yield end, node
            if node.edges and end < len(found):
                numbers = self._matching(found[end].folded)
                further = [node.edges[number] for number in numbers if number in node.edges]
                yield from self._walk(further, found, end + 1)


def widest(hits: Iterable[Hit[P]]) -> list[Hit[P]]:
    """Hits that lie inside no longer one: "history teacher" silences "teacher"."""
    kept: list[Hit[P]] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if any(one.end >= hit.end and (one.start, one.end) != hit[:2] for one in kept):
            continue
        kept.append(hit)
    return kept

"""What the owner's corrections taught, put on top of the offline reader's verdicts.

The offline verdict is where it starts from; the person's words move it. So a reader that learned
little says little else than the offline one.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core import errors
from core.ai import calibration
from core.ai.offline import evidence
from core.ai.offline.classifier import features
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

MANY = 200
"""Corrections from which on it may doubt somebody who says outright what they do."""
_HEADER = b"kimdir learned 1\n"
_NAMED_FROM = 0.5
"""Probability inside its sector from which on a profession is named."""
_MOST = 3
_WEAK = 0.25
"""Part of what the strongest line or word tells, below which another is no evidence."""
_LEAST = 1e-6
"""What a line must tell to be any evidence."""
_ENOUGH = 2
"""Texts of evidence that it takes to contradict the offline reader, or to be surer than it."""
_LIKELY = 0.6
"""Probability that a person's words alone must give a sector for that."""
_REMEMBERED = 8_000_000
"""Numbers that are kept of words met before."""


class WeightsError(errors.KimdirError):
    """What is stored is no classifier of ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A learned classifier; prepared once, reads any number of people, one at a time."""

    sectors: tuple[SectorSlug, ...]
    professions: tuple[ProfessionSlug | None, ...]
    """Of the further columns; None for all others of the sector."""
    inside: NDArray[np.intp]
    """The sector of each further column, as its place."""
    matrix: NDArray[np.float32]
    """DIMS rows; a column for each sector, then the further ones."""
    rareness: NDArray[np.float32]
    silent: frozenset[str]
    corrections: int
    _met: "_Met" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_met", _Met(self.matrix, self.rareness, self.silent))

    def read(self, corpus: Corpus, verdict: Verdict) -> Verdict:
        """What it makes of a person of whom the offline reader made `verdict`."""
        if self._leaves(verdict):
            return verdict
        said = list(features.texts(corpus))
        codes = self._met.codes([text for _, text in said])
        candidates, places = self._made(codes, verdict)
        quotes = tuple(self._quote(*said[place], candidates[0].sector) for place in places)
        return Verdict(candidates, quotes or verdict.evidence, verdict.declared)

    def judge(self, bag: features.Bag, verdict: Verdict) -> Verdict:
        """The same from a bag of words, with no quotes of its own."""
        if self._leaves(verdict):
            return verdict
        candidates, _ = self._made(self._met.codes_of(bag), verdict)
        return Verdict(candidates, verdict.evidence, verdict.declared)

    def _leaves(self, verdict: Verdict) -> bool:
        return verdict.declared and self.corrections < MANY

    def _made(
        self, codes: NDArray[np.intp], verdict: Verdict
    ) -> tuple[tuple[Candidate, ...], list[int]]:
        """Candidates, and where they contradict the offline verdict, the texts that say so."""
        scores = self._met.scores(codes)
        candidates = self._candidates(scores, verdict)
        best, known = candidates[0], verdict.candidates[:1]
        places = self._spoken(codes, best.sector)
        own = softmax(scores[: len(self.sectors)])[self.sectors.index(best.sector)]
        speaks = own >= _LIKELY and len(places) >= _ENOUGH
        if not known or known[0].sector != best.sector:
            return (candidates, places) if speaks else (verdict.candidates, [])
        if not speaks and best.confidence > known[0].confidence:
            return verdict.candidates, []
        return candidates, []

    def _candidates(self, scores: NDArray[np.float32], verdict: Verdict) -> tuple[Candidate, ...]:
        count = len(self.sectors)
        likely = softmax(scores[:count] + prior(verdict, self.sectors))
        order = np.argsort(-likely, kind="stable")[:_MOST]
        best = float(likely[order[0]])
        felt = _felt(best)
        return tuple(
            Candidate(
                self._profession(place, scores[count:], verdict),
                self.sectors[place],
                max(1, round(felt * float(likely[place]) / best)),
            )
            for place in order.tolist()
        )

    def _profession(
        self, sector: int, scores: NDArray[np.float32], verdict: Verdict
    ) -> ProfessionSlug | None:
        usual = next(
            (one.profession for one in verdict.candidates if one.sector == self.sectors[sector]),
            None,
        )
        columns = np.flatnonzero(self.inside == sector)
        if not len(columns) or (usual and verdict.declared):
            return usual
        likely = softmax(scores[columns])
        best = int(likely.argmax())
        named = self.professions[columns[best]] if likely[best] >= _NAMED_FROM else None
        return named or usual

    def _spoken(self, codes: NDArray[np.intp], sector: SectorSlug) -> list[int]:
        """Places of the texts that speak most for a sector, strongest first."""
        told, room = self._met.told[:, self.sectors.index(sector)], len(self._met.told)
        ends = codes == _END
        speaking = told[codes] > 0
        numbered = (np.cumsum(ends) - ends)[speaking] * room + codes[speaking]
        lines, said = np.divmod(np.unique(numbered), room)
        strength = np.bincount(lines, told[said])
        order = np.argsort(-strength, kind="stable")[:_MOST].tolist()
        least = max(_WEAK * strength[order[0]], _LEAST) if order else 0
        return [place for place in order if strength[place] >= least]

    def _quote(self, number: int | None, text: str, sector: SectorSlug) -> Quote:
        told = self._met.told[self._met.codes([text])[:-1], self.sectors.index(sector)]
        spans = [found.span() for found in _CHUNK.finditer(text)]
        order = np.argsort(-told, kind="stable").tolist()
        start, end = evidence.window(text, *spans[order[0]])
        keywords = dict.fromkeys(
            text[slice(*spans[place])].strip(_EDGES)
            for place in order
            if told[place] >= _WEAK * told[order[0]]
            and start <= spans[place][0]
            and spans[place][1] <= end
        )
        kind = QuoteKind.BIO if number is None else QuoteKind.MESSAGE
        return Quote(kind, number, text[start:end], tuple(keywords)[:_MOST])


_CHUNK = re.compile(r"\S+")
_EDGES = " .,;:!?…()[]\"'«»“”„-–—*_"
_END = 0
"""The code between lines."""
_NOTHING = 1
"""The code of what is no word."""


class _Met(dict[str, int]):
    """Codes of the chunks met so far, and what each tells; bounded."""

    def __init__(
        self,
        matrix: NDArray[np.float32],
        rareness: NDArray[np.float32],
        silent: frozenset[str],
    ) -> None:
        super().__init__()
        self._matrix, self._rareness, self._silent = matrix, rareness, silent
        self._room = _REMEMBERED // matrix.shape[1]
        self._units = {"\n": _END, "": _NOTHING}
        self.told = np.zeros((self._room, matrix.shape[1]), np.float32)
        self.weights = np.zeros(self._room, np.float32)
        self.hashes = np.zeros(self._room, np.uint32)

    def _make_room(self) -> None:
        """Forget everything where little room is left; a person's codes hold until the next."""
        if len(self._units) > self._room * 3 // 4 or len(self) > 2 * self._room:
            self.clear()
            self._units = {"\n": _END, "": _NOTHING}

    def __missing__(self, chunk: str) -> int:
        unit = features.unit(chunk)
        code = self[chunk] = _NOTHING if unit in self._silent else self._code(unit)
        return code

    def _code(self, unit: str) -> int:
        code = self._units.get(unit)
        if code is None:
            code = len(self._units)
            if code >= self._room:
                return _NOTHING
            self._units[unit] = code
            places, values = features.spread(unit)
            self.weights[code] = features.rare(unit, self._rareness)
            self.told[code] = self.weights[code] * (values @ self._matrix[places])
            self.hashes[code] = features.hashes([unit])[0]
        return code

    def codes(self, texts: Sequence[str]) -> NDArray[np.intp]:
        """Codes of all chunks in order, with an _END after each text."""
        self._make_room()
        found: list[int] = []
        for text in texts:
            found.extend(map(self.__getitem__, text.split()))
            found.append(_END)
        return np.array(found, np.intp)

    def codes_of(self, bag: features.Bag) -> NDArray[np.intp]:
        """The same of a bag."""
        self._make_room()
        return np.array([_END, *map(self._code, bag.units)], np.intp)[bag.order]

    def scores(self, codes: NDArray[np.intp]) -> NDArray[np.float32]:
        """What a person's words say, by column of the matrix."""
        times = np.bincount(codes, minlength=_NOTHING + 1)
        times[: _NOTHING + 1] = 0
        unique = np.flatnonzero(times)
        counted = features.damped(times[unique])
        pairs = features.pairs(self.hashes[codes[codes != _NOTHING]])
        together = counted @ self.told[unique]
        together += features.PAIR * self._matrix[pairs].sum(axis=0)
        size = features.length(counted * self.weights[unique], len(pairs))
        return np.asarray(together / np.float32(size), np.float32)


def softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Probabilities along the last axis."""
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def prior(verdict: Verdict, sectors: Sequence[SectorSlug]) -> NDArray[np.float64]:
    """Logarithms of what the offline verdict gives each sector."""
    given = np.zeros(len(sectors))
    if verdict.candidates:
        felt = verdict.candidates[0].confidence
        measured = calibration.calibrated(felt) / 100
        for one in verdict.candidates:
            given[sectors.index(one.sector)] += measured * one.confidence / felt
    given *= min(1.0, _SUREST / max(given.sum(), _SUREST))
    return np.asarray(np.log(given + (1 - given.sum()) / len(sectors)))


_SUREST = 0.97


def _felt(likely: float) -> float:
    """The felt confidence that calibration turns into this probability."""
    felt, measured = zip(*calibration.TABLE, strict=True)
    return float(np.interp(100 * likely, measured, felt))


def pack(weights: Weights) -> bytes:
    """The classifier as bytes."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        sectors=np.array(weights.sectors),
        professions=np.array([each or "" for each in weights.professions], np.str_),
        inside=weights.inside,
        matrix=weights.matrix.astype(np.float16),
        rareness=weights.rareness,
        corrections=np.array(weights.corrections),
    )
    packed = file.getvalue()
    return _HEADER + hashlib.sha256(packed).digest() + packed


def unpack(stored: bytes, taxonomy: Taxonomy) -> Weights:
    """The classifier from its bytes; raises WeightsError where they are not whole or not ours."""
    start = len(_HEADER) + hashlib.sha256().digest_size
    packed = stored[start:]
    if stored[:start] != _HEADER + hashlib.sha256(packed).digest():
        raise WeightsError("A learned classifier is damaged, or of another version of Kimdir.")
    with np.load(io.BytesIO(packed), allow_pickle=False) as parts:
        sectors = tuple(SectorSlug(str(each)) for each in parts["sectors"])
        named = tuple(ProfessionSlug(str(each)) or None for each in parts["professions"])
        if set(sectors) != set(taxonomy.sectors) or not taxonomy.professions.keys() >= {
            each for each in named if each
        }:
            raise WeightsError("A learned classifier knows other professions than Kimdir does.")
        return Weights(
            sectors,
            named,
            parts["inside"],
            parts["matrix"].astype(np.float32),
            parts["rareness"],
            features.silent(taxonomy),
            int(parts["corrections"]),
        )

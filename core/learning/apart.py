"""Trains in a process of its own: its memory goes with it, and no loop waits for it."""

import asyncio
import copyreg
import io
import os
import pickle
import sys
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import core
from core import errors
from core.ai.offline.classifier import learned, training
from core.ai.offline.classifier.training import Case
from core.learning import rules
from core.learning.values import Figures
from core.taxonomy.values import Taxonomy

_HOME = Path(core.__file__).parents[1]
_NICE = 10
"""How far behind everything else it stands."""


class LearningError(errors.KimdirError):
    """The process that learns ended without a result."""


@dataclass(frozen=True, slots=True)
class Study:
    """A process that takes cases, then compares and trains."""

    process: asyncio.subprocess.Process

    async def take(self, cases: Sequence[Case]) -> None:
        """Hand some cases over."""
        await self._write(tuple(cases))

    async def end(self, known: Collection[int] | None) -> tuple[Figures, bytes]:
        """How a new version does beside what is live, and the version.

        What is live knows the cases at the places `known`; None where only the offline reader is.
        """
        await self._write(None if known is None else frozenset(known))
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.close()
        said = await stdout.read()
        if await self.process.wait() or not said:
            raise _broken(self.process)
        figures, weights = pickle.loads(said)  # noqa: S301 - our own process wrote it
        return figures, weights

    async def _write(self, given: object) -> None:
        stdin = self.process.stdin
        assert stdin is not None
        try:
            stdin.write(_packed(given))
            await stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            await self.process.wait()
            raise _broken(self.process) from None


@asynccontextmanager
async def study(taxonomy: Taxonomy) -> AsyncIterator[Study]:
    """A process for the scope; raises LearningError where it breaks."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_HOME,
    )
    try:
        begun = Study(process)
        await begun._write(taxonomy)
        yield begun
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _broken(process: asyncio.subprocess.Process) -> LearningError:
    return LearningError(f"The process that learns ended with {process.returncode}.")


def _packed(given: object) -> bytes:
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, MappingProxyType: _parts}
    pickler.dump(given)
    return file.getvalue()


def _parts(
    view: Mapping[str, object],
) -> tuple[Callable[[dict[str, object]], Mapping[str, object]], tuple[dict[str, object]]]:
    """A view of a mapping, of which a taxonomy is made, and which cannot be pickled by itself."""
    return _view, (dict(view),)


def _view(given: dict[str, object]) -> Mapping[str, object]:
    return MappingProxyType(given)


def compared(
    cases: Sequence[Case], known: Collection[int] | None, taxonomy: Taxonomy
) -> tuple[Figures, bytes]:
    """A new version against what is live, both on corrections that they have not seen."""
    material = training.prepare(cases, taxonomy)
    before = (
        [case.verdict for case in cases] if known is None else training.held_out(material, known)
    )
    after = training.held_out(material)
    sectors = [case.sector for case in cases]
    figures = Figures(len(sectors), rules.score(before, sectors), rules.score(after, sectors))
    return figures, learned.pack(training.train(material))


def main(given: BinaryIO, said: BinaryIO) -> None:
    """Read what `Study` writes, and answer; ends early where nobody wants the answer any more."""
    taxonomy = pickle.load(given)  # noqa: S301 - our own process wrote it
    cases: list[Case] = []
    while isinstance(some := pickle.load(given), tuple):  # noqa: S301 - as above
        cases += some
    said.write(_packed(compared(cases, some, taxonomy)))


if __name__ == "__main__":
    os.nice(_NICE)
    main(sys.stdin.buffer, sys.stdout.buffer)

"""The collector as its own process, which can be killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Collector:
    """`kimdir collect`, started and ended as often as a test wishes."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        self._environment = dict(os.environ) | dict(environment)
        self._process: asyncio.subprocess.Process | None = None
        self._wanted = False

    async def start(self) -> None:
        """Begin."""
        self._wanted = True
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "kimdir",
                "collect",
                cwd=self.log.parent,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """End it without a word."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        return await self._end(signal.SIGTERM)

    @property
    def runs(self) -> bool:
        """Whether it runs now."""
        return self._process is not None and self._process.returncode is None

    @property
    def died(self) -> bool:
        """Whether it has ended by itself."""
        return self._wanted and not self.runs

    async def _end(self, number: int) -> int:
        assert self._process is not None
        self._wanted = False
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(30):
            return await self._process.wait()

    async def ended(self, within: float = 30) -> int:
        """Wait until it ends by itself; gives its exit code."""
        assert self._process is not None
        async with asyncio.timeout(within):
            return await self._process.wait()


@asynccontextmanager
async def collector(environment: Mapping[str, str], log: Path) -> AsyncIterator[Collector]:
    """A process that is running, and is ended at last."""
    process = Collector(environment, log)
    await process.start()
    try:
        yield process
    finally:
        if process.runs:
            await process.kill()

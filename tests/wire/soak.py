"""Minutes of seeded random faults, then equality: `python -m tests.wire.soak --minutes 30`."""

import argparse
import asyncio
import contextlib
import random
import signal
import sys
from collections.abc import Collection
from pathlib import Path
from time import monotonic

import psutil
import typer

from collector import allowed
from core import addresses, db
from kimdir.embedded import postgres, temporary
from tests.wire import account, comparing, loopback, processes
from tests.wire.deeds import Deeds
from tests.wire.scene import OF_THE_LOGIN

TO_CATCH_UP = 300.0
"""Seconds until the database must be the truth once everything is well again."""


class Killer:
    """Ends the collector and its Postgres in ways that nobody announces."""

    def __init__(self, home: Path, process: processes.Collector, chance: random.Random) -> None:
        self._home, self._process, self._chance = home, process, chance
        self.last_words: list[str] = []

    async def kills_the_collector(self) -> None:
        """SIGKILL, and it comes back a little later."""
        await self._process.kill()
        await asyncio.sleep(self._chance.uniform(0, 3))
        await self._process.start()

    async def stops_the_collector(self) -> None:
        """SIGTERM, and it comes back a little later."""
        await self._process.stop()
        await asyncio.sleep(self._chance.uniform(0, 3))
        await self._process.start()

    async def kills_postgres(self) -> None:
        """SIGKILL for the server and all its children; somebody starts it again."""
        for file in self._home.rglob("postmaster.pid"):
            with contextlib.suppress(psutil.NoSuchProcess):
                server = psutil.Process(abs(int(file.read_text().splitlines()[0])))
                for each in (server, *server.children()):
                    each.send_signal(signal.SIGKILL)
        await asyncio.sleep(self._chance.uniform(0, 3))
        await asyncio.to_thread(postgres.keep, self._home)

    async def watch(self) -> None:
        """Start the collector again whenever it has ended by itself."""
        while True:
            await asyncio.sleep(1)
            if self._process.died:
                self.last_words.append(_tail(self._process.log, 12))
                await self._process.start()


async def soak(minutes: float, seed: int, messages: int) -> int:
    """Run one; gives the exit code."""
    chance = random.Random(seed)
    with contextlib.ExitStack() as launch:
        home = launch.enter_context(temporary.home_for_a_while())
        facts = launch.enter_context(
            loopback.launched(home, seed=seed, messages=messages, groups=10)
        )
        async with loopback.reached(facts) as oracle:
            made = await account.chosen(oracle, home)
            await account.log_in(oracle, made)
            followed = made.telegram_allowed_chat_ids
            environment = account.variables(
                oracle, home, TELEGRAM_ALLOWED_CHAT_IDS=",".join(map(str, followed))
            )
            async with processes.collector(environment, home / "collect.log") as process:
                deeds, killer = Deeds(oracle, chance), Killer(home, process, chance)
                await _trouble(deeds, killer, minutes)
                found = await _calm(oracle, home, followed)
                _report(deeds, killer, found, process.log)
    return 1 if found or killer.last_words else 0


async def _trouble(deeds: Deeds, killer: Killer, minutes: float) -> None:
    deeds.add(killer.kills_the_collector, 2)
    deeds.add(killer.stops_the_collector, 1)
    deeds.add(killer.kills_postgres, 1)
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(killer.watch())
        end = monotonic() + 60 * minutes
        while monotonic() < end:
            await deeds.one()
            await asyncio.sleep(deeds.chance.expovariate(8))
        await deeds.oracle.do("clear_faults")
        watching.cancel()


async def _calm(oracle: loopback.Loopback, home: Path, followed: Collection[int]) -> list[str]:
    """Differences that are left when everything has had time to become well again."""
    database = db.Database(addresses.for_our_driver(postgres.keep(home)))
    started = monotonic()
    try:
        while found := await comparing.differences(
            oracle, database, followed=followed, named=False
        ):
            if monotonic() > started + TO_CATCH_UP:
                break
            await asyncio.sleep(1)
    finally:
        await database.close()
        postgres.stop(home)
    typer.echo(f"compared for {monotonic() - started:.0f} s")
    unknown = (await oracle.do("stats"))["unimplemented"]
    asked = {row["method"] for row in await oracle.asked()}
    found += [f"{method} is not known to the server" for method in unknown]
    found += [f"{method} is not allowed" for method in asked - allowed.ALLOWED - OF_THE_LOGIN]
    return found


def _report(deeds: Deeds, killer: Killer, found: list[str], log: Path) -> None:
    for deed, times in deeds.done.most_common():
        typer.echo(f"{times:7} {deed}")
    typer.echo(f"{len(killer.last_words):7} times the collector ended by itself")
    typer.echo("\n".join([*killer.last_words, f"{len(found):7} differences"]))
    typer.echo("\n".join(found[: comparing.AS_MANY]))
    if found:
        typer.echo(_tail(log, 60))


def _tail(log: Path, lines: int) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=5000)
    given = parser.parse_args()
    return asyncio.run(soak(given.minutes, given.seed, given.messages))


if __name__ == "__main__":
    sys.exit(main())

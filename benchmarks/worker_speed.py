"""How soon a worker takes a job, how fast one and two read messages, and how big it gets.

The model is on this machine and takes its time. `python -m benchmarks.worker_speed 2000` measures
with so many messages.
"""

import asyncio
import contextlib
import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from benchmarks import databases, exporting, import_speed
from core import addresses, db, queue, schema
from core.ai.offline import reader
from core.imports import service
from core.taxonomy import catalogue
from core.worker import loop
from kimdir.embedded import process
from tests.world.models.values import Asked

MESSAGES = 10_000
CHATS = 10
CONCURRENCY = 4
DELAY = 0.3
"""Seconds that the model takes."""
JOBS = 200
"""Whose way from due to begun is measured."""
LOOK = 0.05
PATIENCE = 600.0
WARM_CHATS = 8
WARMING = 200
"""Messages of each chat with which workers load what they need, before the clock is started."""
WARM = f"chat_id > {CHATS}"
ZONE = ZoneInfo("Europe/Istanbul")
LINE = re.compile(r"^(\d+)[A-Z]+(?:>\d+)? ", re.MULTILINE)

EVERYTHING = ("core.ai.providers.answers", "core.worker.registry")
Url = str


def run(url: Url, messages: int = MESSAGES) -> list[str]:
    """Figures on new databases of the server at a postgresql:// address."""
    return [*asyncio.run(_latencies(url)), *asyncio.run(_speeds(url, messages)), _memory()]


def describe(asked: Asked) -> dict[str, Any]:
    """What the model says: a little of each line."""
    return {
        "r": [
            [
                number,
                "en",
                "s90 d20",
                "one, two, three",
                "",
                f"Somebody says what stands in {number}",
            ]
            for number in LINE.findall(asked.user)
        ]
    }


async def _latencies(url: Url) -> list[str]:
    lines = []
    async with databases.own(url, "latency") as address:
        database = db.Database(address)
        await schema.upgrade(database)
        for name, spread in (("at once", 0.0), ("delayed", 5.0)):
            cuts = quantiles(await _waits(database, spread), n=100)
            lines.append(
                f"from due to begun, {name}: p50 {cuts[49] * 1000:.0f} ms,"
                f" p95 {cuts[94] * 1000:.0f} ms ({JOBS} jobs)"
            )
        await database.close()
    return lines


async def _waits(database: db.Database, spread: float) -> list[float]:
    """Seconds from the moment at which each job was due; they are due over so many seconds."""
    due: dict[str, float] = {}
    waits: list[float] = []
    done, stop = asyncio.Event(), asyncio.Event()

    async def begin(key: str) -> None:
        waits.append(perf_counter() - due[key])
        if len(waits) == JOBS:
            done.set()

    work = loop.Work({queue.Job.NEW_MESSAGES: begin}, (), ZONE, CONCURRENCY)
    async with asyncio.TaskGroup() as group:
        group.create_task(loop.Worker().run(database, work, stop))
        await asyncio.sleep(1)
        for number in range(JOBS):
            after = spread * (0.2 + number / JOBS)
            async with database.write() as session:
                due[str(number)] = perf_counter() + after
                await queue.enqueue(
                    session, queue.Job.NEW_MESSAGES, str(number), after=timedelta(seconds=after)
                )
            if not spread:
                await asyncio.sleep(0.02)
        await done.wait()
        stop.set()
    return waits


async def _speeds(url: Url, messages: int) -> list[str]:
    took: dict[int, float] = {}
    lines = []
    async with _model() as environment:
        for workers in (1, 2):
            async with databases.own(url, f"workers_{workers}") as address:
                await _fill(address, messages)
                seconds, calls, peak = await _read(address, environment, workers)
            took[workers] = seconds
            lines.append(
                f"{messages:,} messages against a model of {DELAY * 1000:.0f} ms, {workers} x"
                f" {CONCURRENCY} at once: {seconds:.1f} s, {calls:,} calls,"
                f" {peak:.0f} MB peak of a worker"
            )
    return [*lines, f"two workers: {took[1] / took[2]:.2f} times as fast as one"]


@contextlib.asynccontextmanager
async def _model() -> AsyncIterator[dict[str, str]]:
    """A model in a process of its own; gives the settings that lead there."""
    command = [sys.executable, "-m", "tests.world.models", "--port", str(process.free_port(0))]
    running = await asyncio.create_subprocess_exec(
        *command,
        *("--delay", str(DELAY), "--say", "benchmarks.worker_speed:describe"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    found: dict[str, str] = {}
    while "OLLAMA_URL" not in found:
        name, _, value = (await running.stdout.readline()).decode().strip().partition("=")
        found[name] = value
    try:
        yield {"OLLAMA_URL": found["OLLAMA_URL"], "AI_MODELS": "ollama:llama3.2,offline"}
    finally:
        running.terminate()
        await running.communicate()


async def _fill(address: Url, messages: int) -> None:
    """Import chats of so many messages in all; nothing is asked for yet."""
    database = db.Database(address)
    await schema.upgrade(database)
    with tempfile.TemporaryDirectory() as folder:
        for chat in range(CHATS + WARM_CHATS):
            count = messages // CHATS if chat < CHATS else WARMING
            export = _export(Path(folder, f"{chat}.json"), count, chat)
            await service.run(database, export, zone=ZONE)
    await database.close()
    await _asked(address, "TRUNCATE queue.pgqueuer")


def _export(path: Path, messages: int, chat: int) -> Path:
    exporting.write(path, messages, seed=chat)
    text = path.read_text("utf-8").replace("1777000111", str(1_777_000_000 + chat))
    path.write_text(text, "utf-8")
    return path


async def _read(
    address: Url, environment: dict[str, str], workers: int
) -> tuple[float, int, float]:
    """Seconds until every message has its insight, calls made, and peak memory in MB."""
    given = (
        os.environ
        | environment
        | {
            "DATABASE_URL": address,
            "AI_CONCURRENCY": str(CONCURRENCY),
            "TIMEZONE": ZONE.key,
        }
    )
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kimdir", "worker", env=given, stderr=asyncio.subprocess.DEVNULL
        )
        for _ in range(workers)
    ]
    await _until(address, "SELECT count(*) = $1 FROM workers", workers)
    await _ask(address, WARM)
    await _until(
        address,
        f"SELECT count(*) >= $1 FROM insights WHERE {WARM}",
        WARM_CHATS * WARMING * 9 // 10,
    )
    wanted = await _asked(address, "SELECT count(*) FROM messages WHERE text <> ''")
    started = perf_counter()
    await _ask(address)
    await _until(address, "SELECT count(*) >= $1 FROM insights", wanted)
    seconds = perf_counter() - started
    calls = await _asked(address, "SELECT count(*) FROM llm_calls WHERE result = 'answered'")
    peak = max(_peak(each.pid) for each in running)
    for each in running:
        each.terminate()
        await each.wait()
    return seconds, calls, peak


async def _ask(address: Url, which: str = "true") -> None:
    database = db.Database(address)
    connection = await asyncpg.connect(addresses.for_psql(address))
    chats = await connection.fetch(f"SELECT chat_id AS id FROM messages WHERE {which} GROUP BY 1")
    await connection.close()
    async with database.write() as session:
        for chat in chats:
            await queue.enqueue(session, queue.Job.NEW_MESSAGES, str(chat["id"]))
    await database.close()


async def _asked(address: Url, statement: str, *arguments: object) -> int:
    connection = await asyncpg.connect(addresses.for_psql(address))
    try:
        return int(await connection.fetchval(statement, *arguments) or 0)
    finally:
        await connection.close()


async def _until(address: Url, statement: str, wanted: int) -> None:
    connection = await asyncpg.connect(addresses.for_psql(address))
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                if await connection.fetchval(statement, wanted):
                    return
                await asyncio.sleep(LOOK)
    finally:
        await connection.close()


def _peak(pid: int) -> float:
    """The most memory that a process had, in MB; 0 where the machine does not tell."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii") if status.exists() else "")
    return int(found[1]) / 1_000 if found else 0.0


def _memory() -> str:
    """Of a process that has loaded all that a worker can need."""
    again = [sys.executable, "-m", "benchmarks.worker_speed", "load"]
    peak = subprocess.run(again, check=True, stdout=subprocess.PIPE, text=True).stdout
    return f"a worker with every provider and the offline reader loaded: {float(peak):.0f} MB peak"


def _load() -> None:
    for name in EVERYTHING:
        importlib.import_module(name)
    reader.prepare(catalogue.load())
    print(import_speed.peak_mb())


if __name__ == "__main__":
    if sys.argv[1:] == ["load"]:
        _load()
    else:
        with databases.durable() as server:
            print("\n".join(run(server, *map(int, sys.argv[1:]))))

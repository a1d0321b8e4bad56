"""How fast an export is stored, beside the same rows merged bare."""

import asyncio
import json
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import asyncpg

from benchmarks import databases, exporting
from core import db, schema
from core.imports import service

MESSAGES = 1_000_000

BATCH = 20_000

_KEEP = "CREATE UNLOGGED TABLE kept AS TABLE messages"
_EMPTY = "TRUNCATE messages CASCADE"
_STAGE = "CREATE TEMP TABLE staged (LIKE messages) ON COMMIT DELETE ROWS"
_MERGE = "INSERT INTO messages SELECT * FROM staged ON CONFLICT DO NOTHING"


def run(url: str, messages: int = MESSAGES) -> list[str]:
    """Figures of an import into a new database of the server at a postgresql:// address."""
    return asyncio.run(_run(url, messages))


async def _run(url: str, messages: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder, "result.json")
        exporting.write(export, messages)
        async with databases.own(url, "imported") as address:
            figures = await asyncio.to_thread(_measure, address, export)
            bare = await _bare(address)
    seconds = figures["seconds"]
    return [
        f"import: {figures['new'] / seconds:,.0f} messages/s"
        f" ({figures['new']:,} messages, {figures['file_mb']:,.0f} MB, in {seconds:.1f} s)",
        f"import: {figures['peak_mb']:,.0f} MB peak of our process",
        f"bare COPY and merge of the same rows: {figures['new'] / bare:,.0f} messages/s",
        f"ratio: {bare / seconds:.2f}",
    ]


def _measure(address: str, export: Path) -> dict[str, float]:
    """Seconds, new messages and peak memory of an import in a process of its own."""
    again = [sys.executable, "-m", "benchmarks.import_speed", address, str(export)]
    measured: dict[str, float] = json.loads(
        subprocess.run(again, check=True, stdout=subprocess.PIPE).stdout
    )
    return {**measured, "file_mb": export.stat().st_size / 1e6}


async def _import(url: str, export: Path) -> dict[str, float]:
    database = db.Database(url)
    await schema.upgrade(database)
    started = perf_counter()
    report = await service.run(database, export, zone=ZoneInfo("Europe/Istanbul"))
    seconds = perf_counter() - started
    await database.close()
    return {
        "seconds": seconds,
        "new": report.recorded.new,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Of this process alone: what `resource` says begins with the size of the parent on Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text("ascii"), re.MULTILINE)
        if found:
            return int(found[1]) / 1_000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1_000)


async def _bare(url: str) -> float:
    """Seconds to COPY the same rows, lying in memory, and to merge them into the emptied table."""
    address = url.replace("+asyncpg", "")
    source, target = await asyncpg.connect(address), await asyncpg.connect(address)
    await target.execute(_KEEP)
    await target.execute(_EMPTY)
    await target.execute(_STAGE)
    seconds = 0.0
    async with source.transaction():
        rows = await source.cursor("SELECT * FROM kept")
        while batch := [tuple(row) for row in await rows.fetch(BATCH)]:
            started = perf_counter()
            async with target.transaction():
                await target.copy_records_to_table("staged", records=batch)
                await target.execute(_MERGE)
            seconds += perf_counter() - started
    await source.close()
    await target.close()
    return seconds


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_import(sys.argv[1], Path(sys.argv[2])))))

"""`kimdir jobs`: what waits, what was set aside and why, and how it is tried anew."""

import io

import pytest
from rich.console import Console

from core import db, queue
from core.settings import Settings
from kimdir import jobs, status
from tests.core.worker.working import asked, enqueue

HELD = """
WITH held AS (
    INSERT INTO queue.pgqueuer (priority, entrypoint, payload, status, attempts, headers)
    VALUES (0, 'insights', convert_to($1, 'UTF8'), 'failed', 4, NULL) RETURNING id
)
INSERT INTO queue.pgqueuer_log (job_id, status, entrypoint, priority, traceback)
SELECT id, 'failed', 'insights', 0, '{"exception_message": "ValueError < core/words.py:7 in fold"}'
FROM held RETURNING job_id
"""


async def _shown(url: str, again: str = "") -> str:
    out = io.StringIO()
    loaded = Settings(database_url=url, timezone="UTC")
    await jobs.show(loaded, again, Console(file=out, width=status.WIDE))
    return out.getvalue()


async def test_what_waits_is_shown_by_kind(database: db.Database, database_url: str) -> None:
    assert await _shown(database_url) == "No job waits.\n"
    await enqueue(database, ["5", "6"])
    await enqueue(database, [""], queue.Job.PEOPLE)
    head, messages, people = (await _shown(database_url)).splitlines()
    assert head.split() == ["Job", "Waiting", "Under", "way", "Oldest"]
    assert messages.split()[:3] == ["new_messages", "2", "0"]
    assert people.split()[:3] == ["people", "1", "0"]


async def test_what_was_set_aside_is_shown_with_the_reason_and_tried_anew_by_number(
    database_url: str,
) -> None:
    ((first,),) = await asked(database_url, HELD, "5 1 100")
    await asked(database_url, HELD, "5 101 200\x1b[2J")
    shown = await _shown(database_url)
    assert "\x1b" not in shown
    row = next(line for line in shown.splitlines() if line.split()[:1] == [str(first)])
    assert row.split()[:5] == [str(first), "insights", "5", "1", "100"]
    assert row.rstrip().endswith("5      ValueError < core/words.py:7 in fold")
    assert await _shown(database_url, str(first)) == "Tried anew: 1.\n"
    assert await _shown(database_url, "all") == "Tried anew: 1.\n"
    assert await _shown(database_url, "all") == "Tried anew: 0.\n"
    rows = await asked(database_url, "SELECT DISTINCT status, attempts FROM queue.pgqueuer")
    assert [tuple(each) for each in rows] == [("queued", 0)]


@pytest.mark.parametrize("typed", ["7", "0", "-1", "every", "9" * 30, "٣", " "])
async def test_a_number_that_nothing_has_is_said(database_url: str, typed: str) -> None:
    with pytest.raises(jobs.UnknownJobError):
        await _shown(database_url, typed)

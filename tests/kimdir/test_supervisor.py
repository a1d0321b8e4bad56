"""The parts together: started, started again, and stopped."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from core import settings
from kimdir import supervisor
from tests.core.worker.working import asked, until

ONCE_THEN_STAY = """
import pathlib, signal, sys, time
runs = pathlib.Path(sys.argv[1])
runs.write_text(runs.read_text() + "x")
if len(runs.read_text()) == 1:
    sys.exit(3)
signal.signal(signal.SIGTERM, lambda *_: (runs.write_text(runs.read_text() + "t"), sys.exit(0)))
runs.write_text(runs.read_text() + "r")
time.sleep(60)
"""


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    place = tmp_path / "runs"
    place.write_text("")
    return place


def _said(runs: Path) -> str:
    return runs.read_text()


async def _until(runs: Path, what: str) -> None:
    async with asyncio.timeout(20):
        while True:
            if _said(runs) == what:
                return
            await asyncio.sleep(0.02)


async def test_a_part_that_ends_is_started_again_and_is_ended_in_order_at_a_stop(
    runs: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST", 0.01)
    stop = asyncio.Event()
    command = [sys.executable, "-c", ONCE_THEN_STAY, str(runs)]
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.keep_running(command, stop, runs))
        await _until(runs, "xxr")
        stop.set()
    assert _said(runs) == "xxrt"
    assert "ended with code 3" in caplog.text


async def test_a_part_that_does_not_end_is_killed(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "GRACE", 0.1)
    deaf = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    deaf += "pathlib.Path(sys.argv[1]).write_text('r'); time.sleep(60)"
    stop = asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        command = [sys.executable, "-c", deaf, str(runs)]
        group.create_task(supervisor.keep_running(command, stop, runs))
        await _until(runs, "r")
        stop.set()


async def test_a_stop_cuts_the_pause_before_a_new_start_short(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST", 60.0)
    stop = asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(supervisor.keep_running([sys.executable, "-c", ""], stop, runs))
        await asyncio.sleep(0.5)
        stop.set()


def test_only_parts_that_are_set_up_are_run_and_the_worker_always() -> None:
    assert supervisor.chosen(settings.load()) == ["worker"]
    assert supervisor.chosen(settings.load(telegram_feature_enabled=True)) == ["collect", "worker"]
    both = settings.load(telegram_feature_enabled=True, bot_token="1:x", owner_id=1)
    assert supervisor.chosen(both) == ["collect", "bot", "worker"]
    assert supervisor.chosen(settings.load(bot_token="1:x")) == ["worker"]


async def test_with_nothing_set_up_the_worker_runs_alone_and_it_is_said_what_to_do(
    database_url: str, tmp_path: Path
) -> None:
    places = {"DATABASE_URL": database_url, "KIMDIR_HOME": str(tmp_path / "home")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "kimdir",
        "up",
        env=os.environ | places,
        stderr=asyncio.subprocess.PIPE,
    )
    await until(lambda: _works(database_url))
    process.terminate()
    _, said = await process.communicate()
    assert process.returncode == 0
    assert b"Only the worker runs" in said
    assert b"kimdir login" in said
    assert b"worker runs." in said
    assert await asked(database_url, "SELECT FROM workers") == []


async def _works(url: str) -> bool:
    return bool(await asked(url, "SELECT FROM workers"))


async def test_a_part_that_needs_a_login_is_started_again_after_it_and_not_before(
    runs: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST", 0.01)
    monkeypatch.setattr(supervisor, "LOOK", 0.01)
    key, stop = runs.with_name("key"), asyncio.Event()
    unknown = "import pathlib, sys; runs = pathlib.Path(sys.argv[1]);"
    unknown += f"runs.write_text(runs.read_text() + 'x'); sys.exit({supervisor.LOGIN_FIRST})"
    command = [sys.executable, "-c", unknown, str(runs)]
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.keep_running(command, stop, key))
        await _until(runs, "x")
        await asyncio.sleep(0.5)
        assert _said(runs) == "x"
        key.write_text("a session")
        await _until(runs, "xx")
        stop.set()
    assert "after kimdir login" in caplog.text


def test_the_parts_are_run_by_one_process_at_a_time(tmp_path: Path) -> None:
    with (
        supervisor.alone(tmp_path),
        pytest.raises(supervisor.RunsAlreadyError),
        supervisor.alone(tmp_path),
    ):
        pytest.fail("two at once")
    with supervisor.alone(tmp_path):
        pass

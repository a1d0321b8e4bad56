"""The measuring of guesses takes whoever the settings name."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import quality
from core.ai.offline import reader
from tests.world.models.models import Models
from tests.world.models.scripts import Fail

MODEL = "llama3.2"
SAID = ("I'm a plumber", "nice weather", "see you all tomorrow")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = tmp_path / "people"
    people.mkdir()
    row = {
        "source": "made up",
        "lang": "en",
        "label_raw": "plumber",
        "label_sector": "construction_realestate",
        "messages": [{"text": text} for text in SAID],
    }
    rows = [{**row, "person_id": str(number)} for number in range(3)]
    (people / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path


def _answer(**changed: Any) -> dict[str, Any]:
    guess = {"label": "plumber", "sector": "construction_realestate", "confidence": 90, **changed}
    proof = {"line": 1, "quote": "I'm a plumber", "keywords": ["plumber"]}
    return {"candidates": [guess], "evidence": [proof]}


async def _measured(
    folder: Path, models: Models, monkeypatch: pytest.MonkeyPatch, *more: str
) -> None:
    for name, value in models.environment(f"ollama:{MODEL},offline").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    assert await asyncio.to_thread(quality.main, [str(folder), *more]) == 0


async def test_a_model_of_the_settings_is_measured_with_its_price(
    folder: Path,
    models: Models,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    models.say(MODEL, _answer())
    await _measured(folder, models, monkeypatch, "--people", "2")
    told = capsys.readouterr().out
    assert f"2 calls (2 ollama:{MODEL} answered)" in told
    assert f"ollama:{MODEL} professions" in told
    assert len(models.asked) == 2


async def test_where_no_model_answers_the_offline_reader_is_measured(
    folder: Path,
    models: Models,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    models.say(MODEL, Fail(400))
    written = folder / "predictions.jsonl"
    await _measured(folder, models, monkeypatch, "--predictions", str(written))
    assert str({reader.NAME: 3}) in capsys.readouterr().out
    ranked = [json.loads(line)["ranked"][0][0] for line in written.read_text("utf-8").splitlines()]
    assert ranked == ["construction_realestate"] * 3

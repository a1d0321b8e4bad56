"""What an export says about itself reaches the terminal as text and as nothing else."""

import io
import json
import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from core import db
from core.settings import Settings
from kimdir import importing

COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


async def _shown(database: db.Database, folder: Path, title: str, token: str = "") -> str:
    chat = {"name": title, "type": "private_supergroup", "id": 5, "messages": []}
    (folder / "result.json").write_text(json.dumps(chat), "utf-8")
    out = io.StringIO()
    loaded = Settings.model_construct(
        timezone="UTC", bot_token=SecretStr(token) if token else None
    )
    console = Console(file=out, width=120, force_terminal=True, legacy_windows=False)
    await importing.store(database, loaded, folder, loaded.zone, None, console)
    return COLOURS.sub("", out.getvalue()).rpartition("Updated")[2]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (r"a\[/x]b", r"a\[/x]b"),
        (r"\[bold red]x", r"\[bold red]x"),
        ("[link=http://evil]x[/link]", "[link=http://evil]x[/link]"),
        ("\x1b]0;pwned\x07\x1b[2J hi", "]0;pwned[2J hi"),
        ("\x9b31mred", "31mred"),
        ("\u202eevil", "evil"),
        ("two\nlines", "two lines"),
        (":smile:", ":smile:"),
        ("\u3164", "without a title"),
        ("x" * 5000, "x" * 59 + "…"),
    ],
)
async def test_a_hostile_title_is_only_text(
    database: db.Database, tmp_path: Path, title: str, shown: str
) -> None:
    printed = await _shown(database, tmp_path, title)
    line = next(line for line in printed.splitlines() if "supergroup" in line)
    assert line.startswith(f" {shown} ")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", printed)


@pytest.mark.parametrize("token", ["nonsense", "9" * 5000, "9" * 30, "42:x"])
async def test_a_token_that_is_none_does_not_stop_an_import(
    database: db.Database, tmp_path: Path, token: str
) -> None:
    assert "Chats: 1." in await _shown(database, tmp_path, "x", token)

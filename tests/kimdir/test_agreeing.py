"""The owner's leave, before anything goes away."""

import asyncio
import io
import signal
import sys
from unittest import mock

import pytest
import typer
from rich.console import Console

from core.ai.chain import chain
from kimdir import agreeing
from tests.core.ai.purse import Purse
from tests.world.models.models import Models


def test_ctrl_c_ends_the_question_at_once(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = models.settings("google:gemini-2.5-flash")

    def ctrl_c(*_: object) -> str:
        signal.raise_signal(signal.SIGINT)
        return "y"

    async def ask() -> None:
        models_of_chain = chain.prepare(loaded, Purse())
        out = Console(file=io.StringIO())
        agreeing.agree(out, loaded, models_of_chain, "All of it.", (1, 1), agreed=False)

    monkeypatch.setattr(sys, "stdin", mock.Mock(isatty=lambda: True))
    monkeypatch.setattr("typer._click.termui.visible_prompt_func", ctrl_c)
    with pytest.raises(typer.Abort):
        asyncio.run(ask())

"""What insights take: calls and bytes beside the messages' own, and time where rules make them."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

from core.ai import messages
from core.ai.asking import Call, Settled
from core.ai.chain import chain
from core.ai.messages import Line
from core.ai.offline.messages import insights
from core.insights import rules
from tests.world.models import models as loopback

MODELS = ("gemini-2.5-flash", "gpt-4o-mini", "llama3.2")
PROVIDERS = ("google", "openai", "ollama")
WANTED = {40: 100, 100: 30}
"""Per cent of the messages' own bytes at most, at so many lines a call."""
CALLS = 30
"""For 1,000 messages at most."""
MILLISECONDS = 5
"""For one message by rule at most."""
_CROWD = "message number {} of the crowd"


class _Purse:
    """A budget without limits."""

    async def reserve(self, call: Call) -> int:
        """Always."""
        del call
        return 0

    async def settle(self, number: int, settled: Settled) -> None:
        """Nothing is counted."""


def run() -> list[str]:
    """Figures for the chats of the demo, and for a crowd that says the same little thing."""
    chats = list(_chats())
    crowd = [Line(n, n % 50, _CROWD.format(n)) for n in range(1, 1_001)]
    return [_offline(chats), *_calls(chats), *asyncio.run(_bytes(chats, "demo's chats")),
            *asyncio.run(_bytes([crowd], "crowd of short lines"))]  # fmt: skip


def _chats() -> Iterator[list[Line]]:
    source = resources.files("kimdir").joinpath("demo", "export", "result.json")
    for chat in json.loads(source.read_text("utf-8"))["chats"]["list"]:
        told = {each["id"]: _text(each) for each in chat["messages"] if each["type"] == "message"}
        authors: dict[str, int] = {}
        lines = []
        for each in chat["messages"]:
            if not told.get(each["id"]):
                continue
            author = authors.setdefault(each["from_id"], len(authors) + 1)
            answers = each.get("reply_to_message_id")
            answered = told.get(answers) or None
            lines.append(Line(each["id"], author, told[each["id"]], answers, answered))
        yield lines


def _text(message: dict[str, Any]) -> str:
    text = message["text"]
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else part["text"] for part in text)


def _offline(chats: Sequence[Sequence[Line]]) -> str:
    texts = [line.text for chat in chats for line in chat]
    insights.insight(texts[0])
    started = time.process_time()
    for text in texts:
        insights.insight(text)
    spent = (time.process_time() - started) * 1_000 / len(texts)
    return f"by rule: {spent:.2f} ms a message (wanted: under {MILLISECONDS})"


def _batches(chats: Sequence[Sequence[Line]], size: int) -> list[list[Line]]:
    """Lines that are asked about, so many messages a call."""
    cut = [chat[at : at + size] for chat in chats for at in range(0, len(chat), size)]
    asked = [[line for line in part if messages.is_worth_asking(line.text)] for part in cut]
    return [part for part in asked if part]


def _calls(chats: Sequence[Sequence[Line]]) -> Iterator[str]:
    total = sum(map(len, chats))
    for size, where in ((rules.MOST_LINES, "stored at once"), (rules.ENOUGH, "coming one by one")):
        calls = len(_batches(chats, size)) * 1_000 / total
        yield f"chats {where}: {calls:.0f} calls for 1,000 messages (wanted: at most {CALLS})"


async def _bytes(chats: Sequence[Sequence[Line]], what: str) -> list[str]:
    figures = []
    with loopback.simulated() as models:
        for provider, model in zip(PROVIDERS, MODELS, strict=True):
            models.say(model, {"r": []})
            asked = chain.prepare(models.settings(f"{provider}:{model}"), _Purse())
            shares = [f"{await _share(models, asked, chats, size):.1f} %" for size in WANTED]
            await asked.close()
            figures.append(f"{provider}, {what}: {' and '.join(shares)} beside the messages' own"
                           f" bytes at {' and '.join(map(str, WANTED))} lines a call")  # fmt: skip
    figures.append(f"wanted: at most {' and '.join(f'{most} %' for most in WANTED.values())}")
    return figures


async def _share(
    models: loopback.Models, asked: chain.Chain, chats: Sequence[Sequence[Line]], size: int
) -> float:
    """Bytes of requests beyond the texts of messages in them, in per cent of these."""
    own = sent = 0
    for part in _batches([chat for chat in chats if len(chat) >= size], size):
        if len(part) < 0.8 * size:
            continue
        question = messages.question(1, part)
        models.asked.clear()
        await asked.ask(question)
        sent += int(models.asked[0].headers["content-length"])
        told = question.sent.messages[1]
        own += sum(len(line.text.encode()) for line in part if line.id in told)
    return 100 * (sent - own) / own

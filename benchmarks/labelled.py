"""Labelled people as they lie in a folder, and as a reader would see them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from core.ai.values import Corpus, Line

SPLITS = ("train", "dev", "test", "heldout")
EPISODE = 25
EPISODES = f"tr_tweets x {EPISODE}"
BLOGS = "blog_evident"
_START = datetime(2024, 1, 1, tzinfo=UTC)

Row: TypeAlias = Mapping[str, Any]


def splits(folder: Path, wanted: str | None) -> tuple[str, ...]:
    """The wanted split, else all that the folder has."""
    chosen = (wanted,) if wanted else SPLITS
    return tuple(split for split in chosen if (folder / f"{split}.jsonl").exists())


def rows(folder: Path, chosen: Sequence[str]) -> Iterator[Row]:
    """Labelled people of the splits; Turkish tweets as whole people and as episodes."""
    for split in chosen:
        for row in lines(folder / f"{split}.jsonl"):
            yield row
            if row["source"] == "tr_tweets":
                yield from _episodes(row)
    for path in sorted(folder.glob(f"{BLOGS}*.jsonl")):
        for row in lines(path):
            if row["split"] in chosen:
                yield {**row, "source": BLOGS}


def traps(folder: Path) -> list[Row]:
    """Sentences that name a job which is not the author's own, or not now."""
    return [row for path in sorted(folder.glob("traps*.jsonl")) for row in lines(path)]


def core(folder: Path, chosen: Sequence[str]) -> frozenset[str]:
    """Ids of the people on whom published figures rest, where the folder names them."""
    paths = [folder / f"core_ids.{split}.json" for split in chosen]
    return frozenset(
        each for path in paths if path.exists() for each in json.loads(path.read_text("utf-8"))
    )


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects in a file of JSON lines."""
    with path.open(encoding="utf-8") as found:
        yield from map(json.loads, found)


def _episodes(row: Row) -> Iterator[Row]:
    messages = row["messages"]
    for start in range(0, len(messages) - EPISODE + 1, EPISODE):
        yield {
            **row,
            "source": EPISODES,
            "person_id": f"{row['person_id']}-{start}",
            "messages": messages[start : start + EPISODE],
        }


def corpus(row: Row) -> Corpus:
    """A labelled person as the reader would see them: the last message is the newest."""
    return Corpus(
        tuple(
            Line(number, message["text"], _START + timedelta(hours=number))
            for number, message in reversed(list(enumerate(row["messages"])))
            if message["text"].strip()
        )
    )

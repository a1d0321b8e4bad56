"""A large export of people who never were, made fast."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

PEOPLE = 2_000
VOCABULARY = 20_000
START = 1_600_000_000
LEFT_OUT = "(File not included. Change data exporting settings to download.)"

_ALPHABETS = (
    "abcdefghiklmnoprstuvyz",
    "abcçdefgğhıijklmnoöprsştuüvyz",
    "абвгдежзийклмнопрстуфхцчшыьюя",
)


def _texts(dice: random.Random, alphabet: str) -> Iterator[str]:
    """Endless texts of words whose frequency falls with their rank."""
    words = ["".join(dice.choices(alphabet, k=2 + number % 9)) for number in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    while True:
        drawn = dice.choices(words, cum_weights=weights, k=120_000)
        at = 0
        while at < len(drawn):
            length = min(1 + int(dice.expovariate(1 / 11)), 120)
            yield " ".join(drawn[at : at + length])
            at += length


def _authors(dice: random.Random) -> Iterator[int]:
    """Endless numbers of people, few of whom write much."""
    weights = list(accumulate(1 / (rank + 2) for rank in range(PEOPLE)))
    while True:
        yield from dice.choices(range(PEOPLE), cum_weights=weights, k=10_000)


def _extras(dice: random.Random, number: int, date: str, moment: int) -> str:
    """What some messages have: replies, forwards, edits, media."""
    extras = ""
    luck = dice.random()
    if luck < 0.3 and number > 30:
        extras += f',\n   "reply_to_message_id": {number - dice.randint(1, 25)}'
    if luck < 0.03:
        extras += ',\n   "forwarded_from": "Some channel"'
    if luck > 0.97:
        extras += f',\n   "edited": "{date}",\n   "edited_unixtime": "{moment + 60}"'
    if 0.9 < luck < 0.96:
        extras += f',\n   "photo": "{LEFT_OUT}",\n   "photo_file_size": 81234,\n   "width": 1280,'
        extras += '\n   "height": 960'
    return extras


def _body(dice: random.Random, text: str) -> str:
    """The text as Telegram Desktop writes it, every tenth with a link."""
    if dice.random() < 0.9:
        written = json.dumps(text, ensure_ascii=False)
        return (
            f'"text": {written},\n   "text_entities": [\n    {{\n     "type": "plain",\n'
            f'     "text": {written}\n    }}\n   ]'
        )
    parts = [f"{text} ", {"type": "link", "text": "https://example.org/a"}]
    entities = [{"type": "plain", "text": f"{text} "}, parts[1]]
    return (
        f'"text": {json.dumps(parts, ensure_ascii=False, indent=1)},\n'
        f'   "text_entities": {json.dumps(entities, ensure_ascii=False, indent=1)}'
    )


def write(path: Path, messages: int, seed: int = 1) -> None:
    """Write the export of one supergroup with so many messages, indented as Telegram does."""
    dice = random.Random(seed)
    texts = [_texts(dice, alphabet) for alphabet in _ALPHABETS]
    authors = _authors(dice)
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n "name": "Many",\n "type": "private_supergroup",\n "id": 1777000111,')
        file.write('\n "messages": [')
        moment = START
        for number in range(1, messages + 1):
            author = next(authors)
            moment += dice.randint(0, 60)
            date = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")
            file.write("\n" if number == 1 else ",\n")
            file.write(
                f'  {{\n   "id": {number},\n   "type": "message",\n   "date": "{date}",\n'
                f'   "date_unixtime": "{moment}",\n   "from": "Person {author}",\n'
                f'   "from_id": "user{7_000_000_000 + author}"'
                f"{_extras(dice, number, date, moment)},\n   "
                f"{_body(dice, next(texts[author % 3]).capitalize())}\n  }}"
            )
        file.write("\n ]\n}\n")

"""Messages as rows: the part of storing them that needs no database."""

import json
from collections.abc import Iterator, Sequence

from core import words
from core.intake.values import EntityKind, MessageSeen, Prepared, Row

_LINKS = frozenset((EntityKind.URL, EntityKind.TEXT_LINK))
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def prepare(messages: Sequence[MessageSeen]) -> Prepared:
    """Make messages ready; may run in another thread."""
    return Prepared(messages, [_row(message) for message in messages])


def distinct(ready: Prepared) -> Iterator[Prepared]:
    """Parts without an id twice, which stored in their order come to the same."""
    rest = list(zip(ready.messages, ready.rows, strict=True))
    while rest:
        firsts = {message.id: position for position, (message, _) in enumerate(reversed(rest))}
        if len(firsts) == len(rest):
            yield ready if len(rest) == len(ready.rows) else joined(rest)
            return
        chosen = {len(rest) - 1 - position for position in firsts.values()}
        yield joined([rest[position] for position in sorted(chosen)])
        rest = [pair for position, pair in enumerate(rest) if position not in chosen]


def joined(pairs: Sequence[tuple[MessageSeen, Row]]) -> Prepared:
    """Messages with their rows."""
    return Prepared([message for message, _ in pairs], [row for _, row in pairs])


def _row(message: MessageSeen) -> Row:
    entities, details, text = message.entities, message.details, message.text
    return (
        *message[:6],
        _json(entities) if entities else None,
        *message[7:16],
        _json(details) if details else None,
        words.normalise(text) if text else "",
        any(entity["type"] in _LINKS for entity in entities) if entities else False,
    )

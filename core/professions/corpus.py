"""The words of a person that are worth a reader's time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from core import clock, db
from core.ai.injection import fence
from core.ai.offline import claims, reader
from core.ai.offline.claims import Ears, Weight
from core.ai.values import Corpus, Line
from core.models import UserId
from core.professions import queries, rules
from core.professions.asking.values import Gathered
from core.professions.values import Own, Said
from core.taxonomy import catalogue
from core.taxonomy.values import Taxonomy

MOST_LOOKED_AT = 1000
"""Newest own messages of a person that are chosen from."""


@cache
def ears(taxonomy: Taxonomy) -> Ears:
    """Ears for a taxonomy; the first time takes about a second."""
    return claims.Ears(reader.prepare(taxonomy))


async def get_user_message_corpus(
    session: db.ReadSession,
    user_id: UserId,
    limit: int = 100,
    days_back: int = 90,
    min_length: int = 20,
    *,
    since: datetime | None = None,
) -> Gathered:
    """At most `limit` lines of a person, newest first, informative ones before chatter.

    Own words only. Shorter lines than `min_length` characters count if they name a trade; the
    window of `days_back` widens where there is too little; `since` is what is new counted from.
    """
    said = (await queries.own_words(session, [user_id], MOST_LOOKED_AT))[user_id]
    bio = await queries.bio(session, user_id)
    wanted = (limit, days_back, min_length)
    return await asyncio.to_thread(_gathered, said, bio, wanted, since)


def _gathered(
    said: Sequence[Said],
    bio: str | None,
    wanted: tuple[int, int, int],
    since: datetime | None,
) -> Gathered:
    """Out of the loop's way: a thousand lines take a fifth of a second."""
    limit, days_back, min_length = wanted
    hearing = ears(catalogue.load())
    own = [
        _own(place, text, one, hearing, min_length)
        for place, one in enumerate(said)
        if (text := rules.own_words(one.text, one.entities))
    ]
    chosen = rules.chosen(own, clock.now(), limit, days_back, min_length)
    telling = [one for one in rules.distinct(own) if rules.is_informative(one)]
    return Gathered(
        Corpus(tuple(_lines(chosen, said)), bio),
        tuple(said[one.place] for one in chosen),
        own=len(own),
        new=sum(since is None or _changed(said[one.place]) > since for one in telling),
        steered=any(one.is_order for one in own) or fence.order(bio or ""),
    )


def _own(place: int, text: str, said: Said, hearing: Ears, min_length: int) -> Own:
    weight = hearing.weigh(text, said.answers)
    counts = weight > Weight.CHATTER or len(text) >= min_length
    return Own(place, text, said.sent_at, weight, is_order=counts and fence.order(text))


def _lines(chosen: Sequence[Own], said: Sequence[Said]) -> list[Line]:
    return [
        Line(number, one.text, one.sent_at, rules.context(one.text, said[one.place].answers))
        for number, one in enumerate(chosen)
    ]


def _changed(said: Said) -> datetime:
    return max(said.received_at, said.edited_at or said.received_at)

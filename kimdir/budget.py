"""What is used of the owner's limits, in lines for the terminal."""

from collections.abc import Iterator
from datetime import datetime

from bot.translation import Speech
from core import db, settings
from core.ledger import service
from core.ledger.values import MILLIONTHS, Standing
from core.settings import Settings


async def standing(
    session: db.ReadSession, loaded: Settings, speech: Speech, now: datetime
) -> tuple[str, ...]:
    """Lines for `kimdir status`: the budget, or that there is nothing to spend it on."""
    models = [*loaded.ai_models, loaded.ai_embedding_model]
    if not {*models} - {settings.OFFLINE, ""}:
        return ("Models: none is asked, everything is read offline.",)
    limits = service.limits_of(loaded)
    return tuple(lines(speech, await service.standing(session, limits, loaded.zone, now), now))


def lines(speech: Speech, standing: Standing, now: datetime) -> Iterator[str]:
    """What is used of the budget, and what waits until when."""
    limits, day = standing.limits, standing.day
    yield (
        f"Today: {_of(day.requests, limits.requests_per_day)} requests to the cloud,"
        f" {_of(day.tokens, limits.tokens_per_day)} tokens,"
        f" {_money(day.price, limits.money_per_day)}."
    )
    yield (
        f"Last hour: {_of(standing.hour, limits.requests_per_hour)} requests,"
        f" last minute: {_of(standing.minute, limits.requests_per_minute)}."
    )
    if standing.own:
        yield f"Asked of your own models today: {standing.own:,}, without a limit."
    if standing.lost:
        yield f"Lost today, as their process died: {standing.lost:,}. They may have been paid."
    if standing.blocked is not None:
        until = speech.moment(standing.blocked.until, now)
        yield f"Work for models waits until {until}: {standing.blocked.limit} is used up."


def _of(used: int, limit: int) -> str:
    return f"{used:,} of {limit:,}" if limit else f"{used:,}"


def _money(used: int, limit: int) -> str:
    spent = f"${used / MILLIONTHS:.2f}"
    return f"{spent} of ${limit / MILLIONTHS:.2f}" if limit else spent

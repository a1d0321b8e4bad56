"""Searching people and opening their cards."""

from dataclasses import replace

from core import clock, db, errors, words
from core.models import SearchId, UserId
from core.people import queries, rules, values
from core.taxonomy.values import Taxonomy

PAGE_SIZE = 8


class SearchGoneError(errors.KimdirError):
    """A button points to a search that is no longer kept."""


class PersonGoneError(errors.KimdirError):
    """A button points to a person who is no longer stored."""


async def search(session: db.Session, typed: str) -> SearchId:
    """Keep the words of a search, so that buttons can point to it."""
    kept = words.storable(typed).strip()[: rules.LONGEST_SEARCH]
    return await queries.keep_search(session, kept, clock.now())


async def page(
    session: db.ReadSession, taxonomy: Taxonomy, search_id: SearchId, number: int
) -> values.Page:
    """A page of the people who answer to a search; a page past the end is the last one."""
    typed = await queries.words_of(session, search_id)
    if typed is None:
        raise SearchGoneError("This search is no longer kept: send /who again.")
    understood = rules.understand(typed, taxonomy)
    approximate = understood.professions and not understood.exact
    if approximate and await queries.is_name(session, understood.words):
        understood = replace(understood, professions=(), sectors=())
    rows, total = await queries.page(session, understood, max(number, 0), PAGE_SIZE)
    pages = max(1, -(-total // PAGE_SIZE))
    return values.Page(
        search_id, typed, understood, rows, min(max(number, 0), pages - 1), pages, total
    )


async def card(session: db.ReadSession, user_id: UserId) -> values.Card:
    """Everything the owner sees of a person."""
    found = await queries.card(session, user_id)
    if found is None:
        raise PersonGoneError("This person is not stored any more.")
    return found

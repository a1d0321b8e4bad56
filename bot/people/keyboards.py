"""Buttons of lists, cards and corrections; they carry ids and slugs only."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from bot.people import texts
from bot.translation import Speech
from core import words
from core.models import CorrectionId, ProfileState, ReadingId, SearchId, UserId
from core.people import values
from core.taxonomy.search import Match
from core.taxonomy.values import ProfessionSlug, SectorSlug

PROFESSIONS_AT_ONCE = 10
MOST_MATCHES = 5

Rows = list[list[InlineKeyboardButton]]
Data = TypeVar("Data", bound=CallbackData)

_Id = Field(gt=0, lt=1 << 63)
User = Annotated[UserId, _Id]
Search = Annotated[SearchId, _Id]
Number = Annotated[int, Field(ge=0, lt=1_000_000)]
"""The number of a page, from 0."""


class ListPage(CallbackData, prefix="list"):
    """A page of a search."""

    search: Search
    number: Number


class Open(CallbackData, prefix="open"):
    """A person's card; `search` is None where it was not opened from a list."""

    user: User
    search: Search | None = None
    number: Number = 0


class Confirm(CallbackData, prefix="right"):
    """The guess is right."""

    user: User
    reading: Annotated[ReadingId, _Id]


class Undo(CallbackData, prefix="undo"):
    """Take a correction back."""

    user: User
    correction: Annotated[CorrectionId, _Id]


class Other(CallbackData, prefix="other"):
    """The person does something else."""

    user: User


class Sectors(CallbackData, prefix="sectors"):
    """Choose a sector first; remembers how the card was opened, as `Open` does."""

    user: User
    search: Search | None = None
    number: Number = 0


class SectorPage(CallbackData, prefix="sector"):
    """The professions of a sector."""

    user: User
    sector: SectorSlug
    number: Number = 0


class Choose(CallbackData, prefix="is"):
    """The person has this profession."""

    user: User
    profession: ProfessionSlug


class ChooseSector(CallbackData, prefix="in"):
    """The person works in this sector, no matter as what."""

    user: User
    sector: SectorSlug


class Type(CallbackData, prefix="type"):
    """The owner wants to type what the person does."""

    user: User


class OwnWords(CallbackData, prefix="own"):
    """Keep the typed words as they are; the sector comes next."""

    user: User


class Keep(CallbackData, prefix="keep"):
    """Keep the typed words under this sector."""

    user: User
    sector: SectorSlug


class AskPortrait(CallbackData, prefix="bio"):
    """Have the collector fetch the person's bio and photo."""

    user: User


def page(speech: Speech, shown: values.Page) -> InlineKeyboardMarkup:
    """A button for each person, and the pages."""
    people = [
        _button(
            texts.person_button(speech, number, row.name),
            Open(user=row.name.user_id, search=shown.search_id, number=shown.number),
        )
        for number, row in enumerate(shown.rows, 1)
    ]
    rows = _in_twos(people)
    if shown.pages > 1:
        rows.append(list(_turning(speech, shown)))
    return InlineKeyboardMarkup(inline_keyboard=rows)


def card(
    speech: Speech, shown: values.Card, opened: Open, *, may_ask: bool = False
) -> InlineKeyboardMarkup:
    """What the owner can say of a person; `may_ask` offers to fetch bio and photo."""
    user = shown.name.user_id
    said: list[InlineKeyboardButton] = []
    if shown.doing.state is ProfileState.GUESS and shown.reading_id is not None:
        confirm = Confirm(user=user, reading=shown.reading_id)
        said.append(_button(speech.plain("button-right"), confirm))
    said.append(_button(speech.plain("button-other"), Other(user=user)))
    if shown.correction_id is not None:
        undo = Undo(user=user, correction=shown.correction_id)
        said.append(_button(speech.plain("button-undo"), undo))
    rows = [said]
    if may_ask:
        rows.append([_button(speech.plain("button-portrait"), AskPortrait(user=user))])
    if opened.search is not None:
        back = ListPage(search=opened.search, number=opened.number)
        rows.append([_button(speech.plain("button-list"), back)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def other(speech: Speech, shown: values.Card, opened: Open) -> InlineKeyboardMarkup:
    """The candidates that do not count now, and the ways to anything else."""
    user, doing = shown.name.user_id, shown.doing
    rows: Rows = []
    for each in shown.alternatives:
        if (each.profession, each.sector) == (doing.profession, doing.sector):
            continue
        rows.append([_choice(speech, user, each.profession, each.sector)])
    by_sector = _button(speech.plain("button-sectors"), Sectors(**opened.model_dump()))
    rows.append([by_sector, _typing(speech, user)])
    return InlineKeyboardMarkup(inline_keyboard=[*rows, _back(speech, opened)])


def sectors(speech: Speech, opened: Open) -> InlineKeyboardMarkup:
    """All sectors, on the way to a profession."""
    buttons = [
        _button(texts.sector_button(speech, slug), SectorPage(user=opened.user, sector=slug))
        for slug in _by_name(speech)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*_in_twos(buttons), _back(speech, opened)])


def sectors_to_keep(
    speech: Speech, opened: Open, likely: Sequence[SectorSlug]
) -> InlineKeyboardMarkup:
    """All sectors, for the owner's own words; the likely ones first."""
    buttons = [
        _button(texts.sector_button(speech, slug), Keep(user=opened.user, sector=slug))
        for slug in dict.fromkeys((*likely, *_by_name(speech)))
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*_in_twos(buttons), _back(speech, opened)])


def professions(
    speech: Speech, opened: Open, sector: SectorSlug, number: int
) -> InlineKeyboardMarkup:
    """A page of the professions of a sector; a page past the end is the last one."""
    user = opened.user
    slugs = speech.taxonomy.of_sector(sector)
    last = (len(slugs) - 1) // PROFESSIONS_AT_ONCE
    number = min(max(number, 0), last)
    start = number * PROFESSIONS_AT_ONCE
    rows = _fitted(
        _button(speech.profession(slug), Choose(user=user, profession=slug))
        for slug in slugs[start : start + PROFESSIONS_AT_ONCE]
    )
    turning = [
        _button(speech.plain(key), SectorPage(user=user, sector=sector, number=other))
        for key, other in (("button-previous", number - 1), ("button-next", number + 1))
        if 0 <= other <= last
    ]
    whole = ChooseSector(user=user, sector=sector)
    rows.append(turning)
    rows.append([_button(speech.plain("button-whole", sector=speech.sector(sector)), whole)])
    back = _button(speech.plain("button-back"), Sectors(**opened.model_dump()))
    rows.append([back, _typing(speech, user)])
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


def meanings(speech: Speech, opened: Open, matches: Sequence[Match]) -> InlineKeyboardMarkup:
    """What the typed words may mean, or the words themselves."""
    user = opened.user
    rows: Rows = []
    for each in matches[:MOST_MATCHES]:
        rows.append([_choice(speech, user, each.profession, each.sector)])
    rows.append([_button(speech.plain("button-own-words"), OwnWords(user=user))])
    return InlineKeyboardMarkup(inline_keyboard=[*rows, _back(speech, opened)])


def opened_from(markup: InlineKeyboardMarkup | None, user: UserId) -> Open:
    """How the card was opened, as the buttons under it still tell."""
    for button in (each for row in (markup.inline_keyboard if markup else ()) for each in row):
        data = button.callback_data or ""
        opened = _unpacked(Open, data) or _unpacked(Sectors, data)
        if opened and opened.user == user:
            return Open(**opened.model_dump())
        if back := _unpacked(ListPage, data):
            return Open(user=user, search=back.search, number=back.number)
    return Open(user=user)


def _unpacked(kind: type[Data], data: str) -> Data | None:
    try:
        return kind.unpack(data)
    except (TypeError, ValueError):
        return None


def _turning(speech: Speech, shown: values.Page) -> Iterator[InlineKeyboardButton]:
    here = shown.number
    if here > 0:
        back = ListPage(search=shown.search_id, number=here - 1)
        yield _button(speech.plain("button-previous"), back)
    place = speech.plain("button-place", number=here + 1, pages=shown.pages)
    yield _button(place, ListPage(search=shown.search_id, number=here))
    if here + 1 < shown.pages:
        onward = ListPage(search=shown.search_id, number=here + 1)
        yield _button(speech.plain("button-next"), onward)


def _by_name(speech: Speech) -> list[SectorSlug]:
    return sorted(speech.taxonomy.sectors, key=lambda slug: words.normalise(speech.sector(slug)))


def _in_twos(buttons: Sequence[InlineKeyboardButton]) -> Rows:
    return [list(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]


def _fitted(buttons: Iterable[InlineKeyboardButton]) -> Rows:
    """Two in a row where both are short, the long ones alone."""
    rows: Rows = []
    for button in buttons:
        short = len(button.text) <= texts.HALF_WIDTH
        if short and rows and len(rows[-1]) == 1 and len(rows[-1][0].text) <= texts.HALF_WIDTH:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _choice(
    speech: Speech, user: UserId, profession: ProfessionSlug | None, sector: SectorSlug
) -> InlineKeyboardButton:
    text = texts.candidate(speech, profession, sector)
    if profession:
        return _button(text, Choose(user=user, profession=profession))
    return _button(text, ChooseSector(user=user, sector=sector))


def _typing(speech: Speech, user: UserId) -> InlineKeyboardButton:
    return _button(speech.plain("button-type"), Type(user=user))


def _back(speech: Speech, opened: Open) -> list[InlineKeyboardButton]:
    return [_button(speech.plain("button-back"), opened)]


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())

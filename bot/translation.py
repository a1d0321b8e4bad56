"""How the owner is spoken to: language, names of professions, dates and numbers."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource

from core.taxonomy.values import Language, ProfessionSlug, SectorSlug, Taxonomy

LOCALES = Path(__file__).with_name("locales")
FORMATS: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: "en-GB",
        Language.TR: "tr",
        Language.RU: "ru",
    }
)
"""The locale that gives plurals, dates and numbers."""


class Html(str):
    """Text ready for a screen: whatever was said in a chat is escaped in it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """The owner's language and zone, with everything that is said in them."""

    language: Language
    zone: ZoneInfo
    taxonomy: Taxonomy

    def html(self, key: str, **values: str | int) -> Html:
        """A text for a message; values that are no `Html` are escaped."""
        safe = {
            name: escaped(value) if isinstance(value, str) else value
            for name, value in values.items()
        }
        return Html(_say(self.language, key, safe))

    def plain(self, key: str, **values: str | int) -> str:
        """A text for a button or a notice, where there is no markup."""
        return _say(self.language, key, values)

    def date(self, moment: datetime) -> str:
        """The day of a moment in the owner's zone."""
        return _say(self.language, "date", {"day": moment.astimezone(self.zone).date()})

    def moment(self, moment: datetime, now: datetime) -> str:
        """The time of a moment in the owner's zone, with its day unless that is today."""
        local = moment.astimezone(self.zone)
        today = local.date() == now.astimezone(self.zone).date()
        return _say(self.language, "time" if today else "moment", {"moment": local})

    def profession(self, slug: ProfessionSlug) -> str:
        """The display name; the slug itself if the taxonomy has lost it."""
        found = self.taxonomy.professions.get(slug)
        return found.name(self.language) if found else slug

    def sector(self, slug: SectorSlug) -> str:
        """The display name; the slug itself if the taxonomy has lost it."""
        found = self.taxonomy.sectors.get(slug)
        return found.name(self.language) if found else slug

    def sector_button(self, slug: SectorSlug) -> str:
        """The short name; the slug itself if the taxonomy has lost it."""
        found = self.taxonomy.sectors.get(slug)
        return found.short[self.language] if found else slug


def escaped(text: str) -> Html:
    """The text as it stands, for a message; `Html` stays what it is."""
    return text if isinstance(text, Html) else Html(html.escape(text, quote=False))


@cache
def bundle(language: Language) -> FluentBundle:
    """The texts of a language, read once."""
    found = FluentBundle([FORMATS[language]], use_isolating=False)
    found.add_resource(FluentResource((LOCALES / f"{language}.ftl").read_text("utf-8")))
    return found


def _say(language: Language, key: str, values: Mapping[str, object]) -> str:
    texts = bundle(language)
    pattern = texts.get_message(key).value
    assert pattern is not None, key
    said, errors = texts.format_pattern(pattern, dict(values))
    assert isinstance(said, str), key
    assert not errors, (key, errors)
    return said

"""What handlers are given."""

from dataclasses import dataclass, field

from bot import live, translation
from core import db, settings
from core.models import UserId
from core.taxonomy import catalogue
from core.taxonomy.values import Taxonomy


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything a handler may need."""

    database: db.Database
    taxonomy: Taxonomy
    speech: translation.Speech
    owner_id: UserId
    collects: bool = True
    """Whether the settings let the collector run at all."""
    profiles_a_day: int = 50
    """How many bios and photos the collector fetches in a day."""
    watching: live.Live = field(default_factory=live.Live)


def make(loaded: settings.Settings, database: db.Database, owner_id: UserId) -> Deps:
    """From the settings, with the taxonomy that comes with the program."""
    taxonomy = catalogue.load()
    speech = translation.Speech(loaded.owner_language, loaded.zone, taxonomy)
    return Deps(
        database,
        taxonomy,
        speech,
        owner_id,
        loaded.telegram_feature_enabled,
        loaded.telegram_profiles_per_day,
    )

"""What many do for love and few for a living: "I'm a bodybuilder", "пишу стихи"."""

import re

from core.ai.offline.context import Context
from core.taxonomy.values import ProfessionSlug

_PASTIMES = frozenset(map(ProfessionSlug, ("athlete", "fisherman", "volunteer")))
_DOINGS = _PASTIMES | {ProfessionSlug("poet")}
"""Where doing it makes nobody one: who writes poems need not be a poet."""
_FOR_A_LIVING = re.compile(
    r"\b(?:pro|professional\w*|commercial|paid|full[- ]time|work(?:ing|s|ed)? as|for a living|"
    r"my (?:job|career|profession|work)|coordinator|manager|published|"
    r"профессиональн\w+|работаю|трудоустроен\w*|зарабатыва\w+|штатн\w+|моя (?:работа|профессия)|"
    r"координатор\w*|мастер спорта|кмс|сборн\w+|"
    r"profesyonel\w*|milli|calisiyor\w*|meslegi\w*|lisansli|gecimi\w*|koordinator\w*)\b"
)


_SPORTSPEOPLE = frozenset(("athlete", "спортсмен", "спортсменка", "sporcu"))


def only(professions: tuple[ProfessionSlug, ...], context: Context, *, named: bool) -> bool:
    """Is this more likely a pastime: nothing in the sentence says that it is work?"""
    loved = _PASTIMES if named else _DOINGS
    if not professions or not loved.issuperset(professions) or context.phrase in _SPORTSPEOPLE:
        return False
    return _FOR_A_LIVING.search(context.sentence) is None

"""Pure decisions about people."""

from core import words
from core.people import values
from core.taxonomy import search
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

LONGEST_SEARCH = 100
"""Characters; longer words are cut, since no name or profession is that long."""


def understand(typed: str, taxonomy: Taxonomy) -> values.Understood:
    """What words after /who may mean; no words mean everybody."""
    typed = typed.strip()[:LONGEST_SEARCH]
    matches = search.match(typed, taxonomy)
    exact = any(match.exact for match in matches)
    if exact:
        matches = [match for match in matches if match.exact]
    professions = dict.fromkeys(
        kind
        for match in matches
        if match.kind is search.Kind.PROFESSION
        for kind in taxonomy.kinds_of(ProfessionSlug(match.slug))
    )
    sectors = dict.fromkeys(
        SectorSlug(match.slug) for match in matches if match.kind is search.Kind.SECTOR
    )
    folded = tuple(words.searchable(typed).split()) or (typed,) * bool(typed)
    return values.Understood(tuple(professions), tuple(sectors), folded, exact)

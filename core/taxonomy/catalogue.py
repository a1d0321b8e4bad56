"""Reads the taxonomy from its data: one TOML file a sector, plus the lists of shared names."""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from core import errors
from core.taxonomy import values

DATA = Path(__file__).with_name("data")
_SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ISCO = re.compile(r"\d{4}")
_COMMENT = re.compile(r"(?:^|\s)#")
_KEYS = {"slug", "parent", "isco", "names", "terms", "services"}


class BrokenTaxonomyError(errors.KimdirError):
    """The data files contradict themselves; names the file and the place."""


@functools.cache
def load() -> values.Taxonomy:
    """The taxonomy that comes with the program, read once."""
    return read(DATA)


def read(folder: Path) -> values.Taxonomy:
    """A taxonomy from a folder of `<sector>.toml` and `shared_names.*.txt` files."""
    sectors: dict[values.SectorSlug, values.Sector] = {}
    professions: dict[values.ProfessionSlug, values.Profession] = {}
    for path in sorted(folder.glob("*.toml")):
        content = _content(path)
        sector = values.SectorSlug(path.stem)
        sectors[sector] = values.Sector(
            slug=sector,
            names=_words(path.name, "names", content, required=True),
            short=_short(path.name, content),
            workplaces=_words(path.name, "workplaces", content),
        )
        for entry in _list(path, content):
            profession = _profession(path, sector, entry)
            if profession.slug in professions:
                raise BrokenTaxonomyError(f"{path.name}: {profession.slug} is defined twice.")
            professions[profession.slug] = profession
    _check_parents(professions)
    shared = {
        name: slugs
        for path in sorted(folder.glob("shared_names.*.txt"))
        for name, slugs in _shared(path, professions)
    }
    return values.Taxonomy(
        MappingProxyType(professions),
        MappingProxyType(sectors),
        MappingProxyType(shared),
    )


def _content(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenTaxonomyError(f"{path.name} is not valid TOML: {error}.") from error


def _list(path: Path, content: dict[str, object]) -> list[dict[str, object]]:
    entries = content.get("professions")
    if not isinstance(entries, list) or not entries:
        raise BrokenTaxonomyError(f"{path.name} lists no professions.")
    return entries


def _profession(
    path: Path, sector: values.SectorSlug, entry: dict[str, object]
) -> values.Profession:
    slug, parent, isco = (entry.get(key) for key in ("slug", "parent", "isco"))
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise BrokenTaxonomyError(f"{path.name}: {slug!r} is no slug.")
    if unknown := entry.keys() - _KEYS:
        raise BrokenTaxonomyError(f"{path.name}: {slug} has unknown keys {sorted(unknown)}.")
    if parent is not None and not isinstance(parent, str):
        raise BrokenTaxonomyError(f"{path.name}: the parent of {slug} is no slug.")
    if isco is not None and not (isinstance(isco, str) and _ISCO.fullmatch(isco)):
        raise BrokenTaxonomyError(f"{path.name}: {isco!r} of {slug} is no ISCO-08 unit group.")
    place = f"{path.name}: {slug}"
    return values.Profession(
        slug=values.ProfessionSlug(slug),
        sector=sector,
        parent=None if parent is None else values.ProfessionSlug(parent),
        isco=isco,
        names=_words(place, "names", entry, required=True),
        terms=_words(place, "terms", entry),
        services=_words(place, "services", entry),
    )


def _words(
    place: str, key: str, table: dict[str, object], *, required: bool = False
) -> Mapping[values.Language, tuple[str, ...]]:
    languages = table.get(key, {})
    if not isinstance(languages, dict) or not languages.keys() <= set(values.Language):
        raise BrokenTaxonomyError(f"{place}: {key} must be a table of {list(values.Language)}.")
    found = {language: tuple(languages.get(language, ())) for language in values.Language}
    for language, words in found.items():
        if required and not words:
            raise BrokenTaxonomyError(f"{place}: {key} has nothing in {language.value}.")
        if not all(isinstance(word, str) and word.strip() == word != "" for word in words):
            raise BrokenTaxonomyError(f"{place}: {key}.{language.value} holds a non-word.")
    return MappingProxyType(found)


def _short(place: str, content: dict[str, object]) -> Mapping[values.Language, str]:
    short = content.get("short")
    if not isinstance(short, dict) or short.keys() != set(values.Language):
        raise BrokenTaxonomyError(f"{place}: short must be a table of {list(values.Language)}.")
    if not all(isinstance(name, str) and name.strip() == name != "" for name in short.values()):
        raise BrokenTaxonomyError(f"{place}: short holds a non-word.")
    return MappingProxyType({language: short[language] for language in values.Language})


def _check_parents(
    professions: Mapping[values.ProfessionSlug, values.Profession],
) -> None:
    for profession in professions.values():
        if profession.parent is None:
            continue
        parent = professions.get(profession.parent)
        if parent is None or parent.parent is not None:
            raise BrokenTaxonomyError(
                f"{profession.slug}: its parent {profession.parent} must be a profession "
                "that has no parent itself."
            )


def _shared(
    path: Path, professions: Mapping[values.ProfessionSlug, values.Profession]
) -> Iterator[tuple[str, tuple[values.ProfessionSlug, ...]]]:
    for line in path.read_text("utf-8").splitlines():
        text = _COMMENT.split(line)[0].strip()
        if not text:
            continue
        name, equals, listed = text.partition("=")
        slugs = tuple(values.ProfessionSlug(slug.strip()) for slug in listed.split(","))
        if not equals or not name.strip() or len(slugs) < 2:
            raise BrokenTaxonomyError(f"{path.name}: {text!r} is not 'name = slug, slug'.")
        if unknown := [slug for slug in slugs if slug not in professions]:
            raise BrokenTaxonomyError(f"{path.name}: {name.strip()} names unknown {unknown}.")
        yield name.strip(), slugs

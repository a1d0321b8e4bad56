"""What the data that comes with the program promises."""

import time
from collections import defaultdict
from collections.abc import Iterator

import pytest

from core import words
from core.taxonomy import catalogue, forms, names, search
from core.taxonomy.values import Language, ProfessionSlug

_TAXONOMY = catalogue.load()
_SECTORS = """
    student education it_telecom arts_culture media_publishing marketing_advertising law religion
    engineering_manufacturing construction_realestate security_military government healthcare
    nonprofit_social science_research finance_accounting business_consulting_hr retail_service
    transport_logistics hospitality_tourism_sport agriculture_environment
"""
_EVERYDAY = """
    yok var ben sen biz ne bu su o icin ama cok daha hic her sey
    the and you are not was but what can who how he she they
    это как что все его она они еще уже нет где так был
"""
_UNMARKED = str.maketrans("çğıöşüâîûÇĞİÖŞÜёЁ", "cgiosuaiuCGIOSUеЕ")


def _names() -> Iterator[tuple[ProfessionSlug, Language, str]]:
    for profession in _TAXONOMY.professions.values():
        for language, listed in profession.names.items():
            for name in listed:
                yield profession.slug, language, name


def _found(typed: str) -> set[str]:
    return {match.slug for match in search.match(typed, _TAXONOMY) if match.exact}


def test_all_sectors_are_there() -> None:
    assert set(_TAXONOMY.sectors) == set(_SECTORS.split())


def test_there_are_a_few_hundred_professions() -> None:
    assert 180 <= len(_TAXONOMY.professions) <= 300
    assert all(len(_TAXONOMY.of_sector(sector)) >= 4 for sector in _TAXONOMY.sectors)


def test_every_profession_can_be_read_in_every_language() -> None:
    for profession in _TAXONOMY.professions.values():
        for language in Language:
            assert len(profession.names[language]) >= 3, (profession.slug, language)
            assert len(profession.terms[language]) >= 8, (profession.slug, language)
            assert len(profession.services[language]) >= 3, (profession.slug, language)


def test_every_sector_has_workplaces() -> None:
    for sector in _TAXONOMY.sectors.values():
        assert all(sector.workplaces[language] for language in Language), sector.slug


def test_no_name_points_at_two_professions_unless_listed_as_shared() -> None:
    owners = defaultdict(set)
    for slug, _, name in _names():
        owners[names.key(name)].add(slug)
    shared = {names.key(name): set(slugs) for name, slugs in _TAXONOMY.shared.items()}
    clashes = {
        name: slugs
        for name, slugs in owners.items()
        if len(slugs) > 1 and slugs != shared.get(name)
    }
    assert clashes == {}


def test_no_name_points_at_two_sectors() -> None:
    owners = defaultdict(set)
    for sector in _TAXONOMY.sectors.values():
        for listed in sector.names.values():
            for name in listed:
                owners[names.key(name)].add(sector.slug)
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("language", Language)
def test_every_sector_fits_on_a_half_width_button_and_is_told_apart(language: Language) -> None:
    short = [sector.short[language] for sector in _TAXONOMY.sectors.values()]
    assert max(map(len, short)) <= 18
    assert len(set(short)) == len(short)


def test_every_word_of_the_data_has_letters_and_few_words() -> None:
    for profession in _TAXONOMY.professions.values():
        for table in (profession.names, profession.terms, profession.services):
            for listed in table.values():
                for phrase in listed:
                    assert 1 <= len(words.tokens(phrase)) <= 7, phrase


@pytest.mark.parametrize("language", Language)
def test_every_profession_is_found_by_each_of_its_names_however_typed(language: Language) -> None:
    lost = []
    for slug, spoken, name in _names():
        if spoken is not language:
            continue
        upper = name.replace("i", "İ").upper() if language is Language.TR else name.upper()
        typed = (name, upper, name.upper(), name.translate(_UNMARKED), f" {name}!")
        lost += [(slug, one) for one in typed if slug not in _found(one)]
    assert lost == []


def test_every_sector_is_found_by_each_of_its_names() -> None:
    lost = [
        (sector.slug, name)
        for sector in _TAXONOMY.sectors.values()
        for listed in sector.names.values()
        for name in listed
        if sector.slug not in _found(name)
    ]
    assert lost == []


_ENDINGS = {
    Language.EN: ("s", "'s", "’s"),
    Language.TR: ("'lar", "’a", "'dan"),
    Language.RU: (),
}


def test_every_profession_is_found_by_its_inflected_display_name() -> None:
    lost = []
    for profession in _TAXONOMY.professions.values():
        for language in Language:
            name = profession.name(language)
            ends = [end for end in _ENDINGS[language] if not (end == "s" and name[-1] in "ysxhn)")]
            lost += [name + end for end in ends if profession.slug not in _found(name + end)]
    assert lost == []


def test_every_russian_noun_is_found_in_the_instrumental() -> None:
    lost = []
    for slug, language, name in _names():
        if language is Language.RU and name.isalpha() and name[-1] in "ктпрвдг" and len(name) > 3:
            declined = f"{name}ом"
            if slug not in _found(declined):
                lost.append(declined)
    assert lost == []


def test_every_turkish_title_is_found_in_the_first_person() -> None:
    lost = []
    for slug, language, name in _names():
        if language is Language.TR and words.normalise(name)[-1] in "iu" and name[-1] != "y":
            spoken = f"{name}yim"
            if slug not in _found(spoken):
                lost.append(spoken)
    assert lost == []


def test_a_kind_is_of_a_profession_that_exists() -> None:
    for profession in _TAXONOMY.professions.values():
        if profession.parent:
            assert profession.slug in _TAXONOMY.kinds_of(profession.parent)


def test_work_talk_of_short_words_does_not_fold_into_everyday_ones() -> None:
    everyday = {
        language: [each for word in _EVERYDAY.split() for each in forms.stems(word, language)]
        for language in Language
    }
    for profession in _TAXONOMY.professions.values():
        for table in (profession.names, profession.terms, profession.services):
            for language, listed in table.items():
                for phrase in map(words.normalise, listed):
                    assert not any(forms.accepts(phrase, *each) for each in everyday[language]), (
                        phrase
                    )


def test_the_taxonomy_is_read_in_a_moment() -> None:
    started = time.process_time()
    catalogue.read(catalogue.DATA)
    assert time.process_time() - started < 1.0

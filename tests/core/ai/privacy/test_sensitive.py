"""Private things are dropped, professions that deal with them are not."""

import pytest

from core.ai.privacy import sensitive
from core.taxonomy import catalogue
from core.taxonomy.values import Language


@pytest.mark.parametrize(
    "text",
    [
        "has cancer", "gay plumber", "Muslim teacher", "Kürt avukat", "KÜRT", "Kürdüm",
        "diabetic nurse", "nurse with cancer", "she is pregnant", "votes for CHP", "AIDS", "HIV",
        "goes to church", "его диагноз - диабет", "он еврей", "лесбиянка", "müslümanım",
        "namaz kılıyor", "depresyonda", "hamileyim", "CAMİDE", "Erdoğan'a oy verdim", "LGBT",
        "голосовал за Путина", "у него рак", "беременна", "Ramadan", "православная", "politics",
        "учитель болеет раком", "şeker hastası", "eşcinsellik", "армянка", "атеист", "gay priest",
        "Kurdish imam", "socialist politician", "Catholic lawyer", "he is disabled people say",
    ],
)  # fmt: skip
def test_health_faith_politics_origin_and_sexuality_are_private(text: str) -> None:
    assert sensitive.names_something_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "nurse", "imam", "politician", "oncologist", "yoga teacher", "party planner", "rabbi",
        "church organist", "priest", "Catholic priest", "православный священник", "psychiatrist",
        "midwife", "political science teacher", "cancer researcher", "HIV nurse", "kanser uzmanı",
        "историк религии", "преподаватель религии", "siyaset bilimci", "врач-онколог", "депутат",
        "din kültürü öğretmeni", "hemşire", "священник", "политик", "German teacher", "hospital",
        "surgery", "больница", "birthday party", "race condition", "first aid", "hearing aids",
        "halal butcher", "gizlilik politikası", "политика конфиденциальности", "site kurdum",
        "Kurt Bey", "camı kırdı", "выбор", "get a grip", "araba yıkıyor", "müzik dinler",
        "lecturer in politics", "religious studies teacher", "Nazım planı",
        "alcoholic drinks store", "disabled button", "bağımlılıklar",
        "Religion", "Kamu ve siyaset", "", "🙂", "a" * 100_000,
    ],
)  # fmt: skip
def test_professions_and_everyday_words_are_not(text: str) -> None:
    assert not sensitive.names_something_private(text)


def test_no_profession_of_the_taxonomy_and_no_sector_is_private() -> None:
    taxonomy = catalogue.load()
    names = [
        name
        for profession in taxonomy.professions.values()
        for some in profession.names.values()
        for name in some
    ]
    names += taxonomy.shared
    names += [each.name(language) for each in taxonomy.sectors.values() for language in Language]
    assert [name for name in names if sensitive.names_something_private(name)] == []

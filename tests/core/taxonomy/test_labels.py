import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy import catalogue, labels

_TAXONOMY = catalogue.load()


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("software engineer", "software_developer"),
        ("Senior backend engineer at a bank", "backend_developer"),
        ("part-time barista", "barista"),
        ("high school history teacher", "humanities_teacher"),
        ("a school as a kindergarten teacher", "preschool_teacher"),
        ("Freelance Graphic Designer", "graphic_designer"),
        ("retired nurse", "nurse"),
        ("nurse in a children's hospital", "nurse"),
        ("civil enginer", "civil_engineer"),
        ("photographer, blogger", "photographer"),
        ("avukat", "lawyer"),
        ("diş hekimi", "dentist"),
        ("bir bankada güvenlik görevlisi", "security_guard"),
        ("özel okulda matematik öğretmeni", "mathematics_teacher"),
        ("менеджер по продажам", "sales_representative"),
        ("Я работаю программистом в банке", "software_developer"),
        ("ведущий тестировщик", "qa_engineer"),
        ("врач скорой или педиатр", "pediatrician"),
        ("водитель-дальнобойщик", "truck_driver"),
        ("продовец в магазине", "shop_assistant"),
    ],
)
def test_a_label_is_mapped_to_what_its_head_says(label: str, slug: str) -> None:
    match = labels.of_label(label, _TAXONOMY)
    assert match
    assert match.profession == slug


@pytest.mark.parametrize(
    ("label", "sector"),
    [
        ("works in real estate", "construction_realestate"),
        ("works at a bank", "finance_accounting"),
        ("hastanede çalışıyor", "healthcare"),
        ("работает в школе", "education"),
        ("учусь на юриста", "student"),
        ("does something in marketing", "marketing_advertising"),
        ("makes landing pages", "it_telecom"),
    ],
)
def test_a_label_without_a_profession_may_tell_the_sector(label: str, sector: str) -> None:
    match = labels.of_label(label, _TAXONOMY)
    assert match
    assert (match.profession, match.sector, match.exact) == (None, sector, False)


@pytest.mark.parametrize("label", ["", "qwerty", "нет", "!!!"])
def test_a_label_that_names_no_work_is_not_mapped(label: str) -> None:
    assert labels.of_label(label, _TAXONOMY) is None


def test_every_name_is_mapped_to_its_profession() -> None:
    lost = [
        name
        for profession in _TAXONOMY.professions.values()
        for listed in profession.names.values()
        for name in listed
        if (match := labels.of_label(name, _TAXONOMY)) is None
        or not match.exact
        or match.profession is None
    ]
    assert lost == []


@given(st.text(max_size=60))
def test_no_label_breaks_the_mapping(label: str) -> None:
    match = labels.of_label(label, _TAXONOMY)
    assert match is None or match.sector in _TAXONOMY.sectors

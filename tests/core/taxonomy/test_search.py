import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy import catalogue, names, search

_TAXONOMY = catalogue.load()


def _slugs(typed: str) -> list[str]:
    return [match.slug for match in search.match(typed, _TAXONOMY)]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("developer", "software_developer"),
        ("DEVELOPERS", "software_developer"),
        ("yazılımcı", "software_developer"),
        ("YAZILIMCILAR", "software_developer"),
        ("yazilimci", "software_developer"),
        ("программист", "software_developer"),
        ("программистов", "software_developer"),
        ("Программистом", "software_developer"),
        ("front-end developers", "frontend_developer"),
        ("frontend developer", "frontend_developer"),
        ("frontenddeveloper", "frontend_developer"),
        ("yazılım mühendisleri", "software_developer"),
        ("учительницы", "teacher"),
        ("актер", "actor"),
        ("актёры", "actor"),
        ("fotoğrafçı lazım degil", "photographer"),
    ],
)
def test_a_profession_is_found_in_any_language_and_form(typed: str, slug: str) -> None:
    assert _slugs(typed)[0] == slug


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("programer", "software_developer"),
        ("програмист", "software_developer"),
        ("sofware enginer", "software_developer"),
        ("yazilmci", "software_developer"),
        ("lawer", "lawyer"),
        ("avkat", "lawyer"),
        ("doktr", "doctor"),
        ("techer", "teacher"),
        ("стомотолог", "dentist"),
        ("бугалтер", "accountant"),
        ("psycholgist", "psychologist"),
        ("fotografcı", "photographer"),
        ("dvoicter", ""),
    ],
)
def test_a_misspelt_profession_is_a_guess_and_not_exact(typed: str, slug: str) -> None:
    matches = search.match(typed, _TAXONOMY)
    assert [match.slug for match in matches][:1] == [slug] * bool(slug)
    assert not any(match.exact for match in matches if typed != "fotografcı")


@pytest.mark.parametrize(
    ("typed", "sector"),
    [
        ("hukuk", "law"),
        ("HUKUK", "law"),
        ("медицина", "healthcare"),
        ("медицины", "healthcare"),
        ("IT", "it_telecom"),
        ("bilişim", "it_telecom"),
        ("BİLİŞİM", "it_telecom"),
        ("образование", "education"),
        ("real estate", "construction_realestate"),
    ],
)
def test_a_sector_is_found_as_a_whole(typed: str, sector: str) -> None:
    (match, *_) = [m for m in search.match(typed, _TAXONOMY) if m.kind is search.Kind.SECTOR]
    assert (match.slug, match.profession, match.exact) == (sector, None, True)


@pytest.mark.parametrize(
    "typed",
    [
        *("asdfgh", "hello", "merhaba", "привет", "qwerty", "lol", "ok", "", "   ", "!!!", "123"),
        *(
            "how are you",
            "nasılsın",
            "как дела",
            "teşekkürler",
            "спасибо",
            "thank you",
            "Istanbul",
        ),
        *(
            "Mehmet",
            "Ahmet",
            "Mustafa",
            "Ayşe",
            "Fatma",
            "Emre",
            "Murat",
            "Barış",
            "Umut",
        ),
        *("Mert", "Yasemin", "Elif", "Zeynep", "Fatih", "Kerem", "Selim", "Hasan", "Hakan"),
        *(
            "Anna",
            "Marina",
            "Maria",
            "Alex",
            "John",
            "Mary",
            "Walter",
            "Nancy",
            "Carter",
            "Robert",
        ),
        *("Марина", "Артём", "Артем", "Мария", "Виктор", "Павел", "Ольга", "Вера", "Роман"),
        *("Тамара", "Лев", "Антон", "Кузнецов", "Рыбаков", "Портнов", "Екатерина", "Kristina"),
    ],
)
def test_greetings_noise_and_first_names_mean_no_profession(typed: str) -> None:
    assert search.match(typed, _TAXONOMY) == []


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("front-end", ["frontend_developer"]),
        ("front end", ["frontend_developer"]),
        ("ios", ["mobile_developer"]),
        ("fullstack", ["web_developer"]),
        ("full-stack", ["web_developer"]),
        ("diş", ["dentist"]),
        ("DİŞ", ["dentist"]),
        ("taksi", ["taxi_driver"]),
        ("taxi", ["taxi_driver"]),
        ("nakliyat", ["mover"]),
        ("мобильный", ["mobile_developer"]),
        ("history", ["humanities_teacher", "historian"]),
    ],
)
def test_a_word_of_few_names_finds_them_as_a_guess(typed: str, slugs: list[str]) -> None:
    matches = search.match(typed, _TAXONOMY)
    assert [match.slug for match in matches] == slugs
    assert not any(match.exact for match in matches)


@pytest.mark.parametrize("typed", ["for", "the", "для", "ve", "и", "по"])
def test_a_word_that_tells_no_trade_apart_finds_none(typed: str) -> None:
    assert search.match(typed, _TAXONOMY) == []


@pytest.mark.parametrize("name", ["Deniz", "Çiçek", "Server", "Demir", "Melek", "Foster"])
def test_a_persons_name_that_is_part_of_a_trades_name_is_only_a_guess(name: str) -> None:
    matches = search.match(name, _TAXONOMY)
    assert 0 < len(matches) <= 4
    assert not any(match.exact for match in matches)


@pytest.mark.parametrize(
    ("slip", "typed", "slug"),
    [
        ("missing", "plumer", "plumber"),
        ("missing", "plumbr", "plumber"),
        ("missing", "avukt", "lawyer"),
        ("missing", "програмист", "software_developer"),
        ("doubled", "kassap", "butcher"),
        ("doubled", "pillot", "pilot"),
        ("swapped", "develoepr", "software_developer"),
        ("swapped", "actro", "actor"),
        ("swapped", "повра", "cook"),
        ("wrong", "barbar", "hairdresser"),
        ("wrong", "writet", "writer"),
        ("wrong", "юрмст", "lawyer"),
        ("wrong", "dentixt", "dentist"),
        ("two", "phtographr", "photographer"),
        ("two", "elecrtcian", "electrician"),
        ("two", "програмистт", "software_developer"),
    ],
)
def test_a_slip_of_the_hand_is_forgiven(slip: str, typed: str, slug: str) -> None:
    matches = search.match(typed, _TAXONOMY)
    assert [match.slug for match in matches][:1] == [slug], slip
    assert not any(match.exact for match in matches)


def test_an_answer_takes_a_moment() -> None:
    search.match("warm up", _TAXONOMY)
    started = time.process_time()
    for typed in ("front-end", "emekli", "sofware enginer", "специалист", "ghjuhfvvbcn" * 9):
        search.match(typed, _TAXONOMY)
    assert time.process_time() - started < 0.05


def test_a_shared_name_brings_all_who_share_it() -> None:
    for name, slugs in _TAXONOMY.shared.items():
        assert set(slugs) <= set(_slugs(name)), name


def test_words_typed_in_the_wrong_keyboard_layout_are_understood() -> None:
    (match,) = search.match("ghjuhfvvbcn", _TAXONOMY)
    assert (match.slug, match.exact) == ("software_developer", False)


def test_a_word_finds_the_names_that_begin_with_it() -> None:
    assert "jeweler" in _slugs("mücevher")


def test_a_service_finds_who_offers_it() -> None:
    assert "web_developer" in _slugs("landing pages")


def test_a_head_word_shared_by_many_finds_them_all() -> None:
    found = search.match("technician", _TAXONOMY)
    assert len(found) > 3
    assert not any(match.exact for match in found)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_ranked_matches_of_the_taxonomy(typed: str) -> None:
    matches = search.match(typed, _TAXONOMY)
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    for match in matches:
        assert 0 <= match.score <= 100
        assert match.sector in _TAXONOMY.sectors
        if match.profession:
            assert _TAXONOMY.professions[match.profession].sector == match.sector


_SINGLE = sorted(
    name for name in names.index(_TAXONOMY).by_key if len(name) >= 8 and name.isalpha()
)


@given(st.sampled_from(_SINGLE), st.data())
def test_one_letter_lost_inside_a_long_name_is_forgiven(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2))
    wanted = {place.profession or place.sector for place in names.index(_TAXONOMY).by_key[name]}
    matches = search.match(name[:at] + name[at + 1 :], _TAXONOMY)
    another_word = any(match.exact for match in matches)
    assert another_word or wanted & {match.slug for match in matches}

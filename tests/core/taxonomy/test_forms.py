import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import words
from core.taxonomy import forms
from core.taxonomy.values import Language

_FORMS = {
    "tr yazılımcı": "yazılımcıyım yazılımcılar yazılımcının yazılımcıya yazılımcıyı yazılımcıdan "
    "yazılımcısı yazılımcısıyım yazılımcıyla yazılımcıdır yazılımcılardan yazılımcımız "
    "yazılımcılık YAZILIMCIYIM yazilimciyim",
    "tr avukat": "avukatım avukatlar avukata avukatı avukatın avukattan avukatta avukatla "
    "avukatız avukatlık avukatsın avukatlarımıza avukatınızla",
    "tr mutfak": "mutfağım mutfağı mutfakta mutfağımda",
    "tr kitap": "kitabım kitabı kitaplar",
    "tr ebe": "ebeyim ebeler",
    "tr kodluyorum": "kodluyoruz",
    "ru программист": "программиста программистом программисты программистов программистами",
    "ru программистка": "программистки программисткой программисток",
    "ru учительница": "учительницы учительницей учительниц",
    "ru учитель": "учителя учителем учителей учителями",
    "ru продавец": "продавцом продавца продавцов",
    "ru владелец": "владельцем владельцы",
    "ru боец": "бойцом бойцы",
    "ru рабочий": "рабочего рабочим рабочих",
    "ru управляющий": "управляющая управляющим",
    "ru горничная": "горничной горничную",
    "ru бухгалтерия": "бухгалтерию бухгалтерии",
    "ru актёр": "актёром актера АКТЕРЫ",
    "ru портной": "портного портным",
    "ru гид": "гидом гиды",
    "ru подарок": "подарка подарков",
    "ru пациенты": "пациентов пациентами пациент",
    "ru лечение": "лечения лечением",
    "ru окно": "окна окном",
    "ru музей": "музея музеем",
    "ru проверяю": "проверяем проверяла",
    "ru проверять": "проверяю проверял",
    "ru чинить": "чиню чинит чинил",
    "en teacher": "teachers Teachers",
    "en secretary": "secretaries",
    "en policeman": "policemen",
    "en midwife": "midwives",
    "en boss": "bosses",
    "en vet": "vets",
    "en tests": "test",
    "en classes": "class",
    "en bodies": "body",
}
_STRANGERS = {
    "tr yazılımcı": "yazılım yazılımcıydım",
    "tr avukat": "avukatsız avukattı avuk",
    "tr ebe": "eben ebedi",
    "tr kodluyorum": "kodluyordum",
    "ru программист": "программистка программа",
    "ru врач": "врачебный",
    "ru учитель": "учительница учительский",
    "ru гид": "гидра",
    "ru ас": "аса",
    "en teacher": "teaching teach",
    "en it": "its",
    "en nurse": "nursing nursery",
    "en boss": "bos",
    "en c++": "c++s",
}


def _cases(table: dict[str, str]) -> list[tuple[Language, str, str]]:
    return [
        (Language(entry[:2]), words.normalise(entry[3:]), words.normalise(form))
        for entry, listed in table.items()
        for form in listed.split()
    ]


@pytest.mark.parametrize(("language", "word", "form"), _cases(_FORMS))
def test_an_inflected_form_is_the_word(language: Language, word: str, form: str) -> None:
    assert forms.same(form, word, language)


@pytest.mark.parametrize(("language", "word", "stranger"), _cases(_STRANGERS))
def test_a_similar_word_is_another_word(language: Language, word: str, stranger: str) -> None:
    assert not forms.same(stranger, word, language)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("muhendisi", "muhendisiyim"),
        ("muhendisi", "muhendisleri"),
        ("muhendisi", "muhendislerinden"),
        ("odasi", "odalari"),
        ("almak", "aldik"),
        ("okumak", "okuyorum"),
        ("baslamak", "basliyoruz"),
    ],
)
def test_the_end_of_a_turkish_phrase_changes_with_it(word: str, form: str) -> None:
    assert forms.same(form, word, Language.TR, compound=True)
    assert not forms.same(form[:-4] + "xyzq", word, Language.TR, compound=True)


_WORD = st.text("abcçdefghıijklmnoöprsştuüvyzабвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1)


@given(_WORD, st.sampled_from(Language), st.booleans())
def test_every_word_is_a_form_of_itself(word: str, language: Language, compound: bool) -> None:
    folded = words.normalise(word)
    assert forms.same(folded, folded, language, compound=compound)


@given(_WORD, _WORD, st.sampled_from(Language))
def test_words_of_two_letters_take_no_endings(word: str, tail: str, language: Language) -> None:
    assert not forms.same(word[:2] + tail, word[:2], language)

"""What rules tell of one message: language, purpose, keywords, sure names, and what is empty."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ai.offline.messages import insights
from core.ai.values import EntityKind, Intent

GREETING, QUESTION, COMMAND = Intent.GREETING, Intent.QUESTION, Intent.COMMAND
STATEMENT, FEEDBACK, DISCUSSION = Intent.STATEMENT, Intent.FEEDBACK, Intent.DISCUSSION


def _first(text: str) -> Intent:
    intents = insights.insight(text).intents
    return max(intents, key=lambda intent: intents[intent])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the parcel has not come", "en"),
        ("see you there", "en"),
        ("sure", "en"),
        ("hava cok guzel", "tr"),
        ("geliyorum", "tr"),
        ("kargo bugun gelmedi", "tr"),
        ("Yarın maç var", "tr"),
        ("посылка не пришла", "ru"),
        ("да", "ru"),
        ("хто буде завтра в офісі, чекаємо всіх", "uk"),
        ("Ich habe das Paket leider noch nicht bekommen", "de"),
        ("je ne sais pas encore si je viens demain", "fr"),
        ("სად არის", "ka"),
        ("مرحبا بكم جميعا", "ar"),
        ("این کتاب پنج فصل دارد", "fa"),
        ("今日は寒いですね", "ja"),
        ("今天很冷", "zh"),
        ("bu gün çox gözəldir, sağ ol, əziz dostum", "az"),
        ("12:30 👍", None),
        ("https://example.org/hello/there", None),
        ("", None),
    ],
)
def test_the_language_of_a_line_is_told(text: str, language: str | None) -> None:
    assert insights.insight(text).language == language


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (QUESTION, "has anybody seen my keys"),
        (QUESTION, "is there a bakery near the station"),
        (QUESTION, "which bus goes to the airport"),
        (QUESTION, "what does it cost?"),
        (QUESTION, "bu otobüs nereye gidiyor"),
        (QUESTION, "toplantıya katılacak mısın"),
        (QUESTION, "kaç kişi geliyor"),
        (QUESTION, "iyi bir terzi bilen var mı"),
        (QUESTION, "куда едет этот автобус"),
        (QUESTION, "есть ли рядом аптека"),
        (QUESTION, "кто нибудь видел мои ключи"),
        (QUESTION, "сколько стоит доставка"),
        (COMMAND, "bring two chairs with you"),
        (COMMAND, "don't park in front of the gate"),
        (COMMAND, "yarın bana faturayı gönder"),
        (COMMAND, "kapıyı açık bırakmayın lütfen"),
        (COMMAND, "принеси два стула"),
        (COMMAND, "не паркуйтесь у ворот"),
        (GREETING, "good evening neighbours"),
        (GREETING, "hello everybody"),
        (GREETING, "iyi akşamlar komşular"),
        (GREETING, "hoş geldiniz"),
        (GREETING, "добрый вечер, соседи"),
        (GREETING, "с днём рождения!"),
        (FEEDBACK, "the soup was really good"),
        (FEEDBACK, "thank you so much for the ride"),
        (FEEDBACK, "yemek çok güzeldi"),
        (FEEDBACK, "hiç beğenmedim"),
        (FEEDBACK, "ремонт сделали ужасно"),
        (FEEDBACK, "мне очень понравился концерт"),
        (STATEMENT, "we moved here in march"),
        (STATEMENT, "my brother lives in berlin"),
        (STATEMENT, "mart ayında taşındık"),
        (STATEMENT, "kardeşim berlinde yaşıyor"),
        (STATEMENT, "мы переехали в марте"),
        (STATEMENT, "мой брат живёт в берлине"),
        (
            DISCUSSION,
            "i think the gate is fine but the fence is not, because it depends on the wind",
        ),
        (DISCUSSION, "bence haklısın ama çünkü kapı eski, aslında sanırım çit de kötü"),
        (DISCUSSION, "думаю, дело в том, что ворота старые, но я бы однако не спешил"),
    ],
)
def test_what_a_line_is_for_is_told_without_a_question_mark_too(intent: Intent, text: str) -> None:
    assert _first(text) is intent


def test_keywords_are_the_words_of_the_taxonomy_first_and_as_they_stand() -> None:
    said = "Dün kombi ustası geldi, elektrikçi ise sigortayı değiştirdi @ali_k #tamirat"
    keywords = insights.keywords(said)
    assert "elektrikçi" in keywords[:3]
    assert all(keyword in said for keyword in keywords)
    assert 3 <= len(keywords) <= 7
    assert not {"ali_k", "tamirat", "geldi", "ise"} & set(keywords)


def test_keywords_name_nothing_private() -> None:
    assert "diabetes" not in insights.keywords("my neighbour was treated for diabetes in march")


def test_names_are_taken_only_where_they_are_sure() -> None:
    said = "Ask @ann_lee or bob@corp.example.com, see www.GitHub.com/x, https://t.me/abc #lift"
    assert insights.insight(said).entities == {
        EntityKind.PEOPLE: ("@ann_lee",),
        EntityKind.TOPICS: ("lift",),
        EntityKind.ORGANISATIONS: ("github.com",),
    }
    company = insights.insight("ООО «Ромашка» и Yıldız Holding ищут людей").entities
    assert company == {EntityKind.ORGANISATIONS: ("Ромашка", "Yıldız Holding")}


@pytest.mark.parametrize(
    "text",
    [
        "ok 👍",
        "спасибо",
        "Спасибо большое!!!",
        "teşekkürler",
        "çok teşekkürler 🌹",
        "👍👍",
        "+1",
        "...",
        "ahahahahah",
        "хахаха",
        "lol",
        "https://example.org/a?b=c",
        "@ann_lee",
        "12.30",
        "thank you so much",
        "",
    ],
)
def test_a_courtesy_is_not_worth_a_call(text: str) -> None:
    assert insights.is_trivial(text)
    assert insights.insight(text).summary is None


@pytest.mark.parametrize(
    "text", ["ok?", "no water again", "спасибо за воду", "kombi bozuldu", "sold", "I am a nurse"]
)
def test_what_says_anything_is_worth_one(text: str) -> None:
    assert not insights.is_trivial(text)


@given(st.text(max_size=300))
def test_any_text_has_an_insight_within_its_bounds(text: str) -> None:
    made = insights.insight(text)
    assert len(made.keywords) <= 7
    assert made.intents
    assert all(1 <= sure <= 100 for sure in made.intents.values())
    assert made.language is None or len(made.language) == 2
    for word in (*made.keywords, *(name for names in made.entities.values() for name in names)):
        assert word
        assert "\0" not in word
        word.encode()


@pytest.mark.parametrize(
    "text",
    ["a " * 4096, "please " * 900, "ara " * 1000, "х" * 9000, "аб ли" * 999, "x." * 4000,
     "А.Ş. " * 900, "АО «" * 1300, "Aa " * 2000, "lütfen " * 900, "?" * 9000, "@a" * 4000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    insights.insight("warm")
    started = time.process_time()
    insights.insight(text)
    insights.is_trivial(text)
    assert time.process_time() - started < 0.1

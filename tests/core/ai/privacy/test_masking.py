"""What leaves for a model in the cloud, what stays, and that everything comes back."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ai.privacy import masking

PHONES = [
    "+90 532 111 22 33", "0532 111 22 33", "05321112233", "532 111 22 33", "(0532) 111-22-33",
    "0 (532) 111 22 33", "5321112233", "0532.111.22.33", "0212 555 44 33", "(212) 555 44 33",
    "0850 222 0 222", "+7 (916) 123-45-67", "8 916 123-45-67", "8(916)123-45-67", "89161234567",
    "79161234567", "916 123-45-67", "123-45-67", "8 (81234) 5-67-89", "8 (4912) 12-34-56",
    "+1 (415) 555-2671", "(415) 555-2671", "415-555-2671", "1-415-555-2671", "+44 20 7946 0958",
    "07911 123456", "0044 20 7946 0958", "+90(532)1112233", "+(90) 532 111 22 33",
    "8\u00a0916\u00a0123\u00a045\u00a067", "8 916 123 – 45 – 67",
]  # fmt: skip
OTHERS = {
    "EMAIL": ["ayse.k+x@mail.example.com", "иван@почта.рф"],
    "CARD": ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111",
        "3782 822463 10005"],
    "IBAN": ["TR33 0006 1005 1978 6457 8413 26", "DE89370400440532013000",
        "gb82west12345698765432"],
    "LINK": [
        "https://example.com/reset?token=abc", "https://user:word@host.example/x",
        "postgres://kimdir@db.example/x", "t.me/+AbCdEfGh123", "https://t.me/joinchat/AAAA",
        "tg://join?invite=AAAA", "wa.me/905321112233", "https://zoom.us/j/123456?pwd=xx",
        "https://docs.example.com/d/1A2b3C4d5E6f7G8h9I0jK1l2M3n4O5p6Q",
        "https://example.com/a/123e4567-e89b-12d3-a456-426614174000",
        "https://example.com/#access_token=x", "https://example.com/u?mail=a%40b.example",
    ],
    "WALLET": [
        "0x52908400098527886E0F7030069857D2E4169EE7", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf",
    ],
    "KEY": [
        "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawq", "sk-proj-abcdEFGH1234567890abcd",
        "AIza" + "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "d41d8cd98f00b204e9800998ecf8427e",
    ],
    "ID": ["10000000146", "112-233-445 95", "123-45-6789", "500100732259"],
}  # fmt: skip
HARMLESS = [
    "1 500 000 TL", "12.500,00 TL", "2024-05-10 12:30:45", "10.05.2024 12.30", "8 800 руб", "3-2",
    "1990-2005", "#123456789", "№ 1234567", "192.168.100.200", "300 200 50", "1 234 567 890",
    "https://shop.example/how-to-make-a-cake-in-2024/12345", "89 161 234 567", "5 321 112 233",
    "https://youtube.com/watch?v=dQw4w9WgXcQ", "9,161,234,567", "1699999999", "+5 000 000",
    "+500 000 000", "+100500", "v2.10.3.4", "10 20 30 40 50 60", "01 02 03 04 05 06", "16:9",
    "1920x1080", "@user1234567", "2-3-4", "1 000 000 000 000", "example.com/page.html",
    "https://t.me/durov/123", "12345678901234", "5000000000", "4111 1111 1111 1112",
    "10000000147", "123456789012", "000-12-3456", "https://github.com/org/project/issues/123",
    "TR33 0006 1005 1978 6457 8413 27", "IMG_20240510_123456789", "a@b", "LMAO@home.",
    "5321112233%",
    "12,5321112233", "5321112233,50", "x5321112233", "5321112233_a",
    "orders/5321112233", "1.5321112233.2",
]  # fmt: skip
HOSTILE = [
    "1 ", "a", "a.", "a@", "+", "(", "1-", "Aa1", "tel ", "http://", "?a=b", "-", "TR33 ", "0x",
    "9", "password:", "[PHONE_", "passport ", "1 (", "é", "t.me/+", "a-b.", "%",
    "123 456 ", "1111 ",
]  # fmt: skip
MADE_OF = st.lists(
    st.sampled_from([
        *PHONES, *(each for some in OTHERS.values() for each in some), "[PHONE_1]", "phone_2",
        "[",        "]", "(", "\\", "_", " ", "ID", "PHONE_", "1", "23", "Ayşe", "ИВАНУ",
        "[NAME_1]", "'in", "\n",
    ])
).map("".join)  # fmt: skip
NAMES = ["Ayşe Yılmaz", "Иван Петров", "Phone", "Мария", "Can"]


@pytest.mark.parametrize(
    ("kind", "secret"),
    [("PHONE", each) for each in PHONES]
    + [(kind, each) for kind, some in OTHERS.items() for each in some],
)
def test_what_opens_or_finds_somebody_does_not_leave(kind: str, secret: str) -> None:
    text = f"Yaz: {secret}, спасибо!"
    masked = masking.mask(text)
    assert masked.text == f"Yaz: [{kind}_1], спасибо!"
    assert masked.secrets == {f"[{kind}_1]": secret}
    assert secret not in repr(masked)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("tel: 4951234567", "tel: [PHONE_1]"),
        ("мой телефон 4951234567", "мой телефон [PHONE_1]"),
        ("12:30 0532 111 22 33", "12:30 [PHONE_1]"),
        ("2 adet 0532 111 22 33 10 TL", "2 adet [PHONE_1] 10 TL"),
        ("0532 111 22 33/0533 111 22 34.", "[PHONE_1]/[PHONE_2]."),
        ("(+90 532 111 22 33) (0532 111 22 34)", "([PHONE_1]) ([PHONE_2])"),
        ("((0532) 111 22 33)", "([PHONE_1])"),
        ("паспорт 4510 123456 выдан", "паспорт [ID_1] выдан"),
        ("passport no: U12345678", "passport no: [ID_1]"),
        ("пароль: qwerty12 и ещё", "пароль: [KEY_1] и ещё"),
        ("şifre: yok", "şifre: yok"),
        ("a@b.example?code=12345", "[EMAIL_1]?code=12345"),
        ("a@b.example https://x.example/?a=a@b.example", "[EMAIL_1] [LINK_1]"),
    ],
)
def test_only_the_secret_itself_is_hidden(text: str, masked: str) -> None:
    assert masking.mask(text).text == masked


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_numbers_and_links_stay(text: str) -> None:
    assert masking.mask(f"Yaz: {text} спасибо").text == f"Yaz: {text} спасибо"


def test_the_same_thing_gets_the_same_placeholder() -> None:
    masked = masking.mask("0532 111 22 33, a@b.example, 0533 111 22 33, 0532 111 22 33")
    assert masked.text == "[PHONE_1], [EMAIL_1], [PHONE_2], [PHONE_1]"


def test_placeholders_that_stand_in_the_text_are_no_ones() -> None:
    text = "[PHONE_1] (phone 2) Phone-3: 0532 111 22 33"
    masked = masking.mask(text)
    assert masked.text == "[PHONE_1] (phone 2) Phone-3: [PHONE_4]"
    assert masked.restore("[PHONE_1] phone_2 [PHONE_3]") == "[PHONE_1] phone_2 [PHONE_3]"


@pytest.mark.parametrize(
    "said",
    ["[PHONE_1]", "[phone_1]", "(Phone_1)", "{PHONE 1}", "<PHONE-1>", "【PHONE_1】", "PHONE_1",
     "[ PHONE_1 ]", "[PHONE\\_1]", "\\[PHONE\\_1\\]", "[PHONE1]", "[PHONE_01]"],
)  # fmt: skip
def test_an_answer_may_write_placeholders_otherwise(said: str) -> None:
    masked = masking.mask("0532 111 22 33")
    assert masked.restore(f"Call {said}.") == "Call 0532 111 22 33."


@pytest.mark.parametrize("said", ["phone 1", "[PHONE_2]", "[EMAIL_1]", "XPHONE_1", "PHONE_12"])
def test_what_is_no_placeholder_of_this_text_stays_in_the_answer(said: str) -> None:
    assert masking.mask("0532 111 22 33").restore(said) == said


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ayşe'nin dediği, ayşe yılmaza sor", "[NAME_1]'nin dediği, [NAME_2] [NAME_3]a sor"),
        ("Ивану Петрову и Марии", "[NAME_1]у [NAME_2]у и [NAME_3]и"),
        ("ivan, AYSE", "ivan, [NAME_1]"),
        ("Can geldi, can yeleği, canavar", "[NAME_1] geldi, can yeleği, canavar"),
        ("Yılmazlar, иванушка, " + "ayse" * 40, "[NAME_1]lar, иванушка, " + "ayse" * 40),
        ("The phone", "The [NAME_1]"),
    ],
)  # fmt: skip
def test_names_are_hidden_in_their_cases(text: str, masked: str) -> None:
    assert masking.mask(text, [*NAMES, "The 12", "🚀"]).text == masked


def test_names_stay_unless_they_are_to_be_hidden() -> None:
    assert masking.mask("Ayşe'nin dediği").text == "Ayşe'nin dediği"


@given(st.text() | MADE_OF, st.lists(st.sampled_from(NAMES), unique=True))
def test_everything_comes_back(text: str, names: list[str]) -> None:
    masked = masking.mask(text, names)
    assert masked.restore(masked.text) == text


@given(MADE_OF)
def test_nothing_that_was_hidden_can_still_be_read(text: str) -> None:
    masked = masking.mask(text)
    for kind in PHONES[:8] + OTHERS["CARD"][:2]:
        if kind in masked.secrets.values():
            assert f" {kind} " not in masked.text


def _steps(work: Callable[[], object]) -> int:
    """How many lines of Python it runs."""
    count = 0

    def note(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_cost_steps_in_proportion_to_their_length(piece: str) -> None:
    def work(length: int) -> Callable[[], object]:
        return lambda: masking.mask((piece * length)[:length], ["aaaa"])

    work(100)()
    assert _steps(work(4_000)) < 2.5 * _steps(work(2_000)) + 1_000


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE)
def test_no_pattern_backtracks_over_a_long_text(piece: str) -> None:
    masking.mask((piece * 40_000)[:40_000], ["aaaa"])


@pytest.mark.parametrize(
    "text", ["ask @ahmet_usta", "https://t.me/ahmet_usta", "(@Ahmet_Usta), he mends lifts"]
)
def test_where_names_are_hidden_a_user_name_is_hidden_whole_whoever_it_is(text: str) -> None:
    masked = masking.mask(text, ["Bob Baker"])
    assert "usta" not in masked.text.casefold()
    assert masked.restore(masked.text) == text
    assert masking.mask(text).text == text

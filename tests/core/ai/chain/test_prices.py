import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import settings
from core.ai.asking import Picture
from core.ai.chain import prices
from core.ai.chain.prices import Price
from core.ai.providers import links

MILLION = 1_000_000


def price(name: str, tokens_in: int = MILLION, tokens_out: int = 0, **given: str) -> Price:
    return prices.of(links.parse(name), settings.load(**given), tokens_in, tokens_out)


def test_a_listed_model_has_its_own_price() -> None:
    reading = price("google:gemini-2.5-flash")
    writing = price("google:gemini-2.5-flash", 0, MILLION)
    assert not reading.assumed
    assert 0 < reading.amount < writing.amount
    assert not price("openai:gpt-4o-mini").assumed


@pytest.mark.parametrize("name", ["google:gemini-99-colossal", "openai:nobody-knows"])
def test_a_model_in_the_cloud_that_is_not_listed_is_assumed_to_be_dear(name: str) -> None:
    assert price(name, MILLION, MILLION) == Price(30 * MILLION, assumed=True)


def test_a_listed_name_at_a_strange_address_is_not_taken_for_the_listed_model() -> None:
    assert price("openai:gpt-4o-mini", openai_url="https://cheap.example/v1").assumed


@pytest.mark.parametrize("name", ["ollama:llama3.2", "ollama:nobody-knows"])
def test_models_of_ones_own_cost_nothing(name: str) -> None:
    assert price(name, MILLION, MILLION) == Price(0)


def test_a_part_of_a_millionth_counts_whole() -> None:
    assert price("google:gemini-2.5-flash", 1, 0).amount == 1
    assert price("google:gemini-2.5-flash", 0, 0).amount == 0


@given(st.text())
def test_a_text_has_at_least_as_many_tokens_as_thirds_of_its_bytes(text: str) -> None:
    assert prices.tokens(text) * 3 >= len(text.encode("utf-8", "replace"))


def test_cyrillic_weighs_more_than_latin() -> None:
    assert prices.tokens("повар" * 100) > prices.tokens("povar" * 100) * 1.8


def test_a_picture_weighs_as_much_as_it_may() -> None:
    seen = prices.tokens("x", picture=Picture("image/png", b"x"))
    assert seen - prices.tokens("x") == prices.TOKENS_PER_PICTURE
    seen = prices.tokens("x", picture=Picture("application/pdf", b"x", 7))
    assert seen - prices.tokens("x") == 7 * prices.TOKENS_PER_PICTURE

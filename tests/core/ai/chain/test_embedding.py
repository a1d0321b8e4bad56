"""Vectors of texts, by models on the other side of a wire."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
import stamina

from core import settings
from core.ai import asking
from core.ai.asking import Purpose, Result, Sent
from core.ai.chain import embedding, patience
from tests.core.ai.purse import Purse
from tests.world.models.models import Models
from tests.world.models.values import Provider

GOOGLE = "google:gemini-embedding-001"
HOME = "ollama:nomic-embed-text"
OPENAI = "openai:text-embedding-3-small"
SENT = Sent((7,), {1: (2, 3)})
ALL = pytest.mark.parametrize("name", [GOOGLE, HOME, OPENAI])


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Trouble is sat out without waiting."""
    with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
        yield


def _embedder(models: Models, purse: Purse, name: str = GOOGLE, **more: Any) -> embedding.Embedder:
    made = embedding.prepare(models.settings(ai_embedding_model=name, **more), purse)
    assert made is not None
    return made


def _likeness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_without_a_model_nobody_makes_vectors() -> None:
    assert embedding.prepare(settings.load(), Purse()) is None


@ALL
async def test_every_text_gets_a_vector_of_length_one(models: Models, name: str) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, name)

    cat, same, tax = await embedder.embed(["the cat sat", "sat the cat!", "taxes are due"], SENT)

    assert embedder.model == name
    assert {len(each) for each in (cat, same, tax)} == {768}
    assert all(math.isclose(math.hypot(*each), 1, abs_tol=1e-6) for each in (cat, same, tax))
    assert _likeness(cat, same) > 0.99 > _likeness(cat, tax)
    assert purse.results == [Result.ANSWERED]
    call = purse.rows[0].call
    assert (call.purpose, call.model, call.sent) == (Purpose.EMBEDDING, name, SENT)
    await embedder.close()


async def test_vectors_of_the_cloud_are_priced_and_those_at_home_are_free(models: Models) -> None:
    purse = Purse()
    for name in (GOOGLE, HOME):
        embedder = _embedder(models, purse, name)
        await embedder.embed(["word " * 700] * 10, SENT)
        await embedder.close()

    google, home = purse.rows
    assert google.call.cloud
    assert google.call.price > 0
    assert google.settled
    assert google.settled.price > 0
    assert not home.call.cloud
    assert home.call.price == 0
    assert home.settled
    assert home.settled.tokens_in > 0


@pytest.mark.parametrize(("name", "hidden"), [(GOOGLE, True), (HOME, False)])
async def test_only_the_cloud_gets_texts_with_numbers_hidden(
    models: Models, name: str, *, hidden: bool
) -> None:
    embedder = _embedder(models, Purse(), name, ai_mask_names=True)

    await embedder.embed(["call Ayşe on +90 532 123 45 67"], SENT, names=["Ayşe"])
    await embedder.close()

    (asked,) = models.asked
    assert ("532" not in asked.texts[0]) is hidden
    assert ("Ayşe" not in asked.texts[0]) is hidden


async def test_a_text_too_long_for_models_is_cut(models: Models) -> None:
    embedder = _embedder(models, Purse(), HOME)

    await embedder.embed(["x" * 50_000], SENT)
    await embedder.close()

    assert [len(text) for text in models.asked[0].texts] == [embedding.LONGEST]


@ALL
async def test_trouble_that_passes_is_sat_out(models: Models, name: str) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, name)
    models.fail(embedder.model.partition(":")[2], 429, retry_after=0.1)
    models.fail(embedder.model.partition(":")[2], 503, retry_after=0.1)

    assert len(await embedder.embed(["word"], SENT)) == 1
    await embedder.close()

    assert purse.results == [Result.LIMITED, Result.FAILED, Result.ANSWERED]


@ALL
async def test_a_model_that_is_away_is_asked_again_later(models: Models, name: str) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, name)
    models.down(Provider(name.partition(":")[0]))

    for _ in range(4):
        with pytest.raises(asking.NobodyAnswersError, match=name):
            await embedder.embed(["word"], SENT)
    await embedder.close()

    assert purse.results == [Result.UNREACHABLE] * 3, "the fourth time it is left alone"


async def test_a_refused_text_is_told_from_a_model_in_trouble(models: Models) -> None:
    embedder = _embedder(models, Purse(), HOME)
    models.fail("nomic-embed-text", 400)

    with pytest.raises(asking.NoUseError, match="refuses"):
        await embedder.embed(["word"], SENT)
    assert await embedder.embed(["word"], SENT)
    await embedder.close()


async def test_gemini_without_a_key_is_not_even_asked(models: Models) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, gemini_api_key=None)

    with pytest.raises(asking.NobodyAnswersError, match="GEMINI_API_KEY"):
        await embedder.embed(["word"], SENT)

    assert not purse.rows


RUBBISH = {
    "too few": [[1.0, 0.0]],
    "of two sizes": [[1.0, 0.0], [1.0]],
    "empty": [[], []],
    "nothing but zeros": [[0.0, 0.0], [1.0, 0.0]],
    "without measure": [[math.inf, 0.0], [1.0, 0.0]],
    "no numbers": [[math.nan, 0.0], [1.0, 0.0]],
    "far too large": [[1.0] * 5000] * 2,
    "words": [["a", "b"], ["c", "d"]],
}


@pytest.mark.parametrize("made", RUBBISH.values(), ids=RUBBISH.keys())
@pytest.mark.parametrize("name", [GOOGLE, HOME])
async def test_vectors_that_are_none_are_refused(
    models: Models, made: list[list[object]], name: str
) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, name)
    models.say(name.partition(":")[2], made)

    with pytest.raises((asking.NoUseError, asking.NobodyAnswersError)):
        await embedder.embed(["one", "two"], SENT)
    await embedder.close()

    assert not {Result.ANSWERED, Result.LOST}.intersection(purse.results)


@ALL
async def test_half_an_answer_and_a_page_of_html_are_none(models: Models, name: str) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, name)
    model = name.partition(":")[2]
    models.rubbish(model)
    models.half(model)

    assert await embedder.embed(["word"], SENT)
    await embedder.close()

    assert len(purse.results) == 3
    assert purse.results[-1] is Result.ANSWERED


async def test_a_model_that_is_silent_is_given_up(models: Models) -> None:
    purse = Purse()
    embedder = _embedder(models, purse, HOME, ai_timeout=0.2)
    models.hang("nomic-embed-text")

    with pytest.raises(asking.NobodyAnswersError):
        await embedder.embed(["word"], SENT)
    await embedder.close()

    assert purse.results == [Result.TIMED_OUT]


async def test_an_empty_purse_stops_it_before_a_word_leaves(models: Models) -> None:
    embedder = _embedder(models, Purse(room=0))

    with pytest.raises(asking.BudgetSpentError):
        await embedder.embed(["word"], SENT)
    await embedder.close()

    assert not models.asked

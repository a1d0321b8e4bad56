import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina
import time_machine

from core import doors, errors
from core.ai import asking
from core.ai.asking import Answer, Picture, Result
from core.ai.chain import breakers, chain, patience
from core.ai.chain.chain import Chain
from core.ai.providers import failures
from tests.core.ai.asked import GEMINI, GOOD, NAMES, OLLAMA, OPENAI, PHONE, PROMPT, Guess, question
from tests.core.ai.purse import Purse
from tests.world.models.models import Models
from tests.world.models.scripts import Cut, Fail, No
from tests.world.models.values import Provider

BOTH = pytest.mark.parametrize("model", [GEMINI, OPENAI])
PROVIDERS = {GEMINI: Provider.GOOGLE, OPENAI: Provider.OPENAI, OLLAMA: Provider.OLLAMA}
START = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def purse() -> Purse:
    return Purse()


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
        yield


@asynccontextmanager
async def chained(models: Models, purse: Purse, *names: str, **more: Any) -> AsyncIterator[Chain]:
    """A chain of the models that are named, with nobody after them unless that is said."""
    listed = ",".join(NAMES.get(name, name) for name in names)
    made = chain.prepare(models.settings(listed, **more), purse)
    try:
        yield made
    finally:
        await made.close()


@pytest.mark.parametrize("model", [GEMINI, OPENAI, OLLAMA])
async def test_a_model_answers_and_signs(models: Models, purse: Purse, model: str) -> None:
    models.say(model, GOOD)
    async with chained(models, purse, model) as asked:
        answer = await asked.ask(question())
        assert asked.readers(PROMPT) == {f"{NAMES[model]} guesses 3"}
    assert answer == Answer(
        Guess(label="chef", quote="I cook at Lale"), f"{NAMES[model]} guesses 3"
    )
    (row,) = purse.rows
    assert row.call.model == NAMES[model]
    assert row.call.prompt == "guesses 3"
    assert row.call.sent == question().sent
    assert row.settled is not None
    assert row.settled.result is Result.ANSWERED
    assert 0 < row.settled.tokens_in <= row.call.tokens_in
    assert 0 < row.settled.tokens_out <= row.call.tokens_out
    assert row.settled.price <= row.call.price
    assert (row.call.price > 0) is row.call.cloud is (model == GEMINI)


@pytest.mark.parametrize("model", [GEMINI, OPENAI, OLLAMA])
async def test_the_form_the_limit_and_no_chance_go_over_the_wire(
    models: Models, purse: Purse, model: str
) -> None:
    async with chained(models, purse, model) as asked:
        await asked.ask(question())
    (sent,) = models.asked
    assert sent.schema is not None
    assert set(sent.schema["properties"]) == {"label", "quote"}
    told = str(sent.body)
    assert "500" in told
    assert "'temperature': 0" in told
    assert sent.system == PROMPT.text


TROUBLES: dict[str, tuple[Callable[[Models, str], None], Result, int]] = {
    "a key that may not": (lambda m, n: m.refuse(n, No.KEY, times=None), Result.REFUSED, 1),
    "a wrong key": (lambda m, n: m.fail(n, 401, times=None), Result.REFUSED, 1),
    "a blocked prompt": (lambda m, n: m.refuse(n, No.PROMPT, times=None), Result.REFUSED, 1),
    "a filtered answer": (lambda m, n: m.refuse(n, No.ANSWER, times=None), Result.REFUSED, 1),
    "a question too long": (lambda m, n: m.fail(n, 400, times=None), Result.REFUSED, 1),
    "no such model": (lambda m, n: m.fail(n, 404, times=None), Result.UNREACHABLE, 1),
    "too many requests": (lambda m, n: m.fail(n, 429, times=None), Result.LIMITED, 3),
    "enough for long": (
        lambda m, n: m.fail(n, 429, retry_after=3600, times=None),
        Result.LIMITED,
        1,
    ),
    "an error of its own": (lambda m, n: m.fail(n, 500, times=None), Result.FAILED, 3),
    "overload": (lambda m, n: m.fail(n, 503, times=None), Result.FAILED, 3),
    "silence": (lambda m, n: m.hang(n, times=None), Result.TIMED_OUT, 1),
    "nobody there": (lambda m, n: m.down(PROVIDERS[n]), Result.UNREACHABLE, 1),
    "a dropped line": (lambda m, n: m.drop(n, times=None), Result.UNREACHABLE, 3),
    "a broken answer": (lambda m, n: m.half(n, Cut.DROPPED, times=None), Result.UNREACHABLE, 3),
    "a cut off answer": (lambda m, n: m.half(n, Cut.LENGTH, times=None), Result.INVALID, 1),
    "a page of a hotel": (lambda m, n: m.rubbish(n, times=None), Result.FAILED, 3),
    "prose": (lambda m, n: m.say(n, "I would say a chef."), Result.INVALID, 2),
    "another form": (lambda m, n: m.say(n, {"label": ["chef"]}), Result.INVALID, 2),
}


NEVER = {"a blocked prompt", "a filtered answer", "a question too long", "a cut off answer"}
NEVER |= {"prose", "another form"}
"""Waiting does not help."""
MAY_COST = (NEVER | {"silence", "a dropped line", "a broken answer"}) - {"a question too long"}


@BOTH
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_where_a_link_has_none_the_next_answers_or_work_waits(
    models: Models, purse: Purse, model: str, trouble: str
) -> None:
    makes, result, requests = TROUBLES[trouble]
    makes(models, model)
    models.say(OLLAMA, GOOD)
    async with chained(models, purse, model, OLLAMA, ai_timeout=0.4) as asked:
        answer = await asked.ask(question())
    assert answer is not None
    assert answer.reader == f"{NAMES[OLLAMA]} {PROMPT}"
    wanted = asking.NoUseError if trouble in NEVER else asking.NobodyAnswersError
    async with chained(models, purse, model, ai_timeout=0.4) as asked:
        with pytest.raises(wanted, match=NAMES[model]):
            await asked.ask(question())
    failed = [result] * requests
    assert purse.results == [*failed, Result.ANSWERED, *failed]
    costs = {row.settled.price > 0 for row in purse.rows if row.settled and row.call.cloud}
    if model == GEMINI:
        assert costs == {trouble in MAY_COST}


@pytest.mark.parametrize("trouble", ["silence", "prose"])
async def test_where_offline_is_next_it_is_its_turn(
    models: Models, purse: Purse, trouble: str
) -> None:
    makes, *_ = TROUBLES[trouble]
    makes(models, GEMINI)
    async with chained(models, purse, GEMINI, "offline", OLLAMA, ai_timeout=0.4) as asked:
        assert asked.models == (NAMES[GEMINI],)
        assert await asked.ask(question()) is None
    assert not models.asked_of(OLLAMA)


@BOTH
async def test_one_passing_trouble_among_refusals_is_worth_waiting_for(
    models: Models, purse: Purse, model: str
) -> None:
    models.refuse(model)
    models.down(Provider.OLLAMA)
    async with chained(models, purse, model, OLLAMA) as asked:
        with pytest.raises(asking.NobodyAnswersError, match="OLLAMA_URL"):
            await asked.ask(question())


async def test_an_empty_chain_and_one_with_offline_first_ask_nobody(
    models: Models, purse: Purse
) -> None:
    async with chained(models, purse, "offline", GEMINI) as asked:
        assert (asked.models, asked.has_models, asked.has_offline) == ((), False, True)
        assert await asked.ask(question()) is None
        assert asked.estimate(question()).model is None
    async with chained(models, purse, ",") as asked:
        with pytest.raises(asking.NobodyAnswersError, match="AI_MODELS"):
            await asked.ask(question())
    assert not purse.rows


async def test_a_google_link_without_a_key_sends_nothing(models: Models, purse: Purse) -> None:
    async with chained(models, purse, GEMINI, gemini_api_key=None) as asked:
        with pytest.raises(asking.NobodyAnswersError, match="set GEMINI_API_KEY"):
            await asked.ask(question())
    assert not purse.rows
    assert not models.asked


async def test_a_server_of_ones_own_needs_no_key_and_gets_no_other_ones(
    models: Models, purse: Purse
) -> None:
    async with chained(models, purse, OLLAMA) as asked:
        await asked.ask(question())
    assert "key-for" not in str(models.asked[0])


@BOTH
async def test_an_unusable_answer_is_asked_for_anew_saying_what_was_wrong(
    models: Models, purse: Purse, model: str
) -> None:
    models.say(model, {"label": "x" * 50, "quote": "ignore me"}, times=1)
    models.say(model, GOOD)
    async with chained(models, purse, model) as asked:
        answer = await asked.ask(question())
    assert answer is not None
    first, second = models.asked
    assert second.system.startswith(first.system)
    added = second.system.removeprefix(first.system)
    assert "label: String should have at most 40 characters." in added
    assert '"maxLength":40' in added
    assert "ignore me" not in added
    assert first.user == second.user
    assert purse.results == [Result.INVALID, Result.ANSWERED]
    assert purse.rows[0].settled is not None
    assert purse.rows[0].settled.error == "wrong form"
    assert purse.rows[1].call.tokens_in > purse.rows[0].call.tokens_in


@BOTH
async def test_trouble_that_passes_is_sat_out(models: Models, purse: Purse, model: str) -> None:
    models.fail(model, 503)
    models.drop(model)
    async with chained(models, purse, model) as asked:
        assert await asked.ask(question()) is not None
    assert purse.results == [Result.FAILED, Result.UNREACHABLE, Result.ANSWERED]


@BOTH
async def test_a_short_wait_is_kept_to(models: Models, purse: Purse, model: str) -> None:
    models.fail(model, 429, retry_after=1)
    with stamina.set_testing(False):
        async with chained(models, purse, model) as asked:
            assert await asked.ask(question()) is not None
    first, second = models.asked
    assert 1 <= second.at - first.at < 2
    assert purse.results == [Result.LIMITED, Result.ANSWERED]


@BOTH
async def test_a_long_wait_leaves_the_link_alone_so_long(
    models: Models, purse: Purse, model: str
) -> None:
    models.fail(model, 429, retry_after=900)
    with time_machine.travel(START, tick=False) as now:
        async with chained(models, purse, model) as asked:
            for _ in range(2):
                with pytest.raises(asking.NobodyAnswersError) as raised:
                    await asked.ask(question())
                assert raised.value.again == START + timedelta(seconds=900)
            assert len(models.asked) == 1
            now.shift(900)
            assert await asked.ask(question()) is not None


async def test_the_chain_rests_while_every_model_does(models: Models, purse: Purse) -> None:
    models.fail(GEMINI, 429, retry_after=900)
    models.fail(OLLAMA, 429, retry_after=60)
    with time_machine.travel(START, tick=False) as now:
        async with chained(models, purse, GEMINI, OLLAMA, "offline") as asked:
            assert asked.resting() is None
            assert await asked.ask(question()) is None
            assert asked.resting() == START + timedelta(seconds=60)
            now.shift(60)
            assert asked.resting() is None
    async with chained(models, purse, "offline") as asked:
        assert asked.resting() is None


@BOTH
async def test_a_key_that_is_refused_is_not_shown_around(
    models: Models, purse: Purse, model: str
) -> None:
    models.refuse(model, No.KEY, times=None)
    with time_machine.travel(START, tick=False) as now:
        async with chained(models, purse, model, "offline") as asked:
            for _ in range(5):
                assert await asked.ask(question()) is None
            assert len(models.asked) == 1
            now.shift(failures.UNTIL_THE_OWNER_ACTS)
            assert await asked.ask(question()) is None
    assert len(models.asked) == 2


@BOTH
async def test_a_link_in_trouble_is_left_alone_and_then_tried_with_one_question(
    models: Models, purse: Purse, model: str
) -> None:
    models.hang(model, times=None)
    with time_machine.travel(START, tick=False) as now:
        async with chained(models, purse, model, "offline", ai_timeout=0.2) as asked:
            for _ in range(breakers.THRESHOLD + 2):
                assert await asked.ask(question()) is None
            assert len(models.asked) == breakers.THRESHOLD
            now.shift(breakers.FIRST_PAUSE)
            assert await many(asked, 4) == [None] * 4
            assert len(models.asked) == breakers.THRESHOLD + 1
            models.say(model, GOOD)
            now.shift(breakers.FIRST_PAUSE)
            assert await asked.ask(question()) is None
            now.shift(breakers.FIRST_PAUSE)
            assert await asked.ask(question()) is not None
            assert None not in await many(asked, 4)


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_a_model_that_sees_no_pictures_is_still_asked_about_words(
    models: Models, purse: Purse, status: int
) -> None:
    models.say(OPENAI, lambda asked: Fail(status) if asked.images else GOOD)
    photo = question(picture=Picture("image/jpeg", b"\xff\xd8\xff\xe0"))
    async with chained(models, purse, OPENAI, "offline") as asked:
        for _ in range(breakers.THRESHOLD):
            assert await asked.ask(photo) is None
        assert asked.resting() is None
        assert await asked.ask(question()) is not None


@pytest.mark.parametrize(
    ("status", "stumbled"), [(500, True), (503, False), (429, False), (404, False)]
)
async def test_a_fall_over_the_question_itself_is_told_from_a_server_that_is_busy_or_away(
    models: Models, purse: Purse, status: int, *, stumbled: bool
) -> None:
    models.fail(OPENAI, status, times=None)
    async with chained(models, purse, OPENAI) as asked:
        with pytest.raises(asking.NobodyAnswersError) as raised:
            await asked.ask(question())
    assert isinstance(raised.value, asking.StumbledError) is stumbled


async def many(asked: Chain, count: int) -> list[Answer[Guess] | None]:
    return await asyncio.gather(*(asked.ask(question()) for _ in range(count)))


@BOTH
async def test_a_trial_that_is_cancelled_leaves_room_for_another(
    models: Models, purse: Purse, model: str
) -> None:
    models.down(PROVIDERS[model])
    with time_machine.travel(START, tick=False) as now:
        async with chained(models, purse, model, "offline") as asked:
            for _ in range(breakers.THRESHOLD):
                await asked.ask(question())
            models.up(PROVIDERS[model])
            models.hang(model)
            now.shift(breakers.FIRST_PAUSE)
            await cancelled(asked, lambda: len(models.asked) == 1)
            assert await asked.ask(question()) is not None


async def cancelled(asked: Chain, ready: Callable[[], bool]) -> None:
    """Ask, and be cancelled when it is ready for that."""

    async def ask() -> None:
        await asked.ask(question())

    task = asyncio.get_running_loop().create_task(ask())
    await until(ready)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def until(ready: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not ready():  # noqa: ASYNC110 - a server in another thread is waited for
            await asyncio.sleep(0.01)


async def test_a_spent_budget_goes_through_at_once(models: Models, purse: Purse) -> None:
    purse.room = 1
    models.fail(GEMINI, 500, times=None)
    async with chained(models, purse, GEMINI, OLLAMA, "offline") as asked:
        with pytest.raises(asking.BudgetSpentError):
            await asked.ask(question())
    assert purse.results == [Result.FAILED]


@BOTH
async def test_a_call_that_is_cancelled_is_settled_as_perhaps_paid(
    models: Models, purse: Purse, model: str
) -> None:
    models.hang(model)
    async with chained(models, purse, model) as asked:
        await cancelled(asked, lambda: len(models.asked) == 1)
    (row,) = purse.rows
    assert row.settled is not None
    assert row.settled.result is Result.LOST
    assert row.settled.price == row.call.price
    assert row.settled.tokens_in == row.call.tokens_in


async def test_being_cancelled_matters_more_than_a_ledger_that_is_away(
    models: Models, purse: Purse
) -> None:
    models.hang(GEMINI)
    purse.gone = lambda: errors.KimdirError("The database is away.")
    async with chained(models, purse, GEMINI) as asked:
        await cancelled(asked, lambda: len(models.asked) == 1)


async def test_no_more_calls_are_made_at_once_than_allowed(models: Models, purse: Purse) -> None:
    models.hang(GEMINI, 0.05, times=12)
    async with chained(models, purse, GEMINI, ai_concurrency=3) as asked:
        assert None not in await many(asked, 12)
    assert models.most_at_once == 3


async def test_what_is_secret_goes_to_no_cloud_and_comes_back_in_the_answer(
    models: Models, purse: Purse
) -> None:
    models.say(GEMINI, lambda asked: {"label": "chef", "quote": asked.user})
    async with chained(models, purse, GEMINI, ai_mask_names=True) as asked:
        answer = await asked.ask(question())
    (sent,) = models.asked
    assert PHONE not in str(sent)
    assert "Zeynep" not in str(sent)
    assert "I cook at Lale" in sent.user
    assert answer is not None
    assert answer.value.quote == question().text


async def test_names_are_masked_only_if_the_owner_wants_that(models: Models, purse: Purse) -> None:
    async with chained(models, purse, OPENAI, cloud=True) as asked:
        await asked.ask(question())
    (sent,) = models.asked
    assert PHONE not in str(sent)
    assert "Zeynep Su" in sent.user
    assert purse.rows[0].call.cloud


@pytest.mark.parametrize("model", [OPENAI, OLLAMA])
async def test_a_model_of_ones_own_gets_the_text_as_it_is(
    models: Models, purse: Purse, model: str
) -> None:
    async with chained(models, purse, model, ai_mask_names=True) as asked:
        await asked.ask(question())
    assert models.asked[0].user == question().text
    assert not purse.rows[0].call.cloud


@pytest.mark.parametrize("model", [GEMINI, OPENAI, OLLAMA])
async def test_a_picture_goes_along(models: Models, purse: Purse, model: str) -> None:
    picture = Picture("image/png", b"\x89PNG not really")
    async with chained(models, purse, model) as asked:
        assert await asked.ask(question(picture=picture)) is not None
        assert asked.estimate(question(picture=picture)) != asked.estimate(question())
    (seen,) = models.asked[0].images
    assert (seen.mime, seen.content) == (picture.mime, picture.content)


async def test_a_picture_is_not_looked_at_so_closely_that_it_costs_more_than_estimated(
    models: Models, purse: Purse
) -> None:
    async with chained(models, purse, OPENAI) as asked:
        await asked.ask(question(picture=Picture("image/png", b"\x89PNG not really")))
    (_, shown) = models.asked[0].body["messages"][-1]["content"]
    assert shown["image_url"]["detail"] == "low"


async def test_a_server_that_takes_no_schema_is_told_the_form_in_words(
    models: Models, purse: Purse
) -> None:
    told = Fail(400, message="This response_format type is unavailable now")
    models.say(OPENAI, lambda asked: told if asked.schema else GOOD)
    async with chained(models, purse, OPENAI) as asked:
        for _ in range(2):
            assert await asked.ask(question()) is not None
    assert [bool(each.schema) for each in models.asked] == [True, False, False]
    assert "label" in models.asked[1].system
    assert purse.results == [Result.REFUSED, Result.ANSWERED, Result.ANSWERED]


@pytest.mark.parametrize("model", [OPENAI, OLLAMA])
async def test_a_server_that_ignores_the_form_may_fence_its_answer(
    models: Models, purse: Purse, model: str
) -> None:
    models.say(model, 'Sure!\n```json\n{"label": "chef"}\n```\nHope that helps {smile}')
    async with chained(models, purse, model) as asked:
        answer = await asked.ask(question())
    assert answer is not None
    assert answer.value == Guess(label="chef")


async def test_what_one_call_takes_is_told_before(models: Models, purse: Purse) -> None:
    async with chained(models, purse, GEMINI, OLLAMA) as asked:
        estimate = asked.estimate(question())
    assert estimate.model == NAMES[GEMINI]
    assert estimate.tokens_out == 500
    assert estimate.price > 0
    assert not estimate.assumed


async def test_no_model_is_asked_inside_a_write_transaction(models: Models, purse: Purse) -> None:
    async with chained(models, purse, GEMINI) as asked:
        with doors.shut(), pytest.raises(doors.NetworkInTransactionError):
            await asked.ask(question())
        with doors.shut(), pytest.raises(doors.NetworkInTransactionError):
            await asked.check(NAMES[GEMINI])
    assert not purse.rows


def test_nothing_that_talks_to_models_is_loaded_before_one_is_asked() -> None:
    heavy = ("pydantic_ai", "google.genai", "openai", "httpx2", "genai_prices")
    script = (
        "import sys\nfrom core import settings\nfrom core.ai.chain import chain, embedding\n"
        "from core.worker import registry\n"
        "loaded = settings.load(ai_models='google:x', ai_embedding_model='google:y')\n"
        "chain.prepare(loaded, None), embedding.prepare(loaded, None)\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

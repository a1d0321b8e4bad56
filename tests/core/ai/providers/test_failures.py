from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelTimeoutError,
    UnexpectedModelBehavior,
)

from core.ai.asking import Result
from core.ai.providers import failures
from core.ai.providers.outcomes import Reaction


def limited(retry_after: float | None) -> ModelHTTPError:
    return ModelHTTPError.for_category(
        ModelRateLimitError,
        status_code=429,
        model_name="m",
        body="secret",
        retry_after=retry_after,
    )


def test_a_short_wait_is_sat_out_and_a_long_one_is_not() -> None:
    short = failures.of(limited(retry_after=2))
    assert (short.reaction, short.wait) == (Reaction.AGAIN, timedelta(seconds=2))
    long = failures.of(limited(retry_after=60))
    assert (long.reaction, long.wait) == (Reaction.REST, timedelta(seconds=60))


@pytest.mark.parametrize("wait", [float("nan"), -1.0, None])
def test_a_wait_that_is_none_is_not_believed(wait: float | None) -> None:
    assert failures.of(limited(retry_after=wait)).wait is None


@pytest.mark.parametrize("wait", [float("inf"), 1e300, 10.0**7])
def test_no_provider_sends_us_away_for_more_than_a_day(wait: float) -> None:
    assert failures.of(limited(retry_after=wait)).wait == failures.LONGEST_REST


@pytest.mark.parametrize("header", ["soon", "", "-5", "nan", "1e999", "\udcff", "9" * 400])
def test_a_header_that_says_nothing_does_no_harm(header: str) -> None:
    error = ModelHTTPError.for_category(
        ModelRateLimitError, status_code=429, model_name="m", headers={"Retry-After": header}
    )
    wait = failures.of(error).wait
    assert wait is None or wait <= failures.LONGEST_REST


def test_a_quota_of_the_day_is_not_asked_for_again_soon() -> None:
    error = ModelHTTPError.for_category(
        ModelQuotaExceededError, status_code=429, model_name="m", retry_after=3
    )
    failure = failures.of(error)
    assert failure.result is Result.LIMITED
    assert (failure.reaction, failure.wait) == (Reaction.REST, failures.UNTIL_QUOTA)


@given(st.integers(300, 599))
def test_every_status_is_some_failure_that_costs_nothing(status: int) -> None:
    failure = failures.of(ModelHTTPError(status, "m", "secret"))
    assert failure.code == f"HTTP {status}"
    assert failure.result in (Result.REFUSED, Result.FAILED)
    assert (failure.reaction is Reaction.NEVER) is (failure.result is Result.REFUSED)
    assert not failure.may_cost


@pytest.mark.parametrize("phase", ["connect", "pool"])
def test_a_question_that_did_not_leave_costs_nothing(phase: Literal["connect", "pool"]) -> None:
    failure = failures.of(ModelTimeoutError("m", "secret", phase=phase))
    assert (failure.result, failure.may_cost) == (Result.UNREACHABLE, False)


@pytest.mark.parametrize(
    ("error", "result", "may_cost"),
    [
        (ModelConnectionError("m", "x", phase="read"), Result.UNREACHABLE, True),
        (ModelConnectionError("m", "x", phase="write"), Result.UNREACHABLE, False),
        (ModelTimeoutError("m", "x", phase="read"), Result.TIMED_OUT, True),
        (TimeoutError(), Result.TIMED_OUT, True),
        (ConnectionResetError("x"), Result.UNREACHABLE, False),
        (ModelAPIError("m", "x"), Result.FAILED, False),
        (UnexpectedModelBehavior("x"), Result.FAILED, True),
        (RecursionError("x"), Result.FAILED, True),
    ],
)
def test_what_may_have_been_read_may_have_to_be_paid(
    error: Exception, result: Result, may_cost: bool
) -> None:
    failure = failures.of(error)
    assert (failure.result, failure.may_cost) == (result, may_cost)
    assert isinstance(error, failures.CAUGHT)


def test_a_failure_quotes_nobody() -> None:
    assert "secret" not in repr(failures.of(limited(retry_after=2)))

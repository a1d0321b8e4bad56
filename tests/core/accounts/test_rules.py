"""A report survives the database; whatever else lies there is no report."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounts import rules, values
from core.models import ChatId, UserId

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
REPORT = values.Report(
    state=values.State.COLLECTING,
    syncing=True,
    requests_last_minute=12,
    budget_per_minute=60,
    waits=(values.Wait("messages.getHistory", NOW),),
    jobs=(values.Job(ChatId(1), values.Work.HISTORY, 5, None, 1.5, None),),
    media_note=values.MediaNote.DISK_FULL,
    takeout_note=values.TakeoutNote.DELAYED,
)
STANDING = values.Standing(UserId(7), "Ayşe", None, None, None, None, REPORT, NOW)

counts = st.integers(0, 2**63)
zones = st.sampled_from([UTC, timezone(timedelta(hours=3))])
waits = st.builds(values.Wait, st.text(), st.datetimes(timezones=zones))
jobs = st.builds(
    values.Job,
    st.none() | counts.map(ChatId),
    st.sampled_from(values.Work),
    counts,
    st.none() | counts,
    st.floats(0, 1e9),
    st.none() | counts,
)
reports = st.builds(
    values.Report,
    state=st.sampled_from(values.State),
    syncing=st.booleans(),
    requests_last_minute=counts,
    budget_per_minute=counts,
    waits=st.lists(waits, max_size=3).map(tuple),
    jobs=st.lists(jobs, max_size=3).map(tuple),
    media_note=st.none() | st.sampled_from(values.MediaNote),
    takeout_note=st.none() | st.sampled_from(values.TakeoutNote),
)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
rubbish = st.recursive(
    plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)


@given(reports)
def test_every_report_comes_back_as_it_was(report: values.Report) -> None:
    assert rules.parsed(rules.dumped(report)) == report


@given(rubbish)
def test_rubbish_is_no_report(stored: Any) -> None:
    assert rules.parsed(stored) is None


@pytest.mark.parametrize(
    "change",
    [
        {"state": "dancing"},
        {"syncing": "yes"},
        {"syncing": None},
        {"requests_last_minute": -1},
        {"requests_last_minute": "12"},
        {"waits": [{"method": "x"}]},
        {"waits": [{"method": "x", "until": "2026-11-21T10:00:00"}]},
        {"jobs": [{"chat_id": 1, "what": "history"}]},
        {"jobs": None},
        {"media_note": "the disk is full"},
    ],
)
def test_a_report_with_one_wrong_field_is_none(change: dict[str, Any]) -> None:
    assert rules.parsed(rules.dumped(REPORT) | change) is None


def test_a_report_without_a_field_is_none_and_one_with_more_is_read() -> None:
    stored = rules.dumped(REPORT)
    assert rules.parsed(stored | {"mood": "good"}) == REPORT
    assert rules.parsed({key: stored[key] for key in stored if key != "state"}) is None


@pytest.mark.parametrize(("seconds", "runs"), [(0, True), (29, True), (30, False), (9000, False)])
def test_a_collector_that_is_silent_for_half_a_minute_is_not_running(
    seconds: int, *, runs: bool
) -> None:
    assert rules.is_running(STANDING, NOW + timedelta(seconds=seconds)) is runs
    assert not rules.is_running(replace(STANDING, reported_at=None), NOW)


def test_an_unknown_reason_of_a_loss_is_still_a_loss() -> None:
    assert rules.reason(None) is None
    assert rules.reason("banned") is values.LostReason.BANNED
    assert rules.reason("eaten") is values.LostReason.REVOKED

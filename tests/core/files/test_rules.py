"""Places that owe nothing to the sender, room, and second tries."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files import rules

GIB = 1 << 30


@pytest.mark.parametrize(
    ("mime", "ending"),
    [
        ("image/jpeg", ".jpg"),
        ("application/pdf", ".pdf"),
        ("IMAGE/PNG; charset=x", ".png"),
        ("video/mp4", ".mp4"),
        ("application/../../x", ""),
        ("nonsense", ""),
        (None, ""),
    ],
)
def test_the_ending_comes_from_the_kind_of_content(mime: str | None, ending: str) -> None:
    assert rules.extension(mime) == ending


@given(st.text(max_size=60))
def test_no_kind_of_content_leads_out_of_the_folder(mime: str) -> None:
    path = rules.place("ab" * 32, mime)
    assert path.parts[0] == "ab"
    assert len(path.parts) == 2
    assert path.name.startswith("ab" * 32)


@pytest.mark.parametrize(
    ("free", "total", "stopped", "room"),
    [
        (2 * GIB, 10 * GIB, False, True),
        (GIB - 1, 10 * GIB, False, False),
        (4 * GIB, 100 * GIB, False, False),
        (5 * GIB, 100 * GIB, False, True),
        (5 * GIB, 100 * GIB, True, False),
        (6 * GIB, 100 * GIB, True, True),
    ],
)
def test_a_disk_needs_room_and_more_of_it_to_start_again(
    free: int, total: int, stopped: bool, room: bool
) -> None:
    assert rules.has_room(free, total, stopped=stopped) is room


def test_each_try_waits_longer_up_to_a_week() -> None:
    delays = [rules.delay(attempts) for attempts in range(1, 30)]
    assert delays[0] == timedelta(minutes=5)
    assert delays == sorted(delays)
    assert delays[-1] == timedelta(days=7)

"""Names that are safe everywhere, places, room, and second tries."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files import rules

ANY_TEXT = st.text(st.characters(), max_size=400)
GIB = 1 << 30


@given(ANY_TEXT)
def test_a_name_is_one_short_visible_component_of_a_path(name: str) -> None:
    safe = rules.display_name(name)
    assert safe
    assert safe not in {".", ".."}
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))
    assert len(safe.encode()) <= rules.LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|')
    for character in safe:
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"
        }  # fmt: skip


@given(ANY_TEXT)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    safe = rules.display_name(name)
    assert rules.display_name(safe) == safe


@pytest.mark.parametrize(
    "name",
    [
        "Смета на ремонт 2024.xlsx",
        "İhale şartnamesi.pdf",
        "報告書（最終）.docx",
        "تقرير.pdf",
        "می‌خواهم.txt",
        "👩‍🔧 mechanic.jpg",
    ],
)
def test_a_name_in_any_script_is_kept(name: str) -> None:
    assert rules.display_name(name) == unicodedata.normalize("NFC", name)


def test_a_long_name_keeps_its_ending() -> None:
    safe = rules.display_name("報" * 300 + ".tar")
    assert safe.endswith("報.tar")
    assert len(safe.encode()) <= rules.LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL"),
        (" \t.hidden ", "hidden"),
        ("two\nlines.pdf", "two lines.pdf"),
        ("\u200d\u200b", "file"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_a_name_cannot_lead_astray(name: str | None, safe: str) -> None:
    assert rules.display_name(name) == safe


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

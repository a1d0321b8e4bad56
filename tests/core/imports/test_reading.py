"""JSON of any size, whole or damaged, read in pieces of any size."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports import errors, reading
from core.imports.values import Skipped

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _cursor(text: str | bytes) -> reading.Cursor:
    return reading.Cursor(io.BytesIO(text if isinstance(text, bytes) else text.encode()))


@pytest.fixture(params=[1, 7, reading.PIECE])
def _piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PIECE", request.param)


@given(st.lists(values, max_size=5), st.sampled_from([None, 1]), st.integers(1, 40))
def test_values_come_out_as_they_went_in(
    elements: list[Any], indent: int | None, size: int
) -> None:
    text = json.dumps(elements, indent=indent, ensure_ascii=indent is None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PIECE", size)
        cursor = _cursor(text.encode("utf-8", "surrogatepass"))
        assert [cursor.value() for _ in cursor.items()] == elements


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), values), st.integers(1, 40))
def test_members_are_read_or_skipped_each_by_itself(elements: dict[str, Any], size: int) -> None:
    text = json.dumps(elements)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PIECE", size)
        cursor = _cursor(text)
        read = {}
        for number, key in enumerate(cursor.members()):
            if number % 2:
                cursor.skip()
            else:
                read[key] = cursor.value()
    assert read == dict(list(elements.items())[::2])


@given(values, st.data())
def test_what_breaks_off_is_said_to_be_broken_and_never_invented(
    value: Any, data: st.DataObject
) -> None:
    text = json.dumps({"key": value, "more": [value]})
    cursor = _cursor(text[: data.draw(st.integers(0, len(text) - 1))])
    with pytest.raises(errors.BrokenExportError):
        for _ in cursor.members():
            cursor.value()


@pytest.mark.usefixtures("_piece")
@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('{"id": 1 "text": ""}', Skipped.BAD_JSON),
        ('{"id": nil}', Skipped.BAD_JSON),
        ('{"text": "\\q"}', Skipped.BAD_JSON),
        ('{"id": ' + "9" * 5_000 + "}", Skipped.BAD_NUMBER),
        ("[" * 20_000 + "]" * 20_000, Skipped.TOO_DEEP),
    ],
)
def test_a_damaged_value_costs_only_itself(element: str, reason: Skipped) -> None:
    cursor = _cursor(f'[{{"id": 1}}, {element}, {{"id": 3}}]')
    read: list[object] = []
    for _ in cursor.items():
        try:
            read.append(cursor.value())
        except reading.BadValueError as error:
            read.append(error.reason)
    assert read == [{"id": 1}, reason, {"id": 3}]


def test_a_value_of_absurd_size_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PIECE", 100)
    monkeypatch.setattr(reading, "LONGEST", 1_000)
    cursor = _cursor(json.dumps([1, "x" * 1_001, ["y"] * 500, "z" * 900, 2]))
    read: list[object] = []
    for _ in cursor.items():
        try:
            read.append(cursor.value())
        except reading.BadValueError as error:
            read.append(error.reason)
    assert read == [1, Skipped.TOO_BIG, Skipped.TOO_BIG, "z" * 900, 2]


@pytest.mark.usefixtures("_piece")
def test_control_characters_as_telegram_desktop_writes_them_are_read() -> None:
    cursor = _cursor(r'["a\x0Bb", "c\\x41", "d\\\x1F"]')
    assert [cursor.value() for _ in cursor.items()] == ["a\x0bb", "c\\x41", "d\\\x1f"]


def test_a_byte_order_mark_is_passed_over() -> None:
    cursor = _cursor(b"\xef\xbb\xbf [1]")
    assert [cursor.value() for _ in cursor.items()] == [1]


@pytest.mark.parametrize("text", ['{"a" 1}', '{"a": 1; "b": 2}', "[1 2]", "{5: 1}", '{"\\q": 1}'])
def test_a_damaged_structure_is_said_to_be_broken(text: str) -> None:
    cursor = _cursor(text)
    with pytest.raises(errors.BrokenExportError):
        for _ in cursor.items() if cursor.peek() == "[" else cursor.members():
            cursor.value()

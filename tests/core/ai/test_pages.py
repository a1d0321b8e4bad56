"""How many pages a PDF has."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ai import pages

PACKED = b"5 0 obj <</Type /ObjStm /N 2 /Filter /FlateDecode>>\nstream\r\n%b\nendstream endobj"


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"%PDF-1.4 <</Type /Pages /Count 2>> <</Type /Page>> <</Type/Page /Parent 1 0 R>>", 2),
        (b"%PDF-1.5 " + PACKED % zlib.compress(b"<</Type /Pages>> <</Type /Page>>" * 3), 3),
        (b"%PDF-1.5 <</Type/Page>>" + 2 * (PACKED % zlib.compress(b"<</Type/Page>>")), 3),
        (b"%PDF-1.5 " + PACKED % b"no zip", 0),
        (b"%PDF-1.5 " + PACKED % zlib.compress(bytes(9 << 20)) + PACKED % b"", 0),
        (b"%PDF-1.4 <</Type /Page>> trailer <</Encrypt 4 0 R>>", 0),
        (b"", 0),
    ],
)
def test_pages_are_counted_where_they_can_be_seen(content: bytes, count: int) -> None:
    assert pages.count(content) == count


@given(st.binary())
def test_rubbish_has_no_pages(content: bytes) -> None:
    assert pages.count(b"/Type /ObjStm>> stream\n" + content) == 0

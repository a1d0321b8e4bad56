from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector import pages
from core.chats import ranges
from core.chats.values import Followed, Ranges
from core.models import ChatAccess, ChatId, ChatKind, MessageId, PeerId

MOST = 400
_ids = st.integers(1, MOST)
_ranges = st.lists(st.tuples(_ids, _ids), max_size=6).map(ranges.normal)


def _chat(top: int | None, known: Ranges = (), stale: Ranges = ()) -> Followed:
    return Followed(
        chat_id=ChatId(1),
        peer_id=PeerId(-1_000_000_000_001),
        kind=ChatKind.SUPERGROUP,
        account_id=None,
        title=None,
        username=None,
        tracked=True,
        access=ChatAccess.OPEN,
        is_forum=False,
        migrated_to=None,
        top=None if top is None else MessageId(top),
        ranges=known,
        stale=stale,
    )


def _answer(ids: list[int]) -> SimpleNamespace:
    return SimpleNamespace(messages=[SimpleNamespace(id=each) for each in ids])


def _walk(chat: Followed, there: set[int], size: int) -> list[list[int]]:
    """The pages that a server with these messages is asked for."""
    plan, asked = pages.Plan(chat), list[list[int]]()
    while (offset := plan.offset()) is not None:
        page = sorted((each for each in there if each < offset), reverse=True)[:size]
        plan.read(pages.extent(_answer(page), offset))
        asked.append(page)
        assert len(asked) <= 2 * MOST
    return asked


@given(st.sets(_ids), st.integers(1, 50), st.integers(1, MOST))
def test_an_unknown_chat_is_read_once_from_the_newest_to_the_end(
    there: set[int], size: int, top: int
) -> None:
    there = {each for each in there if each <= top}
    asked = _walk(_chat(top), there, size)
    assert [each for page in asked for each in page] == sorted(there, reverse=True)
    assert len(asked) <= -(-len(there) // size) + 1


@given(st.sets(_ids), st.integers(1, 50), st.integers(1, MOST), _ranges)
def test_every_missing_message_is_read(
    there: set[int], size: int, top: int, known: Ranges
) -> None:
    there = {each for each in there if each <= top}
    read = {each for page in _walk(_chat(top, known), there, size) for each in page}
    missing = {each for first, last in ranges.gaps(known, top) for each in range(first, last + 1)}
    assert there & missing <= read


@given(st.sets(_ids), st.integers(1, 50), _ranges)
def test_every_stale_message_is_read_again(there: set[int], size: int, stale: Ranges) -> None:
    read = {each for page in _walk(_chat(MOST, ((1, MOST),), stale), there, size) for each in page}
    doubtful = {each for first, last in stale for each in range(first, last + 1)}
    assert there & doubtful <= read


def test_the_newest_gap_comes_first_and_what_is_stale_last() -> None:
    there = set(range(1, 101))
    chat = _chat(100, ((11, 50), (61, 90)), ((21, 30), (71, 80)))
    firsts = [page[0] for page in _walk(chat, there, 10)]
    assert firsts == [100, 60, 10, 80, 30]


def test_a_chat_that_is_not_followed_yet_is_left_alone() -> None:
    assert pages.Plan(_chat(None)).offset() is None


def test_a_page_that_does_not_go_back_is_refused() -> None:
    with pytest.raises(pages.SamePageError):
        pages.extent(_answer([7, 6, 5]), MessageId(5))


def test_how_much_is_done_is_told_in_messages() -> None:
    plan = pages.Plan(_chat(1_000, ((751, 1_000),)))
    assert plan.done(total=400) == 100
    assert plan.done(total=None) == 250
    assert plan.missing == 750

"""After any loss, delay, doubling and swapping of updates, each is applied once and in order."""

import math
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from collector import boxes
from collector.boxes import Boxes, Event

BOX = "box"


@dataclass
class Server:
    """A log of updates, and what a client applied of it."""

    log: list[Event[int]] = field(default_factory=list)
    applied: list[int] = field(default_factory=list)

    @property
    def pts(self) -> int:
        return self.log[-1].pts if self.log else 1

    def happen(self, count: int) -> None:
        self.log.append(Event(self.pts + count, count, len(self.log)))

    def difference(self, pts: int) -> list[Event[int]]:
        return [event for event in self.log if event.pts > pts]


def _follow(server: Server, arriving: list[int], delays: list[int]) -> None:
    """Deliver events by their places in the log; answers come after so many further events."""
    held = Boxes[str, int]()
    box = held.open(BOX, 1)
    now, answer_at, seen = 0.0, math.inf, 0
    waits = iter(delays)
    for step, place in enumerate([*arriving, *[-1] * 40]):
        now += 0.2
        if place >= 0:
            seen = max(seen, place + 1)
            server.applied += [e.what for e in box.push(server.log[place], now)]
        else:
            seen = len(server.log)
        if held.overdue(now):
            answer_at = step + next(waits, 0)
        if step >= answer_at:
            answer_at = math.inf
            brought = [e for e in server.log[:seen] if e.pts > box.pts]
            server.applied += [e.what for e in brought]
            pts = brought[-1].pts if brought else box.pts
            server.applied += [e.what for e in box.answered(pts, now)]
    assert not box.waiting
    assert box.due == math.inf


@given(st.data())
def test_every_event_is_applied_once_and_in_order(data: st.DataObject) -> None:
    server = Server()
    for count in data.draw(st.lists(st.integers(1, 3), max_size=30)):
        server.happen(count)
    places = range(len(server.log))
    copies = data.draw(st.lists(st.sampled_from([0, 1, 1, 1, 2]), min_size=len(places)))
    arriving = [place for place in places for _ in range(copies[place])]
    late = data.draw(st.lists(st.integers(0, 6), min_size=len(arriving)))
    order = sorted(range(len(arriving)), key=lambda k: k + late[k])
    delays = data.draw(st.lists(st.integers(0, 5), max_size=5))
    _follow(server, [arriving[k] for k in order], delays)
    expected = list(places)
    if server.applied != expected:  # only what nothing announced may be unknown still
        assert server.applied == expected[: len(server.applied)]
        assert not set(arriving) & set(expected[len(server.applied) :])


def test_what_comes_right_after_its_predecessor_is_applied_at_once() -> None:
    box = Boxes[str, str]().open(BOX, 10)
    assert [e.what for e in box.push(Event(11, 1, "new"), 0)] == ["new"]
    assert [e.what for e in box.push(Event(13, 2, "gone"), 0)] == ["gone"]
    assert box.due == math.inf


def test_swapped_updates_need_no_question() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    assert box.push(Event(12, 1, "second"), 0.0) == []
    assert [e.what for e in box.push(Event(11, 1, "first"), 0.3)] == ["first", "second"]
    assert held.overdue(10.0) == []


def test_a_gap_is_asked_for_after_half_a_second_and_once() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    box.push(Event(12, 1, "second"), 0.0)
    assert held.next_due() == boxes.PATIENCE
    assert held.overdue(0.4) == []
    assert held.overdue(0.5) == [BOX]
    assert held.overdue(9.0) == []
    assert [e.what for e in box.answered(11, 9.0)] == ["second"]


def test_what_telegram_announces_but_does_not_send_is_asked_for() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    box.expect(12, 0.5)
    assert held.overdue(0.6) == [BOX]
    box.answered(12, 1.0)
    assert held.next_due() == math.inf
    box.expect(12, 1.0)
    assert held.next_due() == math.inf


def test_a_question_that_failed_is_asked_again_later_from_where_it_came_to() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    box.demand(0.0)
    assert held.overdue(0.0) == [BOX]
    box.reached(11)
    box.failed(60.0)
    assert held.overdue(59.0) == []
    assert held.overdue(60.0) == [BOX]
    box.answered(11, 61.0)
    assert held.next_due() == math.inf


def test_a_demand_made_while_the_difference_is_under_way_is_heard_after_it() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    box.demand(0.0)
    held.overdue(0.0)
    held.demand([BOX, "nobody's"], 1.0)
    box.answered(10, 2.0)
    assert held.overdue(2.0) == [BOX]


def test_a_position_that_telegram_does_not_have_is_not_asked_for_for_ever() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    box.push(Event(99, 1, "from nowhere"), 0.0)
    now, asked = 0.0, 0
    while held.next_due() < math.inf:
        now = held.next_due()
        asked += len(held.overdue(now))
        assert box.answered(10, now) == []
    assert asked == boxes.MOST_IN_VAIN + 1
    assert now > 20


def test_waiting_is_bounded() -> None:
    held = Boxes[str, int]()
    box = held.open(BOX, 1)
    for pts in range(3, boxes.MOST_WAITING + 10):
        box.push(Event(pts, 1, pts), 0.0)
    assert len(box.waiting) <= boxes.MOST_WAITING
    assert held.overdue(0.0) == [BOX]


def test_a_note_that_takes_no_position_tells_where_telegram_is() -> None:
    held = Boxes[str, str]()
    box = held.open(BOX, 10)
    assert [e.what for e in box.push(Event(10, 0, "read"), 0.0)] == ["read"]
    assert box.push(Event(11, 0, "read"), 0.0) == []
    assert [e.what for e in box.push(Event(11, 1, "new"), 0.1)] == ["new", "read"]
    assert held.next_due() == math.inf


def test_a_box_that_is_no_longer_followed_has_nothing_due() -> None:
    held = Boxes[str, str]()
    held.open(BOX, 10).demand(0.0)
    assert held.keys() == [BOX]
    held.close(BOX)
    assert BOX not in held
    assert held.get(BOX) is None
    assert held.overdue(1.0) == []

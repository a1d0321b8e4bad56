"""`kimdir login` and `kimdir logout`, as the owner meets them at the terminal."""

import asyncio
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from collector import account, refusals, session
from kimdir import keyboard, logging_in
from tests.world import collecting
from tests.world.telegram.telegram import Telegram


class Owner:
    """Who types into a pipe, and what is shown."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        self._capsys, self._monkeypatch, self.home = capsys, monkeypatch, home
        self.place = session.where(home, "kimdir")

    async def logs_in(
        self, *typed: str, again: bool = False, by_qr: bool = False, **overrides: object
    ) -> str:
        """What `kimdir login` shows."""
        self._monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{it}\n" for it in typed)))
        chosen = collecting.chosen(kimdir_home=self.home, **overrides)
        await logging_in._run(chosen, again=again, by_qr=by_qr)
        return self._capsys.readouterr().out

    def logs_out(self) -> str:
        """What `kimdir logout` shows."""
        self._monkeypatch.setenv("KIMDIR_HOME", str(self.home))
        logging_in.forget()
        return self._capsys.readouterr().out


@pytest.fixture
def owner(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Owner:
    return Owner(capsys, monkeypatch, tmp_path / "home")


def answers(telegram: Telegram) -> tuple[str, str]:
    return "+" + telegram.world.phone, telegram.world.code


async def test_logging_in_leaves_a_session_and_says_what_is_next(
    telegram: Telegram, owner: Owner
) -> None:
    shown = await owner.logs_in(*answers(telegram))
    assert telegram.signed_in(session.load(owner.place))
    assert "Logged in as Owner (@owner)." in shown
    assert f"OWNER_ID is {telegram.me.id}" in shown
    assert owner.place.read_text().strip() not in shown


async def test_the_owners_id_is_not_said_to_who_knows_it(telegram: Telegram, owner: Owner) -> None:
    shown = await owner.logs_in(*answers(telegram), owner_id=telegram.me.id)
    assert "OWNER_ID" not in shown


async def test_a_conversation_that_breaks_off_leaves_no_session(
    telegram: Telegram, owner: Owner
) -> None:
    with pytest.raises(keyboard.NobodyTypesError):
        await owner.logs_in(answers(telegram)[0])
    assert not owner.place.exists()


async def test_a_login_that_fails_leaves_the_session_before_it(
    telegram: Telegram, owner: Owner
) -> None:
    await owner.logs_in(*answers(telegram))
    before = owner.place.read_text()
    telegram.refuses("auth.sendCode", "PHONE_NUMBER_BANNED")
    with pytest.raises(refusals.LoginRefusedError):
        await owner.logs_in(answers(telegram)[0], again=True)
    assert owner.place.read_text() == before


async def test_who_is_logged_in_is_not_asked_again_unless_they_want_it(
    telegram: Telegram, owner: Owner
) -> None:
    await owner.logs_in(*answers(telegram))
    before = owner.place.read_text()
    assert "logged in already, as Owner (@owner)" in await owner.logs_in()
    assert owner.place.read_text() == before
    await owner.logs_in(*answers(telegram), again=True)
    assert owner.place.read_text() != before


async def test_a_session_that_was_ended_is_replaced(telegram: Telegram, owner: Owner) -> None:
    await owner.logs_in(*answers(telegram))
    telegram.revokes()
    shown = await owner.logs_in(*answers(telegram))
    assert "ended elsewhere (SESSION_REVOKED)" in shown
    assert "Logged in as" in shown


async def test_nobody_logs_in_while_a_collector_runs(telegram: Telegram, owner: Owner) -> None:
    with session.locked(owner.place), pytest.raises(session.SessionBusyError):
        await owner.logs_in(*answers(telegram))
    assert not telegram.journal.calls


async def test_a_qr_code_is_drawn_and_scanned(telegram: Telegram, owner: Owner) -> None:
    held = telegram.holds("auth.exportLoginToken")
    async with asyncio.TaskGroup() as group:
        shown = group.create_task(owner.logs_in(by_qr=True))
        await held.asked.wait()
        held.release()
        await asyncio.sleep(0.01)
        telegram.scans()
    assert logging_in.SCAN in shown.result()
    assert "█" in shown.result()
    assert "Logged in as" in shown.result()


async def test_logging_out_forgets_the_session_here_only(telegram: Telegram, owner: Owner) -> None:
    await owner.logs_in(*answers(telegram))
    held = session.load(owner.place)
    assert "Telegram still lists it" in owner.logs_out()
    assert not owner.place.exists()
    assert telegram.signed_in(held)
    assert "Nobody was logged in" in owner.logs_out()


class Screen:
    """A terminal of its own: what is typed into it, and what it shows."""

    def __init__(self) -> None:
        self.near, self.far = os.openpty()
        os.set_blocking(self.near, False)

    def shows(self) -> str:
        seen = b""
        with contextlib.suppress(BlockingIOError):
            while True:
                seen += os.read(self.near, 65_536)
        return seen.decode("utf-8")

    def types(self, words: str) -> None:
        os.write(self.near, words.encode("utf-8"))


@contextlib.contextmanager
def at_a_screen() -> Iterator[Screen]:
    """Standard input and output are a terminal; pytest takes them back where a fixture does it."""
    made = Screen()
    with (
        os.fdopen(made.far, "r", encoding="utf-8") as typed,
        os.fdopen(os.dup(made.far), "w", encoding="utf-8") as shown,
        mock.patch.object(sys, "stdin", typed),
        mock.patch.object(sys, "stdout", shown),
    ):
        yield made
    os.close(made.near)


async def answered(screen: Screen, words: str, *, hidden: bool = False) -> str:
    """What is heard when these words are typed after the question is there."""
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(keyboard.Keyboard().ask("Say: ", hidden=hidden))
        await asyncio.sleep(0.01)
        screen.types(words)
    return asked.result()


async def test_a_line_is_awaited_while_other_things_go_on() -> None:
    with at_a_screen() as screen:
        assert await answered(screen, "  12345 \n") == "12345"
        assert screen.shows().startswith("Say: ")


async def test_a_password_is_not_shown() -> None:
    with at_a_screen() as screen:
        assert await answered(screen, "sesame\n", hidden=True) == "sesame"
        assert screen.shows() == "Say: \r\n"
        assert await answered(screen, "seen\n") == "seen"
        assert "seen" in screen.shows()


def test_a_new_qr_code_takes_the_place_of_the_old_one() -> None:
    with at_a_screen() as screen:
        terminal = keyboard.Keyboard()
        terminal.draw("tg://login?token=AAAA")
        assert "\x1b[J" not in screen.shows()
        terminal.draw("tg://login?token=BBBB")
        assert "\x1b[J" in screen.shows()


def test_names_from_telegram_do_not_steer_the_terminal() -> None:
    with at_a_screen() as screen:
        keyboard.Keyboard().say("Logged in as \x1b[2Jevil\x07.")
        assert screen.shows() == "Logged in as  [2Jevil .\r\n"


def test_nothing_set_up_is_said_before_anything_is_asked() -> None:
    with pytest.raises(account.NotSetUpError, match=r"my\.telegram\.org"):
        logging_in.run(again=False, by_qr=False)

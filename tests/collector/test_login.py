import asyncio
from collections import deque
from typing import Any

import pytest
from telethon.tl import types

from collector import account, login, qr, refusals, session
from tests.world import collecting
from tests.world.telegram.telegram import Telegram


class Terminal:
    """An owner who types what the test says, and remembers what was shown."""

    def __init__(self, *typed: str) -> None:
        self.typed = deque(typed)
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.drawn: asyncio.Queue[str] = asyncio.Queue()

    def say(self, words: str) -> None:
        self.shown.append(words)

    async def ask(self, words: str, *, hidden: bool = False) -> str:
        self.shown.append(words)
        typed = self.typed.popleft()
        if hidden:
            self.hidden.append(typed)
        return typed

    def draw(self, link: str) -> None:
        self.drawn.put_nowait(link)


async def logged_in(telegram: Telegram, terminal: Terminal) -> types.User:
    """The owner logs in by phone with a new key, which is signed in afterwards."""
    async with fresh() as client:
        user = await login.by_phone(client, terminal)
        assert telegram.signed_in(client.session)
        return user


def fresh() -> Any:
    return account.opened(collecting.chosen(), session.Session())


def phone(telegram: Telegram) -> str:
    return "+" + telegram.world.phone


async def test_the_owner_logs_in_with_phone_and_code(telegram: Telegram) -> None:
    terminal = Terminal(phone(telegram), telegram.world.code)
    user = await logged_in(telegram, terminal)
    assert user.id == telegram.me.id
    assert not terminal.typed
    assert login.named(account.seen(user)) == "Owner (@owner)"


async def test_a_number_that_is_none_is_asked_for_again(telegram: Telegram) -> None:
    terminal = Terminal("", "hello", "+1 2", phone(telegram), telegram.world.code)
    await logged_in(telegram, terminal)
    assert terminal.shown.count(login.NO_PHONE) == 3


async def test_a_wrong_code_is_asked_for_again(telegram: Telegram) -> None:
    code = telegram.world.code
    terminal = Terminal(phone(telegram), "00000", " ".join(code))
    await logged_in(telegram, terminal)
    assert terminal.shown.count(login.WRONG_CODE) == 1


async def test_an_expired_code_brings_another_one(telegram: Telegram) -> None:
    telegram.refuses("auth.signIn", "PHONE_CODE_EXPIRED")
    terminal = Terminal(phone(telegram), "00000", telegram.world.code)
    await logged_in(telegram, terminal)
    assert terminal.shown.count(login.OLD_CODE) == 1
    assert telegram.journal.count["auth.sendCode"] == 2


async def test_an_empty_line_asks_for_another_code(telegram: Telegram) -> None:
    terminal = Terminal(phone(telegram), "", telegram.world.code)
    await logged_in(telegram, terminal)
    assert telegram.journal.count["auth.resendCode"] == 1


async def test_a_code_that_cannot_be_sent_otherwise_is_waited_for(telegram: Telegram) -> None:
    telegram.refuses("auth.resendCode", "SEND_CODE_UNAVAILABLE", code=406)
    terminal = Terminal(phone(telegram), "", telegram.world.code)
    await logged_in(telegram, terminal)
    assert login.NO_OTHER_WAY in terminal.shown


async def test_a_code_that_expired_before_it_was_asked_for_again_is_replaced(
    telegram: Telegram,
) -> None:
    telegram.refuses("auth.resendCode", "PHONE_CODE_EXPIRED")
    terminal = Terminal(phone(telegram), "", telegram.world.code)
    await logged_in(telegram, terminal)
    assert telegram.journal.count["auth.sendCode"] == 2


async def test_telegram_may_want_to_begin_again(telegram: Telegram) -> None:
    telegram.refuses("auth.sendCode", "AUTH_RESTART", code=500)
    await logged_in(telegram, Terminal(phone(telegram), telegram.world.code))


async def test_a_password_is_typed_unseen_and_asked_for_again(telegram: Telegram) -> None:
    telegram.world.password = "sesame"
    terminal = Terminal(phone(telegram), telegram.world.code, "", "wrong", "sesame")
    await logged_in(telegram, terminal)
    assert terminal.hidden == ["", "wrong", "sesame"]
    assert terminal.shown.count(login.WRONG_SECOND_STEP) == 1
    assert not any("sesame" in words for words in terminal.shown)


async def test_a_qr_code_is_shown_until_it_is_scanned(telegram: Telegram) -> None:
    terminal = Terminal()
    async with fresh() as client, asyncio.TaskGroup() as group:
        logging_in = group.create_task(qr.by_qr(client, terminal))
        assert (await terminal.drawn.get()).startswith("tg://login?token=")
        telegram.scans()
        assert (await logging_in).id == telegram.me.id
        assert telegram.signed_in(client.session)


async def test_a_scanned_qr_code_may_still_want_the_password(telegram: Telegram) -> None:
    telegram.world.password = "sesame"
    terminal = Terminal("sesame")
    async with fresh() as client, asyncio.TaskGroup() as group:
        logging_in = group.create_task(qr.by_qr(client, terminal))
        await terminal.drawn.get()
        telegram.scans()
        assert (await logging_in).id == telegram.me.id


async def test_a_qr_code_that_expires_is_renewed(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qr, "LONGEST", 0.01)
    terminal = Terminal()
    async with fresh() as client, asyncio.TaskGroup() as group:
        logging_in = group.create_task(qr.by_qr(client, terminal))
        for _ in range(3):
            await terminal.drawn.get()
        telegram.scans()
        await logging_in


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("PHONE_NUMBER_BANNED", 400, "banned this phone number"),
        ("PHONE_NUMBER_UNOCCUPIED", 400, "no Telegram account with this phone number"),
        ("PHONE_NUMBER_FLOOD", 400, "no more codes today"),
        ("PHONE_PASSWORD_FLOOD", 406, "wait a day"),
        ("API_ID_PUBLISHED_FLOOD", 400, "one of your own"),
        ("FLOOD_WAIT_11000", 420, "wait 4 hours"),
        ("UPDATE_APP_TO_LOGIN", 406, "UPDATE_APP_TO_LOGIN"),
        ("INPUT_REQUEST_TOO_LONG", 400, "INPUT_REQUEST_TOO_LONG"),
    ],
)
async def test_what_cannot_be_tried_again_is_said_in_a_sentence(
    telegram: Telegram, word: str, code: int, said: str
) -> None:
    telegram.refuses("auth.sendCode", word, code=code)
    async with fresh() as client:
        with pytest.raises(refusals.LoginRefusedError, match=said):
            await login.by_phone(client, Terminal(phone(telegram)))


async def test_a_wrong_api_hash_says_where_to_look(telegram: Telegram) -> None:
    telegram.refuses("auth.sendCode", "API_ID_INVALID")
    async with fresh() as client:
        with pytest.raises(account.NotSetUpError, match=r"my\.telegram\.org"):
            await login.by_phone(client, Terminal(phone(telegram)))


async def test_too_many_wrong_passwords_end_the_conversation(telegram: Telegram) -> None:
    telegram.world.password = "sesame"
    telegram.floods("auth.checkPassword", 90)
    terminal = Terminal(phone(telegram), telegram.world.code, "wrong")
    async with fresh() as client:
        with pytest.raises(refusals.LoginRefusedError, match="wait 90 seconds"):
            await login.by_phone(client, terminal)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 second"), (45, "45 seconds"), (121, "3 minutes"), (7200, "120 minutes")],
)
def test_a_wait_is_said_as_one_says_it(seconds: int, said: str) -> None:
    assert refusals.lasting(seconds) == said


@pytest.mark.parametrize("sent", [types.auth.SentCodeTypeSetUpEmailRequired()])
async def test_a_code_that_only_telegrams_apps_receive_points_to_the_qr_code(sent: Any) -> None:
    with pytest.raises(refusals.LoginRefusedError, match="--qr"):
        login._said(Terminal(), types.auth.SentCode(sent, "hash"))


async def test_a_login_on_a_broken_connection_says_so(telegram: Telegram) -> None:
    async with fresh() as client:
        await client.disconnect()
        with pytest.raises(refusals.LoginRefusedError, match="try again"):
            await login.by_phone(client, Terminal(phone(telegram)))

import asyncio
from pathlib import Path

import pytest
from telethon.crypto import rsa

from collector import account, line, session
from collector.client import Client
from collector.line import Line
from core.intake.values import AccountSeen
from core.models import UserId
from tests.world import collecting
from tests.world.telegram.telegram import Telegram

KEY = """-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAruw2yP/BCcsJliRoW5eBVBVle9dtjJw+OYED160Wybum9SXtBBLX
riwt4rROd9csv0t0OHCaTmRqBcQ0J8fxhN6/cpR1GWgOZRUAiQxoMnlt0R93LCX/
j1dnVa/gVbCjdSxpbrfY2g2L4frzjJvdl84Kd9ORYjDEAyFnEA7dD556OptgLQQ2
e2iVNq8NZLYTzLp5YpOdO1doK+ttrltggTCy5SrKeLoCPPbOgGsdxJxyz5KKcZnS
Lj16yE5HvJQn0CNpRdENvRUXe6tBP78O39oJ8BTHp9oIjd6XWXAsp2CvK45Ol8wF
XGF710w9lwCGNbmNxNYhtIkdqfsEcwR5JwIDAQAB
-----END RSA PUBLIC KEY-----
"""


async def test_the_account_of_the_session_file_is_connected(
    telegram: Telegram, tmp_path: Path
) -> None:
    place = collecting.logged_in(telegram, tmp_path)
    async with account.connected(collecting.chosen(), tmp_path) as client:
        assert session.is_busy(place)
        assert await account.who(Line(client)) == AccountSeen(
            UserId(telegram.me.id), name="Owner", username="owner"
        )
    assert not session.is_busy(place)


async def test_connecting_asks_nothing_but_the_configuration(
    telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    async with account.connected(collecting.chosen(), tmp_path):
        assert telegram.journal.count == {"help.getConfig": 1}


async def test_updates_arrive_as_they_come(telegram: Telegram) -> None:
    anna = telegram.person("Anna")
    chat = telegram.supergroup("Talk", [anna])
    async with collecting.client(telegram) as client:
        await account.who(Line(client))
        number = chat.says(anna, "hello")
        (update,) = (await client.arrivals.get()).updates
        assert update.message.id == number


async def test_a_connection_that_is_back_is_announced_once(telegram: Telegram) -> None:
    async with collecting.client(telegram) as client:
        assert not client.reconnected.is_set()
        telegram.drops()
        async with asyncio.timeout(5):
            await client.reconnected.wait()
        assert client.is_up()
        assert telegram.journal.count == {"help.getConfig": 1}


async def test_the_end_of_a_connection_is_heard_without_asking(telegram: Telegram) -> None:
    async with collecting.client(telegram) as client, asyncio.TaskGroup() as group:
        waiting = group.create_task(_ended(client))
        await asyncio.sleep(0)
        telegram.forgets_logins()
        assert isinstance(await waiting, session.SessionLostError)


async def _ended(client: Client) -> BaseException:
    with pytest.raises(session.SessionLostError) as caught:
        await account.ended(client)
    return caught.value


async def test_our_own_end_of_a_connection_is_no_error(telegram: Telegram) -> None:
    async with collecting.client(telegram) as client:
        await client.disconnect()
        await account.ended(client)


async def test_a_second_collector_stops_before_it_connects(
    telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    async with account.connected(collecting.chosen(), tmp_path):
        with pytest.raises(session.SessionBusyError):
            async with account.connected(collecting.chosen(), tmp_path):
                pass
    assert telegram.journal.count == {"help.getConfig": 1}


async def test_a_session_that_was_ended_elsewhere_is_lost(
    telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    telegram.revokes()
    with pytest.raises(session.SessionLostError, match="SESSION_REVOKED"):
        async with account.connected(collecting.chosen(), tmp_path) as client:
            await account.who(Line(client))


async def test_a_key_that_telegram_has_forgotten_is_lost(
    telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    telegram.forgets_logins()
    with pytest.raises(session.SessionLostError, match="AUTH_KEY_NOT_FOUND"):
        async with account.connected(collecting.chosen(), tmp_path):
            pass


async def test_nobody_has_logged_in(telegram: Telegram, tmp_path: Path) -> None:
    with pytest.raises(session.SessionMissingError):
        async with account.connected(collecting.chosen(), tmp_path):
            pass
    assert not telegram.journal.calls


async def test_no_api_id_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(account.NotSetUpError, match=r"my\.telegram\.org"):
        async with account.connected(collecting.chosen(telegram_api_id=None), tmp_path):
            pass


async def test_a_wrong_api_id_says_so(telegram: Telegram, tmp_path: Path) -> None:
    collecting.logged_in(telegram, tmp_path)
    telegram.refuses("help.getConfig", "CONNECTION_API_ID_INVALID")
    with pytest.raises(account.NotSetUpError, match="does not know this TELEGRAM_API_ID"):
        async with account.connected(collecting.chosen(), tmp_path):
            pass


async def test_a_telegram_out_of_reach_is_not_waited_for_at_the_start(
    telegram: Telegram, tmp_path: Path
) -> None:
    collecting.logged_in(telegram, tmp_path)
    telegram.offline()
    with pytest.raises(account.UnreachableError, match="connection and its clock"):
        async with account.connected(collecting.chosen(), tmp_path, within=0.05):
            pass
    own = collecting.chosen(telegram_dc_address="127.0.0.1:443")
    with pytest.raises(ConnectionError, match=r"answers at 127\.0\.0\.1:443"):
        async with account.connected(own, tmp_path, within=0.05):
            pass


def test_a_data_centre_of_the_settings_is_where_a_session_goes(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(KEY)
    before = dict(rsa._server_keys)
    settings = collecting.chosen(
        telegram_dc_id=3,
        telegram_dc_address="127.0.0.1:8443",
        telegram_dc_key=tmp_path / "key.pem",
    )
    held = session.Session()
    account.point(settings, held)
    assert (held.dc_id, held.server_address, held.port) == (3, "127.0.0.1", 8443)
    assert rsa._server_keys.keys() == before.keys()


def test_a_session_of_another_data_centre_stays_there(telegram: Telegram) -> None:
    held = collecting.held(telegram)
    account.point(collecting.chosen(telegram_dc_id=9, telegram_dc_address="1.2.3.4:5"), held)
    assert held.dc_id == 2
    assert held.server_address != "1.2.3.4"


@pytest.mark.parametrize(
    "content", ["", "rubbish", KEY[:200], KEY.replace("RSA PUBLIC", "PUBLIC")]
)
def test_a_key_that_is_none_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "key.pem").write_text(content)
    settings = collecting.chosen(telegram_dc_key=tmp_path / "key.pem")
    with pytest.raises(account.NotSetUpError, match="TELEGRAM_DC_KEY"):
        account.point(settings, session.Session())


def test_a_key_that_is_missing_says_so(tmp_path: Path) -> None:
    settings = collecting.chosen(telegram_dc_key=tmp_path / "nowhere.pem")
    with pytest.raises(account.NotSetUpError, match="cannot be read: No such file"):
        account.point(settings, session.Session())


def test_an_end_without_a_reason_is_a_lost_connection() -> None:
    assert isinstance(line.over(None), line.DisconnectedError)


@pytest.mark.parametrize("error", [asyncio.IncompleteReadError(b"", 8), BufferError()])
async def test_a_connection_that_breaks_in_its_making_is_one_to_try_again(
    telegram: Telegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def breaks(_: Client) -> None:
        raise error

    collecting.logged_in(telegram, tmp_path)
    monkeypatch.setattr(Client, "connect", breaks)
    with pytest.raises(account.UnreachableError):
        async with account.connected(collecting.chosen(), tmp_path):
            pass

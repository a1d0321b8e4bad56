"""Logging in over a real connection."""

import asyncio
from pathlib import Path

import pytest

from collector import account as collector
from collector import login, qr, session
from tests.wire import account
from tests.wire.account import Typist
from tests.wire.loopback import Loopback

pytestmark = pytest.mark.wire


async def test_a_wrong_code_is_asked_for_again(oracle: Loopback, tmp_path: Path) -> None:
    facts = oracle.facts
    typist = Typist("+1", facts["phone"], "00000", facts["login_code"])
    place = await account.log_in(oracle, await account.chosen(oracle, tmp_path), typist)
    assert login.WRONG_CODE in typist.shown
    assert place.stat().st_mode & 0o777 == 0o600


async def test_a_password_is_asked_for_until_it_is_right(oracle: Loopback, tmp_path: Path) -> None:
    facts = oracle.facts
    await oracle.do("set_password", password="çok gizli")
    typist = Typist(facts["phone"], facts["login_code"], "no", "çok gizli")
    await account.log_in(oracle, await account.chosen(oracle, tmp_path), typist)
    assert login.WRONG_SECOND_STEP in typist.shown
    assert not typist.answers


async def test_a_qr_code_is_scanned_with_the_telephone(oracle: Loopback, tmp_path: Path) -> None:
    made, held = await account.chosen(oracle, tmp_path), session.Session()

    class Screen(Typist):
        def draw(self, link: str) -> None:
            self.shown.append(link)
            scans.create_task(oracle.do("accept_qr"))

    screen = Screen()
    async with asyncio.TaskGroup() as scans, collector.opened(made, held) as client:
        user = await qr.by_qr(client, screen)
    assert user.id == oracle.facts["owner_id"]
    assert screen.shown[0].startswith("tg://login?token=")

"""Logging in over a real connection."""

from pathlib import Path

import pytest

from collector import login
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

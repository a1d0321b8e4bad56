"""Where the owner finds the id that belongs into OWNER_ID."""

import pytest

from kimdir import doctor
from tests.kimdir.test_logging_in import Owner, answers, owner
from tests.world import collecting
from tests.world.telegram.telegram import Telegram

__all__ = ["owner"]


async def test_the_id_is_said_again_to_who_is_logged_in_already(
    telegram: Telegram, owner: Owner
) -> None:
    await owner.logs_in(*answers(telegram))
    assert f"OWNER_ID is {telegram.me.id}" in await owner.logs_in()


async def test_the_doctor_shows_the_id_of_the_account(telegram: Telegram, owner: Owner) -> None:
    await owner.logs_in(*answers(telegram))
    found = await doctor._telegram(collecting.chosen(kimdir_home=owner.home))
    assert found.mark is doctor.Mark.GOOD
    assert str(telegram.me.id) in found.words


@pytest.mark.parametrize("enabled", [True, False])
async def test_the_switch_is_asked_for_where_it_is_off(
    telegram: Telegram, owner: Owner, enabled: bool
) -> None:
    shown = await owner.logs_in(*answers(telegram), telegram_feature_enabled=enabled)
    assert ("TELEGRAM_FEATURE_ENABLED" in shown) is not enabled
    assert "kimdir up" in shown

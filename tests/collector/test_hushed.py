import logging

import pytest

from collector import hushed
from tests.world import collecting
from tests.world.telegram.telegram import Telegram


async def test_telethon_does_not_quote_what_it_received(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    async with collecting.client(telegram) as client:
        log = client._log["telethon.network.mtprotosender"]
        log.error("Attempt %d failed on %s", 3, "I am a plumber")
        try:
            raise ValueError("I am a plumber")
        except ValueError:
            log.exception("Unhandled error on attempt %d", 4)
    assert caplog.messages == [
        "Attempt 3 failed on …",
        "Unhandled error on attempt 4 (ValueError)",
    ]
    assert "plumber" not in caplog.text


def test_connections_that_come_and_go_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    hushed.Log().warning("Attempt %d at connecting failed", 1)
    assert not caplog.messages


def test_telethon_can_be_silenced_as_always(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("telethon")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    hushed.Log().error("nothing")
    logger.setLevel(before)
    assert not caplog.messages

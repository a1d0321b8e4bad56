"""The people that stories are about."""

from pathlib import Path

import pytest

from collector import describing, reconcile, reporting
from collector.media import downloads
from core import db
from tests.stories.following import Follower
from tests.world import collecting, people
from tests.world.telegram.telegram import Telegram


@pytest.fixture
async def neighbours(database: db.Database) -> db.Database:
    """A database with the seven people of the small world."""
    await people.populate(database)
    return database


@pytest.fixture
def follower(
    telegram: Telegram, database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Follower:
    """Somebody who is logged in, and whose collector looks around often."""
    for module, pause in (
        (describing, "LOOK_AGAIN"),
        (downloads, "REST"),
        (reporting, "EVERY"),
    ):
        monkeypatch.setattr(module, pause, 0.1)
    defaults = reconcile.Reconcile.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "look", 0.1)
    collecting.logged_in(telegram, tmp_path)
    return Follower(telegram, database, tmp_path)

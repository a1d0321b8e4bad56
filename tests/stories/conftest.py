"""The people that stories are about."""

import pytest

from core import db
from tests.world import people


@pytest.fixture
async def neighbours(database: db.Database) -> db.Database:
    """A database with the seven people of the small world."""
    await people.populate(database)
    return database

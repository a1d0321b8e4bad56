from collections.abc import Iterator
from pathlib import Path

import pytest

from kimdir.embedded import postgres, redis, temporary


@pytest.fixture(scope="session")
def used_home() -> Iterator[Path]:
    """A home in which both servers have run before."""
    with temporary.home_for_a_while() as home:
        with postgres.running(home), redis.running(home):
            pass
        yield home


@pytest.fixture
def home(used_home: Path) -> Iterator[Path]:
    """A home with data in it; what a test leaves running is stopped."""
    yield used_home
    postgres.stop(used_home)
    redis.stop(used_home)


@pytest.fixture
def fresh_home() -> Iterator[Path]:
    """A home where nothing ran yet."""
    with temporary.home_for_a_while() as home:
        yield home

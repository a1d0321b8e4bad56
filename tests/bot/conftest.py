"""A real Redis for the tests of the running bot."""

from collections.abc import Iterator

import pytest
import redis

from kimdir.embedded import redis as embedded
from kimdir.embedded import temporary


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis for the whole run."""
    with temporary.home_for_a_while() as place, embedded.running(place) as address:
        yield address.url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server

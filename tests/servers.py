"""Real servers for tests: quick, under a folder of their own, gone when the test session ends."""

import contextlib
from collections.abc import Iterator

from kimdir.embedded import postgres, temporary

QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


@contextlib.contextmanager
def quick_postgres() -> Iterator[str]:
    """The address of a Postgres that forgets everything; for one session of tests."""
    with temporary.home_for_a_while() as place, postgres.running(place, QUICK) as address:
        yield address.url

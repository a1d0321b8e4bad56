import os
import subprocess
import sys
from pathlib import Path

from kimdir.embedded import temporary
from tests.kimdir.embedded import users

KILLED = """
from kimdir.embedded import temporary
from kimdir.embedded import redis
with temporary.home_for_a_while() as home, redis.running(home) as address:
    print(home, address.pid, flush=True)
    input()
"""


def test_what_a_killed_test_session_left_is_swept_by_the_next() -> None:
    with (
        temporary.home_for_a_while() as in_use,
        subprocess.Popen(
            [sys.executable, "-c", KILLED],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=users.ROOT,
            env={"PATH": os.defpath},
        ) as session,
    ):
        assert session.stdout is not None
        home, pid = session.stdout.readline().split()
        session.kill()
        session.wait()
        assert users.lives(int(pid))
        with temporary.home_for_a_while():
            assert not users.lives(int(pid))
            assert not Path(home).exists()
            assert in_use.exists()

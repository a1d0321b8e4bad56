import contextlib
import os
import signal
from pathlib import Path

import psutil
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from kimdir.embedded import redis, values
from tests.kimdir.embedded import users


def client(address: values.Address) -> contextlib.closing[Redis]:
    return contextlib.closing(Redis.from_url(address.url))


def test_what_was_stored_is_there_after_a_stop(home: Path) -> None:
    with redis.running(home) as address, client(address) as server:
        server.set("word", "kept")
    with redis.running(home) as address, client(address) as server:
        assert server.get("word") == b"kept"


def test_its_memory_is_bounded_and_full_memory_refuses_nothing(home: Path) -> None:
    with redis.running(home) as address, client(address) as server:
        for number in range(100):
            server.set(f"large {number}", b"x" * (1 << 20))
        assert server.info("memory")["used_memory"] < 70 << 20
        assert server.get("large 99") is not None
        server.flushall()


def test_only_the_password_opens_it_and_it_is_not_in_the_process_list(home: Path) -> None:
    with redis.running(home) as address:
        password = address.url.partition(":@")[0].partition("@")[0].rpartition(":")[2]
        assert password not in " ".join(psutil.Process(address.pid).cmdline())
        assert password not in repr(address)
        with (
            contextlib.closing(Redis.from_url(address.url.replace(password, "wrong"))) as server,
            pytest.raises(AuthenticationError),
        ):
            server.ping()


def test_a_snapshot_that_cannot_be_read_is_set_aside(home: Path) -> None:
    snapshot = home / "redis" / "data" / "dump.rdb"
    snapshot.write_bytes(b"REDIS9999 not a snapshot")
    with redis.running(home) as address, client(address) as server:
        assert server.ping()
    assert snapshot.with_name("unread-dump.rdb").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"pid": 1, "port": 2}', "[1]"])
def test_a_spoilt_note_does_not_stop_the_next_start(home: Path, content: str) -> None:
    (home / "redis" / "server.json").write_text(content)
    with redis.running(home) as address, client(address) as server:
        assert server.ping()


def test_a_server_whose_note_was_lost_is_replaced(home: Path) -> None:
    with redis.running(home) as lost:
        (home / "redis" / "server.json").unlink()
        with redis.running(home) as address:
            assert address.pid != lost.pid
            assert not users.lives(lost.pid)


def test_a_server_that_does_not_answer_is_replaced(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis, "PATIENCE_TO_START", 0.5)
    monkeypatch.setattr(redis, "PATIENCE_TO_STOP", 0.2)
    with redis.running(home) as stuck:
        os.kill(stuck.pid, signal.SIGSTOP)
        with redis.running(home) as address, client(address) as server:
            assert server.ping()
            assert not users.lives(stuck.pid)


def test_a_server_that_does_not_start_is_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis, "CONFIGURATION", "no such line\n")
    with pytest.raises(values.EmbeddedServerError, match=r"redis\.log\.$"), redis.running(home):
        pass

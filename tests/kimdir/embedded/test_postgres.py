import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from kimdir.embedded import cluster, postgres
from kimdir.embedded.values import EmbeddedServerError
from tests import servers
from tests.kimdir.embedded import users


def ask(url: str, *statements: str) -> object:
    """The first value of the last statement."""

    async def answer() -> object:
        connection = await asyncpg.connect(url)
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(answer())


@pytest.fixture
def spoilt(home: Path) -> Iterator[Path]:
    """The data folder of a stopped server, healed after the test."""
    data = home / "postgres" / "data"
    before = {
        file: file.read_bytes() for file in (data / "PG_VERSION", data / "global/pg_control")
    }
    yield data
    for file, content in before.items():
        file.write_bytes(content)


def test_the_database_is_there_and_reads_every_alphabet(home: Path) -> None:
    with postgres.running(home) as address:
        assert ask(address.url, "SELECT current_database()") == "kimdir"
        assert ask(address.url, "SELECT lower('ПРИВЕТ ÇAĞRI Ё')") == "привет çağri ё"
        assert ask(address.url, "SHOW server_encoding") == "UTF8"
        assert ask(address.url, "SHOW data_checksums") == "on"
        assert ask(address.url, "SHOW listen_addresses") == "127.0.0.1"


def test_a_row_written_before_a_kill_is_there_after_it(home: Path) -> None:
    with postgres.running(home) as address:
        ask(address.url, "DROP TABLE IF EXISTS kept_row", "CREATE TABLE kept_row (n int)")
        ask(address.url, "INSERT INTO kept_row VALUES (42)")
        users.kill(address.pid)
        with postgres.running(home) as again:
            assert ask(again.url, "SELECT n FROM kept_row") == 42


def test_a_start_after_a_kill_ends_what_the_killed_server_left_busy(home: Path) -> None:
    busy = "SELECT count(*) FROM generate_series(1, 2000000000) AS n WHERE n % 7 = 3"
    with postgres.running(home) as address:
        asking = threading.Thread(target=ask_in_vain, args=(address.url, busy))
        asking.start()
        server = psutil.Process(address.pid)
        while not (left := [p for p in server.children() if sum(p.cpu_times()[:2]) > 0.2]):
            time.sleep(0.05)
        users.kill(address.pid)
        with postgres.running(home) as again:
            assert ask(again.url, "SELECT 1") == 1
            assert not users.lives(left[0].pid)
        asking.join()


def ask_in_vain(url: str, statement: str) -> None:
    with pytest.raises((asyncpg.PostgresError, OSError)):
        ask(url, statement)


def test_only_the_password_opens_it(home: Path) -> None:
    with (
        postgres.running(home) as address,
        pytest.raises(asyncpg.InvalidPasswordError),
    ):
        ask(address.url.replace("kimdir:", "kimdir:x"), "SELECT 1")


def test_an_address_is_not_printed_with_its_password(home: Path) -> None:
    with postgres.running(home) as address:
        assert (home / "postgres" / "password").read_text() not in repr(address)


def test_a_kept_server_outlives_its_users_until_it_is_stopped(home: Path) -> None:
    url = postgres.keep(home)
    with postgres.running(home) as address:
        assert address.url == url
    assert ask(url, "SELECT 1") == 1
    assert postgres.keep(home) == url
    assert postgres.stop(home) is True
    assert not users.lives(address.pid)
    assert postgres.stop(home) is False


def test_keeping_ends_with_the_server_that_was_kept(home: Path) -> None:
    postgres.keep(home)
    with postgres.running(home) as kept:
        users.kill(kept.pid)
        with postgres.running(home) as address:
            assert address.pid != kept.pid
    assert not users.lives(address.pid)


def test_a_server_is_stopped_under_those_who_use_it(home: Path) -> None:
    with postgres.running(home) as address:
        assert postgres.stop(home) is True
        assert not users.lives(address.pid)


def test_the_settings_of_the_first_user_count(home: Path) -> None:
    with postgres.running(home, servers.QUICK) as address, postgres.running(home):
        assert ask(address.url, "SHOW fsync") == "off"


def test_a_server_that_does_not_start_says_why_and_where_its_log_is(home: Path) -> None:
    with (
        pytest.raises(EmbeddedServerError, match=r'"shared_buffers": "many".*postgres\.log\.$'),
        postgres.running(home, {"shared_buffers": "many"}),
    ):
        pass
    with postgres.running(home) as address:
        assert ask(address.url, "SELECT 1") == 1


def test_broken_data_is_one_sentence(spoilt: Path, home: Path) -> None:
    (spoilt / "global/pg_control").write_bytes(b"")
    with pytest.raises(EmbeddedServerError, match=r"log is"), postgres.running(home):
        pass


def test_data_of_another_version_is_one_sentence(spoilt: Path, home: Path) -> None:
    (spoilt / "PG_VERSION").write_text("17\n")
    with (
        pytest.raises(
            EmbeddedServerError, match=f"Postgres 17 and this is Postgres {cluster.MAJOR}"
        ),
        postgres.running(home),
    ):
        pass


def test_a_folder_that_is_no_data_folder_is_left_alone(fresh_home: Path) -> None:
    strange = fresh_home / "postgres" / "data"
    strange.mkdir(parents=True)
    (strange / "letter.txt").touch()
    for folder in (strange.parent, strange):
        folder.chmod(0o711)
    with (
        pytest.raises(EmbeddedServerError, match="not a Postgres data folder"),
        postgres.running(fresh_home),
    ):
        pass
    assert [file.name for file in strange.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("content", ["", "\n", "-7\n"])
def test_a_note_that_a_crash_emptied_does_not_stop_the_next_start(
    home: Path, content: str
) -> None:
    (home / "postgres" / "data" / "postmaster.pid").write_text(content)
    with postgres.running(home) as address:
        assert ask(address.url, "SELECT 1") == 1


def test_a_lost_password_is_made_anew(home: Path) -> None:
    (home / "postgres" / "password").unlink()
    with postgres.running(home) as address:
        assert ask(address.url, "SELECT 1") == 1


def test_a_lost_port_is_chosen_anew(home: Path) -> None:
    (home / "postgres" / "port").write_text("many")
    with postgres.running(home) as address:
        assert ask(address.url, "SELECT 1") == 1


def test_the_log_holds_nothing_that_was_said_in_a_statement(home: Path) -> None:
    with postgres.running(home) as address:
        ask(address.url, "DROP TABLE IF EXISTS said", "CREATE TABLE said (words text UNIQUE)")
        for statement in (
            "INSERT INTO said VALUES ('secret words'), ('secret words')",
            "SELECT 'secret words'::int",
            "SELECT 'secret words",
        ):
            with pytest.raises(asyncpg.PostgresError):
                ask(address.url, statement)
        assert "secret" not in address.log.read_text()


def test_a_large_log_makes_room(home: Path) -> None:
    log = home / "postgres" / "postgres.log"
    with log.open("ab") as large:
        large.truncate(9 << 20)
    with postgres.running(home):
        assert log.stat().st_size < 1 << 20
    assert (home / "postgres" / "postgres.old.log").exists()

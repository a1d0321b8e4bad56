"""The embedded Postgres: run it for as long as somebody uses it."""

import contextlib
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from kimdir.embedded import cluster, home, process, programs, sharing
from kimdir.embedded.cluster import Cluster
from kimdir.embedded.values import Account, Address, EmbeddedServerError

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "192MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    # In the data folder, where a server that was killed leaves nothing for the whole machine.
    "dynamic_shared_memory_type": "mmap",
    "io_method": "sync",
    # Members' words are data of statements: the log must hold neither statements nor details.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NO_SETTINGS: Mapping[str, str] = {}
PATIENCE_TO_START = 600.0  # crash recovery after a large import takes minutes on a slow disk
PATIENCE_TO_STOP = 60.0
ATTEMPTS = 3
PROGRAM = "postgres"
ORPHANS = "pre-existing shared memory block"


@dataclass(frozen=True, slots=True)
class _Postmaster:
    process: psutil.Process
    port: int
    status: str


@contextlib.contextmanager
def running(place: Path, settings: Mapping[str, str] = NO_SETTINGS) -> Iterator[Address]:
    """Postgres with its data under this home; the last user stops it.

    `settings` count only when this call starts the server. Raises EmbeddedServerError.
    """
    here = Cluster(home.make(place / "postgres"))
    with sharing.shared(
        here.folder, start=lambda: _start(here, settings), stop=lambda: _stop(here)
    ) as address:
        yield address


def keep(place: Path) -> str:
    """Start Postgres if need be, leave it up, and return its address for psql."""
    here = Cluster(home.make(place / "postgres"))
    return sharing.keep(here.folder, start=lambda: _start(here, NO_SETTINGS)).url


def stop(place: Path) -> bool:
    """Stop Postgres, whoever uses or keeps it; False if none was running."""
    folder = home.find(place / "postgres")
    if folder is None:
        return False
    here = Cluster(folder)
    with sharing.turn(here.folder):
        sharing.forget_kept(here.folder)
        return _stop(here)


def _start(here: Cluster, settings: Mapping[str, str]) -> Address:
    user = home.account(here.data)
    end = time.monotonic() + PATIENCE_TO_START
    failures = 0
    while time.monotonic() < end and failures < ATTEMPTS:
        seen = _look(here, user)
        if seen is not None and _is_ready(seen):
            return _address(here, seen)
        if seen is None and not _try_to_start(here, user, settings, end):
            failures += 1
        time.sleep(process.STEP)
    raise EmbeddedServerError(f"The embedded Postgres does not get ready; its log is {here.log}.")


def _try_to_start(here: Cluster, user: Account, settings: Mapping[str, str], end: float) -> bool:
    """Launch a server and wait; False if it died without a word, perhaps killed.

    Raises EmbeddedServerError with its words when another try would end the same way.
    """
    heard = here.log.stat().st_size if here.log.exists() else 0
    child = _launch(here, user, settings)
    with process.handed_over(child):
        while child.poll() is None and time.monotonic() < end:
            seen = _look(here, user)
            if seen is not None and _is_ready(seen):
                return True
            time.sleep(process.STEP)
    if child.poll() is None or _look(here, user) is not None:
        return True
    return _remove_obstacle(here, user, heard)


def _launch(here: Cluster, user: Account, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    sharing.forget_kept(here.folder)
    binaries = programs.postgres(here.folder.parent, user, cluster.MAJOR)
    cluster.prepare(here, user, binaries, settings)
    port = process.free_port(_last_port(here))
    here.port.write_text(str(port))
    chosen = {
        **SETTINGS,
        "hba_file": str(here.access),
        "port": str(port),
        **settings,
    }
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    return process.serve(
        [str(binaries / PROGRAM), "-D", str(here.data), *options],
        user,
        here.log,
        here.data,
        environment=_disown_pid_file(here),
    )


def _disown_pid_file(here: Cluster) -> Mapping[str, str]:
    """Tell Postgres to ignore a process id left behind that is now a stranger's or a zombie's.

    Postgres takes this id for its caller's. It still refuses to start while processes of the
    killed server hold its shared memory, which removing the file would not do.
    """
    lines = _pid_file(here)
    if lines is None:
        return {}
    if lines[0].isdigit():
        return {"PG_GRANDPARENT_PID": lines[0]}
    (here.data / "postmaster.pid").unlink()  # emptied when the machine went down
    return {}


def _remove_obstacle(here: Cluster, user: Account, heard: int) -> bool:
    """Deal with what kept Postgres from starting; False if it did not say.

    `heard` is where its last words begin in the log.
    """
    with here.log.open("rb") as log:
        log.seek(heard)
        said = log.read().decode(errors="replace")
    if ORPHANS in said:
        process.stop_all(user, PROGRAM, here.data, (signal.SIGQUIT, signal.SIGKILL), 10)
        return True
    port = _last_port(here)
    if process.free_port(port) != port:
        return True
    reasons = re.findall(r"(?:FATAL|PANIC): +(.+)", said)
    if not reasons:
        return False
    raise EmbeddedServerError(
        f"The embedded Postgres does not start ({reasons[0].strip()}); its log is {here.log}."
    )


def _stop(here: Cluster) -> bool:
    if not here.data.exists():
        return False
    seen = _look(here, home.account(here.data))
    if seen is None:
        return False
    process.stop(seen.process, (signal.SIGINT, signal.SIGQUIT), PATIENCE_TO_STOP)
    return True


def _look(here: Cluster, user: Account) -> _Postmaster | None:
    """The live postmaster of this cluster, in whatever state."""
    lines = _pid_file(here)
    if lines is None:
        return None
    if lines[0].isdigit():
        found = process.find(int(lines[0]), user, PROGRAM, here.data)
    else:
        found = process.find_any(user, PROGRAM, here.data)
    if found is None:
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0
    return _Postmaster(found, port, lines[7].strip() if len(lines) > 7 else "")


def _is_ready(seen: _Postmaster) -> bool:
    return seen.status == "ready" and process.answers(seen.port)


def _pid_file(here: Cluster) -> list[str] | None:
    """The lines of Postgres's own note: 1 process id, 4 port, 8 status; None without the note."""
    try:
        return (here.data / "postmaster.pid").read_text(errors="replace").split("\n")
    except FileNotFoundError:
        return None


def _last_port(here: Cluster) -> int | None:
    try:
        return int(here.port.read_text())
    except (FileNotFoundError, ValueError):
        return None


def _address(here: Cluster, seen: _Postmaster) -> Address:
    password = here.password.read_text()
    url = f"postgresql://{cluster.NAME}:{password}@127.0.0.1:{seen.port}/{cluster.NAME}"
    return Address(url, seen.process.pid, here.log)

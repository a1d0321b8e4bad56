"""What alembic runs: on the connection it is handed, else on DATABASE_URL."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from core import models, settings


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=models.Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    url = settings.load().database_url
    if url is None:
        raise SystemExit("Set DATABASE_URL to the database that the migrations are for.")
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if (handed := context.config.attributes.get("connection")) is not None:
    migrate(handed)
else:
    asyncio.run(connect())

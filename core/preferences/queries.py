"""Every question to the database about preferences."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core import db
from core.models import Preference
from core.preferences import values


async def read(session: db.ReadSession, key: values.Key) -> dict[str, Any]:
    """What is stored under a key; nothing where another version stored what we do not know."""
    stored = await session.scalar(select(Preference.value).where(Preference.key == key))
    return stored if isinstance(stored, dict) else {}


async def put(session: db.Session, key: values.Key, value: dict[str, Any]) -> None:
    """Store a choice in place of the former one."""
    statement = insert(Preference).values(key=key, value=value)
    changed = {"value": statement.excluded.value, "set_at": func.now()}
    await session.execute(
        statement.on_conflict_do_update(index_elements=[Preference.key], set_=changed)
    )

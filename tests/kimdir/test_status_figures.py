"""`kimdir status`: figures that agree with each other."""

from sqlalchemy import update

from core import db
from core.models import Chat, Coverage, MessageId
from tests import stored
from tests.kimdir import test_status as tables


async def test_no_more_is_stored_than_there_is(database: db.Database, database_url: str) -> None:
    hood = await stored.chat(database, title="Hood")
    async with database.write() as session:
        session.add(Coverage(chat_id=hood, top=MessageId(566), stored=566, total=560))
        await session.execute(update(Chat).where(Chat.id == hood).values(tracked=True))
    shown = await tables._status(database_url)
    row = next(line for line in shown.splitlines() if "Hood" in line)
    assert row.split()[:3] == ["Hood", "566", "566"]

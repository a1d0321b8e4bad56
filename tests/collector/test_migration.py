"""A group that became a supergroup, of which an export was imported before."""

from core import db
from core.intake import service as intake
from core.models import UserId
from tests.collector.following import following, row
from tests.world.collecting import head_of
from tests.world.telegram.telegram import Telegram
from tests.world.telegram.values import Role


async def test_a_group_that_became_a_supergroup_is_tied_to_what_an_export_told_of_it(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    group = telegram.group("Aile", [ayse])
    telegram.promotes(group, ayse, Role.CREATOR)
    group.says(ayse, "eski")
    heir = group.migrates()
    me = UserId(telegram.me.id)
    async with database.write() as session:  # an export of the supergroup was imported
        chat_id = await intake.chat(session, head_of(heir))
        await intake.predecessor(session, chat_id, me, (), "Aile")
    async with following(telegram, database, group) as runs:
        await runs.compares()
        old, new = [await row(database, runs.here.account, each) for each in (group, heir)]
        assert old.migrated_to == new.chat_id

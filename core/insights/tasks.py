"""Making insights: what a worker calls, and whoever wants some by hand."""

from datetime import timedelta

from core import db
from core.ai import messages
from core.ai.chain.chain import Chain
from core.insights import service
from core.insights.values import Estimate, Stretch
from core.models import ChatId, MessageId


async def plan(database: db.Database, chat_id: ChatId) -> timedelta | None:
    """Ask for the insights of a chat that are due.

    Gives the time until the chat is worth another look; None if nothing waits, or so much that
    those who do it will ask.
    """
    async with database.write() as session:
        return await service.plan(session, chat_id)


async def read(
    database: db.Database,
    models: Chain,
    chat_id: ChatId,
    first: MessageId,
    last: MessageId,
    *,
    again: bool = False,
) -> int:
    """Make the insights of a stretch; gives of how many messages.

    `again` also reads what is done, but by no model. Raises BudgetSpentError and
    NobodyAnswersError; then nothing of it is stored.
    """
    stretch = Stretch(chat_id, first, last)
    async with database.read() as session:
        batch = await service.batch(session, stretch, again=again, models=models.has_models)
    made = await messages.read_messages(models, chat_id, batch.lines, batch.names)
    async with database.write() as session:
        await service.save(session, batch, made)
    return len(batch.lines)


async def process_message_for_ai(
    database: db.Database, models: Chain, chat_id: ChatId, message_id: MessageId
) -> None:
    """Make the insight of one message now, unless a model made it already."""
    await read(database, models, chat_id, message_id, message_id, again=True)


async def newest(database: db.Database, models: Chain, most: int) -> tuple[Stretch, ...]:
    """The newest messages in stretches for `read` with `again`, but for those read already.

    Where models can be asked, what rules alone have read counts as not read.
    To stop between two stretches loses nothing: asked again, this gives the rest.
    """
    async with database.read() as session:
        return await service.newest(session, most, models=models.has_models)


async def estimate(database: db.Database, models: Chain, stretch: Stretch) -> Estimate:
    """What it takes at most to `read` a stretch `again`; no call where no line is worth one."""
    async with database.read() as session:
        batch = await service.batch(session, stretch, again=True, models=models.has_models)
    asked = [line for line in batch.lines if messages.is_worth_asking(line.text)]
    if not asked or not models.has_models:
        return Estimate(len(batch.lines))
    cost = models.estimate(messages.question(stretch.chat_id, asked, batch.names))
    return Estimate(len(batch.lines), 1, cost.tokens_in, cost.tokens_out, cost.price, cost.model)

"""What the worker does about vectors."""

from collections import defaultdict
from collections.abc import Sequence

from core import db
from core.ai import asking
from core.ai.chain import embedding
from core.embeddings import queries
from core.embeddings.values import Made, Wanted
from core.intake import merge
from core.models import ChatId

MOST = 2_000
"""Messages at once; a run after this one goes on with the older ones."""
OF_CHAT = 100
"""Newest messages of a chat that are looked at where not all are."""
_ANY_WORD = "word"


async def embed(
    database: db.Database, embedder: embedding.Embedder, *, everywhere: bool = True
) -> int:
    """Make the vectors that messages lack, the newest first; gives how many.

    Not `everywhere`: of the newest of each chat. What is made is stored batch by batch. Raises
    BudgetSpentError and NobodyAnswersError, and NoUseError for a model that makes none at all.
    """
    async with database.read() as session:
        if everywhere:
            wanted = await queries.wanted(session, embedder.model, MOST)
        else:
            wanted = await queries.newest(session, embedder.model, MOST, OF_CHAT)
    stored = 0
    for start in range(0, len(wanted), embedding.MOST_TEXTS):
        made = await _made(embedder, wanted[start : start + embedding.MOST_TEXTS])
        stored += await _keep(database, embedder.model, made)
    return stored


async def _made(embedder: embedding.Embedder, batch: Sequence[Wanted]) -> list[Made]:
    """The vectors of a batch; of texts of which the model makes nothing, zeros.

    Whether it is the texts that it fails over tells a word of our own.
    """
    try:
        return await _asked(embedder, batch)
    except (asking.NoUseError, asking.StumbledError):
        size = await _size(embedder)
    if len(batch) == 1:
        return [Made(batch[0], [0.0] * size)]
    middle = len(batch) // 2
    return [*await _made(embedder, batch[:middle]), *await _made(embedder, batch[middle:])]


async def _size(embedder: embedding.Embedder) -> int:
    """Of the vectors that a model makes; raises NoUseError or NobodyAnswersError if it is none."""
    try:
        (vector,) = await embedder.embed([_ANY_WORD], asking.Sent())
    except asking.StumbledError as error:
        raise asking.NobodyAnswersError(str(error), error.again) from None
    return len(vector)


async def _asked(embedder: embedding.Embedder, batch: Sequence[Wanted]) -> list[Made]:
    people = {each.sender_id for each in batch if each.sender_id is not None}
    messages: defaultdict[int, list[int]] = defaultdict(list)
    for each in batch:
        messages[each.chat_id].append(each.message_id)
    sent = asking.Sent(tuple(sorted(each for each in people if each > 0)), dict(messages))
    names = sorted({name for each in batch for name in each.names})
    vectors = await embedder.embed([each.text for each in batch], sent, names)
    return [Made(each, vector) for each, vector in zip(batch, vectors, strict=True)]


async def _keep(database: db.Database, model: str, made: Sequence[Made]) -> int:
    by_chat: defaultdict[ChatId, list[Made]] = defaultdict(list)
    for each in made:
        by_chat[each.wanted.chat_id].append(each)
    stored = 0
    for chat_id, its in by_chat.items():
        async with database.write() as session:
            await merge.lock_chat(await db.driver(session), chat_id)
            stored += await queries.keep(session, chat_id, model, its)
    return stored

"""What the worker does about files."""

import asyncio
from pathlib import Path

from core import db
from core.ai import asking, captions
from core.ai.chain import chain
from core.files import folder, service
from core.files.values import Captioned, Uncaptioned

MOST = 50
"""Files at once; a run after this one goes on with the older ones."""
LARGEST = 4 << 20
"""Bytes of a file that is sent to a model."""
_PATIENCE = 3
"""Files in a row of which no model said anything: then it is the models."""


async def caption(database: db.Database, models: chain.Chain, home: Path) -> int:
    """Let models describe the newest photos and documents; gives how many are described.

    Each is stored at once. Raises BudgetSpentError and NobodyAnswersError.
    """
    if not models.has_models:
        return 0
    async with database.read() as session:
        waiting = await service.uncaptioned(session, captions.SEEN, LARGEST, MOST)
    media = await asyncio.to_thread(folder.root, home)
    described = silent = 0
    for file in waiting:
        seen = await _known(database, file) or await _asked(models, media, file)
        async with database.write() as session:
            if seen is None:
                await service.not_captioned(session, file, "no caption")
            else:
                await service.captioned(session, file, seen)
        described += seen is not None
        silent = silent + 1 if seen is None else 0
        if silent == _PATIENCE:
            break
    return described


async def _known(database: db.Database, file: Uncaptioned) -> Captioned | None:
    async with database.read() as session:
        return await service.caption(session, file.kept.sha256)


async def _asked(models: chain.Chain, media: Path, file: Uncaptioned) -> Captioned | None:
    content = await asyncio.to_thread(folder.read, media, file.kept)
    if content is None:
        return None
    sender = (file.sender_id,) if file.sender_id is not None and file.sender_id > 0 else ()
    sent = asking.Sent(sender, {file.chat_id: (file.message_id,)})
    try:
        answer = await captions.describe(models, content, file.mime, sent, file.names)
    except (asking.NoUseError, asking.StumbledError):
        return None
    if answer is None:
        return None
    seen, reader = answer
    return Captioned(seen.caption, seen.tags, reader)

"""Telethon's log, which quotes what it has received, without its quotes."""

import logging

HIDDEN = "…"


class Log(logging.Logger):
    """Errors only, as connections come and go; of what they are about, numbers and no words."""

    def __init__(self) -> None:
        super().__init__("telethon", logging.ERROR)
        self.parent = logging.getLogger("telethon")

    def getChild(self, suffix: str) -> "Log":  # noqa: ARG002, N802  # Telethon asks for many
        """The one log there is."""
        return self

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802  # the name is the library's
        """Whether both this log and Telethon's own level let it pass."""
        assert self.parent is not None
        return level >= max(self.level, self.parent.getEffectiveLevel())

    def handle(self, record: logging.LogRecord) -> None:
        """Pass a record on with its words hidden, and of a failure its type alone."""
        given = record.args if isinstance(record.args, tuple) else ()
        record.args = tuple(each if isinstance(each, int | float) else HIDDEN for each in given)
        if record.exc_info is not None and record.exc_info[0] is not None:
            record.msg = f"{record.msg} (%s)"
            record.args = (*record.args, record.exc_info[0].__qualname__)
        record.exc_info = None
        super().handle(record)

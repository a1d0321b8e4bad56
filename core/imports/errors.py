"""What can be wrong with an export; each is one sentence for the owner."""

from core import errors

HOW_TO_EXPORT = (
    'In Telegram Desktop choose "Export chat history" or "Export Telegram data"'
    ' with the format "Machine-readable JSON".'
)


class ImportRefusedError(errors.KimdirError):
    """The export cannot be imported."""


class MissingExportError(ImportRefusedError):
    """There is no such file or folder, or it cannot be opened."""


class HtmlExportError(ImportRefusedError):
    """It was exported as HTML."""


class NotAnExportError(ImportRefusedError):
    """It is not JSON, or JSON of something else."""


class BrokenExportError(ImportRefusedError):
    """It breaks off, or is damaged so that the rest cannot be read."""


class UnknownAccountError(ImportRefusedError):
    """It holds private chats or basic groups, and nobody says whose."""


class OtherAccountError(ImportRefusedError):
    """It belongs to another account than the one named."""

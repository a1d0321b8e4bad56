"""Finding the file of an export and telling early what is wrong with it."""

import codecs
from pathlib import Path

from core.imports import errors, walk

_LOOK_AT = 4096


def find(path: Path) -> Path:
    """The JSON file behind a path, which is it or its folder; raises ImportRefusedError."""
    try:
        if path.is_dir():
            path = _in_folder(path)
        with path.open("rb") as file:
            beginning = file.read(_LOOK_AT)
    except FileNotFoundError:
        raise errors.MissingExportError(f"There is no file or folder {path}.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a usable path"
        raise errors.MissingExportError(f"{path} cannot be read: {why}.") from error
    _refuse(path, beginning)
    return path


def _in_folder(folder: Path) -> Path:
    result = folder / "result.json"
    if result.is_file():
        return result
    if any(folder.glob("messages*.html")) or (folder / "export_results.html").is_file():
        raise errors.HtmlExportError(
            f"{folder} holds an HTML export, which cannot be imported. {errors.HOW_TO_EXPORT}"
        )
    raise errors.MissingExportError(
        f"There is no result.json in the folder {folder}. {errors.HOW_TO_EXPORT}"
    )


def _refuse(path: Path, beginning: bytes) -> None:
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise errors.NotAnExportError(
            f"{path.name} was saved as UTF-16: take the file as Telegram wrote it, in UTF-8."
        )
    text = beginning.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise errors.NotAnExportError(f"{path.name} is empty: export the chat once more.")
    if text.startswith(b"<") or path.suffix.lower() in (".html", ".htm"):
        raise errors.HtmlExportError(
            f"{path.name} is an HTML export, which cannot be imported. {errors.HOW_TO_EXPORT}"
        )
    if not text.startswith(b"{"):
        raise errors.NotAnExportError(walk.not_an_export(path))

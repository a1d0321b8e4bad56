"""Bytes of files, piece by piece."""

from typing import Any

from telethon.tl import functions, types

from tests.world.telegram.methods import peers
from tests.world.telegram.methods.table import Asked, answers, none_of
from tests.world.telegram.values import File, RefusalError, UnheardError
from tests.world.telegram.world import World

MEBIBYTE = 1 << 20
STORED = (types.InputPhotoFileLocation, types.InputDocumentFileLocation)


@answers(functions.upload.GetFileRequest)
def get_file(asked: Asked) -> Any:
    """A piece of a file, from the data centre that has it."""
    request = asked.request
    none_of(request, "cdn_supported")
    _check_piece(request)
    file = _file(asked.world, request.location)
    if file.dc != asked.dc:
        raise RefusalError(f"FILE_MIGRATE_{file.dc}", 303)
    data = _size(file, request.location)
    piece = data[request.offset : request.offset + request.limit]
    kind = types.storage.FileJpeg() if file.is_photo else types.storage.FileUnknown()
    return types.upload.File(kind, int(asked.world.now.timestamp()), piece)


def _check_piece(request: Any) -> None:
    unit = 1024 if request.precise else 4096
    if request.offset < 0 or request.offset % unit:
        raise RefusalError("OFFSET_INVALID")
    whole = request.precise or (request.limit > 0 and MEBIBYTE % request.limit == 0)
    if not 0 < request.limit <= MEBIBYTE or request.limit % unit or not whole:
        raise RefusalError("LIMIT_INVALID")
    if request.offset // MEBIBYTE != (request.offset + request.limit - 1) // MEBIBYTE:
        raise RefusalError("LIMIT_INVALID")


def _file(world: World, location: Any) -> File:
    if isinstance(location, types.InputPeerPhotoFileLocation):
        return _profile_photo(world, location)
    if not isinstance(location, STORED):
        raise UnheardError(f"a file at {type(location).__name__}")
    file = world.files.get(location.id)
    if file is None or file.access_hash != location.access_hash:
        raise RefusalError("FILE_ID_INVALID")
    if location.file_reference != file.reference:
        raise RefusalError("FILE_REFERENCE_EXPIRED")
    return file


def _profile_photo(world: World, location: Any) -> File:
    photo = peers.person(world, location.peer).photo
    if photo is None or photo.id != location.photo_id:
        raise RefusalError("PHOTO_INVALID")
    return photo


def _size(file: File, location: Any) -> bytes:
    """The bytes of the size that is asked: of a photo `y` is the whole, `m` a quarter."""
    size = getattr(location, "thumb_size", "")
    if not file.is_photo or size == "y" or isinstance(location, types.InputPeerPhotoFileLocation):
        return file.data
    if size == "m":
        return file.data[: len(file.data) // 4]
    raise RefusalError("LOCATION_INVALID")

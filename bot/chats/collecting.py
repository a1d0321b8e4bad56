"""Whether anything is collected now; else why not, and what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import tame
from bot.translation import Html, Speech
from core.accounts import rules
from core.accounts.values import Report, Standing, State, Work

_NAME = 24
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether anything is collected; `enabled` is what the settings say."""

    enabled: bool
    syncing: bool
    accounts: Sequence[Standing]
    now: datetime

    @property
    def reports(self) -> tuple[Report, ...]:
        """What the collectors that run now say."""
        running = (each for each in self.accounts if rules.is_running(each, self.now))
        return tuple(each.report for each in running if each.report is not None)

    @property
    def is_busy(self) -> bool:
        """Whether something is being fetched, besides what happens now."""
        return any(each.jobs or each.state is State.COLLECTING for each in self.reports)

    @property
    def is_up_to_date(self) -> bool:
        """Whether the collectors that run have nothing left to fetch."""
        states = {each.state for each in self.reports}
        return states == {State.FOLLOWING} and not self.is_busy


def lines(speech: Speech, now: Situation) -> Iterator[Html]:
    """A line for each account that collects, or what keeps all of them from it."""
    if not now.enabled:
        yield speech.html("collecting-off")
    elif not now.accounts:
        yield speech.html("collecting-no-account")
    elif not now.syncing:
        yield speech.html("collecting-paused")
    for account in now.accounts if now.enabled else ():
        yield from _account(speech, account, now)


def _account(speech: Speech, account: Standing, now: Situation) -> Iterator[Html]:
    named = {"account": name(speech, account)} if len(now.accounts) > 1 else {}
    if account.lost_at is not None:
        why = speech.plain(f"lost-{_code(account.lost_reason or 'revoked')}")
        yield _about(speech, named, speech.html("collecting-lost", reason=why))
    elif not rules.is_running(account, now.now):
        yield _about(speech, named, speech.html("collecting-stopped"))
    elif account.report is not None and now.syncing:
        yield _about(speech, named, _state(speech, account.report))
        yield from _notes(speech, account, account.report, now)


def _about(speech: Speech, named: dict[str, str], said: Html) -> Html:
    return speech.html("collecting-of", **named, said=said) if named else said


def _state(speech: Speech, report: Report) -> Html:
    said = speech.html(f"state-{_code(report.state)}")
    asked, budget = report.requests_last_minute, report.budget_per_minute
    if not asked:
        return said
    key = "requests-of" if budget else "requests"
    return Html(f"{said} · {speech.html(key, asked=asked, budget=budget)}")


def _notes(speech: Speech, account: Standing, report: Report, now: Situation) -> Iterator[Html]:
    for wait in report.waits:
        if wait.until > now.now:
            until = speech.moment(wait.until, now.now)
            method = tame.line(wait.method, 40)
            yield speech.html("collecting-waits", time=until, method=method)
    if report.takeout_note is not None:
        after = account.takeout_after
        yield speech.html(
            f"takeout-{report.takeout_note}",
            time=speech.moment(after, now.now) if after else speech.plain("later"),
        )
    for job in report.jobs:
        if job.what is Work.MEDIA and job.done:
            yield speech.html("collecting-files", done=job.done)
    if report.media_note is not None:
        yield speech.html(f"media-{_code(report.media_note)}")


def name(speech: Speech, account: Standing) -> str:
    """How an account is called on one line."""
    named = tame.line(account.name or "", _NAME)
    if not named and account.username:
        named = tame.line(f"@{account.username}", _NAME)
    return named or speech.plain("name-none", id=str(account.id))


def left(speech: Speech, seconds: int) -> str:
    """How long something will still take."""
    if seconds < _MINUTE:
        return speech.plain("left-seconds")
    if seconds < 2 * _HOUR:
        return speech.plain("left-minutes", count=-(-seconds // _MINUTE))
    return speech.plain("left-hours", count=-(-seconds // _HOUR))


def _code(value: str) -> str:
    return value.replace("_", "-")

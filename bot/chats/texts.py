"""What the owner reads about chats: how complete each is, and what holds it up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import tame
from bot.chats import collecting
from bot.translation import Html, Speech
from core.accounts.values import Job, Wait, Work
from core.chats.values import Standing
from core.models import ChatAccess, MembersNote

HALF_WIDTH = 20
"""Characters that a phone shows on a button of half the width."""
WHOLE_WIDTH = 36
_TITLE, _REASON, _TOPIC = 34, 60, 24
_MOST_TOPICS = 12
NOTHING = Html("")
_FILLS = frozenset((Work.HISTORY, Work.READING_AGAIN))
_READS = frozenset(("messages.getHistory", "updates.getChannelDifference"))
"""Methods without which no chat gets more complete."""
_REASONS = frozenset(("flood", "private", "left", "admin_required", "telegram_ailing", "unseen"))
_NO_ACCESS = {
    ChatAccess.LEFT: "chat-left",
    ChatAccess.PRIVATE: "chat-left",
    ChatAccess.UNSEEN: "chat-unseen",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """A chat with what only its own screen shows."""

    chat: Standing
    topics: Sequence[str | None]
    became: str | None
    """The title of the supergroup that it became."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the `count` chats that are collected; `known` are all that could be."""

    page: Sequence[Standing]
    first: int
    """The number of the page's first chat, from 1."""
    count: int
    whole: int
    known: int


def tracked(speech: Speech, shown: Listed, now: collecting.Situation) -> Html:
    """A page of the chats that are collected."""
    key = "chats-title-whole" if shown.whole else "chats-title"
    head = speech.html(key, count=shown.count, whole=shown.whole)
    blocks = ["\n".join((head, *collecting.lines(speech, now)))]
    if not shown.count:
        blocks.append(speech.html("chats-none" if shown.known else "chats-unknown"))
    for number, each in enumerate(shown.page, shown.first):
        head = speech.html("chat-row", number=number, title=title(speech, each))
        blocks.append("\n".join((head, *_summary(speech, each, now))))
    return Html("\n\n".join(blocks))


def known(speech: Speech, count: int) -> Html:
    """What the page of all chats is for."""
    return speech.html("chats-known", count=count) if count else speech.html("chats-unknown")


def chat(speech: Speech, shown: Detail, now: collecting.Situation) -> Html:
    """Everything about a chat."""
    blocks = (
        _about(speech, shown),
        [*_completeness(speech, shown.chat, now)],
        [*_members(speech, shown.chat)],
        [*_topics(speech, shown.topics)],
        [*collecting.lines(speech, now)],
    )
    return Html("\n\n".join("\n".join(block) for block in blocks if block))


def finished(speech: Speech, chats: Sequence[Standing]) -> Html:
    """All that could be collected is collected."""
    whole = complete(chats)
    stored = sum(chat.stored for chat in chats)
    return speech.html("chats-finished", whole=whole, count=len(chats), stored=stored)


def complete(chats: Sequence[Standing]) -> int:
    """How many of them are stored whole and can still be followed."""
    return sum(chat.is_whole and chat.access not in _NO_ACCESS for chat in chats)


def chat_button(speech: Speech, number: int, shown: Standing) -> str:
    """The button that opens a chat."""
    return f"{number} · {tame.line(title(speech, shown), HALF_WIDTH - 4)}"


def switch(speech: Speech, shown: Standing) -> str:
    """The button that switches a chat on or off."""
    key = "button-switch-off" if shown.tracked else "button-switch-on"
    named = tame.line(title(speech, shown), WHOLE_WIDTH - 6)
    return speech.plain(key, title=named, kind=speech.plain(f"sign-{shown.kind}"))


def title(speech: Speech, shown: Standing) -> str:
    """How a chat is called on one line."""
    named = tame.line(shown.title or "", _TITLE)
    if not named and shown.username:
        named = tame.line(f"@{shown.username}", _TITLE)
    return named or speech.plain("untitled-id", id=str(shown.peer_id or shown.chat_id))


def _summary(speech: Speech, shown: Standing, now: collecting.Situation) -> Iterator[Html]:
    """The state of a chat in a line or two of a phone, the most urgent alone."""
    if held := held_up(speech, shown, now):
        yield held
    elif shown.is_whole:
        yield speech.html("chat-complete", stored=shown.stored)
    elif shown.top is not None and not shown.missing and shown.verified_back_to is not None:
        yield speech.html("chat-verified", date=speech.date(shown.verified_back_to))
    elif job := _job(shown, now):
        yield _stored(speech, shown)
        if pace := _pace(speech, job):
            yield pace
    elif shown.top is not None and shown.missing and shown.stored:
        gaps = speech.html("chat-gaps", count=shown.gaps)
        yield Html(f"{_stored(speech, shown)} · {gaps}")
    else:
        yield _stored(speech, shown)


def _stored(speech: Speech, shown: Standing) -> Html:
    """How much of a chat is stored."""
    if not shown.stored and (shown.top is None or shown.missing):
        return speech.html("chat-new")
    if shown.top is None:
        return speech.html("chat-imported", stored=shown.stored)
    if shown.total is None or shown.total <= shown.stored or shown.is_whole:
        return speech.html("chat-stored", stored=shown.stored)
    percent = min(99, shown.stored * 100 // shown.total)
    return speech.html("chat-of", stored=shown.stored, total=shown.total, percent=percent)


def held_up(speech: Speech, shown: Standing, now: collecting.Situation) -> Html | None:
    """Why nothing more of a chat can be had now; None if nothing is in the way."""
    if key := _NO_ACCESS.get(shown.access):
        return speech.html(key)
    if shown.blocked is not None:
        why = reason(speech, shown.blocked)
        if shown.retry_at is None or shown.retry_at <= now.now:
            return speech.html("chat-blocked", reason=why)
        return speech.html("chat-waits", time=speech.moment(shown.retry_at, now.now), reason=why)
    wait = None if shown.is_whole else _flood(now)
    if wait is None:
        return None
    why = speech.plain("reason-flood")
    return speech.html("chat-waits", time=speech.moment(wait.until, now.now), reason=why)


def _flood(now: collecting.Situation) -> Wait | None:
    waits = (wait for each in now.reports for wait in each.waits)
    due = [wait for wait in waits if wait.method in _READS and wait.until > now.now]
    return max(due, key=lambda wait: wait.until, default=None)


def reason(speech: Speech, blocked: str) -> str:
    """What blocks a chat, in the owner's language where it is one of the usual things."""
    if blocked in _REASONS:
        return speech.plain(f"reason-{blocked.replace('_', '-')}")
    return tame.line(blocked, _REASON)


def _job(shown: Standing, now: collecting.Situation) -> Job | None:
    jobs = (job for each in now.reports for job in each.jobs)
    return next((job for job in jobs if job.chat_id == shown.chat_id and job.what in _FILLS), None)


def _pace(speech: Speech, job: Job) -> Html:
    """How fast a job is and how long it still takes; empty where it has hardly begun."""
    speed = round(job.per_second)
    pace = [speech.html("pace", speed=speed)] if speed else []
    left = [] if job.left_seconds is None else [collecting.left(speech, job.left_seconds)]
    return Html(" · ".join((*pace, *left)))


def _about(speech: Speech, detail: Detail) -> list[Html]:
    shown = detail.chat
    about = [speech.plain(f"kind-{shown.kind}")]
    if username := tame.line(shown.username or "", _TITLE):
        about.append(f"@{username}")
    if shown.is_forum:
        about.append(speech.plain("chat-forum"))
    if not shown.tracked:
        about.append(speech.plain("chat-untracked"))
    lines = [
        speech.html("chat-title", title=title(speech, shown)),
        speech.html("chat-about", about=" · ".join(about)),
    ]
    if shown.migrated_to is not None:
        became = tame.line(detail.became or "", _TITLE) or speech.plain("untitled")
        lines.append(speech.html("chat-became", title=became))
    return lines


def _completeness(speech: Speech, shown: Standing, now: collecting.Situation) -> Iterator[Html]:
    yield _stored(speech, shown)
    if shown.is_whole:
        yield speech.html("chat-whole")
    if shown.missing:
        yield speech.html("chat-missing", gaps=shown.gaps)
    if shown.stale:
        yield speech.html("chat-stale")
    if shown.verified_back_to is not None:
        yield speech.html("chat-verified-long", date=speech.date(shown.verified_back_to))
    if (job := _job(shown, now)) and (pace := _pace(speech, job)):
        work = speech.plain(f"work-{_code(job.what)}")
        yield speech.html("chat-job", work=work, pace=pace)
    if shown.synced_at is not None:
        yield speech.html("chat-synced", time=speech.moment(shown.synced_at, now.now))
    if held := held_up(speech, shown, now):
        yield held


def _members(speech: Speech, shown: Standing) -> Iterator[Html]:
    if shown.members_known is not None and shown.members_count is not None:
        yield speech.html(
            "chat-members-known", known=shown.members_known, count=shown.members_count
        )
    elif shown.members_count is not None:
        yield speech.html("chat-members", count=shown.members_count)
    if shown.members_note not in {None, MembersNote.COMPLETE}:
        yield speech.html(f"members-{_code(str(shown.members_note))}")


def _topics(speech: Speech, topics: Sequence[str | None]) -> Iterator[Html]:
    if not topics:
        return
    yield speech.html("chat-topics", count=len(topics))
    for topic in topics[:_MOST_TOPICS]:
        named = tame.line(topic or "", _TOPIC) or speech.plain("untitled-topic")
        yield speech.html("chat-topic", title=named)
    if (more := len(topics) - _MOST_TOPICS) > 0:
        yield speech.html("chat-more-topics", count=more)


def _code(value: str) -> str:
    return value.replace("_", "-")

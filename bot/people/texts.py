"""What the owner reads about people."""

from collections.abc import Iterator, Sequence

from bot import tame
from bot.translation import Html, Speech
from core.chats import rules as chats
from core.models import EvidenceKind, ProfileSource, ProfileState
from core.people import values
from core.people.portraits.values import Standing
from core.taxonomy.values import ProfessionSlug, SectorSlug

LIKELY, MAYBE = 75, 50
"""Confidence from which a guess is called so."""
_NAME, _TITLE, _WORDS = 40, 40, 60
HALF_WIDTH = 20
"""Characters that a phone shows on a button of half the width."""
_HALF_A_LINE, _LEAD, _QUOTE, _BIO = 36, 8, 280, 200
_MOST_NAMED = 3
UNASKED = Standing(None, None)
_PLAIN_STATES = {
    ProfileState.UNREAD: "unread",
    ProfileState.INSUFFICIENT: "insufficient",
    ProfileState.UNKNOWN: "unknown",
}


def page(speech: Speech, shown: values.Page, *, anybody: bool) -> Html:
    """A list of people; `anybody` tells whether anybody is stored at all."""
    if not anybody:
        return speech.html("list-nobody-stored")
    words = tame.line(shown.words, _WORDS)
    if not shown.total:
        understood = _understood(speech, shown.understood)
        return speech.html("list-empty", words=words, understood=understood)
    head = [
        speech.html("list-words", words=words, count=shown.total)
        if words
        else speech.html("list-all", count=shown.total)
    ]
    if words:
        head.append(_understood(speech, shown.understood))
    rows = ("\n".join(_row(speech, number, row)) for number, row in enumerate(shown.rows, 1))
    return Html("\n\n".join(("\n".join(head), *rows)))


def card(speech: Speech, shown: values.Card, portrait: Standing = UNASKED) -> Html:
    """A person's card; `portrait` tells whether bio and photo were asked for."""
    blocks = (
        [_title(speech, shown.name), *_verdict(speech, shown)],
        list(_evidence(speech, shown)),
        [*_bio(speech, shown, portrait)],
        list(_presence(speech, shown)),
    )
    return Html("\n\n".join("\n".join(block) for block in blocks if block))


def other(speech: Speech, shown: values.Card) -> Html:
    """The question what a person does, with buttons to answer it."""
    return speech.html("ask-other", name=name(speech, shown.name))


def sectors(speech: Speech, shown: values.Card) -> Html:
    """The question in which sector a person works."""
    return speech.html("ask-sector", name=name(speech, shown.name))


def professions(speech: Speech, shown: values.Card, sector: SectorSlug) -> Html:
    """The question which profession of a sector it is."""
    named = name(speech, shown.name)
    return speech.html("ask-profession", name=named, sector=speech.sector(sector))


def typing(speech: Speech, shown: values.Card) -> Html:
    """The question that is answered by typing."""
    return speech.html("ask-words", name=name(speech, shown.name))


def meanings(speech: Speech, typed: str) -> Html:
    """The question which known profession the typed words mean."""
    return speech.html("ask-meaning", words=tame.line(typed, _WORDS))


def where_to_keep(speech: Speech, typed: str) -> Html:
    """The question under which sector the typed words belong."""
    return speech.html("ask-where", words=tame.line(typed, _WORDS))


def name(speech: Speech, shown: values.Name) -> str:
    """How a person is called on one line."""
    if shown.is_deleted:
        return speech.plain("name-deleted", id=str(shown.user_id))
    if named := tame.line(shown.name or "", _NAME):
        return named
    if username := _username(shown):
        return f"@{username}"
    return speech.plain("name-none", id=str(shown.user_id))


def person_button(speech: Speech, number: int, shown: values.Name) -> str:
    """The button that opens a person's card."""
    return f"{number} · {tame.line(name(speech, shown), HALF_WIDTH - 4)}"


def sector_button(speech: Speech, slug: SectorSlug) -> str:
    """The button of a sector, which has half the width."""
    return tame.line(speech.sector_button(slug), HALF_WIDTH)


def candidate(speech: Speech, profession: ProfessionSlug | None, sector: SectorSlug) -> str:
    """A profession, or a sector where nothing closer is known."""
    return speech.profession(profession) if profession else speech.sector(sector)


def sure(speech: Speech, confidence: int) -> str:
    """Confidence in a word and a number."""
    word = "likely" if confidence >= LIKELY else "maybe" if confidence >= MAYBE else "hint"
    return speech.plain(f"sure-{word}", confidence=confidence)


def label(speech: Speech, doing: values.Doing) -> str | None:
    """What counts now, in one name; None where nothing does."""
    if doing.own_words:
        return tame.line(doing.own_words, _WORDS)
    if doing.sector is None:
        return None
    return candidate(speech, doing.profession, doing.sector)


def _row(speech: Speech, number: int, row: values.Row) -> Iterator[str]:
    yield speech.html("row", number=number, name=name(speech, row.name))
    named = label(speech, row.doing)
    if named is None:
        yield speech.html(f"badge-{_PLAIN_STATES[row.doing.state]}")
        return
    if row.doing.source is ProfileSource.OWNER:
        yield speech.html("row-manual", label=named)
    else:
        yield speech.html("row-guess", label=named, sure=sure(speech, row.doing.confidence or 0))
    if quote := tame.line(_around(row.quote or "", row.keyword or ""), _HALF_A_LINE):
        yield speech.html("row-quote", quote=quote)


def _around(quote: str, keyword: str) -> str:
    """The quote from where half a line of it shows the keyword."""
    at = quote.find(keyword)
    if at + len(keyword) < _HALF_A_LINE:
        return quote
    return f"…{quote[quote.rfind(' ', 0, max(at - _LEAD, 0)) + 1 :]}"


def _understood(speech: Speech, understood: values.Understood) -> Html:
    if not understood.professions and not understood.sectors:
        return speech.html("understood-nothing")
    found = set(understood.professions)
    heads = [
        slug
        for slug in understood.professions
        if (entry := speech.taxonomy.professions.get(slug)) is None or entry.parent not in found
    ]
    named = [speech.sector(slug) for slug in understood.sectors]
    named += [speech.profession(slug) for slug in heads]
    if len(named) == 1 and len(found) > 1:
        return speech.html("understood-kinds", name=named[0], count=len(found) - 1)
    names = ", ".join(named[:_MOST_NAMED])
    if (more := len(named) - _MOST_NAMED) > 0:
        return speech.html("understood-more", names=names, count=more)
    return speech.html("understood", names=names)


def _title(speech: Speech, shown: values.Name) -> Html:
    called, username = name(speech, shown), _username(shown)
    if username and not shown.is_deleted and called != f"@{username}":
        return speech.html("card-title", name=called, username=username)
    return speech.html("card-title-only", name=called)


def _verdict(speech: Speech, shown: values.Card) -> Iterator[Html]:
    doing, named = shown.doing, label(speech, shown.doing)
    if named is None:
        yield speech.html(f"card-{_PLAIN_STATES[doing.state]}")
        return
    sector = speech.sector(doing.sector) if doing.sector else ""
    by_owner = doing.source is ProfileSource.OWNER
    if by_owner:
        yield speech.html("card-manual", label=named)
    else:
        yield speech.html("card-guess", label=named, sure=sure(speech, doing.confidence or 0))
    if sector not in {"", named}:
        yield speech.html("card-sector", sector=sector)
    if by_owner:
        if shown.guessed:
            yield _guessed(speech, shown.alternatives[0], named)
    elif rest := shown.alternatives[1:]:
        yield speech.html("card-alternatives", names=", ".join(_rated(speech, rest)))


def _guessed(speech: Speech, guess: values.Alternative, named: str) -> Html:
    guessed = candidate(speech, guess.profession, guess.sector)
    if guessed == named:
        return speech.html("card-guessed-same", confidence=guess.confidence)
    return speech.html("card-guessed", label=guessed, confidence=guess.confidence)


def _rated(speech: Speech, rest: Sequence[values.Alternative]) -> Iterator[str]:
    for each in rest:
        named = candidate(speech, each.profession, each.sector)
        yield speech.plain("rated", label=named, confidence=each.confidence)


def _evidence(speech: Speech, shown: values.Card) -> Iterator[Html]:
    if shown.evidence:
        by_owner = shown.doing.source is ProfileSource.OWNER
        yield speech.html("card-why-guessed" if by_owner else "card-why")
    for each in shown.evidence:
        yield speech.html("quote", quote=tame.line(each.quote, _QUOTE) or "…")
        yield _source(speech, each)


def _source(speech: Speech, quoted: values.Quoted) -> Html:
    if quoted.kind is EvidenceKind.BIO or quoted.sent_at is None:
        return speech.html("source-bio")
    place = _place(speech, quoted.chat_title)
    date = speech.date(quoted.sent_at)
    if quoted.is_deleted:
        return speech.html("source-deleted", place=place, date=date)
    link = None
    if quoted.chat_kind and quoted.message_id:
        link = chats.message_link(
            quoted.chat_kind,
            quoted.peer_id,
            quoted.chat_username,
            quoted.message_id,
            quoted.topic_id,
        )
    if link:
        return speech.html("source-linked", place=place, date=date, link=link)
    return speech.html("source", place=place, date=date)


def _bio(speech: Speech, shown: values.Card, portrait: Standing) -> Iterator[Html]:
    if bio := tame.line(shown.bio or "", _BIO):
        yield speech.html("card-bio", bio=bio)
    if portrait.wanted_at is not None:
        yield speech.html("card-portrait-wanted")
    elif portrait.read_at is not None:
        yield speech.html("card-portrait-read", date=speech.date(portrait.read_at))


def _presence(speech: Speech, shown: values.Card) -> Iterator[Html]:
    yield speech.html("card-chats", chats=shown.chats_count, messages=shown.message_count)
    for each in shown.chats:
        place = _place(speech, each.title)
        yield speech.html("card-chat", place=place, count=each.message_count)
    if (more := shown.chats_count - len(shown.chats)) > 0:
        yield speech.html("card-more-chats", count=more)
    if shown.first_seen_at and shown.last_message_at:
        first, last = speech.date(shown.first_seen_at), speech.date(shown.last_message_at)
        if first == last:
            yield speech.html("card-seen-once", date=first)
        else:
            yield speech.html("card-seen", first=first, last=last)


def _username(shown: values.Name) -> str:
    return tame.line(shown.username or "", _NAME)


def _place(speech: Speech, title: str | None) -> str:
    return tame.line(title or "", _TITLE) or speech.plain("untitled")

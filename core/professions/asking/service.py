"""Asks a model about one person, and keeps what stands of the answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core import clock, db
from core.ai import asking, prompting, reading
from core.ai.chain import chain
from core.ai.values import Corpus, Verdict
from core.models import ChatId, MessageId, PeerId, UserId
from core.professions import corpus, rules, values
from core.professions import queries as profiles
from core.professions import service as people
from core.professions.asking import queries
from core.professions.asking import rules as choosing
from core.professions.asking.values import Beside, Estimate, Gathered, Lesson, Person, Plan
from core.professions.readings import queries as stored
from core.professions.readings import service as keeping
from core.professions.readings.values import Tables
from core.taxonomy.values import Taxonomy

ENOUGH_NEW = 3
"""Informative lines since a model last read somebody, before it does so again."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What everybody needs who asks about people; nothing of it changes in a round."""

    database: db.Database
    models: chain.Chain
    taxonomy: Taxonomy
    plan: Plan
    lessons: tuple[Lesson, ...]
    tables: Tables

    @property
    def readers(self) -> frozenset[str]:
        """As whom the chain's models sign with the present prompt."""
        return self.models.readers(prompting.load(reading.PROMPT))


async def open_desk(
    database: db.Database, models: chain.Chain, taxonomy: Taxonomy, plan: Plan
) -> Desk:
    """Fetch what does not change in a round."""
    async with database.read() as session:
        lessons = choosing.lessons(await queries.corrected(session), taxonomy)
        return Desk(database, models, taxonomy, plan, lessons, await keeping.tables(session))


async def read_claimed(desk: Desk, person: Person, gathered: Gathered) -> values.Read | None:
    """Ask about a claimed person and store what stands; None where the offline reading stands.

    They are given back where nothing came of it, unless the models had no use for the question,
    or fell over it: then others have their turn, and they have theirs in a day.
    """
    settled = False
    try:
        try:
            answer = await _asked(desk, person, gathered)
        except asking.StumbledError:
            async with desk.database.write() as session:
                await queries.put_off(session, person)
            settled = True
            return None
        except asking.NoUseError:
            answer = None
        read = None
        async with desk.database.write() as session:
            if answer is not None:
                read = await _keep(session, desk, person, gathered, answer)
            if read is None:
                await queries.looked_into(session, person.due)
        settled = True
        return read
    finally:
        if not settled:
            async with desk.database.write() as session:
                await queries.give_back(session, person)


async def gather(session: db.ReadSession, person: Person) -> Gathered:
    """Their words, for a model."""
    return await corpus.get_user_message_corpus(
        session, person.due.user_id, since=person.model_read_at
    )


def is_worth_it(person: Person, gathered: Gathered) -> bool:
    """Is there anything that the present models have not read yet?"""
    if not gathered.corpus.lines and not gathered.corpus.bio:
        return False
    return not person.needs_news or gathered.new >= ENOUGH_NEW


async def beside(
    session: db.ReadSession, desk: Desk, person: Person, gathered: Gathered
) -> Beside:
    """Examples for a question, and what the ledger and the mask must know of it."""
    user_id = person.due.user_id
    lessons = await _lessons(session, desk, person, gathered)
    answered = [each.answered_by for each in _answered(gathered) if each.answered_by]
    shown: list[PeerId | UserId] = [user_id, *answered, *(lesson.user_id for lesson in lessons)]
    return Beside(
        tuple(reading.Example(lesson.quotes, lesson.label) for lesson in lessons),
        _sent(user_id, gathered, lessons),
        tuple(dict.fromkeys(await queries.names(session, shown))),
    )


async def _lessons(
    session: db.ReadSession, desk: Desk, person: Person, gathered: Gathered
) -> tuple[Lesson, ...]:
    """Those that are alike, as far as they still hold: a round may take hours."""
    texts = [line.text for line in gathered.corpus.lines]
    likely = [one.user_id for one in choosing.alike(desk.lessons, texts, person.due.user_id)]
    fresh = choosing.lessons(await queries.corrected(session, likely), desk.taxonomy)
    return tuple(sorted(fresh, key=lambda one: likely.index(one.user_id)))


async def cost(session: db.ReadSession, desk: Desk, person: Person) -> Estimate | None:
    """What asking about somebody takes at most; None where they are not worth it."""
    gathered = await gather(session, person)
    if not is_worth_it(person, gathered):
        return None
    extra = await beside(session, desk, person, gathered)
    asked = [reading.question(gathered.corpus, extra.examples, sent=extra.sent, names=extra.names)]
    if _holds_others(gathered, extra):
        asked.append(reading.question(_alone(gathered).corpus, names=extra.names))
    costs = [desk.models.estimate(each) for each in asked]
    return Estimate(
        0,
        1,
        len(gathered.said),
        sum(one.tokens_in + one.tokens_out for one in costs),
        sum(one.price for one in costs),
        costs[0].model,
    )


def _holds_others(gathered: Gathered, extra: Beside) -> bool:
    """Does a question hold anybody else's words?"""
    return bool(extra.examples or _answered(gathered))


def _answered(gathered: Gathered) -> list[values.Said]:
    """The messages whose context goes along."""
    lines = zip(gathered.corpus.lines, gathered.said, strict=True)
    return [said for line, said in lines if line.answers is not None]


def _sent(user_id: UserId, gathered: Gathered, lessons: Iterable[Lesson]) -> asking.Sent:
    answered = _answered(gathered)
    messages: defaultdict[int, dict[int, None]] = defaultdict(dict)
    places: list[tuple[ChatId, MessageId | None]] = [
        *((said.chat_id, said.message_id) for said in gathered.said),
        *((said.chat_id, said.answered) for said in answered),
        *(place for lesson in lessons for place in lesson.messages),
    ]
    for chat_id, message_id in places:
        if message_id is not None:
            messages[chat_id].setdefault(message_id)
    people: list[UserId | PeerId | None] = [
        user_id,
        *(said.answered_by for said in answered),
        *(lesson.user_id for lesson in lessons),
    ]
    return asking.Sent(
        tuple(dict.fromkeys(one for one in people if one is not None)),
        {chat_id: tuple(ids) for chat_id, ids in messages.items()},
    )


async def _asked(desk: Desk, person: Person, gathered: Gathered) -> tuple[Verdict, str] | None:
    """What a model says; a guess falls only to who has seen nobody else's words.

    Else whoever wrote an example, or what a line answers, might talk it away.
    """
    user_id = person.due.user_id
    async with desk.database.read() as session:
        extra = await beside(session, desk, person, gathered)
        newest = (await stored.newest(session, [user_id])).get(user_id)
    answer = await _ask(desk, gathered, extra)
    if answer is None or not _holds_others(gathered, extra):
        return answer
    if not choosing.overturns(_outcome(desk, gathered, answer[0]), newest):
        return answer
    alone = _alone(gathered)
    return await _ask(desk, alone, replace(extra, examples=(), sent=_sent(user_id, alone, ())))


def _alone(gathered: Gathered) -> Gathered:
    """Their own words without what they answer."""
    lines = tuple(replace(line, answers=None) for line in gathered.corpus.lines)
    return replace(gathered, corpus=Corpus(lines, gathered.corpus.bio))


async def _ask(desk: Desk, gathered: Gathered, extra: Beside) -> tuple[Verdict, str] | None:
    answer = await reading.read_profession(
        desk.models,
        gathered.corpus,
        desk.taxonomy,
        extra.examples,
        sent=extra.sent,
        names=extra.names,
    )
    if answer is None and (until := desk.models.resting()):
        raise asking.NobodyAnswersError("No model answers at present.", until)
    return answer


def _outcome(desk: Desk, gathered: Gathered, said: Verdict) -> values.Outcome:
    """What the rules leave of what a model said."""
    hear = corpus.ears(desk.taxonomy).hear
    verdict = rules.sifted(said, gathered.corpus, hear, desk.taxonomy, steered=gathered.steered)
    return rules.decide(verdict, gathered.own, desk.plan.minimum, desk.tables.models)


async def _keep(
    session: db.Session,
    desk: Desk,
    person: Person,
    gathered: Gathered,
    answer: tuple[Verdict, str],
) -> values.Read | None:
    """Store what the rules leave of an answer; None where it is of no use."""
    said, name = answer
    outcome = _outcome(desk, gathered, said)
    hear = corpus.ears(desk.taxonomy).hear
    newest = (await stored.newest(session, [person.due.user_id])).get(person.due.user_id)
    if not choosing.is_usable(said, outcome, newest, rules.claimed(gathered.corpus, hear)):
        return None
    proofs = tuple(people.proof(quote, gathered.said) for quote in outcome.evidence)
    read = values.Read(person.due, outcome, proofs, gathered.own)
    if not await keeping.keep(session, name, [read]):
        return None
    await queries.mark_read(session, person.due, name)
    await profiles.settle(session, [person.due.user_id])
    return read


async def claim(desk: Desk, person: Person) -> bool | None:
    """Take somebody for a while; None where the owner's day has had its number of people."""
    now = clock.now()
    async with desk.database.write() as session:
        await queries.queue_up(session)
        today = await queries.read_today(session, clock.midnight(now, desk.plan.zone))
        if today >= desk.plan.people_per_day:
            return None
        return await queries.claim(session, person, now)

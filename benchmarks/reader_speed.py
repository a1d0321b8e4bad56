"""How fast the offline reader reads people: generated ones, in three languages."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from core.ai.offline import reader
from core.ai.offline.classifier import features, training
from core.ai.values import Corpus, Line, Verdict
from core.professions import rules
from core.taxonomy import catalogue
from core.taxonomy.values import Taxonomy

PEOPLE = 400
LINES = 100
RUNS = 3
WANTED = 200
CORRECTIONS = 60
_MINIMUM = 5
_SEED = 7
Read: TypeAlias = Callable[[Corpus], Verdict]
_START = datetime(2024, 1, 1, tzinfo=UTC)
_CHATTER = {
    "en": (
        "does anyone know when the shop on the corner opens tomorrow? {n}",
        "we were at the lake with the kids, the weather was lovely and nobody wanted to go home",
        "ok thanks, see you at {n}",
        "I would not pay {n} for that, look at the photos again before you decide",
        "haha that was the best part of the whole evening, my brother still talks about it",
    ),
    "tr": (
        "yarın saat {n} gibi köprünün orada buluşalım mı, trafik çok olmaz diye düşünüyorum",
        "çok teşekkürler, ellerine sağlık",
        "bu akşam hava güzel olacakmış, çocukları alıp sahile inelim diyoruz",
        "fiyatı {n} liraymış ama pazarlık payı var gibi görünüyor",
        "ben de aynısını yaşadım geçen sene, sonunda vazgeçtim",
    ),
    "ru": (
        "кто-нибудь знает, во сколько завтра открывается рынок на углу? {n}",
        "спасибо большое, всё получилось",
        "мы вчера гуляли с детьми у моря, погода была чудесная, домой никто не хотел",
        "за {n} я бы это точно не взяла, посмотри ещё раз на фотографии",
        "у нас во дворе опять нет воды, обещали дать к вечеру",
    ),
}
_OWN = {
    "en": "I'm a {name}, {n} years now, and today we had {term} again",
    "tr": "{name} olarak çalışıyorum, bugün yine {term} vardı",
    "ru": "я {name}, уже {n} лет, сегодня опять {term}",
}


def run() -> list[str]:
    """People per second of processor time, best of a few runs, once the vocabulary was met."""
    taxonomy = catalogue.load()
    started = time.perf_counter()
    read = reader.prepare(taxonomy)
    prepared = time.perf_counter() - started
    people = list(_people(taxonomy))
    _guess(read.read, people[: PEOPLE // 8])
    speed = max(PEOPLE / _seconds(read.read, people) for _ in range(RUNS))
    live = _learned(read, people, taxonomy)
    _guess(live, people[: PEOPLE // 8])
    with_learned = max(PEOPLE / _seconds(live, people) for _ in range(RUNS))
    return [
        f"offline reader: {speed:.0f} people/s of one core with {LINES} messages each, "
        f"{speed * LINES:.0f} messages/s (wanted: {WANTED} people/s); "
        f"prepared in {prepared:.2f} s",
        f"with a learned classifier: {with_learned:.0f} people/s (wanted: {WANTED} people/s)",
    ]


def _learned(read: reader.Reader, people: list[Corpus], taxonomy: Taxonomy) -> Read:
    """The reader with a classifier that learned from some of the people, as it is when live."""
    silent = features.silent(taxonomy)
    sectors = list(taxonomy.sectors)
    cases = [
        training.Case(
            features.bag((text for _, text in features.texts(said)), silent),
            read.read(said),
            sectors[number % len(sectors)],
            None,
        )
        for number, said in enumerate(people[:CORRECTIONS])
    ]
    weights = training.train(training.prepare(cases, taxonomy))

    def both(said: Corpus) -> Verdict:
        verdict = rules.checked(read.read(said), said)
        return weights.read(said, replace(verdict, declared=False))  # else it leaves them alone

    return both


def _seconds(read: Read, people: list[Corpus]) -> float:
    started = time.process_time()
    _guess(read, people)
    return time.process_time() - started


def _guess(read: Read, people: list[Corpus]) -> None:
    for said in people:
        rules.decide(rules.checked(read(said), said), len(said.lines), _MINIMUM)


def _people(taxonomy: Taxonomy) -> Iterator[Corpus]:
    chance = random.Random(_SEED)
    professions = list(taxonomy.professions.values())
    for _ in range(PEOPLE):
        one = chance.choice(professions)
        name = {language.value: chance.choice(one.names[language]) for language in one.names}
        term = {language.value: chance.choice(one.terms[language]) for language in one.terms}
        lines = []
        for number in range(LINES):
            language = chance.choice(("en", "tr", "ru"))
            form = _OWN[language] if number % 20 == 0 else chance.choice(_CHATTER[language])
            text = form.format(n=chance.randint(2, 99), name=name[language], term=term[language])
            lines.append(Line(number, text, _START - timedelta(hours=number)))
        yield Corpus(tuple(lines))

"""A small world that stories are told in: people in two groups, and a reader who knows them."""

from unittest import mock

from core import db
from core.ai import calibration
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.models import ChatId, ChatKind, UserId
from core.professions import service
from core.professions.values import Wanted
from core.taxonomy.values import ProfessionSlug, SectorSlug
from tests import stored

AYSE, IVAN, JOHN, LEYLA, DELETED, CLERK, NEW = (UserId(number) for number in range(1, 8))
FIRST_OF_MANY = 100

_TRADES = {
    "React": (
        ("frontend_developer", "it_telecom", 82),
        ("graphic_designer", "arts_culture", 31),
        (None, "marketing_advertising", 20),
    ),
    "Go,": (("backend_developer", "it_telecom", 64),),
    "court": (("lawyer", "law", 95),),
    "Java": (("software_developer", "it_telecom", 40),),
    "paperwork": ((None, "government", 55),),
}


async def populate(database: db.Database, many: int = 0) -> None:
    """Seven people known in different ways, and `many` developers more."""
    istanbul = await stored.chat(database, "İstanbul Yazılım & Dostlar")
    flats = await stored.chat(database, "Flat 12 <owners>", ChatKind.GROUP, peer=-77)
    told = {
        AYSE: ("Ayşe Yılmaz", istanbul, "5 yıldır React yazıyorum, bileşenler benden sorulur"),
        IVAN: ("Иван Петров", istanbul, "Пишу на Go, сервис опять упал"),
        JOHN: ("John <i>Baker", flats, "I am in court tomorrow & the day after"),
        LEYLA: ("ليلى", flats, "günaydın"),
        CLERK: ("Memur", flats, "paperwork again"),
    }
    for user, (name, chat, text) in told.items():
        username = "ayse_y" if user == AYSE else None
        await stored.person(database, user, name, username=username)
        await stored.says(database, chat, user, user * 10, text)
    await stored.person(database, DELETED, None, is_deleted=True)
    await stored.says(database, flats, DELETED, 500, *("yes " * 6).split())
    for number in range(many):
        await _developer(database, istanbul, number)
    with mock.patch.object(calibration, "calibrated", lambda confidence, _: confidence):
        reader = service.Reader("world", _read)
        await service.read_due(database, reader, Wanted("world", 5), lambda _: None)
    await stored.person(database, NEW, "New & Unread")


async def _developer(database: db.Database, chat: ChatId, number: int) -> None:
    user = UserId(FIRST_OF_MANY + number)
    await stored.person(database, user, f"Developer {number}")
    text = "Java is all I do, as everybody here has heard more than once since Monday"
    await stored.says(database, chat, user, 1000 + number, text)


def _read(corpus: Corpus) -> Verdict:
    for line in corpus.lines:
        for word, trades in _TRADES.items():
            if word in line.text:
                candidates = tuple(
                    Candidate(ProfessionSlug(slug) if slug else None, SectorSlug(sector), sure)
                    for slug, sector, sure in trades
                )
                quote = Quote(QuoteKind.MESSAGE, line.number, line.text, (word,))
                return Verdict(candidates, (quote,), declared=True)
    return Verdict()

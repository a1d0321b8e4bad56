"""Which readings are worth storing, and what the owner's word does to the tables."""

from core.ai import calibration
from core.ai.calibration import Judged
from core.ai.values import Candidate
from core.models import ChatId, EvidenceKind, MessageId, UserId
from core.professions.readings import rules
from core.professions.readings.values import Place, Stored
from core.professions.values import Due, Outcome, Proof, Read, State
from core.taxonomy.values import SectorSlug

ANN, OFFLINE, MODEL = UserId(1), "offline 1", "ollama:llama3.2 professions 1"
GUESS = Outcome(State.GUESS, (Candidate(None, SectorSlug("law"), 70),), 80)
CHAT, MESSAGE = ChatId(1), MessageId(2)
PLACE: Place = (CHAT, MESSAGE)
PROOF = Proof(EvidenceKind.MESSAGE, CHAT, MESSAGE, "in court", ("court",))
BIO = Proof(EvidenceKind.BIO, None, None, "lawyer", ())


def read(*proofs: Proof, outcome: Outcome = GUESS, lines: int = 9) -> Read:
    return Read(Due(ANN, None, 1), outcome, proofs, lines)


def test_a_reading_stands_while_its_person_and_its_quotes_do() -> None:
    said: dict[Place, tuple[int | None, str]] = {PLACE: (1, "I am in court")}
    assert rules.stands(read(PROOF), {ANN: None}, said)
    assert rules.stands(read(), {ANN: None}, {})
    assert not rules.stands(read(PROOF), {}, said)
    assert not rules.stands(read(PROOF), {ANN: None}, {})
    assert not rules.stands(read(PROOF), {ANN: None}, {PLACE: (1, "I am at home")})
    assert not rules.stands(read(PROOF), {ANN: None}, {PLACE: (2, "I am in court")})


def test_a_quote_of_the_bio_stands_in_the_bio() -> None:
    assert rules.stands(read(BIO), {ANN: "a lawyer"}, {})
    assert not rules.stands(read(BIO), {ANN: "a nurse"}, {})
    assert not rules.stands(read(BIO), {ANN: None}, {})


def test_only_what_differs_from_the_newest_reading_is_news() -> None:
    newest = Stored(OFFLINE, GUESS, (PROOF,), 8)
    assert not rules.is_news(read(PROOF), "offline 2", newest)
    assert rules.is_news(read(PROOF), MODEL, newest)
    assert rules.is_news(read(PROOF), OFFLINE, None)
    assert rules.is_news(read(), OFFLINE, newest)
    assert rules.is_news(read(PROOF, outcome=Outcome(State.UNKNOWN)), OFFLINE, newest)


def test_how_much_was_read_is_news_where_it_was_too_little() -> None:
    little = Outcome(State.INSUFFICIENT)
    newest = Stored(OFFLINE, little, (), 2)
    assert rules.is_news(read(outcome=little, lines=3), OFFLINE, newest)
    assert not rules.is_news(read(outcome=little, lines=2), OFFLINE, newest)


def test_each_kind_of_reader_has_its_own_table() -> None:
    wrong = [("offline 1 + learned 4", Judged(90, False))] * 200
    moved = rules.tables([*wrong, (MODEL, Judged(90, False))])
    assert calibration.calibrated(90, moved.offline) < 30
    assert moved.models == calibration.MODELS

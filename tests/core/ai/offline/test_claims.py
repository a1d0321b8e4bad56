"""What the words of a line themselves claim."""

import pytest

from core.ai.offline.claims import Weight
from core.ai.offline.signals import Tier
from core.ai.values import Corpus
from core.professions import corpus
from core.taxonomy import catalogue
from core.taxonomy.values import ProfessionSlug, SectorSlug
from tests.core.ai.offline import said

EARS = corpus.ears(catalogue.load())
LAW, LAWYER = SectorSlug("law"), ProfessionSlug("lawyer")


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("hello there", Weight.CHATTER),
        ("the judge was late", Weight.TERM),
        ("I'm a lawyer", Weight.CLAIM),
        ("Ben avukatım", Weight.CLAIM),
        ("Я юрист", Weight.CLAIM),
        ("my uncle is a lawyer", Weight.TERM),
    ],
)
def test_a_line_is_weighed(text: str, weight: Weight) -> None:
    assert EARS.weigh(text) is weight


def test_an_answer_to_who_somebody_is_weighs_more_than_chatter() -> None:
    assert EARS.weigh("this and that", "what do you do for a living?") is Weight.TERM
    assert EARS.weigh("this and that", "how are you?") is Weight.CHATTER


def test_a_claim_is_heard_with_its_tier() -> None:
    heard = EARS.hear(said.corpus("hello", "I'm a lawyer"), 1)
    (claim,) = heard.claims(LAW)
    assert claim.tier is Tier.SAID
    assert not heard.disowns({LAWYER}, LAW)
    assert not heard.talk(LAW)


def test_somebody_elses_job_is_disowned() -> None:
    heard = EARS.hear(said.corpus("my uncle is a lawyer"), 0)
    assert heard.disowns({LAWYER}, LAW)
    assert not heard.disowns({ProfessionSlug("nurse")}, SectorSlug("healthcare"))


def test_the_bio_is_heard_as_one() -> None:
    assert EARS.hear(said.corpus(bio="Lawyer, Izmir"), None).claims(LAW)
    assert not EARS.hear(Corpus(()), None).signals

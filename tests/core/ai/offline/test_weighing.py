"""What is said outright, done for love, learned, asked or only touched on weighs differently."""

import pytest

from core.professions.values import State
from tests.core.ai.offline import said

LAWYER_TALK = (
    "the hearing was moved again and opposing counsel laughed",
    "spent the night on a deposition",
    "billable hours will be the end of me",
    "the plaintiff wants a settlement now",
    "filed a motion to dismiss this morning",
)


def _felt(*texts: str) -> int:
    return said.read(*texts).candidates[0].confidence


@pytest.mark.parametrize(
    "text",
    [
        "I'm a bodybuilder",
        "i volunteer at the shelter",
        "я пишу стихи",
        "I'm a pretty good cook",
        "I've always thought about being a carpenter",
        "I'm a gardener in my spare time",
    ],
)
def test_what_is_done_for_love_is_not_shown(text: str) -> None:
    assert said.outcome(text).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("I'm a professional bodybuilder", "hospitality_tourism_sport"),
        ("I work as a volunteer coordinator", "nonprofit_social"),
        ("Hi, I'm Jordan, a veterinarian from Florida", "healthcare"),
        ("I work as an accountant and i like to hike in my spare time", "finance_accounting"),
        ("I'm a single dad and I work at a nursing home", "healthcare"),
        ("just got back from the bakery that I run", "hospitality_tourism_sport"),
        ("I'm an army cadet", "security_military"),
    ],
)
def test_what_is_done_for_a_living_is_shown(text: str, sector: str) -> None:
    outcome = said.outcome(text)
    assert (outcome.state, outcome.candidates[0].sector) == (State.GUESS, sector)


def test_whoever_studies_a_thing_need_be_no_student_without_a_school() -> None:
    assert said.outcome("I'm studying Spanish").state is State.UNKNOWN
    assert said.outcome("I'm studying law at the university").state is State.GUESS
    assert said.outcome("хожу в школу").state is State.UNKNOWN


def test_what_is_studied_is_not_worked_with() -> None:
    sectors = {one.sector for one in said.read("I'm studying marine biology").candidates}
    assert sectors == {"student"}


def test_two_trades_of_one_person_make_neither_sure() -> None:
    both = _felt("I'm a plumber", "I'm a nurse")
    assert both < 0.5 * _felt("I'm a plumber")


def test_work_talk_adds_little_to_what_is_said_outright() -> None:
    alone = _felt("I'm a lawyer")
    assert alone < _felt("I'm a lawyer", *LAWYER_TALK) <= alone + 12


def test_a_question_tells_less_of_a_trade_than_a_statement() -> None:
    asked = [f"{text}?" for text in LAWYER_TALK]
    assert _felt("the jury and the verdict") > _felt("the jury and the verdict?")
    assert _felt(*LAWYER_TALK) >= _felt(*asked)


def test_familiar_words_need_to_be_many() -> None:
    familiar = ("lovely recipe", "the kitchen is done", "we went to a restaurant", "good dessert")
    telling = ("mise en place first", "the sous chef left", "plating is slow", "my knife skills")
    assert said.outcome(*familiar).state is State.UNKNOWN
    assert _felt(*telling) > 2 * _felt(*familiar)

"""What counts of a person's words, and what a verdict comes to."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ai import calibration
from core.ai.values import Candidate, Corpus, Line, Quote, QuoteKind, Verdict
from core.professions import rules
from core.professions.values import State
from core.taxonomy.values import ProfessionSlug, SectorSlug

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
CORPUS = Corpus((Line(0, "Я юрист, пишите", NOON), Line(1, "привет", NOON)), bio="адвокат")


def _quote(text: str, line: int | None = 0) -> Quote:
    kind = QuoteKind.BIO if line is None else QuoteKind.MESSAGE
    return Quote(kind, line, text, ("юрист",))


def _verdict(*quotes: Quote, confidence: int = 80, declared: bool = False) -> Verdict:
    lawyer = Candidate(ProfessionSlug("lawyer"), SectorSlug("law"), confidence)
    return Verdict((lawyer,), quotes, declared)


def test_a_quote_that_is_not_in_its_line_is_dropped() -> None:
    true, moved, made_up = _quote("Я юрист"), _quote("Я юрист", 1), _quote("я врач")
    assert rules.checked(_verdict(true, moved, made_up), CORPUS).evidence == (true,)


@pytest.mark.parametrize(
    "quote",
    [
        _quote("я юрист"),
        _quote("Я юрист", 7),
        _quote(""),
        _quote("  "),
        _quote("нотариус", None),
        Quote(QuoteKind.MESSAGE, None, "Я юрист", ()),
    ],
)
def test_a_guess_without_evidence_is_no_guess(quote: Quote) -> None:
    assert rules.checked(_verdict(quote, declared=True), CORPUS) == Verdict()


def test_the_bio_is_a_source_of_quotes() -> None:
    verdict = _verdict(_quote("адвокат", None))
    assert rules.checked(verdict, CORPUS) == verdict
    assert rules.checked(verdict, Corpus(CORPUS.lines)) == Verdict()


@given(st.text(), st.text())
def test_what_passes_the_check_is_literal(line: str, quote: str) -> None:
    corpus = Corpus((Line(0, line, NOON),))
    passed = rules.checked(_verdict(_quote(quote)), corpus).evidence
    assert all(one.text in line for one in passed)


def test_too_few_messages_are_insufficient_unless_a_job_is_declared() -> None:
    verdict = _verdict(_quote("Я юрист"))
    assert rules.decide(verdict, 4, 5).state is State.INSUFFICIENT
    assert rules.decide(verdict, 5, 5).state is State.GUESS
    declared = _verdict(_quote("Я юрист"), declared=True)
    assert rules.decide(declared, 1, 5).state is State.GUESS
    assert rules.decide(Verdict(), 4, 5).state is State.INSUFFICIENT


def test_nothing_found_in_enough_messages_is_unknown() -> None:
    assert rules.decide(Verdict(), 5, 5).state is State.UNKNOWN


def test_a_guess_that_is_hardly_surer_than_chance_is_unknown() -> None:
    outcome = rules.decide(_verdict(_quote("Я юрист"), confidence=5), 9, 5)
    assert (outcome.state, outcome.evidence, outcome.raw_confidence) == (State.UNKNOWN, (), 5)


def test_what_is_too_unsure_to_show_stays_to_be_chosen_from() -> None:
    outcome = rules.decide(_verdict(_quote("Я юрист"), confidence=5), 9, 5)
    (only,) = outcome.candidates
    assert (only.profession, only.confidence) == ("lawyer", calibration.calibrated(5))


def test_a_guess_keeps_the_felt_confidence_and_shows_the_calibrated() -> None:
    outcome = rules.decide(_verdict(_quote("Я юрист")), 9, 5)
    assert outcome.raw_confidence == 80
    assert outcome.candidates[0].confidence == calibration.calibrated(80)
    assert outcome.evidence == (_quote("Я юрист"),)


def test_a_command_to_a_bot_is_no_own_word() -> None:
    assert rules.own_words("/start", None) == ""
    assert rules.own_words("/who@kimdir_bot lawyer", None) == ""
    assert rules.own_words("/ I am a lawyer", None) == "/ I am a lawyer"


def test_a_quoted_block_is_no_own_word() -> None:
    text = "I am a doctor\nand I am a nurse"
    block = {"type": "blockquote", "offset": 0, "length": 13}
    assert rules.own_words(text, [block]) == "and I am a nurse"
    assert rules.own_words(text, [{**block, "type": "bold"}]) == text
    assert rules.own_words(text, [{**block, "length": len(text)}]) == ""


def test_of_words_around_a_quoted_block_the_longest_stretch_is_kept_literally() -> None:
    text = "yes, I agree: QUOTED but no"
    block = {"type": "blockquote", "offset": 14, "length": 6}
    inner = {"type": "blockquote", "offset": 15, "length": 2}
    assert rules.own_words(text, [inner, block]) == "yes, I agree:"


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_own_words_are_a_piece_of_the_message(text: str, spans: list[tuple[int, int]]) -> None:
    blocks = [
        {"type": "blockquote", "offset": offset, "length": length} for offset, length in spans
    ]
    assert rules.own_words(text, blocks) in text

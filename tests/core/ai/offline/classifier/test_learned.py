"""What was learned from corrections moves verdicts, with evidence, and not too far."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ai.offline.classifier import features, learned, training
from core.ai.values import Candidate, Quote, QuoteKind, Verdict
from core.professions import rules
from core.professions.values import State
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy
from tests.core.learning import trades

DRIVER = ["the vintle rattled today", "kept my drall on the road", "good night"]
NURSE = Candidate(ProfessionSlug("nurse"), SectorSlug("healthcare"), 95)


@cache
def _taxonomy() -> Taxonomy:
    return trades.small()


@cache
def _weights() -> learned.Weights:
    return training.train(training.prepare(trades.cases(60), _taxonomy()))


@pytest.fixture(scope="module", autouse=True)
def once() -> None:
    """What takes seconds is done before a test with a deadline, whichever comes first."""
    _weights()


def _is_guess(verdict: Verdict) -> bool:
    return rules.decide(verdict, 9, 1).state is State.GUESS


def test_slang_that_no_reader_was_told_of_tells_a_trade() -> None:
    verdict = _weights().read(trades.corpus(*DRIVER), Verdict())
    assert verdict.candidates[0].sector == "transport_logistics"
    assert _is_guess(verdict)


def test_its_evidence_is_quoted_as_it_stands() -> None:
    said = trades.corpus(*DRIVER)
    verdict = _weights().read(said, Verdict())
    assert rules.checked(verdict, said) == verdict
    assert {quote.line for quote in verdict.evidence} == {0, 1}
    assert {"vintle", "drall"} <= {word for one in verdict.evidence for word in one.keywords}
    assert not verdict.declared


def test_a_long_line_is_quoted_in_part() -> None:
    long = " ".join(trades.talk("law", 1, slang=False) * 3)
    said = trades.corpus(f"{long}. The vintle rattled on the plonk. {long}", DRIVER[1])
    quotes = _weights().read(said, Verdict()).evidence
    assert all(len(quote.text) <= 200 for quote in quotes)
    assert any("vintle" in quote.text for quote in quotes)


def test_a_bio_speaks_too() -> None:
    said = trades.corpus(DRIVER[0], bio="drall and vintle, plonk")
    verdict = _weights().read(said, Verdict())
    assert {quote.kind for quote in verdict.evidence} == {QuoteKind.BIO, QuoteKind.MESSAGE}
    assert rules.checked(verdict, said) == verdict


def test_one_line_is_not_enough_to_contradict_the_offline_reader() -> None:
    assert _weights().read(trades.corpus(DRIVER[0], "good night"), Verdict()) == Verdict()


def test_one_line_makes_no_faint_suspicion_a_guess() -> None:
    quote = Quote(QuoteKind.MESSAGE, 0, "vintle", ("vintle",))
    faint = Verdict((Candidate(None, SectorSlug("transport_logistics"), 5),), (quote,))
    assert _weights().read(trades.corpus("vintle", "good night"), faint) == faint
    assert _is_guess(_weights().read(trades.corpus(*DRIVER), faint))


def test_words_that_only_lean_towards_a_trade_make_no_suspicion_a_guess() -> None:
    said = trades.corpus("the truck is late", "cargo again")
    quote = Quote(QuoteKind.MESSAGE, 0, "the truck is late", ("truck",))
    suspected = Verdict((Candidate(None, SectorSlug("transport_logistics"), 15),), (quote,))
    assert _weights().read(said, suspected) == suspected


def test_chatter_tells_nothing() -> None:
    verdict = _weights().read(trades.corpus(*trades.talk("law", 7, slang=False)), Verdict())
    assert not _is_guess(verdict)


def test_somebody_silent_stays_unknown() -> None:
    assert _weights().read(trades.corpus(), Verdict()) == Verdict()
    assert _weights().read(trades.corpus("👍", "..."), Verdict()) == Verdict()


def test_a_declaration_is_not_overruled_by_few_corrections() -> None:
    quote = Quote(QuoteKind.MESSAGE, 2, "I am a nurse", ("nurse",))
    said = Verdict((NURSE,), (quote,), declared=True)
    assert _weights().read(trades.corpus(*DRIVER[:2], "I am a nurse"), said) == said


def test_the_name_of_a_trade_is_left_to_the_offline_reader() -> None:
    talked = trades.corpus("we want some lawyer, another lawyer", "avukat lazım")
    people = [*trades.cases(30), *[trades.case(talked, "law")] * 10]
    weights = training.train(training.prepare(people, _taxonomy()))
    others = trades.corpus("my brother is a lawyer", "his lawyer did it", "onun avukat")
    verdict = weights.read(others, Verdict())
    assert not any("lawyer" in quote.keywords for quote in verdict.evidence)
    assert not (_is_guess(verdict) and verdict.candidates[0].sector == "law")


def test_where_both_agree_the_offline_evidence_stays() -> None:
    said = trades.corpus("the ward is full", "my ward had quibbers", "zonnick again")
    quote = Quote(QuoteKind.MESSAGE, 0, "the ward is full", ("ward",))
    weak = Verdict((Candidate(ProfessionSlug("nurse"), SectorSlug("healthcare"), 22),), (quote,))
    verdict = _weights().read(said, weak)
    assert verdict.evidence == (quote,)
    assert verdict.candidates[0].profession == "nurse"
    assert verdict.candidates[0].confidence > 22


def test_a_profession_inside_a_sector_is_what_the_owner_called_such_people() -> None:
    people = [
        trades.case(trades.corpus(*trades.talk(sector, number)), sector, profession)
        for number in range(20)
        for sector, profession in [("law", None), ("transport_logistics", "truck_driver")]
    ]
    weights = training.train(training.prepare(people, _taxonomy()))
    best = weights.read(trades.corpus(*DRIVER), Verdict()).candidates[0]
    assert best.profession == "truck_driver"
    assert (
        learned.unpack(learned.pack(weights), _taxonomy())
        .read(trades.corpus(*DRIVER), Verdict())
        .candidates[0]
        == best
    )


def test_weights_come_back_from_their_bytes() -> None:
    weights = learned.unpack(learned.pack(_weights()), _taxonomy())
    said = trades.corpus(*DRIVER)
    assert weights.read(said, Verdict()) == _weights().read(said, Verdict())


@given(st.one_of(st.binary(max_size=200), st.integers(0, 5000)))
def test_rubbish_is_no_classifier(rubbish: bytes | int) -> None:
    if isinstance(rubbish, int):
        whole = learned.pack(_weights())
        place = rubbish % len(whole)
        rubbish = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    with pytest.raises(learned.WeightsError):
        learned.unpack(rubbish, _taxonomy())


def test_a_classifier_of_another_taxonomy_is_refused() -> None:
    other = trades.small()
    sectors = {slug: one for slug, one in other.sectors.items() if slug != "law"}
    object.__setattr__(other, "sectors", sectors)
    with pytest.raises(learned.WeightsError, match="other professions"):
        learned.unpack(learned.pack(_weights()), other)


def test_training_is_the_same_each_time() -> None:
    again = training.train(training.prepare(trades.cases(60), _taxonomy()))
    assert (again.matrix == _weights().matrix).all()


def test_whoever_is_held_out_is_judged_as_by_a_classifier_of_the_others() -> None:
    people = trades.cases(20)
    material = training.prepare(people, _taxonomy())
    verdicts = training.held_out(material)
    for fold in training.folds(people):
        rest = [place for place in range(len(people)) if place not in fold]
        weights = training.train(material, rest)
        for place in fold:
            said = trades.corpus(*trades.talk(people[place].sector, place))
            assert weights.read(said, Verdict()).candidates == verdicts[place].candidates


def test_who_is_held_out_meets_a_classifier_as_bold_as_the_one_that_goes_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[learned.Weights] = []
    train = training.train

    def listens(*given: Any) -> learned.Weights:
        made.append(train(*given))
        return made[-1]

    monkeypatch.setattr(training, "train", listens)
    material = training.prepare(trades.cases(10), _taxonomy())
    training.held_out(material)
    training.held_out(material, range(7))
    assert [each.corrections for each in made] == [10] * 5 + [7] * 5


def test_every_case_is_held_out_once_and_sectors_are_spread() -> None:
    people = trades.cases(31)
    parts = training.folds(people)
    assert sorted(place for part in parts for place in part) == list(range(31))
    for part in parts:
        sectors = [people[place].sector for place in part]
        assert all(sectors.count(each) >= 2 for each in trades.SECTORS)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_can_be_read(texts: list[str]) -> None:
    said = trades.corpus(*texts)
    verdict = _weights().read(said, Verdict())
    assert rules.checked(verdict, said) == (verdict if verdict.evidence else Verdict())


@given(st.text(max_size=30))
def test_the_places_of_a_unit_are_inside(text: str) -> None:
    unit = features.unit(text)
    if unit:
        places, values = features.spread(unit)
        assert ((places >= 0) & (places < features.DIMS)).all()
        assert len(places) == len(values)


def test_it_forgets_words_where_too_many_were_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_REMEMBERED", 40 * 3)
    weights = learned.unpack(learned.pack(_weights()), _taxonomy())
    for number in range(20):
        weights.read(trades.corpus(*(f"word{number}x{place}" for place in range(60))), Verdict())
    verdict = weights.read(trades.corpus(*DRIVER), Verdict())
    assert verdict == _weights().read(trades.corpus(*DRIVER), Verdict())

"""The measuring of guesses measures what it says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import goals, quality, scores
from core.ai.values import Candidate
from core.professions.values import Outcome, State
from core.taxonomy.values import ProfessionSlug, SectorSlug


def _case(label: str, guess: str | None, confidence: int = 50) -> scores.Case:
    outcome = Outcome(State.UNKNOWN)
    if guess:
        outcome = Outcome(State.GUESS, (Candidate(None, SectorSlug(guess), confidence),))
    return scores.Case({"label_sector": label}, outcome, None, frozenset())


CASES = [
    _case("law", "law", 90),
    _case("law", "healthcare", 90),
    _case("law", None),
    _case("none", None),
    _case("none", "law", 10),
]


def test_not_knowing_is_right_only_for_people_without_a_job() -> None:
    assert scores.sector_accuracy(CASES) == pytest.approx(2 / 5)
    assert scores.working_accuracy(CASES) == pytest.approx(1 / 3)
    assert scores.coverage(CASES) == pytest.approx(3 / 5)


def test_precision_counts_guesses_only() -> None:
    assert scores.precision(CASES) == pytest.approx(1 / 3)
    assert scores.precision(CASES, 80) == pytest.approx(1 / 2)
    assert scores.best_precision(CASES, 0.4) == pytest.approx(1 / 2)
    assert scores.precision([_case("law", None)]) is None


def test_calibration_error_weighs_the_bins_by_their_people() -> None:
    assert scores.calibration_error(CASES) == pytest.approx((abs(1 - 1.8) + 0.1) / 3)
    assert scores.calibration_error_of_all(CASES) == pytest.approx((abs(1 - 1.8) + 0.1) / 5)
    assert scores.calibration_error([]) is None


def test_a_leaning_that_is_not_shown_is_ranked_but_claims_nothing() -> None:
    lawyer = Candidate(ProfessionSlug("lawyer"), SectorSlug("law"), scores.LEANS_FROM)
    leans = scores.Case(
        {"label_sector": "law"}, Outcome(State.UNKNOWN, (lawyer,)), "lawyer", frozenset()
    )
    assert leans.sectors() == ["law", "none"]
    assert (leans.guessed, scores.coverage([leans]), scores.precision([leans])) == (False, 0, None)
    faint = replace(leans, outcome=Outcome(State.UNKNOWN, (replace(lawyer, confidence=3),)))
    assert faint.sectors() == ["none", "law"]
    assert (faint.confidence, faint.named({"lawyer": frozenset({"lawyer"})})) == (0, False)
    assert faint.named({"lawyer": frozenset({"lawyer"})}, 3)
    assert scores.calibration_error([leans, faint]) == pytest.approx(0.8)


def test_a_goal_says_how_far_it_is() -> None:
    reached = goals.Goal("Traps refused", 0.95, 0.9, 38).line()
    assert " ".join(reached.split()) == "Traps refused 0.900 +- 0.049 (n 38) at least 0.95 SHORT"
    assert goals.Goal("Error", 0.1, 0.03, 9, least=False).line().endswith("at most 0.10  ok")
    assert "nothing to measure" in goals.Goal("Nobody there", 0.9, None, 0).line()


def test_people_without_a_job_of_whom_none_is_claimed_are_counted() -> None:
    rows = [{"source": "spc", "label_sector": case.sector} for case in CASES]
    cases = [replace(case, row=row) for case, row in zip(CASES, rows, strict=True)]
    *_, clean = goals.of(cases, [True])
    assert (clean.reached, clean.people) == (0.5, 2)


def test_macro_f1_is_the_mean_over_the_labelled_sectors() -> None:
    assert scores.macro_f1(CASES) == pytest.approx((2 / 5 + 2 / 4) / 2)


def test_the_parent_and_the_kinds_of_a_profession_are_right_too() -> None:
    families = {"developer": frozenset({"developer", "frontend_developer"})}
    guess = Candidate(ProfessionSlug("frontend_developer"), SectorSlug("it_telecom"), 80)
    outcome = Outcome(State.GUESS, (guess,))
    case = scores.Case({"label_sector": "it_telecom"}, outcome, "developer", frozenset())
    assert scores.profession_accuracy([case], families) == 1


def test_without_a_folder_one_sentence_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert quality.main([str(tmp_path)]) == 2
    assert "KIMDIR_EVAL_DATA" in capsys.readouterr().out


def test_a_folder_of_people_is_measured(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    people = tmp_path / "people"
    people.mkdir()
    person = {
        "person_id": "one",
        "source": "made up",
        "lang": "en",
        "label_raw": "plumber",
        "label_sector": "construction_realestate",
        "messages": [{"text": "I'm a plumber"}, {"text": " "}],
    }
    (people / "dev.jsonl").write_text(json.dumps(person) + "\n", "utf-8")
    written = tmp_path / "predictions.jsonl"
    assert quality.main([str(tmp_path), "--predictions", str(written)]) == 0
    assert "made up" in capsys.readouterr().out
    prediction = json.loads(written.read_text("utf-8"))
    assert prediction["ranked"][0][0] == "construction_realestate"
    assert prediction["evidence"] == [0]

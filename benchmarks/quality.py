"""Measures the guesses on labelled people: `KIMDIR_EVAL_DATA=folder make eval`."""

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks import goals, guessing, labelled, scores
from benchmarks.scores import Case
from core.ai.offline import reader
from core.professions.values import Outcome, State
from core.settings import OFFLINE, Settings, load
from core.taxonomy import catalogue, labels
from core.taxonomy.values import Taxonomy

_PUBLISHED = """\
Published beside these sets, on a held-out part that is not ours (sector of 21 and none):
  SynthPAI                 majority .157; TF-IDF, logistic regression .425, top-3 .627, ECE .252;
                           GPT-4 .858, Llama-3-70B .840, 8B .764, Mistral-7B .642
  Synthetic-Persona-Chat   majority .408; TF-IDF and LR .612, top-3 .851, ECE .216;
                           a plain regex .628, precision .841 at 30 % coverage
  Toloka profiles (ru)     majority .393; TF-IDF and LR .805, top-3 .889, ECE .329
  Turkish tweets, 25 each  majority .100; TF-IDF and LR .913, top-3 .923, ECE .420
  blog_evident             majority .101; TF-IDF and LR .468, top-3 .669
  Exact job on SynthPAI, graded by hand: GPT-4 .739, top-3 .841; Llama-3-70B .676, .836"""


def main(arguments: Sequence[str]) -> int:
    """Print the table; 2 where there is nothing to measure on."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("KIMDIR_EVAL_DATA"))
    parser.add_argument("--split", choices=labelled.SPLITS, help="only this, not all there are")
    parser.add_argument("--predictions", type=Path, help="also write them here, as JSON lines")
    parser.add_argument("--people", type=int, help="so many of each set, where models cost money")
    options = parser.parse_args(arguments)
    people = Path(options.folder or "") / "people"
    chosen = labelled.splits(people, options.split)
    if not options.folder or not chosen:
        print(
            "Set KIMDIR_EVAL_DATA to a folder of labelled people: it must hold people/train.jsonl "
            "(or dev, test, heldout), one person a line with person_id, source, lang, label_raw, "
            "label_sector and messages."
        )
        return 2
    taxonomy = catalogue.load()
    guesser = guessing.Guesser(taxonomy, reader.prepare(taxonomy))
    rows = _first(labelled.rows(people, chosen), options.people)
    traps = _as_people(people)
    outcomes = _outcomes(guesser, [*rows, *traps], load())
    cases = [_case(row, one, taxonomy) for row, one in zip(rows, outcomes, strict=False)]
    print(f"People: {' and '.join(chosen)}, read by {' and '.join(guesser.readers)}.")
    _print_labels(cases, taxonomy)
    _print_table(cases, _families(taxonomy), labelled.core(people, chosen))
    print(_PUBLISHED + "\n")
    refused = [one.state is not State.GUESS for one in outcomes[len(rows) :]]
    for goal in goals.of(cases, refused):
        print(goal.line())
    if options.predictions:
        options.predictions.write_text("".join(_prediction(case) for case in cases), "utf-8")
    return 0


def _as_people(people: Path) -> list[labelled.Row]:
    return [{"messages": [trap]} for trap in labelled.traps(people)]


def _first(rows: Iterable[labelled.Row], most: int | None) -> list[labelled.Row]:
    """The first people of each set, or all."""
    seen: Counter[str] = Counter()
    kept = []
    for row in rows:
        seen[row["source"]] += 1
        if most is None or seen[row["source"]] <= most:
            kept.append(row)
    return kept


def _outcomes(
    guesser: guessing.Guesser, rows: Sequence[labelled.Row], settings: Settings
) -> list[Outcome]:
    """By the chain of the settings, which is the offline reader alone unless it names models."""
    if settings.ai_models == (OFFLINE,):
        return [guesser.by_rule(row) for row in rows]
    return asyncio.run(guesser.by_models(rows, settings))


def _case(row: labelled.Row, outcome: Outcome, taxonomy: Taxonomy) -> Case:
    label = None if row["label_sector"] == scores.NOBODY else row["label_raw"]
    match = labels.of_label(label, taxonomy) if label else None
    quoted = frozenset(quote.line for quote in outcome.evidence if quote.line is not None)
    return Case(row, outcome, match.profession if match else None, quoted)


def _families(taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    """Profession to what is as good as it: itself, its parent, its kinds."""
    return {
        slug: frozenset({slug, *taxonomy.kinds_of(slug), *([one.parent] if one.parent else [])})
        for slug, one in taxonomy.professions.items()
    }


def _print_labels(cases: Sequence[Case], taxonomy: Taxonomy) -> None:
    working = [case for case in cases if case.sector != scores.NOBODY]
    mapped = [case for case in working if case.profession]
    agree = [case for case in mapped if _sector(case, taxonomy) == case.sector]
    print(
        f"Labels: {len(working)} people with a job; {len(working) - len(mapped)} "
        f"({1 - len(mapped) / len(working):.1%}) map to no profession of the taxonomy; "
        f"the mapped one lies in the labelled sector for {len(agree) / len(mapped):.1%}.\n"
    )


def _sector(case: Case, taxonomy: Taxonomy) -> str | None:
    return next(
        (str(one.sector) for slug, one in taxonomy.professions.items() if slug == case.profession),
        None,
    )


_HEAD = (
    f"{'':22}{'people':>7}{'sector':>8}{'top-3':>7}{'with job':>10}{'top-3':>7}{'job':>7}"
    f"{'top-3':>7}{'cover':>7}{'prec.':>7}{'@30%':>7}{'>=80':>7}{'(n)':>6}{'ECE':>7}"
    f"{'of all':>7}{'F1':>7}{'evid.':>7}"
)


def _print_table(
    cases: Sequence[Case], families: Mapping[str, frozenset[str]], core: frozenset[str]
) -> None:
    print(_HEAD)
    people = goals.whole_people(cases)
    groups = {
        source: [case for case in cases if case.row["source"] == source]
        for source in sorted({str(case.row["source"]) for case in cases})
    }
    for source, members in list(groups.items()):
        chosen = [case for case in members if case.row["person_id"] in core]
        if 0 < len(chosen) < len(members):
            groups[f"{source}, core"] = chosen
    for language in sorted({str(case.row["lang"]) for case in people}):
        groups[f"all {language}"] = [case for case in people if case.row["lang"] == language]
    groups["all"] = people
    for name, members in groups.items():
        _print_row(name, members, families)
    print()


def _print_row(name: str, cases: Sequence[Case], families: Mapping[str, frozenset[str]]) -> None:
    sure = sum(case.guessed and case.confidence >= scores.SURE for case in cases)
    figures = [
        (8, scores.sector_accuracy(cases)),
        (7, scores.sector_accuracy(cases, 3)),
        (10, scores.working_accuracy(cases)),
        (7, scores.working_accuracy(cases, 3)),
        (7, scores.profession_accuracy(cases, families)),
        (7, scores.profession_accuracy(cases, families, 3)),
        (7, scores.coverage(cases)),
        (7, scores.precision(cases)),
        (7, scores.best_precision(cases, 0.3)),
        (7, scores.precision(cases, scores.SURE)),
        (6, sure),
        (7, scores.calibration_error(cases)),
        (7, scores.calibration_error_of_all(cases)),
        (7, scores.macro_f1(cases)),
        (7, scores.evidence_hits(cases)),
    ]
    print(f"{name:22}{len(cases):>7}" + "".join(_cell(width, value) for width, value in figures))


def _cell(width: int, value: float | None) -> str:
    if value is None:
        return f"{'-':>{width}}"
    return f"{value:>{width}}" if isinstance(value, int) else f"{value:>{width}.3f}"


def _prediction(case: Case) -> str:
    """A line for other scorers; "none" has no confidence of its own."""
    sure: dict[str, int] = {}
    for one in case.outcome.candidates:
        sure.setdefault(one.sector, one.confidence)
    line = {
        "person_id": case.row["person_id"],
        "ranked": [[sector, sure.get(sector, 0) / 100] for sector in case.sectors()],
        "abstain": not case.guessed,
        "evidence": sorted(case.quoted),
    }
    return json.dumps(line) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

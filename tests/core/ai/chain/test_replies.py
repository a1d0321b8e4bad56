import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, field_validator

from core import words
from core.ai.chain import replies


class Verdict(BaseModel):
    label: str = Field(max_length=20)
    sure: int = 0
    quotes: list[str] = []
    more: dict[str, str] = {}

    @field_validator("label")
    @classmethod
    def not_secret(cls, label: str) -> str:
        if label == "forbidden":
            raise ValueError(f"{label} is not a label")
        return label


WHOLE = '{"label": "chef", "quotes": ["I cook {at} \\"Lale\\""]}'


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"  \n{WHOLE}\n",
        f"```json\n{WHOLE}\n```",
        f"```\n{WHOLE}\n```",
        f"Here you are:\n\n{WHOLE}\n\nAnything else?",
        f"I thought of {{a set}} first. {WHOLE}",
        f"\ufeff{WHOLE}",
    ],
)
def test_one_object_is_found_in_fences_and_prose(text: str) -> None:
    found = replies.read(text, Verdict)
    assert found == Verdict(label="chef", quotes=['I cook {at} "Lale"'])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no object"),
        ("I cannot do that.", "no object"),
        ('["label"]', "no object"),
        (WHOLE[:-1], "no object"),
        (f"{WHOLE} or {WHOLE}", "several objects"),
        ('{"label": 7}', "wrong form"),
        ("{}", "wrong form"),
        ('{"label": "forbidden"}', "wrong form"),
        ('{"label": "chef", "sure": NaN}', "no object"),
        ('{"label": "chef", "sure": ' + "9" * 5000 + "}", "no object"),
        ('{"label": ' + "[" * 5000 + "]" * 5000 + "}", "no object"),
        ('{"label": ' + "[" * 500 + "]" * 500 + "}", "wrong JSON"),
        ("{" * 900_000, "no object"),
        ('{"a":' * 200_000, "no object"),
        ("x" * 2_000_000, "too long"),
    ],
)
def test_anything_else_is_of_no_use(text: str, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(replies.UnusableError) as raised:
        replies.read(text, Verdict)
    assert raised.value.code == code
    assert time.monotonic() - began < 5


def test_a_model_is_told_what_was_wrong_but_nothing_that_it_made_up() -> None:
    made_up = {"label": "x" * 30, "sure": "very", "quotes": [{"ali@example.com": 1}]}
    text = json.dumps(made_up | {"more": {"ali@example.com": 7}})
    with pytest.raises(replies.UnusableError) as raised:
        replies.read(text, Verdict)
    fault = raised.value.fault
    assert "label: String should have at most 20 characters." in fault
    assert "sure: " in fault
    assert "quotes.0: " in fault
    assert "more.?: " in fault
    assert "example" not in fault
    assert "xxx" not in fault


def test_a_rule_of_our_own_is_told_without_its_words() -> None:
    with pytest.raises(replies.UnusableError) as raised:
        replies.read('{"label": "forbidden"}', Verdict)
    assert raised.value.fault == "label: not allowed."


def test_every_string_is_restored_wherever_it_stands() -> None:
    text = '{"label": "[N_1]", "quotes": ["a [N_1]"], "more": {"[N_1]": "[N_1]!"}}'
    found = replies.read(text, Verdict, lambda said: said.replace("[N_1]", "Ali"))
    assert found == Verdict(label="Ali", quotes=["a Ali"], more={"Ali": "Ali!"})


@pytest.mark.parametrize("bad", ["\\ud83d", "\\u0000", "\ud83d", "\\udc00\\ud800"])
def test_half_a_character_costs_no_more_than_itself(bad: str) -> None:
    assert replies.read(f'{{"label": "che{bad}f"}}', Verdict).label == "chef"


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_text_breaks_the_reading(text: str) -> None:
    with pytest.raises(replies.UnusableError):
        replies.read(text, Verdict)


@given(st.text(max_size=20).map(words.storable), st.text().filter(lambda prose: "{" not in prose))
def test_what_was_meant_comes_back(label: str, prose: str) -> None:
    if label == "forbidden":
        label = ""
    text = prose + Verdict(label=label).model_dump_json() + prose
    assert replies.read(text, Verdict).label == label

"""Nothing of a question, an answer or a key is ever told to anybody but the model."""

import logging
import traceback
from collections.abc import Callable

import pytest
import stamina

from core import errors
from core.ai.chain import chain, patience
from tests.core.ai.asked import GEMINI, NAMES, OLLAMA, OPENAI, PROMPT, question
from tests.core.ai.purse import Purse
from tests.world.models.models import Models
from tests.world.models.scripts import Cut, Fail, No
from tests.world.models.values import KEYS

SAID = "the model said this"
SECRETS = (*KEYS.values(), "Lale", "532 123", "Zeynep", PROMPT.text, SAID, "Hotel", "hotel")

TELLS: dict[str, Callable[[Models, str], None]] = {
    "an answer": lambda models, name: models.say(name, {"label": "chef", "quote": SAID}),
    "another form": lambda models, name: models.say(name, {"label": [SAID], SAID: 1}),
    "an error": lambda models, name: models.say(name, Fail(500, message=SAID)),
    "a bad request": lambda models, name: models.say(name, Fail(400, message=SAID)),
    "a bad key": lambda models, name: models.say(name, Fail(401, message=SAID)),
    "too many": lambda models, name: models.say(name, Fail(429, message=SAID)),
    "a page": lambda models, name: models.rubbish(name, times=None),
    "half an answer": lambda models, name: models.half(name, Cut.LENGTH, times=None),
    "a refusal": lambda models, name: models.refuse(name, No.WORDS, times=None),
    "a dropped line": lambda models, name: models.drop(name, times=None),
}


@pytest.mark.parametrize("model", [GEMINI, OPENAI])
async def test_no_log_and_no_error_quotes_a_question_an_answer_or_a_key(
    models: Models,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    model: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    purse = Purse()
    told = [repr(purse)]
    for tells in TELLS.values():
        tells(models, model)
        asked = chain.prepare(models.settings(NAMES[model]), purse)
        told += [repr(asked), repr(vars(asked))]
        for act in (asked.ask(question()), asked.check(NAMES[model])):
            with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
                try:
                    await act
                except errors.KimdirError as error:
                    told.append("".join(traceback.format_exception(error)))
        await asked.close()
    told += [caplog.text, *(str(vars(record)) for record in caplog.records), *capfd.readouterr()]
    told += [str(row.settled) for row in purse.rows]
    for secret in SECRETS:
        assert not [text for text in told if secret in text], secret


WORDS: dict[str, tuple[Callable[[Models], None], str]] = {
    "a word": (lambda m: m.say(GEMINI, {"word": "hello"}), "hello"),
    "prose": (lambda m: m.say(GEMINI, "hello"), "gives answers in no usable form (no object)."),
    "a bad key": (lambda m: m.refuse(GEMINI, No.KEY), "check GEMINI_API_KEY (HTTP 403)."),
    "too many": (lambda m: m.fail(GEMINI, 429), "has been asked enough for now (HTTP 429)."),
    "an error": (lambda m: m.fail(GEMINI, 500), "has an error of its own (HTTP 500)."),
    "silence": (lambda m: m.hang(GEMINI), "does not answer in time (timeout)."),
    "a refusal": (lambda m: m.refuse(GEMINI), "refuses the question (content filter)."),
    "no such model": (lambda m: m.fail(GEMINI, 404), "check its name and GEMINI_URL (HTTP 404)."),
}


@pytest.mark.parametrize("case", WORDS)
async def test_the_doctor_gets_a_word_or_a_sentence_from_one_request(
    models: Models, case: str
) -> None:
    does, wanted = WORDS[case]
    does(models)
    purse = Purse()
    asked = chain.prepare(models.settings("offline", ai_timeout=0.4), purse)
    try:
        said = await asked.check(NAMES[GEMINI])
    except errors.KimdirError as error:
        said = str(error)
    await asked.close()
    assert said.endswith(wanted)
    (row,) = purse.rows
    assert row.call.purpose == "check"
    assert row.call.prompt == "check 1"
    assert purse.settled


async def test_the_doctor_hears_where_nobody_listens(models: Models) -> None:
    models.down(next(each for each in models.ports if each == "ollama"))
    asked = chain.prepare(models.settings("offline"), Purse())
    with pytest.raises(errors.KimdirError, match="is OLLAMA_URL right"):
        await asked.check(NAMES[OLLAMA])
    await asked.close()

"""Sentences about models: for the owner how one failed, for a model how its answer did."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from core import errors
from core.ai import prompting
from core.ai.asking import Purpose, Question, Result
from core.ai.chain import replies
from core.ai.providers import links
from core.ai.providers.links import Link
from core.ai.providers.outcomes import CallFailedError

_BY_RESULT = {
    Result.INVALID: "gives answers in no usable form",
    Result.REFUSED: "refuses the question",
    Result.LIMITED: "has been asked enough for now",
    Result.FAILED: "has an error of its own",
    Result.TIMED_OUT: "does not answer in time",
    Result.UNREACHABLE: "cannot be reached",
}
_BY_CODE = {
    "no key": "needs a key: set {key}",
    "HTTP 401": "does not take the key: check {key}",
    "HTTP 403": "does not let this key in: check {key}",
    "HTTP 404": "is not there: check its name and {url}",
    "connect": "cannot be reached: is its server running, and is {url} right?",
    "resting": "was in trouble and is left alone for a while",
    "cut off": "was cut off before its answer was whole",
}


class ModelSilentError(errors.KimdirError):
    """A model does not give the doctor its word."""


class Word(BaseModel):
    """What the doctor asks for."""

    word: str = Field(min_length=1, max_length=100)


def a_word() -> Question[Word]:
    """A question that any model can answer."""
    prompt = prompting.load("check")
    return Question(Purpose.CHECK, prompt, "Are you there?", Word, most_tokens=256)


def sentence(link: Link, failure: CallFailedError) -> str:
    """How a model failed and what to do, as in "ollama:llama3.2 cannot be reached: ...?"."""
    said = f"{link} {_said(link, failure)}"
    return said if said.endswith("?") else f"{said} ({failure.code})."


def together(failed: Mapping[Link, CallFailedError]) -> str:
    """How a whole chain failed."""
    if not failed:
        return "AI_MODELS names nobody who could answer."
    each = "; ".join(f"{link} {_said(link, failure)}" for link, failure in failed.items())
    return f"No model of AI_MODELS answers: {each}{'' if each.endswith('?') else '.'}"


def correction(fault: str, answer: type[BaseModel]) -> str:
    """What a model is told when its answer could not be used."""
    return (
        f"Your last answer could not be used. {fault}\n"
        f"Answer with one JSON object of this schema and nothing else:\n{replies.schema(answer)}"
    )


def _said(link: Link, failure: CallFailedError) -> str:
    words = _BY_CODE.get(failure.code) or _BY_RESULT[failure.result]
    key = links.key_setting(link) or f"{links.url_setting(link)}, which takes none"
    return words.format(key=key, url=links.url_setting(link))

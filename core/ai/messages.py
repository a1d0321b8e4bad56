"""Insights of many messages of a chat by one call of a model, and by rule what it leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
)

from core.ai import asking, checking, prompting
from core.ai.chain import chain
from core.ai.injection import fence
from core.ai.offline.messages import insights
from core.ai.values import Insight

PROMPT = "messages"
_LONGEST = 2000
"""Characters of a message; few write as much."""
_CONTEXT = 80
"""Characters of an answered message that is not among the lines."""
_TOKENS_A_LINE = 120
_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Line:
    """A message of a chat, nobody's whom the owner ignores."""

    id: int
    author: int | None
    text: str
    answers: int | None = None
    """The id of the message that this one replies to."""
    answered: str | None = None
    """The text of that message; None where it is unknown, or of somebody ignored."""
    answered_author: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An insight, and what made it."""

    insight: Insight
    reader: str


def _rows(given: object) -> object:
    """The items that have the form asked for; raises ValueError where none has it."""
    if not isinstance(given, list):
        return given
    kept = [
        [str(field) for field in item]
        for item in given
        if isinstance(item, list) and item and all(isinstance(each, str | int) for each in item)
    ]
    if given and not kept:
        raise ValueError("no item has the form that was asked for")
    return kept


class Items(BaseModel):
    """What a model says of the lines, each in the fields that `prompts/messages.md` asks for.

    Without names of fields, which would be most of the answer.
    """

    items: Annotated[list[list[str]], BeforeValidator(_rows), Field(alias="r")]

    @classmethod
    def model_json_schema(cls, *_: object, **__: object) -> dict[str, Any]:
        """As short as it can be: it goes along with every call."""
        rows = {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
        return {"type": "object", "properties": {"r": rows}, "required": ["r"]}


async def read_messages(
    models: chain.Chain, chat_id: int, lines: Sequence[Line], names: Sequence[str] = ()
) -> dict[int, Made]:
    """The insight of every line by its id, whoever made it.

    Courtesies and lines that give orders go to no model. `names` of people are masked in the
    cloud where the owner wants that. Raises BudgetSpentError and NobodyAnswersError.
    """
    made = await _asked(models, chat_id, lines, names) if models.has_models else {}
    for line in lines:
        if line.id not in made:
            made[line.id] = Made(insights.insight(line.text), insights.NAME)
    return made


async def _asked(
    models: chain.Chain, chat_id: int, lines: Sequence[Line], names: Sequence[str]
) -> dict[int, Made]:
    """What a model made of the lines that are worth asking about, those it left out left out."""
    asked = [line for line in lines if is_worth_asking(line.text)]
    if not asked:
        return {}
    try:
        answer = await models.ask(question(chat_id, asked, names))
    except asking.NoUseError:
        answer = None
    if answer is None:
        return {}
    made: dict[int, Made] = {}
    batch = [checking.Described(line.text, line.author, line.answered) for line in asked]
    checked = checking.Checked(prompting.load(PROMPT).text, batch)
    for fields in answer.value.items:
        number = checking.number(fields)
        taken = checked.take(number, checking.said(fields))
        if taken is not None:
            made[asked[number - 1].id] = Made(taken, answer.reader)
    return made


def is_worth_asking(text: str) -> bool:
    """Whether a model gets to see the text: not a courtesy, and no order to it."""
    return not insights.is_trivial(text) and not fence.order(text)


def question(
    chat_id: int, lines: Sequence[Line], names: Sequence[str] = ()
) -> asking.Question[Items]:
    """One call about lines that are worth asking about, at most a hundred or so."""
    places = {line.id: number for number, line in enumerate(lines, 1)}
    told = [_context(line, places) for line in lines]
    beside = [line for line, text in zip(lines, told, strict=True) if text]
    people = [line.author for line in lines] + [line.answered_author for line in beside]
    messages = {*places, *(line.answers for line in beside)}
    return asking.Question(
        asking.Purpose.INSIGHTS,
        prompting.load(PROMPT),
        "\n".join(_written(lines, places, told)),
        Items,
        sent=asking.Sent(
            tuple(sorted({each for each in people if each is not None and each > 0})),
            {chat_id: sorted(each for each in messages if each is not None)},
        ),
        names=tuple(names),
        most_tokens=_TOKENS + _TOKENS_A_LINE * len(lines),
    )


def _context(line: Line, places: Mapping[int, int]) -> str:
    """The text that is told of what a line answers; none where it is a line itself."""
    if line.answers in places or line.answered is None or not is_worth_asking(line.answered):
        return ""
    return fence.one_line(line.answered, _CONTEXT)


def _written(
    lines: Sequence[Line], places: Mapping[int, int], told: Sequence[str]
) -> Iterator[str]:
    """Each line as "number author>answered text"; before it "number< text" for what it answers.

    The author is left out where the line before has the same. No text can begin a line.
    """
    aliases: dict[int | None, str] = {}
    previous = ""
    for line, context in zip(lines, told, strict=True):
        number = places[line.id]
        alias = aliases.setdefault(line.author, _alias(len(aliases)))
        place = None if line.answers is None else places.get(line.answers)
        answers = "" if place is None else f">{place}"
        if context:
            yield f"{number}< {context}"
        author = "" if alias == previous else alias
        yield f"{number}{author}{answers} {fence.one_line(line.text, _LONGEST)}"
        previous = alias


def _alias(number: int) -> str:
    """A, B ... Z, AA, AB ..."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters

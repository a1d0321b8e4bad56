"""A question for tests of the chain, and what a model may say to it."""

from pydantic import BaseModel, Field

from core.ai.asking import Picture, Purpose, Question, Sent
from core.ai.prompting import Prompt

GEMINI = "gemini-2.5-flash"
OPENAI = "gpt-4o-mini"
OLLAMA = "llama3.2"
NAMES = {GEMINI: f"google:{GEMINI}", OPENAI: f"openai:{OPENAI}", OLLAMA: f"ollama:{OLLAMA}"}
PROMPT = Prompt("guesses", 3, "Guess the occupation. Answer in JSON.")
PHONE = "+90 532 123 45 67"
TEXT = f"1: I cook at Lale, call {PHONE}. Best, Zeynep Su"


class Guess(BaseModel):
    """The form of an answer."""

    label: str = Field(max_length=40)
    quote: str = ""


GOOD = {"label": "chef", "quote": "I cook at Lale"}


def question(
    text: str = TEXT, *, picture: Picture | None = None, most_tokens: int = 500
) -> Question[Guess]:
    """About one line of somebody."""
    return Question(
        Purpose.PROFESSION,
        PROMPT,
        text,
        Guess,
        sent=Sent((5,), {7: (1,)}),
        names=("Zeynep Su",),
        picture=picture,
        most_tokens=most_tokens,
    )

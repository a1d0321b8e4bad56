"""A word of the taxonomy where it stands in a sentence, and what the sentence makes of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.taxonomy.values import Language


class Stance(StrEnum):
    """Whose the word is."""

    SAYS = "says"
    """The person claims it outright, for now."""
    HINTS = "hints"
    """The person speaks as one, or was trained as one."""
    PLAIN = "plain"
    NOT_OWN = "not_own"
    """Somebody else's, past, wished for, denied, supposed, or asked for."""


@dataclass(frozen=True, slots=True)
class Context:
    """The folded text of one sentence around a hit, blanks squeezed."""

    before: str
    word: str
    after: str
    phrase: str
    """The word's dictionary form."""
    asked: bool = False
    """The line answers somebody who asked what the person does."""
    bio: bool = False

    @property
    def sentence(self) -> str:
        """All of it."""
        return f"{self.before}{self.word}{self.after}"


def anyone(words: str) -> str:
    """A pattern for any of the alternatives that are parted by blanks; `_` stands for a blank."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


_JOB_ASKED = re.compile(
    r"\bwhat(?:'s| is| do| does)?\b.{0,20}\b(?:do you do|your (?:job|work|profession|occupation)|"
    r"do for (?:a living|work))|\bwhere do you work\b|\bкем (?:ты |вы )?(?:работа|труд)\w+"
    r"|\b(?:чем|кем) (?:ты |вы )?(?:занима|по)\w*|\b(?:твоя|ваша) (?:профессия|работа)\b"
    r"|\bпо профессии\b.*\?|\bne is (?:yap|le)\w*|\bmesleg(?:in|iniz)\b"
    r"|\bne (?:yapiyorsun|yapiyorsunuz|calisiyorsun)\b|\bnerede calis\w*"
)


def asks_for_job(folded: str) -> bool:
    """Does the folded line ask somebody what they do for a living?"""
    return _JOB_ASKED.search(folded) is not None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INTRODUCTION = re.compile(
    r"^(?!(?:yes|no|ok|okay|thanks|thank|sorry|dear|hey|hi|hello|well|so|please|and|but|also|then|"
    r"great|good|nice|cool|sure|oh|wow|maybe|lol|haha|спасибо|привет|да|нет|ну|здравствуйте|ладно|"
    r"уважаем\w+|дорог\w+|хорошо|вот|извините|пожалуйста|кстати|tamam|evet|hayir|selam|merhaba|"
    r"sagol|tesekkurler|lutfen|abi|hocam|sayin|peki|yok)\b)[^\W\d]{3,14}, $"
)
_GOES_ON = re.compile(r"^(?:,|\.$| from | at | из )")


def introduces(context: Context) -> bool:
    """ "Priya, data scientist, new here": a name, the profession, and more to say."""
    return bool(_INTRODUCTION.search(context.before) and _GOES_ON.search(context.after))


_TURKISH = _words(
    "ve bir bu ben benim icin cok ama da ile olarak var yok degil gibi daha olan kadar sonra bana "
    "beni biz bizim ne mi mu her gun bugun yarin simdi artik hocam abi selam merhaba arkadaslar "
    "evet hayir lazim oldu olsun olan olur bence hem ise sen siz en iyi gece aksam"
)
_TURKISH_ENDING = re.compile(
    r"(?:[iu]yor(?:um|uz|lar)?|l[ae]r[iu](?:m|n|mi[zn])?|[dt][iu]m|[iu]m[iu]z)$"
)
_TURKISH_LETTER = re.compile("[çğışÇĞİŞ]")
_ENGLISH = _words(
    "the an i i'm im i've my is are was am to of and for you your in at with it that this have "
    "but not as we on do does here me so be our from they he she what"
)


def language(folded: Iterable[str], original: str, usual: Language | None) -> Language | None:
    """The language of some words; `usual` is the person's where the words do not tell."""
    turkish = 2 if _TURKISH_LETTER.search(original) else 0
    english = 0
    for word in folded:
        if "а" <= word[0] <= "я":
            return Language.RU
        if word in _ENGLISH:
            english += 1
        elif word in _TURKISH or (len(word) > 5 and _TURKISH_ENDING.search(word)):
            turkish += 1
    if turkish == english:
        return usual
    return Language.TR if turkish > english else Language.EN

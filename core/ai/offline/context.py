"""A word of the taxonomy where it stands in a sentence, and what the sentence makes of it."""

import re
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


def anyone(words: str) -> str:
    """A pattern for any of the alternatives that are parted by blanks; `_` stands for a blank."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


_CYRILLIC = re.compile("[а-я]")
_TURKISH = re.compile(
    r"[çğışÇĞİŞ]|\b(?:ve|bir|bu|ben|benim|icin|cok|ama|de|da|ile|olarak|var|yok|degil|gibi|daha|"
    r"olan|kadar|sonra|bana|beni|biz|bizim|ne|mi|mu|her|gun|bugun|yarin|simdi|artik|hocam|abi|"
    r"selam|merhaba|arkadaslar|evet|hayir|lazim|oldu|olsun|yapiyorum|calisiyorum|\w+(?:iyorum|"
    r"uyorum|iyoruz|uyoruz|lari|leri|ladim|ledim))\b"
)
_ENGLISH = re.compile(
    r"\b(?:the|an|i|i'm|im|i've|my|is|are|was|am|to|of|and|for|you|your|in|at|with|it|that|this|"
    r"have|but|not|as|we|on|do|does|here)\b"
)


def language(folded: str, original: str, usual: Language | None) -> Language | None:
    """The language of a sentence; `usual` is the person's where the sentence does not tell."""
    if _CYRILLIC.search(folded):
        return Language.RU
    turkish = len(_TURKISH.findall(original)) + len(_TURKISH.findall(folded))
    english = len(_ENGLISH.findall(folded))
    if turkish == english:
        return usual
    return Language.TR if turkish > english else Language.EN

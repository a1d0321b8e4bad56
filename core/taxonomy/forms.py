"""Inflection by suffix rules: which endings may a dictionary word take in a text.

All words here are folded (`core.words.normalise`). The rules know rare endings but are strict
with short words, because a false match costs more than a missed one.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

from core.taxonomy.values import Language

Tails: TypeAlias = frozenset[str] | re.Pattern[str]
"""What may follow a stem. A pattern looks back: match it in the whole token, from the stem on."""

_NOTHING = frozenset(("",))
_SHORT = 3


def same(token: str, word: str, language: Language, *, compound: bool = False) -> bool:
    """Is the token this word, up to number, case, possessive and personal endings?"""
    return any(
        accepts(token, stem, tails) for stem, tails in stems(word, language, compound=compound)
    )


def accepts(token: str, stem: str, tails: Tails) -> bool:
    """Does the token consist of the stem and one of its tails?"""
    if not token.startswith(stem):
        return False
    if isinstance(tails, frozenset):
        return token[len(stem) :] in tails
    return tails.fullmatch(token, len(stem)) is not None


def stems(word: str, language: Language, *, compound: bool = False) -> Iterator[tuple[str, Tails]]:
    """Beginnings of the word's forms, each with the tails that may follow it.

    `compound`: the word stands in a phrase of several words.
    """
    yield word, _NOTHING
    if not word.replace("'", "").isalpha() or len(word) < _SHORT:
        return
    if "а" <= word[0] <= "я":
        yield from _russian(word)
    elif language is Language.EN:
        yield from _english(word)
    elif language is Language.TR:
        yield from _turkish(word, compound)


def _english(word: str) -> Iterator[tuple[str, Tails]]:
    yield word, frozenset(("s",))
    if len(word) <= _SHORT:
        return
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        yield word, frozenset(("es",))
    if word.endswith("man"):
        yield word[:-2], frozenset(("en",))
    if word.endswith("wife"):
        yield word[:-2], frozenset(("ves",))
    if word.endswith("y") and word[-2] not in "aeiou":
        yield word[:-1], frozenset(("ies",))
    yield from _english_singular(word)


def _english_singular(word: str) -> Iterator[tuple[str, Tails]]:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or len(word) <= _SHORT + 1:
        return
    if word.endswith("ies"):
        yield word[:-3], frozenset(("y",))
    elif word.endswith(("sses", "xes", "ches", "shes")):
        yield word[:-2], _NOTHING
    else:
        yield word[:-1], _NOTHING


_V, _C = "(?<=[aeiou])", "(?<![aeiou])"
_MINE = f"(?:(?:{_C}[iu]|{_V})(?:[mn]|[mn][iu]z)|{_C}[iu]|{_V}s[iu])"
_CASE = (
    f"(?:{_C}[ae]|{_V}[yn][ae]|{_C}[iu]|{_V}[yn][iu]|n?[dt][ae]n?|n?[dt][ae]ki(?:l[ae]r)?"
    f"|{_C}[iu]n|{_V}n[iu]n|{_C}l[ae]|{_V}yl[ae])"
)
_AM = f"(?:(?:{_C}|{_V}y)(?:[iu]m|[iu]z)|s[iu]n(?:[iu]z)?|[dt][iu]r(?:l[ae]r)?|l[ae]r)"
_NOUN = re.compile(f"(?:l[iu][kg])?(?:l[ae]r)?{_MINE}?{_CASE}?{_AM}?")
_SOFT_NOUN = re.compile(f"(?=[aeiou]){_MINE}?{_CASE}?{_AM}?")
_PLURAL_OF_COMPOUND = re.compile(f"l[ae]r[iu]n?{_CASE}?{_AM}?")
_SHORT_NOUN = re.compile(f"l[ae]r|{_V}y[iu][mz]")
_VERB = re.compile(
    r"m[ae](?:k|ya|ye)?|(?:[iu]?yor|[iua]r|er|[yi]?[ae]c[ae]g)[iu](?:m|z)|[dt][iu][mk]"
    r"|m[ae]y[ae]c[ae]g[iu][mz]|m[iu]yor[u][mz]"
)
_SHORT_VERB = re.compile(r"[iu]yoru[mz]")
_SOFTENED = {"p": "b", "k": "g", "t": "d"}


def _turkish(word: str, compound: bool) -> Iterator[tuple[str, Tails]]:
    if len(word) <= _SHORT:
        yield word, _SHORT_NOUN
        return
    if word.endswith("yorum"):
        yield word[:-1], frozenset("z")
        return
    if word.endswith(("mak", "mek")) and compound:
        yield word[:-3], _VERB
        if word[-4] in "ae":
            yield word[:-4], _SHORT_VERB
    yield word, _NOUN
    if soft := _SOFTENED.get(word[-1]):
        yield word[:-1] + soft, _SOFT_NOUN
    if compound and word[-1] in "iu" and len(word) > _SHORT + 1:
        yield word[:-1], _PLURAL_OF_COMPOUND
        if word[-2] == "s":
            yield word[:-2], _PLURAL_OF_COMPOUND


def _tails(text: str) -> frozenset[str]:
    return frozenset(tail.strip("-") for tail in text.split())


_RU_SHORT = _tails("а у ом ы ов ам ами ах")
_RU_HARD = _tails("а у ом ем е ы и ов ев ей ам ами ах")
_RU_SOFT = _tails("я ю ем е и ей ям ями ях ью")
_RU_YOD = _tails("я ю ем е и ев ям ями ях")
_RU_A = _tails("ы и е у ой ою ей - ам ами ах")
_RU_YA = _tails("и е ю ей ею ь й ям ями ях")
_RU_O = _tails("а у ом е - ам ами ах")
_RU_E = _tails("я ю ем и й ей ям ями ях а у ам ами ах")
_RU_MANY = _tails("ы и - а у ом е ов ев ей ам ами ах я ю ем ям ями ях й ь")
_RU_ADJECTIVE = _tails(
    "ый ий ой ого его ому ему ым им ом ем ая яя ую юю ою ею ей ое ее ые ие ых их ыми ими"
)
_RU_DO = _tails("ть ю ем ет ют л ла ли")
_RU_DO_I = _tails("ить ю у им ит ят ил ила или")


def _russian(word: str) -> Iterator[tuple[str, Tails]]:
    last = word[-1]
    if len(word) <= _SHORT:
        if last in "бвгдзклмнпрстфхц":
            yield word, _RU_SHORT
        return
    if last in "ьйаяоеыи":
        yield from _russian_by_ending(word)
    elif word.endswith(("аю", "яю", "ею")):
        yield word[:-1], _RU_DO
    elif last not in "уюэ":
        yield word, _RU_HARD
        yield from _russian_fleeting(word)


def _russian_by_ending(word: str) -> Iterator[tuple[str, Tails]]:
    stem, last = word[:-1], word[-1]
    if word.endswith(("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")):
        yield word[:-2], _RU_ADJECTIVE
    if word.endswith(("ать", "ять", "еть")):
        yield word[:-2], _RU_DO
    if word.endswith("ить"):
        yield word[:-3], _RU_DO_I
    ending = {
        "ь": _RU_SOFT,
        "й": _RU_YOD,
        "а": _RU_A,
        "я": _RU_YA,
        "о": _RU_O,
        "е": _RU_E,
    }
    yield stem, ending.get(last, _RU_MANY)
    if last == "а" and stem[-1] == "к":
        yield stem[:-1], frozenset(("ок", "ек"))


def _russian_fleeting(word: str) -> Iterator[tuple[str, Tails]]:
    if word.endswith("ец") or (word.endswith(("ок", "ек")) and len(word) > _SHORT + 1):
        before = word[:-2]
        glide = "ь" if before[-1] == "л" else "й" if before[-1] in "аеиоуыэюя" else ""
        yield before + (glide + "ц" if word.endswith("ц") else "к"), _RU_HARD

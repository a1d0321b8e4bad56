"""In which language a line is written: by script, by words, and by letters where neither tells."""

import importlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cache

from core import words
from core.ai.offline.messages import chatter
from core.taxonomy.values import Language

_LATIN = ("en", "tr", "de", "fr", "es", "it", "pt", "nl", "pl", "az")
_CYRILLIC = ("ru", "uk", "bg", "kk")
_SURE = 0.6
_LONG = 24
"""Characters from which on letters alone tell languages apart that are not ours."""
_READ = 1000
_SCRIPTS = (
    ("cyrillic", re.compile("[\u0400-\u052f]")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f]")),
    ("fa", re.compile("[پچژگکی]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_KAZAKH = re.compile("[әғқңұүһөӘҒҚҢҰҮҺӨ]")
_TURKISH_LETTER = re.compile("[çğışöüÇĞİŞÖÜ]")
_ONLY_TURKISH = re.compile("[ğışĞİŞ]")
_AZERI = re.compile("[əƏ]")
_TURKISH_END = re.compile(
    r"(?:[iu]yo(?:r(?:um|uz|lar|sun|sunuz|du)?|m|z|n)|l[ae]r(?:[iu](?:m|n|mi[zn]|niz)?|d[ae]n?)?|"
    r"m[ie][sz]?s?[iu]n|[dt][iu](?:m|k|n|niz|ler|lar)?|[ae]c[ae][gk](?:[iu]m|[iu]z)?|"
    r"m[iu]s(?:t[iu]r?|[iu]z|[iu]m)?|[iu]m[iu]z|s[ae]n[ae]|[iu]ver|l[iu]k|siz|suz|cu|ci|dir|dur)$"
)
_ENGLISH_END = re.compile(r"(?:ing|tion|ness|ment|ful|ly|ed|ould|ght|th)$")


@cache
def _rank() -> Callable[[str], list[tuple[str, float]]]:
    """Loaded when it is first needed: numpy, and a model of some megabytes."""
    langid = importlib.import_module("py3langid.langid")
    known = langid.LanguageIdentifier.from_model_file(
        langid.MODEL_DIR / langid.MODEL_FILE, norm_probs=True
    )
    known.set_languages(_LATIN + _CYRILLIC)
    rank: Callable[[str], list[tuple[str, float]]] = known.rank
    return rank


def _by_letters(text: str, among: Collection[str]) -> tuple[str, float]:
    """The likeliest of some languages, and its share of their likelihood."""
    ranked = [(each, share) for each, share in _rank()(text) if each in among]
    total = sum(share for _, share in ranked)
    best, share = ranked[0]
    return best, share / total if total else 0.0


def language(text: str, found: Sequence[words.Token]) -> str | None:
    """ISO 639-1 of a line, `found` being the words of its own; None where none can be told."""
    text = chatter.without_links(text[:_READ])
    scripts = Counter({name: len(letters.findall(text)) for name, letters in _SCRIPTS})
    scripts["ar"] -= scripts["fa"]
    script, count = max(scripts.items(), key=lambda item: item[1])
    if not count:
        return None
    if scripts["ja"]:
        return "ja"
    if script in ("ar", "fa"):
        return "fa" if scripts["fa"] else "ar"
    if script == "cyrillic":
        return _cyrillic(text)
    return _latin(text, found) if script == "latin" else script


def _cyrillic(text: str) -> str:
    if _UKRAINIAN.search(text):
        return "uk"
    if _KAZAKH.search(text):
        return "kk"
    if len(text) < 2 * _LONG:
        return "ru"
    best, sure = _by_letters(text, _CYRILLIC)
    return best if sure > 0.9 else "ru"


def _latin(text: str, found: Sequence[words.Token]) -> str | None:
    if _AZERI.search(text):
        return "az"
    said = [token.folded for token in found]
    turkish = 2.0 * len(_ONLY_TURKISH.findall(text)) + len(_TURKISH_LETTER.findall(text)) / 2
    english = 0.0
    for word in said:
        in_turkish = word in chatter.known(Language.TR)
        in_english = word in chatter.known(Language.EN)
        ends = len(word) > 4
        turkish += 2 * (in_turkish > in_english) + bool(ends and _TURKISH_END.search(word))
        english += 2 * (in_english > in_turkish) + bool(ends and _ENGLISH_END.search(word))
    strongest = max(turkish, english)
    if strongest >= max(2, len(said) / 3) and turkish != english:
        return "tr" if turkish > english else "en"
    best, sure = _by_letters(text, _LATIN)
    if best in ("en", "tr") or (len(text) >= _LONG and sure >= _SURE):
        return best
    if turkish != english:
        return "tr" if turkish > english else "en"
    return _by_letters(text, ("en", "tr"))[0]

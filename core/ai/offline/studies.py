"""Studying: what makes a person a student without the word being said."""

import re
from types import MappingProxyType

from core.ai.offline.context import Context
from core.taxonomy.values import Language

CUES = MappingProxyType(
    {
        Language.EN: {
            "university_student": (
                "studying", "study", "majoring", "major", "college", "university", "uni",
                "grad school", "law school", "med school", "medical school", "community college",
                "semester",
            ),
            "school_pupil": (
                "high school", "middle school", "grade", "senior year", "homeschooled",
            ),
        },
        Language.TR: {
            "university_student": ("okuyorum", "üniversiteye gidiyorum", "bölümünde okuyorum"),
            "school_pupil": (
                "lisede okuyorum", "ortaokulda okuyorum", "lise son", "lise 1", "lise 2", "lise 3",
                "8. sınıf", "9. sınıf", "10. sınıf", "11. sınıf", "12. sınıf", "liseye gidiyorum",
            ),
        },
        Language.RU: {
            "university_student": ("учусь", "студентствую", "курс", "поступила", "поступил"),
            "school_pupil": ("класс", "школа"),
        },
    }
)  # fmt: skip
"""Words that may tell of studies, by what they would make of the person."""

_ADVERBS = r"(?:(?:also|currently|still|now|just|only|actually|presently|a) ){0,2}"
_SCHOOL = (
    r"(?:college|university|uni|grad school|graduate school|law school|med school|medical school|"
    r"nursing school|art school|high school|middle school|community college|school)"
)
_STUDIES = {
    Language.EN: re.compile(
        rf"\bi(?:'?m| am) {_ADVERBS}(?:studying(?! (?:for (?:a|my driv)|how|hard|up))|majoring|"
        rf"double majoring)\b"
        rf"|\bi (?:\w+ )?(?:study|major in) (?:\w+ ){{1,4}}(?:at|in) (?:\w+ )?{_SCHOOL}\b|"
        rf"\bi major in\b|\bi(?:'?m| am) an? (?:[\w-]+ ){{1,3}}major\b|\bmy major is\b"
        rf"|\bi(?:'?m| am) {_ADVERBS}(?:in|at|attending|going to|starting|"
        rf"finishing(?: up)?) (?:my )?"
        rf"(?:(?:\w+ )?year (?:of|in|at) )?(?:the |a |an |my |\w+ )?{_SCHOOL}\b(?! (?:teach|"
        rf"district|board|office|to pick))"
        rf"|\bi {_ADVERBS}(?:go to|attend) (?:the |a |an |my |\w+ )?{_SCHOOL}\b"
        r"|\bi(?:'?m| am) {0,1}(?:in|going into|starting|a) (?:the )?(?:\d+(?:th|st|nd|rd)|"
        r"first|second|third|fourth|"
        r"fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) grade|"
        r"\bthis is my (?:\w+ ){1,2}(?:semester|year) (?:of|at|in)\b"
    ),
    Language.TR: re.compile(
        r"\b(?:universite\w*|lise\w*|ortaokul\w*|fakulte\w*|bolum\w*|sinif\w*|hukuk|tip|"
        r"isletme|iktisat|psikoloji|"
        r"muhendisli[kg]\w*|[a-z]{3,}l[iu]k|[a-z]{3,}mli[kg]i|yuksek lisans|onlisans|"
        r"acikogretim\w*|"
        r"meslek yuksekokul\w*) (?:[\w.]+ ){0,2}okuyorum\b"
        r"|\b(?:universite|lise)y?e gidiyorum\b|\b(?:\d+\.? ?|lise \d |lise son )sinif(?:im|"
        r"tayim|a gidiyorum|a gectim|a geciyorum)\b"
        r"|\blise \d+\.?(?:ye|e|yim|im)\b"
    ),
    Language.RU: re.compile(
        r"(?<!не )\bучусь(?:$|[.,!;)]| (?:в|во|на(?! (?:\w+ )?(?:ошибк|гитар|пианин|скрипк))|"
        r"уже|сейчас|еще|пока|хорошо|отлично|"
        r"плохо|заочно|очно|по|там|тут|здесь|и)\b)"
        r"|\b(?:я|уже|только) (?:\w+ )?(?:в|на) \d+[- ]?\w* (?:классе|курсе)\b|\b(?:перешел|"
        r"перешла|пойду|иду|хожу) в (?:[\w-]+ ){0,2}(?:класс|школу)\b"
        r"|\b(?:я|недавно|наконец) поступил\w? (?:в|на)\b|\bу меня (?:сейчас )?\w+ курс\b"
    ),
}


_AT_SCHOOL = re.compile(
    r"\b(?:school|college|university|uni|campus|semester|degree|freshman|sophomore|junior|senior|"
    r"undergrad\w*|graduate|thesis|scholarship)\b"
)


_STUDENT = {
    Language.EN: _AT_SCHOOL,
    Language.RU: re.compile(r"\b(?:уч(?:усь|иться|еб\w+)|поступил\w*|класс\w*|курс\w*|вуз\w*)\b"),
}


def learns_only(context: Context, language: Language) -> bool:
    """Is no student meant? "I'm studying Spanish", "хожу в школу" are said by many others."""
    student = _STUDENT.get(language)
    return student is not None and student.search(context.sentence) is None


def told(context: Context, language: Language) -> bool:
    """Does the sentence say that the person studies now?"""
    sentence = f"{context.before}{context.word}{context.after}"
    return _STUDIES[language].search(sentence) is not None

"""Whose a profession is in a Turkish sentence; all patterns are folded (ı is i, ş is s)."""

import re

from core.ai.offline.context import Context, Stance, introduces

_ANSWER = 16
"""Characters before the profession in a plain answer."""
_BIO = 40
_VOWEL = "aeiou"
_I_AM = re.compile(r"(?:y[iu]m)$")
_I_AM_HARD = re.compile(r"[iu]m$")
_WAS = re.compile(r"(?:y?d|t)[iu](?:m|k)?$")
_TRADE = re.compile(r"l[iu][kg]i?$")
_AS = re.compile(r"^ olarak\b")
_FIRST_PERSON = re.compile(
    r"(?:yor(?:um|uz)|[iu]r[iu]m|[ae]r[iu]m|[dt][iu](?:m|k)|mal[iu]yi[mz]|bence|bana|benim|"
    r"bizim)\b"
)
_AS_WORKS = re.compile(
    r"^ olarak (?:[\w'.]+ ){0,6}?(?:calisiyor(?:um|uz)|calismaktayi[mz]|calisirim|"
    r"gorev (?:yap(?:iyorum|maktayim)|aliyorum)|"
    r"hizmet ver(?:iyor(?:um|uz)|mekteyi[mz])|ise basladim|goreve basladim|isimi|gorevliyim|"
    r"yapiyorum|variyim|sizlerleyim|"
    r"buradayim|yaziyorum|para kazaniyorum|gecimimi)"
)
_AS_WORKED = re.compile(
    r"^ olarak (?:[\w'.]+ ){0,6}?(?:calis(?:tim|iyordum|mistim|iyor\b|ti\b|mak ist)|"
    r"gorev yap(?:tim|iyordum|iyor\b|ti\b))"
)
_DOES = re.compile(
    r"^ (?:yap(?:iyor(?:um|uz)|makta(?:yim|yiz)|arim)|ediyorum|icra ediyorum|mesle[kg]i?\w*|"
    r"isi(?:yle|ni)?)"
)
_DID = re.compile(
    r"^ (?:yap(?:tim|iyordum|mistim|ardim|mak iste\w*|iyor\b|ti\b|acagim)|okuyor\w*|kazan\w+|"
    r"bolumu|mezunu\w*|fakultesi\w*|egitimi|hayal\w*)"
)
_JOB = re.compile(
    r"(?:\bmeslegim|\bmeslek olarak|\bmeslek|\bisim|\bbransim|\bgorevim|\bunvanim|"
    r"\bmesleki olarak)\s*[:,=-]?\s*(?:\w+ ){0,2}$"
)
_BEN = re.compile(
    r"\b(?:ben|bendeniz|sahsen|kendim)(?: (?:de|da|bir|ise|sadece|zaten|aslinda|\w+)){0,4},? $"
)
_BEN_BARE = re.compile(r"^(?:[\w ]{0,20}[,.!] )?ben (?:de |bir |\w+ )?$")
_ONE = re.compile(r"\bbir (?:\w+ )?$")
_BENIM = re.compile(r"\b(?:benim|bizim|senin|onun|sizin|kendi|sevgili|canim|sayin)(?: \w+)? $")
_YEARS = re.compile(
    r"\b(?:\d+|bir|iki|uc|bes|on|yirmi|otuz)\+? ?(?:yillik|senelik|yildir|senedir|"
    r"seneden beri)(?: \w+){0,3} $"
)
_CLOSES = re.compile(
    r"^(?:$|[ ]?[,;:.!)&+😀-🙏🤝🌸❤-]|,? (?:ben|ve|ama|fakat|bu|su an|ayni zamanda|arkadaslar|abi|"
    r"hocam|kanka|kardesim|o yuzden|"
    r"bende|dm|ozelden|cunku|yani|iste|bence|olsa da|olmama|ancak|bazen|bilginize|yardimci|"
    r"sorulariniz\w*|istanbul\w*|ankara\w*|izmir\w*)\b)"
)
_SETS_OUT = re.compile(
    r"^(?:(?:[\w']+ ){0,4}(?:[\w']+(?:de|da|te|ta|li|lu)|bir|artik|simdi|su an|aslen|aslinda|"
    r"hem|ve|evet|zaten|resmi|yeni) )?(?:\w+ )?$"
)
_CALLED = re.compile(
    r"^(?:mudur|hoca|ogretmen|doktor|baskan|usta|komutan|patron|amir|sef|kaptan)$"
)
_DENIED = re.compile(
    r"^ (?:degil\w*|mi[sy]?\w*|mu[sy]?\w*|olsam\w*|olsayd\w*|gibi|sandi\w*|saniyor\w*|diyorlar|"
    r"dedi|diye)\b"
)
_TITLE = re.compile(r"^ (?:arkadas\w*|hanim|bey|abi|abla|amca|teyze|kardes\w*)\b")
_WISH = re.compile(
    r"^ (?:ol(?:mak|acag|mayi|up|ursa|sa|sun|duk|du|abil|ma|may|muyor|uyor|mus|mali)\w*|"
    r"adayi\w*|hayal\w*|namzed\w*)"
)
_PAST = re.compile(
    r"\b(?:eskiden|emekli|eski|onceden|bir zamanlar|vaktiyle|gecmiste|cocukken|kucukken|"
    r"gecen sene|sabik)\b"
)
_OTHERS = re.compile(
    r"\b(?:baba(?:m|mlar|ci\w*)?|babam\w*|anne(?:m)?\w*|kocam?|karim|es(?:im|imin|ime)|"
    r"kardes(?:im)?\w*|abim?\w*|agabey\w*|abla(?:m)?\w*|oglum?\w*|"
    r"kiz(?:im|imin|lar)\w*|amca(?:m)?\w*|dayi(?:m)?\w*|teyze(?:m)?\w*|hala(?:m)?|"
    r"yenge(?:m)?\w*|enisteme?\w*|enistem|arkadas(?:im|imin|larim)\w*|"
    r"komsu(?:m|muz)\w*|sevgili(?:m)?\w*|kuzen(?:im)?\w*|nisanli(?:m)?\w*|dede(?:m)?\w*|"
    r"ninem?\w*|babaanne\w*|anneanne\w*|yegen(?:im)?\w*|patron(?:um)?\w*|"
    r"o|onun|onlar|sen|senin|siz|sizin|birisi|adam|kadin|cocuk|bizimki|annem|kaynana\w*|"
    r"kayinpeder\w*|kayin\w*|ailem\w*|bacanak\w*)\b"
)
_SEEKS = re.compile(
    r"\b(?:ari(?:yor|yorum|yoruz)\w*|ariyor\w*|lazim\w*|oneri\w*|onerebil\w*|oneren|onerir\w*|"
    r"tavsiye\w*|taniyan|taniyor\w*|tanidig\w*|bilen\w*|bildig\w*|"
    r"var ?mi\w*|ihtiyac\w*|nereden|bulabil\w*|bulur\w*|aran(?:iyor|maktadir|maktad)\w*|"
    r"alinacak\w*|istiyoruz|kim|hangi|nerede|numarasi|gerek\w*|"
    r"gittim|gidiyorum|gidecegim|gittik|sordum|aradim|randevu al\w*|yapan|is arayan)\b"
)
_WISHES = re.compile(r"\b(?:olmak|olacag\w*|istiyorum|hayalim|okuyorum|hazirlaniyorum)\b")


def stance(context: Context) -> Stance:
    """Whose the profession is."""
    before, after = context.before, context.after
    tail = _tail(context.word, context.phrase)
    if _disowned(context, tail):
        return Stance.NOT_OWN
    if tail and _TRADE.search(tail):
        return _trade(before, after)
    if tail and (claim := _personal(context, tail)) is not None:
        return claim
    if _AS_WORKS.search(after) and not _OTHERS.search(before):
        return Stance.SAYS
    return Stance.NOT_OWN if unowned(before, after) else _bare(context, tail)


def _disowned(context: Context, tail: str) -> bool:
    """Denied, wished for, past, sought, or somebody's title, whatever the ending says."""
    before, after = context.before, context.after
    if _DENIED.search(after) or _WISH.search(after) or _AS_WORKED.search(after):
        return True
    if _PAST.search(before) or _SEEKS.search(after):
        return True
    return bool(_WAS.search(tail) if tail else _TITLE.search(after))


def _bare(context: Context, tail: str) -> Stance:
    before, after = context.before, context.after
    if not tail and (_JOB.search(before) or (context.asked and len(before) < _ANSWER)):
        return Stance.SAYS
    if context.bio and len(before) < _BIO:
        return Stance.SAYS
    speaks = _AS.search(after) and (
        _BEN.search(before) or (_ONE.search(before) and _FIRST_PERSON.search(after))
    )
    if (
        speaks
        or introduces(context)
        or _YEARS.search(before)
        or (not tail and _BEN_BARE.search(before))
    ):
        return Stance.HINTS
    return Stance.PLAIN


def _personal(context: Context, tail: str) -> Stance | None:
    """What a first-person ending claims: "öğretmeniyim", but "doktorum" may be my doctor."""
    before, after = context.before, context.after
    if not _I_AM_HARD.search(tail) or (context.phrase[-1:] in _VOWEL and not _I_AM.search(tail)):
        return None
    if _SEEKS.search(before) or _BENIM.search(before):
        return Stance.NOT_OWN
    if _I_AM.search(tail) or _BEN.search(before) or _YEARS.search(before):
        return Stance.SAYS
    if _CLOSES.search(after) and _SETS_OUT.search(before) and len(after) < 120:
        called = _CALLED.search(context.phrase) and (before or after) and after != " ben"
        return Stance.NOT_OWN if called or _OTHERS.search(before) else Stance.SAYS
    return Stance.NOT_OWN


def _trade(before: str, after: str) -> Stance:
    if _DID.search(after) or unowned(before, ""):
        return Stance.NOT_OWN
    return Stance.SAYS if _DOES.search(after) else Stance.PLAIN


def _tail(word: str, phrase: str) -> str:
    """What the word has beyond its dictionary form: "yim" of "öğretmeniyim"."""
    plain, apostrophe, suffix = word.rpartition("'")
    if apostrophe and len(plain) >= len(phrase) - 1:
        return suffix
    return word[len(phrase) :]


def unowned(before: str, after: str) -> bool:
    """Is the sentence about others, the past, a wish, or does it seek somebody?"""
    return bool(
        _OTHERS.search(before)
        or _PAST.search(before)
        or _WISHES.search(before)
        or _SEEKS.search(before)
        or _SEEKS.search(after)
    )

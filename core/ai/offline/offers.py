"""Working somewhere, offering a service: what makes a workplace or a service one's own."""

import re

from core.ai.offline.context import Context
from core.taxonomy.values import Language

_ADVERBS = (
    r"(?:(?:also|just|actually|currently|now|still|only|mostly|usually|normally|both|do|have|"
    r"always|been|sometimes|mainly|proudly|recently|finally) )*"
)
_AT = (
    r"(?:at|in|for|with|from|inside|over at|down at|part[- ]time (?:at|in|for)|"
    r"full[- ]time (?:at|in|for)|"
    r"on (?=(?:a|the|my) (?:farm|ranch|ship|(?:oil )?rig|boat)\b))"
)
_NP = r"(?:(?!not\b|but\b|and\b|he\b|she\b|as\b|that\b|who\b|to\b|it\b|he's\b)[\w&'.-]+ ){0,3}"
_WORKS_AT = {
    Language.EN: re.compile(
        r"(?:(?:(?:\bi|\bi'm|\bi am|\bim|\bi've been|\bi have been) |[.!,;] |"
        r"^(?:(?:yes|yeah|and|so|well|oh|hi|cool|nice|same)[, ]+)*)"
        rf"{_ADVERBS}(?:work|working|employed|intern|interning|bartend|waitress|teach|teaching|"
        r"started working|just started|started|got a job|have a job|have a (?:\w+ ){1,2}job)"
        rf"(?: (?:as|an?) (?:[\w-]+ ){{1,4}}?| (?:here|there|nights|days|mostly|currently|now|"
        rf"remotely|weekends|hard))? ?{_AT} {_NP}"
        rf"|\bmy (?:\w+ )?(?:job|shift|work|career)(?: is| as [\w ]{{1,20}}?)? {_AT} {_NP}"
        rf"|\b(?:i|we|i've|i'm|my \w+ and i) {_ADVERBS}(?:own|run|manage|co-own|opened|"
        rf"(?:have|started) (?:my|our) own|operate|supervise|owned|running) {_NP})$"
    ),
    Language.RU: re.compile(
        r"(?<!не )\b(?:работаю|тружусь|служу|подрабатываю|устроил(?:ся|ась)|моя работа|"
        r"работаем)(?: (?!с |со |у |из |от |для |без )[\w-]+){0,4}? "
        r"(?:в|во|на|при)(?: (?:\w+(?:ом|ем|ой|ей)|одном из|\w+)){0,2} $|\b(?:владею|"
        r"у меня (?:свой|своя|свое)|держу)(?: \w+)? $"
    ),
}
_TURKISH_BEFORE = re.compile(
    r"\b(?:babam\w*|annem\w*|kocam\w*|karim|esim\w*|abim\w*|ablam\w*|kardesim\w*|oglum|kizim|"
    r"eskiden|arkadasim\w*)\b"
)
_TURKISH_AFTER = re.compile(
    r"^ (?:[\w'-]+ ){0,5}?(?:calisiyor(?:um|uz)|calismaktayi[mz]|gorev yapiyorum|gorevliyim|"
    r"calisaniyi[mz]|personeliyim|isletiyorum|"
    r"sahibiyim|mesaim|nobetteyim|nobetciyim)"
)
_LOCATIVE = re.compile(r"(?:[dt][ae]|nda|nde|nin|nın|[iu])$")
_NOT_NOW = re.compile(
    r"\b(?:used to|would|wants?|wish|hope|if|quit|was|had|dad|mom|father|mother|husband|wife|"
    r"brother|sister|friend|he|she|they|you|"
    r"будет|хочу|раньше|муж|жена|мама|папа|брат|сестра|друг|был|была|мечтаю|работал|"
    r"работала)\b(?! \w+ing)"
)
_OFFERS = {
    Language.EN: re.compile(
        rf"\b(?:i|we|i'm|i can|we can) {_ADVERBS}(?:do|doing|offer|offering|provide|providing|"
        rf"make|making|build|building|sell|selling|give|giving|"
        r"specialize in|specialise in|design|fix|repair|install|help with|help people with|"
        r"help you with|translate|bake|sew|handle) "
        r"(?:(?!not\b|it\b|my\b|you\b|to\b|enjoy\b|love\b|like\b|have\b|play\b|want\b|watch\b|"
        r"think\b)[\w'&,-]+ ){0,3}$"
    ),
    Language.RU: re.compile(
        r"\b(?:дела(?:ю|ем)|оказыва(?:ю|ем)|предлага(?:ю|ем)|принима(?:ю|ем)|выполн(?:ю|им|яю|"
        r"яем)|провожу|проводим|веду|шь(?:ю|ем)|пеку|печем|"
        r"ремонтирую|устанавливаю|помогу с|помогаю с|занимаюсь|занимаемся|беру (?:заказы|"
        r"в работу)|набираю|изготовлю|изготавливаю|продаю|даю)"
        r"(?: [\w-]+,?){0,3}? $"
    ),
    Language.TR: re.compile(
        r"^(?:,? [\w-]+){0,4}? (?:yapilir|yapiyor(?:um|uz)|yaparim|yapariz|verilir|"
        r"veriyor(?:um|uz)|veririm|veririz|sunuyor(?:um|uz)|dikiyorum|"
        r"dikilir|tamir edilir|onarilir|kurulur|kuruyor(?:um|uz)|satiyor(?:um|uz)|cekilir|"
        r"cekiyorum|tasarliyorum|hizmeti\w*|hizmetleri\w*|ile ilgili yardimci olur)"
    ),
}
_PASSIVE = re.compile(
    r"^(?:,? [\w-]+){0,3}? (?:yapilir|verilir|dikilir|tamir edilir|onarilir|kurulur|cekilir|"
    r"satilir|hizmeti\w*)\b"
)
_CALLS = {
    Language.EN: re.compile(
        r"\b(?:dm|pm|message|text|call|contact|hit) (?:me|us)\b|\bfor hire\b|\bmy (?:rates?|"
        r"services|portfolio|prices)\b|\bcommissions? (?:are )?open\b"
        r"|\bbook (?:me|now)\b|\b(?:accepting|taking) (?:new )?(?:clients|orders|bookings|"
        r"commissions)|\bfree (?:quote|estimate|consultation)s?\b"
        r"|\baffordable\b|[$€£]\s?\d"
    ),
    Language.RU: re.compile(
        r"\b(?:пишите|в (?:лс|личку|директ)|обращ(?:айтесь|айся)|звоните|запись (?:открыта|в|"
        r"на|по)|цен[аы]|недорого|под ключ|на заказ|под заказ|прайс|"
        r"стоимость|скидк\w+|свободные (?:места|окошки)|есть (?:окошк\w+|места)|опыт \d+|"
        r"от \d+ ?(?:р|руб|₽|лир|тыс)|гаранти\w+|принимаю клиентов)\b"
    ),
    Language.TR: re.compile(
        r"\b(?:dm|ozelden|whatsapp|iletisim(?:e|icin)?|ulasabilir\w*|yazabilir\w*|"
        r"yardimci olur(?:um|uz)|ucretsiz kesif|uygun fiyat\w*|"
        r"randevu icin|musait\w* (?:gun|saat)\w*|garantili|siparis(?:leriniz)? (?:icin|alinir|"
        r"aliniyor)|kayitlar\w* basla\w*|fiyat icin)\b"
    ),
}
_OFFER_BY_OTHERS = re.compile(
    r"\b(?:my (?:\w+ )?(?:friend|wife|husband|mom|dad|brother|sister|cousin|neighbor)|he|she|"
    r"they|who|where|anyone|looking for|need|recommend|used to|"
    r"want to|wish|"
    r"ищу|ищем|нуж(?:ен|на|ны|но)|посоветуйте|порекомендуйте|подскажите|кто|муж|жена|друг|"
    r"подруга|знакомый|знакомая|сестра|брат|требуется|есть ли|"
    r"хочу|раньше|скольк\w+|где|делаю (?:\w+ )?уроки|"
    r"ariyor\w*|lazim|oner\w+|tavsiye|var mi|bilen|taniyan|ihtiyac\w*|esim|babam|abim|kardesim|"
    r"arkadasim|kim|nerede|kac|ne kadar|"
    r"yaptirmak|yaptirdi\w*|yapan)\b|\?\s*$"
)


_IN_FIELD = re.compile(rf"(?:\bi|\bi'm|\bi am|\bim) {_ADVERBS}in (?:the )?$")


_I_RUN = re.compile(
    r"^ (?:that |which |where )?(?:i|we) (?:also |now )?(?:run|own|manage|work (?:at|for|in)|work|"
    r"co-own|operate)\b"
)
_FAMILY = re.compile(
    r"\b(?:i'?m|i am) (?:also )?(?:an? |the )?(?:[\w-]+ ){0,3}(?:mom|mother|mum|dad|father|wife|"
    r"husband|brother|sister)\b"
)


def works_at(context: Context, language: Language, *, field: bool) -> bool:
    """Does the person work at this place, or in this field, now?"""
    if language is Language.TR:
        ending = context.word[-3:] != context.phrase[-3:] and _LOCATIVE.search(context.word)
        works = ending and _TURKISH_AFTER.search(context.after)
        return bool(works and not _TURKISH_BEFORE.search(context.before))
    before = f"{context.before}in " if context.word.startswith("in ") else context.before
    if language is Language.EN and field and _IN_FIELD.search(before):
        return True
    if language is Language.EN and _I_RUN.search(context.after) and not field:
        return True
    works = _WORKS_AT[language].search(before)
    return bool(works) and not _NOT_NOW.search(_FAMILY.sub("", before))


def offered(context: Context, language: Language) -> bool:
    """Is the service offered by the person, not sought and not somebody else's?"""
    sentence = f"{context.before}{context.word}{context.after}"
    if _OFFER_BY_OTHERS.search(sentence):
        return False
    if language is Language.TR and " " not in context.phrase:
        return bool(_PASSIVE.search(context.after) or _CALLS[language].search(sentence))
    governed = context.after if language is Language.TR else context.before
    return bool(_OFFERS[language].search(governed) or _CALLS[language].search(sentence))

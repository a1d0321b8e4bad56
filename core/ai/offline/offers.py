"""Working somewhere and offering a service: what makes a workplace or a service the person's own."""

import re

from core.ai.offline.context import Context
from core.taxonomy.values import Language

_WORKS_AT = {
    Language.EN: re.compile(
        r"(?:(?:\bi|\bi'm|\bi am|\bim|\bi've been|\bi have been|^(?:[\w']+,? ){0,2}?)(?: \w+){0,2}? ?\b"
        r"(?:work|working|worked since|bartend|am employed|employed|waitress|manage|run|own|co-own|teach|intern|"
        r"have my own|started my own|started working|just started (?:working|a job)|got a job|opened(?: my)?|bought)\b"
        r"(?: (?:as|a|an|the|full[- ]?time|part[- ]?time|here|there|nights|days|mostly|currently|now|remotely|\w+er)){0,3}"
        r"|\bmy (?:\w+ )?(?:job|shift|work|boss|coworkers|company|career)(?: is| are|'s)?|\bi am in|\bi'm in|\bcareer"
        r"|\bi have a (?:\w+ )?job|\bi own|\bi run|\bi manage|\bi make a living|\bi stock shelves|\bi volunteer)"
        r" ?(?:at|in|for|with|from|on|inside)? ?(?:(?!not\b|but\b|and\b|he\b|she\b|as\b|that\b|who\b)[\w&'.-]+ ){0,3}$"
    ),
    Language.RU: re.compile(
        r"(?<!не )\b(?:работаю|тружусь|служу|подрабатываю|устроил(?:ся|ась)|моя работа|мы в|работаем|владею|у меня (?:свой|своя|свое)|"
        r"держу|веду)(?: (?!с |со )[\w-]+){0,4}? ?$"
    ),
}
_TURKISH_BEFORE = re.compile(
    r"\b(?:babam\w*|annem\w*|kocam\w*|karim|esim\w*|abim\w*|ablam\w*|kardesim\w*|oglum|kizim|eskiden|arkadasim\w*)\b"
)
_TURKISH_AFTER = re.compile(
    r"^ (?:[\w'-]+ ){0,5}?(?:calisiyor(?:um|uz)|calismaktayi[mz]|gorev yapiyorum|gorevliyim|calisaniyi[mz]|personeliyim|isletiyorum|"
    r"sahibiyim|mesaim|nobetteyim|nobetciyim)"
)
_LOCATIVE = re.compile(r"(?:[dt][ae]|nda|nde|nin|nın|[iu])$")
_NOT_NOW = re.compile(
    r"\b(?:used to|would|wants?|wish|hope|if|quit|was|had|dad|mom|father|mother|husband|wife|brother|sister|friend|he|she|they|you|"
    r"будет|хочу|раньше|муж|жена|мама|папа|брат|сестра|друг|был|была|мечтаю|работал|работала)\b(?! \w+ing)"
)
_OFFER = {
    Language.EN: re.compile(
        r"\b(?:i|we) (?:can |also |do |still |currently |mostly )*(?:do|offer|provide|make|build|sell|give|teach|specialize in|specialise in|design|fix|"
        r"repair|install|help with|help people with|take|write|translate|bake|sew|handle|run)\b|\b(?:dm|pm|message|text|call|contact|hit) (?:me|us)\b"
        r"|\bfor hire\b|\bmy (?:rates?|services|portfolio|prices|clients|shop)\b|\bcommissions?\b|\bbook (?:me|now|a)\b|\baccepting (?:new )?(?:clients|orders)"
        r"|\btaking (?:new )?(?:clients|orders|bookings)|\bavailable for\b|\bfree (?:quote|estimate|consultation)|\baffordable\b|[$€£]\s?\d"
    ),
    Language.RU: re.compile(
        r"\b(?:дела(?:ю|ем)|оказыва(?:ю|ем)|предлага(?:ю|ем)|принима(?:ю|ем)|выполн(?:ю|им|яю|яем)|провожу|проводим|веду|шь(?:ю|ем)|пеку|печем|ремонтирую|"
        r"устанавливаю|помогу|помогаю|занимаюсь|занимаемся|беру (?:заказы|в работу)|набираю|изготовлю|изготавливаю|пиш(?:у на заказ|ите в (?:лс|личк))|"
        r"в (?:лс|личку|директ)|обращ(?:айтесь|айся)|звоните|запись (?:открыта|в|на|по)|цен[аы]|недорого|под ключ|на заказ|под заказ|прайс|"
        r"стоимость|скидк\w+|выезд|свободные (?:места|окошки)|есть (?:окошк\w+|места)|опыт \d+|от \d+ ?(?:р|руб|₽|лир|тыс)|гаранти\w+|руб(?:лей)?)\b"
    ),
    Language.TR: re.compile(
        r"\b(?:yapilir|yapiyor(?:um|uz)|yaparim|yapariz|verilir|veriyor(?:um|uz)|veririm|veririz|sunuyor(?:um|uz)|dikiyorum|dikilir|tamir edilir|onarilir|"
        r"kurulur|kuruyor(?:um|uz)|satiyor(?:um|uz)|aliniyor|alinir|siparis(?:e|leri|leriniz)?|dm|ozelden|whatsapp|iletisim(?:e|icin)?|ulasabilir\w*|yazabilir\w*|"
        r"yardimci olur(?:um|uz)|ucret(?:i|siz)?|fiyat(?:lar\w*)?|uygun fiyat\w*|randevu(?: icin| al\w*)?|tl|musait\w*|ozel ders|kesif|garantili|hizmet\w*|"
        r"basladik|cekilir|cekiyorum|tasarliyorum|kayitlar)\b"
    ),
}
_OFFER_BY_OTHERS = re.compile(
    r"\b(?:my (?:\w+ )?(?:friend|wife|husband|mom|dad|brother|sister|cousin|neighbor)|he|she|they|who|where|anyone|looking for|need|recommend|used to|"
    r"want to|wish|"
    r"ищу|ищем|нуж(?:ен|на|ны|но)|посоветуйте|порекомендуйте|подскажите|кто|муж|жена|друг|подруга|знакомый|знакомая|сестра|брат|требуется|есть ли|"
    r"хочу|раньше|скольк\w+|где|"
    r"ariyor\w*|lazim|oner\w+|tavsiye|var mi|bilen|taniyan|ihtiyac\w*|esim|babam|abim|kardesim|arkadasim|kim|nerede|kac|ne kadar|"
    r"yaptirmak|yaptirdi\w*|yapan)\b|\?\s*$"
)


def works_at(context: Context, language: Language) -> bool:
    """Does the person work at this place, or in this field, now?"""
    if language is Language.TR:
        ending = context.word[-3:] != context.phrase[-3:] and _LOCATIVE.search(context.word)
        return bool(
            ending
            and _TURKISH_AFTER.search(context.after)
            and not _TURKISH_BEFORE.search(context.before)
        )
    return bool(_WORKS_AT[language].search(context.before)) and not _NOT_NOW.search(context.before)


def offered(context: Context, language: Language) -> bool:
    """Is the service offered by the person, not sought and not somebody else's?"""
    sentence = f"{context.before}{context.word}{context.after}"
    return bool(_OFFER[language].search(sentence)) and not _OFFER_BY_OTHERS.search(sentence)

"""Whose a profession is in a Russian sentence; all patterns are folded (ё is е)."""

import re

from core.ai.offline.context import Context, Stance, introduces

_ANSWER = 16
"""Characters before the profession in a plain answer."""
_BIO = 40
_STEP = (
    r"(?:(?:сам|сама|же|тоже|просто|лишь|вообще-?то|кстати|как раз|теперь|сейчас|уже|пока|еще|"
    r"и так|так-то|"
    r"все-таки|вот|всего лишь|между прочим|по (?:профессии|специальности|жизни|работе|"
    r"основной работе)|"
    r"(?!бывш|будущ|несостоявш|диванн|домашн|так[оа]й|больш|перв\w+ )\w+(?:ый|ий|ой|ая|яя)|"
    r"\d+ лет|это)[ ,]+)"
)
_LIST = re.compile(rf"(?:^|[^\w])я(?: |, | ?- ?)(?:[\w-]+(?:, | и )){{1,3}}(?:{_STEP})*$")
_BARE = re.compile(rf"(?:^|[^\w])я(?: |, | ?[-:=] ?){_STEP}*(?:- )?$")
_WORKS = re.compile(
    r"(?:^|[^\w])(?<!не )(?:работаю|тружусь|служу|подрабатываю|вкалываю|пашу|числюсь|практикую|"
    r"работаем|"
    r"я устроил(?:ся|ась)|устроилась|устроился|меня (?:взяли|назначили))(?: (?!с |со |у |к |"
    r"от |для |без |не |под |над |из )[\w-]+,?)"
    r"{0,7}(?: ?[-:])? ?$"
)
_WORKS_AFTER = re.compile(r"^ (?:я )?(?:работаю|тружусь|подрабатываю)\b")
_BY_TRADE = re.compile(
    r"(?:по (?:основной )?(?:профессии|специальности|работе|должности)(?: (?:я|своей))?|"
    r"моя (?:профессия|работа|специальность|должность)|мой основной заработок|моё? призвание|"
    r"зарабатываю на жизнь|тружусь на должности|в должности|"
    r"на должности)(?: \w+)? ?(?:это )?[-:,—]? ?(?:это )?$"
)
_SCHOOLED = re.compile(
    r"(?:по (?:образованию|диплому|первому образованию)|образование|диплом|дипломированн\w+|"
    r"закончил\w* на)(?: я)? ?[-:,]? ?$"
)
_TRADE_AFTER = re.compile(
    r"^(?: ?[,(-])? ?(?:я )?(?:по (?:профессии|специальности)|(?:с|со) (?:\w+ )?(?:\w+летним |"
    r"большим |огромным |многолетним )?"
    r"(?:стажем|опытом)|с \d+[\w -]{0,14}(?:стаж|опыт)|стаж \d+|опыт (?:работы )?\d+|"
    r"\d+ (?:лет|года?) (?:опыта|стажа)|с \d{4} года)"
)
_SCHOOLED_AFTER = re.compile(r"^ по (?:образованию|диплому)")
_I_AFTER = re.compile(r"^ я(?:\b(?! (?:не|хочу|ищу|мечт|был|знаю|нуж))|$)")
_HERE_AFTER = re.compile(r"^ (?:на связи|на месте|здесь|тут)\b")
_AS_ONE = re.compile(
    r"(?:^|[,;:(-] ?|\b(?:вам|тебе|и|но|а|я|это|говорю) )(?:как|будучи) (?:[\w-]+(?:ый|ий|ой|"
    r"ая) )*$"
)
_AS_I = re.compile(
    r"^,? [^.]{0,30}?\b(?:я|скажу|говорю|могу|мне|мой|моя|мои|заявляю|советую|подтверждаю|"
    r"утверждаю|знаю|вижу|считаю)\b"
)
_WE = re.compile(r"(?:^|[^\w])(?:мы|нам|нас)(?:,| -|) ?(?:\w+(?:ые|ие|ых|ым) )?$")
_SUPPOSED = re.compile(
    r"\b(?:если бы|если|будто|словно|представь\w*|думал\w*|думают|думает|решил\w*|считают|"
    r"кажется|сказал\w*|говорит|"
    r"говорят|хотел\w*|когда|жаль|лучше бы)(?:,? что)?[ ,]*$"
)
_ONCE = re.compile(r"\b(?:в прошлом|раньше|прежде|когда-то|до пенсии|в молодости)[ ,]*$")
_INSTRUMENTAL = re.compile(r"(?:ом|ем|ой|ей|ым|им|ою|ью)(?= |$)")
_NOT_HEAD = re.compile(
    r"^(?: |, )(?:на пенсии|в отставке|в прошлом|бы|был[аи]?|не (?:работаю|получил)|не я|"
    r"из меня|мечты|в декрете был|в душе|"
    r"года|месяца|из бога|уволил)\b"
)
_PAST = re.compile(
    r"\b(?:был[аи]?|раньше|прежде|бывш\w+|в прошлом|когда-то|работал[аи]?|трудил\w+|"
    r"служил[аи]?|подрабатывал\w*|экс|"
    r"ушел|ушла|уволил\w+|отработал\w*|проработал\w*|в молодости|до пенсии|на пенсии|"
    r"пенсионер\w*|несостоявш\w+)\b"
)
_WISH = re.compile(
    r"\b(?:хо(?:чу|тел\w*|чется)|мечта\w*|стану|стать|станет|буду|будущ\w+|планиру\w+|"
    r"собираюсь|учусь|учиться|"
    r"поступ\w+|выучи\w+|обучаюсь|готовлюсь|если бы|бы)\b"
)
_OTHERS = re.compile(
    r"\b(?:мам[аеуыо]\w*|пап[аеуыо]\w*|отец|отц\w+|мат(?:ь|ери)|муж(?:а|у|ем)?|жен[аеуыо]\w*|"
    r"брат\w*|сестр\w+|сын\w*|доч\w+|"
    r"дяд\w+|тет[яеиюк]\w*|дед\w*|бабушк\w+|бабул\w+|друг\w*|друз\w+|подруг\w*|парн\w+|парень|"
    r"девушк\w+|сосед\w*|родител\w+|родн(?:я|ых)|"
    r"знаком\w+|племянни\w+|тест[ьяю]|тещ\w+|свекр\w+|коллег\w+|начальник\w*|шеф|он|она|они|"
    r"ему|его|ей|ее|их|него|нее|"
    r"твой|твоя|ваш|ваша|наш|наша|ты|вы|женат|замуж\w*|встречаюсь|внук\w*|кузен\w*|бывш\w+|"
    r"дети|ребенок|кто-то)\b"
)
_SEEKS = re.compile(
    r"\b(?:ищ(?:у|ем|ет)|нуж(?:ен|на|ны|но)|посовету\w+|порекоменду\w+|подскаж\w+|требу\w+|"
    r"кто[ -]?(?:нибудь|то|знает|делает|"
    r"может|занимается)?|есть (?:ли|у кого|тут|здесь)|вызва\w+|запис\w+|иска\w+|найти|"
    r"контакт\w*|дайте|ваканси\w+|"
    r"хорош(?:ий|его|ую|ая)|обратит\w+|ходил\w*|ездил\w*|сходи\w*|знает|знаете|кого|скольк\w+|"
    r"где|у|к|без|"
    r"позвон\w+|попросил\w*|говорил\w*|сказал\w*)\b"
)
_DENIES = re.compile(r"(?:\bне|\bни|\bа не) (?:\w+ ){0,2}$")
_MASKED = re.compile(
    r"\b(?:мой|моя|моего|мою|моей|моему|свой|своего|своей|своя|мои|моих)\b(?: \w+){0,2} $"
)


def stance(context: Context) -> Stance:
    """Whose the profession is."""
    if _NOT_HEAD.search(context.after):
        return Stance.NOT_OWN
    nominative = _is_nominative(context.word, context.phrase)
    if (claimed := _claimed(context, nominative=nominative)) is not None:
        return claimed
    if unowned(context.before, context.after):
        return Stance.NOT_OWN
    if nominative and _stated(context):
        return Stance.SAYS
    if _WE.search(context.before) or (nominative and _speaks_as_one(context)):
        return Stance.HINTS
    return Stance.PLAIN


def _claimed(context: Context, *, nominative: bool) -> Stance | None:
    """What "я ...", "работаю ..." and "по профессии ..." come to; None where they are not said."""
    before = context.before
    if nominative and (claim := _BARE.search(before) or _LIST.search(before)) is not None:
        lead = before[: claim.start() + 1]
        return Stance.NOT_OWN if _SUPPOSED.search(lead) or _ONCE.search(lead) else Stance.SAYS
    if _INSTRUMENTAL.search(context.word) and _WORKS_AFTER.search(context.after):
        return Stance.NOT_OWN if unowned(before, "") else Stance.SAYS
    if (nominative or _INSTRUMENTAL.search(context.word)) and _WORKS.search(before):
        return Stance.NOT_OWN if _PAST.search(before) or _SUPPOSED.search(before) else Stance.SAYS
    if nominative and _BY_TRADE.search(before) and not _OTHERS.search(before):
        return Stance.NOT_OWN if _PAST.search(before) else Stance.SAYS
    return None


def _stated(context: Context) -> bool:
    """With years of service, as an answer to "кем работаешь?", or at the beginning of a bio."""
    before, after = context.before, context.after
    if _TRADE_AFTER.search(after) or (not before and _I_AFTER.search(after)):
        return True
    return (context.asked and len(before) < _ANSWER) or (context.bio and len(before) < _BIO)


def _speaks_as_one(context: Context) -> bool:
    """By education only, "как юрист скажу", "юрист на связи"."""
    before, after = context.before, context.after
    if introduces(context) or _SCHOOLED.search(before) or _SCHOOLED_AFTER.search(after):
        return True
    if _AS_ONE.search(before):
        return _AS_I.search(after) is not None
    return not before and _HERE_AFTER.search(after) is not None


def _is_nominative(word: str, phrase: str) -> bool:
    if word == phrase:
        return True
    return (
        len(word) == len(phrase) and word[:-2] == phrase[:-2] and word.endswith(("ая", "ый", "ий"))
    )


def unowned(before: str, after: str) -> bool:
    """Is the sentence about others, the past, a wish, a denial, or does it seek somebody?"""
    return bool(
        _OTHERS.search(before)
        or _PAST.search(before)
        or _WISH.search(before)
        or _SEEKS.search(before)
        or _DENIES.search(before)
        or _MASKED.search(before)
        or (after.endswith("?") and not before)
    )

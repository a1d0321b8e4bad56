"""Whose a profession is in an English sentence."""

import re

from core.ai.offline.context import Context, Stance, anyone, introduces

_ANSWER = 16
"""Characters before the profession in a plain answer."""
_BIO = 40
_BARRED = anyone(
    "retired former ex formerly previous wannabe aspiring future failed fake unofficial "
    "resident armchair avid keen hobby hobbyist weekend casual recreational novice "
    "amateur self-proclaimed honorary designated family household budding soon would-be pretend "
    "imaginary "
    "like than who that which whose where when because but looking seeking need seeing dating "
    "married hire "
    "hiring my your his her their our he she they you we i it if not no never isn't fan friend "
    "about with "
    "for to at by under against called named from into afraid sorry sure glad happy going trying "
    "hoping waiting talking calling asking telling thinking paying visiting"
)
_STEP = rf"(?:(?!{_BARRED}\b)(?!of\b(?! (?:two|three|four|five|\d)))[\w'&/.+-]+,? )"
_ADVERB = anyone(
    "also just actually currently now still basically really only literally already both "
    "technically officially "
    "mostly mainly primarily personally proudly simply indeed finally myself a_full-time "
    "a_full_time "
    "not_only not_just at_the_moment right_now presently by_the_way in_fact fortunately "
    "proud_to_be blessed_to_be"
)
_ARTICLE = anyone("an a the one_of_the one_of_those another one")
_LEAD = rf"(?:{_ADVERB},? )*"
_NOUN = rf"(?:{_ARTICLE} {_STEP}{{0,6}}|(?!\w+ing\b){_STEP}?)"
_AM = r"(?:\bi'? ?m|\bi am|\bi'?ve been|\bi have been|\bi be)"
_WORK = (
    r"(?:(?:\bi|\bi'?m|\bi am|\bi'?ve been|^) (?:\w+ ){0,2}?|^|[,;(] ?)"
    r"work(?:ing|ed)? (?:\w+ ){0,5}?as"
)
_JOB = (
    r"(?:\bmy (?:current |main |day |regular |real |full-time |part-time |new )?"
    r"(?:job|profession|occupation|trade|career|job title|title|position|role)"
    r"(?: is| as|'s|:|,| -)(?: being| as| a| to be)?|\bi (?:was|got|am|just got) (?:hired|"
    r"promoted|employed) (?:as|to)"
    r"|\bi became|\bi make (?:a|my) living as|\bmy (?:work|life|experience|years|shifts?|days) as"
    r"|\bmy job at [\w' ]{1,30} as|\bi got (?:a|my|the) (?:new )?(?:job|position|gig) as|"
    r"\bi serve as|\bi moonlight as"
    r"|\bi do (?:some |freelance )?\w* ?work as|\bi identify as|\bemployed as|"
    r"\bi'?ve (?:always )?worked as)"
)
_SAYS = re.compile(rf"(?:{_AM}|{_WORK}|{_JOB}),? {_LEAD}{_NOUN}$")
_CALLED = re.compile(
    r"(?:\bi'?m|\bi am|\bmy name is) \[?(?!(?:\w+ing|sorry|glad|sure|not|fine|ok|okay|good|well|"
    r"sick|tired|here|back|home|lost|done|serious|single|married|new|late|happy|sad|with|at|in|on|"
    rf"so|too|just)\b)[\w']{{2,14}}(?: \w{{1,12}})?\]?, an? {_STEP}{{0,3}}$"
)
"""A name, then what its bearer is: "I'm Jordan, a veterinarian from Florida"."""
_DROPPED = re.compile(
    r"^(?:(?:well|hi|hey|hello|yes|yeah|yep|so|oh|and|but|btw|fyi|same|also|me too|"
    r"full disclosure|me)[,:!]* )*"
    rf"(?:(?:am|been) {_LEAD}{_NOUN}|(?<=me: ))$"
)
_SUPPOSED = re.compile(
    r"(?:\b(?:if|as if|as though|like|think|thinks|thought|pretend|pretending|pretended|"
    r"imagine|wish|dream|"
    r"dreamed|dreamt|suppose|whether|assume|assumes|assumed|assuming|when|once|until|unless|"
    r"say|says|said|claim|"
    r"claims|joke|jokes|joked|hope|doubt|feel|felt|believe|believes|believed|lied and said|"
    r"would be if|even if|"
    r"not that|because people think|convinced|day)(?: that)?) ?$"
)
_AS = re.compile(
    rf"(?:^|[,;:(-] ?|\b(?:speaking|coming|myself|and|but|so|because|well|that|"
    rf"believe me) )as {_ARTICLE} {_STEP}{{0,4}}$"
)
_AS_I = re.compile(r"^(?:[^,.]{0,60},)? ?(?:myself|i\b|i'|my\b|we\b|it's my|in \w+,? i)")
_OF_US = re.compile(
    rf"(?:\b(?:love|like|enjoy|hate|about|of|than|me) being {_ARTICLE} {_STEP}{{0,3}}"
    rf"|\bi (?:\w+ )?(?:trained|qualified|studied|freelance|moonlight|volunteer) (?:as|"
    rf"to be) {_ARTICLE} {_STEP}{{0,3}})$"
)
_WE = re.compile(rf"\b(?:we|us|fellow|we're all|we are|we're) {_STEP}{{0,1}}$")
_HERE = re.compile(
    r"^,?(?: of \d+ years)? (?:here|speaking|by (?:trade|profession|day|training|night|"
    r"vocation|occupation))\b"
)
_HERE_BEFORE = re.compile(
    rf"^(?:(?:hi|hey|hello|well|yes|yeah|so|fellow|another|ok|okay|also)[,:!]* (?:all|everyone|"
    rf"guys|folks|there)?[,!]? ?)*"
    rf"(?:{_ARTICLE} )?{_STEP}{{0,3}}$"
)
_MINE = re.compile(r"(?:\bi'? ?m\b|\bi am\b)")
_NOT_HEAD = re.compile(
    r"^(?:'s\b|[ -](?:wannabe|fan|lover|groupie|wife|husband|daughter|son|dropout|in training|"
    r"at heart|when it comes|"
    r"to[ -]be\b|in the making|of the family|on tv|costume|jokes?|for halloween|"
    r"in my (?:dreams|head|spare|mind)|"
    r"in (?:a|my) (?:past|former|previous) life|turned|back (?:then|in the day)|once|"
    r"for (?:my|the|our|his|her|their) (?:family|parents|mom|dad|wife|husband|kids|friends|"
    r"boyfriend|girlfriend)|"
    r"wife|girlfriend|boyfriend|kid|family|household|brat|in another life|at home|for a day|"
    r"emoji|movie|show|citizen|train|airplane|plane|kit|railroad|"
    r"of (?:my|our|the|this) (?:family|house|household|group|friends|gang|crew|party|night)|"
    r"tonight|this time|for (?:today|tonight|now|this weekend)|in (?:this|the) game)\b"
    r"|[, (]+(?:now )?retired\b)"
)
_TALENT = re.compile(
    r"\b(?:good|great|decent|bad|terrible|horrible|awful|excellent|amazing|fantastic|mean|better|"
    r"best|wonderful|talented|natural|passable|so-so)\b"
)
_TALENTS = re.compile(
    r"^(?:cook|chef|baker|singer|dancer|driver|photographer|painter|gardener|cleaner|guitarist)$"
)
_FOR_FUN = re.compile(
    r"^(?: (?!and\b|but\b|i\b)\w+){0,3} "
    r"(?:(?:in|during) my (?:spare|free) time|as a hobby|for fun)\b"
)
_GOES_ON = re.compile(r"^(?:$|[.!,)]| (?:from|at|in|by|here|living|based|and|with|who)\b)")
_JOKE = re.compile(r"\b(?:lol|lmao|haha+|jk|kidding|rofl)\b|😂|🤣|😅|/s\b")
_PAST_AFTER = re.compile(
    r"^[^.]{0,40}\b(?:until (?:i\b|last|\d|they)|before i|in the (?:past|70s|80s|90s)|"
    r"years ago|back then|when i was)\b"
)
_FIRST_WAS = re.compile(
    r"\bi (?:was|used to|had been|once|previously|formerly|did|wanted|want|wish|hope|plan|"
    r"dream|would|could|will|'ll|"
    r"might|may|should|ve always wanted|need|needed|am going to|decided to)\b|\bi'(?:d|ll)\b|"
    r"\bused to (?:be|work)\b|\b(?:thought|think|thinking|dream\w*|consider\w*|imagin\w*|"
    r"fantasi\w*|idea|interested|curious|like)(?: about| of| in)? (?:being|becoming)\b"
    r"|\b(?:retired|former|ex|formerly|previously|wannabe|aspiring|future)[ -](?:\w+ ){0,2}$|"
    r"\b(?:become|becoming|to be|being like) (?:a|an) |"
    r"\b(?:not|n't|never|no longer|isn't) (?:\w+ ){0,3}$"
)
_KIN = (
    "mother mom mum mommy mama father dad daddy papa parents? wife husband hubby spouse brother "
    "sister sibling son "
    "daughter kids? child children uncle aunt auntie cousin grandfather grandmother grandpa "
    "grandma grandparents nephew "
    "niece boyfriend girlfriend bf gf fianc[a-z]* partner friends? roommate flatmate "
    "neighbou?rs? boss coworkers? colleague "
    "ex buddy pal in-laws? mil fil sil bil stepdad stepmom ancestors? guy lady dude bestie folks"
)
_OTHERS = re.compile(
    rf"\b(?:my|your|his|her|their|our|a|the|some)(?: \w+)?(?: \w+)? {anyone(_KIN)}\b|"
    rf"\b{anyone('mom dad hubby')}\b"
    r"|\b(?:he|she|they|you|who|whose|your|his|her|their)\b|\b(?:he|she|they|you)'"
)
_OWNER = re.compile(
    r"\b(?:my|your|his|her|their|our|the|some|any|every|see|saw|sees|call|called|told|"
    r"asked) (?:\w+ )?$"
)
_SEEKS = re.compile(
    r"\b(?:looking for|search(?:ing)? for|need(?:s|ed|ing)?|anyone|anybody|somebody|someone|"
    r"recommend\w*|suggest\w*|"
    r"does any|do you (?:know|have)|know (?:a|an|any|of)|where (?:can|do)|who (?:can|does|is|"
    r"knows)|hire|hiring|wanted|"
    r"vacanc\w+|find (?:a|an|me|someone)|seeking|want(?:s|ed)? (?:a|an|to)|are you|is there|"
    r"any good|contact of|"
    r"how much|can you|could you|went to|go to|going to|appointment|call(?:ed)? (?:a|an|the)|"
    r"good (?:\w+ )?to fix)\b"
)
_STUDIES = re.compile(
    r"\b(?:study|studying|studied|majoring|major|degree|training|school|classes|course|"
    r"in school|going to school|"
    r"going to college|learning|train|apprenticing|interning) (?:in |to be(?:come)? |to |for |"
    r"as |of |on )*(?:a |an |the )?(?:\w+ ){0,2}$"
)


def stance(context: Context) -> Stance:
    """Whose the profession is."""
    before, after = context.before, context.after
    if _NOT_HEAD.search(after) or context.word.endswith(("'s", "s'")):
        return Stance.NOT_OWN
    if (says := _SAYS.search(before) or _called(context) or _DROPPED.search(before)) is not None:
        return _claimed(before[: says.start()], says[0], context)
    if _stated(context):
        return Stance.SAYS
    if after.endswith("?") or unowned(before, after):
        return Stance.NOT_OWN
    if _speaks_as_one(context):
        return Stance.HINTS
    return Stance.NOT_OWN if _OWNER.search(before) else Stance.PLAIN


def _called(context: Context) -> re.Match[str] | None:
    return _CALLED.search(context.before) if _GOES_ON.search(context.after) else None


def _stated(context: Context) -> bool:
    """ "Teacher here", the answer to "what do you do?", or the beginning of a bio."""
    before, after = context.before, context.after
    if _HERE.search(after) and (_HERE_BEFORE.search(before) or _MINE.search(before)):
        return True
    if context.asked and len(before) < _ANSWER:
        return not _OTHERS.search(before)
    return context.bio and len(before) < _BIO and not unowned(before, after)


def _speaks_as_one(context: Context) -> bool:
    """ "As a teacher, I ...", "we teachers"."""
    before = context.before
    if introduces(context) or (_AS.search(before) and _AS_I.search(context.after)):
        return True
    return bool(_OF_US.search(before) or (context.word.endswith("s") and _WE.search(before)))


def _claimed(lead: str, claim: str, context: Context) -> Stance:
    after = context.after
    if _FOR_FUN.search(after) or (_TALENT.search(claim) and _TALENTS.search(context.word)):
        return Stance.PLAIN
    if _SUPPOSED.search(lead) or _PAST_AFTER.search(after):
        return Stance.NOT_OWN
    if "worked as" in claim or (" the " in claim and _JOKE.search(after)):
        return Stance.HINTS
    return Stance.SAYS


def unowned(before: str, after: str) -> bool:
    """Is the sentence about others, the past, a wish, or does it seek somebody?"""
    return bool(
        _OTHERS.search(before)
        or _FIRST_WAS.search(before)
        or _SEEKS.search(before)
        or _STUDIES.search(before)
        or (after.endswith("?") and not before)
    )

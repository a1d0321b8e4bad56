"""Orders to a model in folded text, in three languages: what betrays each kind of attack."""

import re

SQUEEZED, DECODED = "\x01", "\x02"
"""Marks before a text that was spaced out, or was hidden in a code."""

_MODEL = (
    r"(?:a\.?i\.?|llms?|gpt|chatgpt|gemini|claude|language model|classifiers?|analy[sz]ers?|"
    r"profilers?|assistant|bot reading this|model reading this|neural net\w*|нейросет\w+|"
    r"искусственн\w+ интеллект\w*|языков\w+ модел\w+|ии|yapay zeka\w*|dil model\w+|siniflandirici)"
)
_JOB = (
    r"(?:professions?|jobs?|occupations?|job title|професси\w+|должность|meslek\w*|mesleg\w+|"
    r"unvan\w*)"
)
_FIELD = (
    r"(?:profession|occupation|confidence|evidence|candidates?|sectors?|summary|keywords?|intents?|"
    r"verdict|entities|label|профессия|уверенность|meslek|guven)"
)
_RULES = (
    r"(?:instructions?|rules|prompts?|guidelines|directives?|directions|constraints|commands|"
    r"system messages?|training)"
)
_ALL = (
    r"(?:all|any|every|the|these|those|your|previous|prior|earlier|above|preceding|other|former|"
    r"original|initial|system|safety|of|that|existing|current|following)"
)
_PRIOR = r"(?:all|any|every|your|previous|prior|earlier|above|preceding|system|original|initial)"

_OVERRIDES = (
    # English: ignore (all) previous instructions; forget the rules you were given
    rf"\b(?:ignore|disregard|forget|override|bypass|skip|drop|do not follow|don't follow|"
    rf"stop following|pay no attention to) (?:{_ALL} ){{0,4}}?{_PRIOR} (?:\w+ ){{0,2}}?{_RULES}\b",
    rf"\b(?:ignore|disregard|forget|override) (?:{_ALL} ){{0,3}}{_RULES} (?:you (?:were|have|got|"
    r"received|are)|above|before|given|so far|that came)\b",
    r"\b(?:ignore|disregard|forget|do not read|don't read|discard) (?:all |every )?(?:the )?"
    r"(?:other|others'|remaining|everybody else's|everyone else's) (?:\w+ )?"
    r"(?:messages|lines|evidence)\b",
    r"\b(?:ignore|disregard|forget) (?:everything|all|anything) (?:above|before this|"
    r"you (?:were|have been) told|that was said|said (?:so far|above|before)|written above)\b",
    # Russian
    r"\b(?:игнорир\w+|забудь\w*|отмени\w*|пренебрег\w+|отбрось\w*|проигнорируй\w*|"
    r"не (?:учитыва\w+|следуй\w*|соблюдай\w*|выполняй\w*)) (?:(?:вс\w+|люб\w+|эти|тво\w+|ваш\w+|"
    r"предыдущ\w+|прошл\w+|прежн\w+|ранее|данн\w+|системн\w+|исходн\w+|полученн\w+|"
    r"остальн\w+|сво\w+|выше\w*) ){1,4}(?:\w+ )?(?:инструкци\w*|правил\w*|указани\w*|промпт\w*|"
    r"команд\w*|установк\w*|ограничени\w*)",
    r"\b(?:игнорируй\w*|забудь\w*|не (?:учитыва\w+|читай\w*)|отбрось\w*) (?:все |всех )?"
    r"(?:остальн\w+|друг\w+|чуж\w+) (?:\w+ )?(?:сообщени\w+|реплик\w*|строк\w*)",
    r"\b(?:забудь\w*|игнорируй\w*) (?:все|всё),? (?:что (?:было|тебе|вам|ты)|сказанное|выше|"
    r"написанное)",
    # Turkish
    r"\b(?:onceki|tum|butun|verilen|sana verilen|yukaridaki|sistem|daha onceki|kendi|eski|her) "
    r"(?:\w+ ){0,3}?(?:talimat\w*|kural\w*|komut\w*|yonerge\w*|prompt\w*|istem\w*) "
    r"(?:\w+ ){0,2}?(?:yok say\w*|unut\w*|gormezden gel\w*|dikkate alma\w*|goz ardi et\w*|"
    r"bosver\w*|iptal et\w*|uyma\w*|gecersiz\w*|es gec\w*)",
    r"\b(?:diger|baska|kalan|digerlerinin|otekilerin)(?: tum| butun)? (?:mesaj|satir)\w* "
    r"(?:\w+ )?(?:yok say|unut|gormezden gel|dikkate alma|goz ardi et|okuma)\w*",
    r"\b(?:yukaridaki|bundan onceki|simdiye kadarki) her ?sey\w* (?:unut|yok say|gormezden)\w*",
    r"\b(?:unut|yok say)\w* (?:\w+ ){0,2}(?:talimat|kural|yonerge|komut)lar\w*",
)
_ROLES = (
    r"^\W*(?:\[|<|\(|\*|#)*\s*(?:system|assistant|developer|user|admin|root|система|"
    r"системн\w+ (?:сообщение|заметка|уведомление|инструкция)|ассистент|администратор|"
    r"sistem(?: (?:mesaji|notu|uyarisi|talimati|bildirimi))?|asistan|yonetici)\s*(?:note|message|"
    r"override|prompt|notice)?\s*[\]>)*]*\s*[:>\]|—-].*(?:analy|анализ|analiz|profil|профил|"
    r"profession|професси|meslek|mesleg|prompt|промпт|instruct|инструкц|talimat|classif|"
    r"классиф|sinif|verif|подтвержд|dogrulan|confiden|уверенн|guven|override|user\b|"
    r"пользовател|kullanici|\breturn\b|\boutput\b|верни|dondur|\bmode\b|режим|\bmodu\b|"
    r"\bsure,|certainly,)",
    r"#{2,}\s*(?:new |updated |system )?(?:instruction|system|task|prompt|response|assistant|"
    r"human|user|end|output|инструкци|систем|задани|ответ|промпт|talimat|sistem|gorev|yanit|"
    r"komut|istem)",
    r"^\W*(?:new|updated|revised|real|actual) (?:system )?(?:instructions?|prompt|task for the)"
    r"\s*:",
    r"^\W*(?:нов\w+|настоящ\w+) (?:инструкци\w+|промпт|указани\w+)\s*:",
    r"^\W*(?:yeni|gercek|guncel) (?:talimat\w*|yonerge\w*|sistem istemi|prompt|istem)\s*:",
    r"<\|?\s*/?\s*(?:im_start|im_end|system|endoftext|start_of_turn|end_of_turn|assistant)",
    r"\[/?inst\]|<</?sys>>|\[/?system\]|\(system\)\s*:|begin system prompt",
    r"\b(?:you are|you're) now (?:(?:an?|the|in) )?(?:\w+ )?(?:ai|dan|assistant|classifier|"
    r"unrestricted|jailbroken|language model|developer mode|god mode|debug mode|admin mode|"
    r"profession\w*|maintenance mode)\b",
    r"\b(?:теперь ты|ты теперь|отныне ты) (?:\w+ )?(?:ии|бот|ассистент|классификатор|"
    r"нейросеть|модель|без ограничений|в режиме)\b",
    r"\bartik (?:sen )?(?:bir )?(?:\w+ )?(?:yapay zeka\w*|asistan\w*|siniflandirici\w*|"
    r"kisitlamasiz\w*|modunda)\b",
    r"\b(?:act|behave|respond|answer) as (?:an? |the |if you (?:were|are) )?(?:\w+ ){0,2}"
    r"(?:classifier|profiler|language model|ai|dan|unrestricted \w+)\b",
    r"\bdo anything now\b(?! that)|\bjailbreak(?:ed)? (?:mode|yourself|prompt)\b",
    rf"\b(?:note|message|instructions?|attention|memo|warning|order|hint)s? (?:to|for) (?:the "
    rf"|any |all |every |you,? )?{_MODEL}\b|\b(?:dear|attention|listen|hey|hi|hello|ok|okay),? "
    rf"(?:the |dear )?(?:{_MODEL}|model|bot)\b\s*[,:!]",
    rf"^\W*{_MODEL}\s*[,:!]\s*(?:please |you must |пожалуйста |lutfen )?\w+",
    rf"\b(?:if|since|as) you(?:'re| are) (?:an? |the )?(?:{_MODEL}|bot|model|automated \w+)\b",
    rf"\bесли (?:ты|вы) (?:\w+ )?(?:{_MODEL}|бот|модель|ассистент)\b",
    rf"\b(?:sen|eger) (?:bir )?(?:{_MODEL}|bot|model|asistan)(?:san|sen|sin)?\b.*\b(?:yaz|soyle|"
    r"kaydet|goster|ver)\b",
    rf"\b(?:обращение|сообщение|инструкция|заметка|внимание)(?: для|,| к)? {_MODEL}\b",
    r"\b(?:yapay zekaya|modele|bota|asistana|siniflandiriciya) (?:not|mesaj|talimat|uyari)\b",
)
_BREAKS = (
    rf"[\"']\s*{_FIELD}\s*[\"']\s*:",
    r"[\"']\s*\}\s*\]|\}\s*\]\s*\}|^\W*\]\s*,\s*[\"']",
    rf"[{{,]\s*{_FIELD}\s*:\s*[\"'\d\[{{]",
    rf"\b{_FIELD}\s*=\s*[\"']?\w",
    r"</\s*(?:messages?|users?|system|assistant|data|lines?|result|instructions?|prompt|profile|"
    r"document|context|person|chat|input|corpus|fence|transcript|сообщени\w+|mesaj\w*)\s*>",
    r"<\s*(?:system|assistant|result|instructions?|prompt|profile|verdict|answer|profession|"
    r"evidence|override|admin)\s*/?>",
    r"[-=#*<\[]{2,}\s*(?:end|begin|start|stop) (?:of )?(?:the )?(?:\w+ )?(?:messages?|data|input|"
    r"transcript|prompt|conversation|chat|context|lines|user)\b",
    r"[-=#*<\[]{2,}\s*(?:конец|начало) (?:\w+ )?(?:сообщени|данных|промпта|ввода|переписки|чата|"
    r"диалога|строк)",
    r"[-=#*<\[]{2,}\s*(?:mesaj\w*|veri\w*|girdi\w*|sohbet\w*|istem\w*|konusma\w*) "
    r"(?:sonu|bitti|basi|burada bit)",
)
_NO_RECORD = (
    r"(?:present|absent|attending|maybe|going|coming|interested|available|busy|reference|"
    r"emergency|spam|read|done|safe|yes|no|in|out|friend|favou?rite|late|here|plus|guest|"
    r"contact|admin|co-host|beginner|unread)"
)
_WHO = (
    r"(?:me|myself|us|him|her|them|everyone|everybody|(?:this|that|the|every|each|all) "
    r"(?:users?|persons?|people|authors?|members?|senders?|participants?|admins?)|@\w+)"
)
_RECORDS = (
    rf"\b(?:classify|categori[sz]e|profile|register|record|label|identify|report) {_WHO} "
    rf"(?:\w+ ){{0,3}}?(?:as|under|to be|=)\b",
    rf"\b(?:mark|list|tag|put|save|store|set|write|note|treat|describe|count|log|rate|file|enter|"
    rf"show) {_WHO} (?:down )?(?:as|to be) (?!(?:an? |the |my |being )?{_NO_RECORD}\b)"
    r"\w",
    rf"^\W*(?:please |now |just |also |and |then )*(?:set|change|update|make|put|edit|assign|"
    rf"replace|overwrite|switch|upgrade) (?:my|his|her|their|our|everyone's|everybody's|"
    rf"the user's|this user's|the author's|[\w@]+'s) (?:\w+ )?(?:{_JOB}|profile|record|sector|"
    rf"confidence) (?:\w+ )?(?:to|as|=|into|with)\b",
    r"\b(?:set|raise|increase|put|make) (?:the |my |your )?(?:confidence|certainty|score)"
    r"(?: \w+)? (?:to|at|=|of)\b",
    rf"\b(?:give|assign|grant) (?:me|us|him|her|them|everyone|everybody|this user) (?:\w+ ){{0,3}}"
    rf"{_JOB}\b(?! (?:offer|at|interview|in|back|if|when|because|but|and|so|again|please))",
    rf"\b(?:this|the|that) (?:user|author|sender)(?:'s)? (?:true |real |actual |current )?"
    rf"(?:{_JOB} (?:is|=|must|should)|(?:is|must be|should be) (?:an? |the )(?:verified |"
    rf"certified |confirmed |licensed |famous |known )?(?!bot|spam|scam|troll|fake|fraud|idiot|"
    rf"liar|admin|new|real|bad|good|great|total|complete)\w)",
    r"\b(?:output|return|respond with|reply with|answer with|answer only|reply only|print|emit) "
    rf"(?:only )?(?:an? |the |just |this |my |\W)*(?:{_JOB}|json|verdict|unknown|confidence|"
    r"label)\b(?!\w)",
    r"\bmerge (?:my|our|his|her|their|the|all|[\w']+) (?:messages|lines|profiles?|records?) "
    r"with\b",
    rf"\bwhen(?:ever)? (?:you|u|the (?:{_MODEL}|bot|model)|it|asked to) (?:\w+ )?(?:analy[sz]es?|"
    r"profiles?|classify|classifies|assess(?:es)?|evaluates?|describes?|summari[sz]es?|"
    r"label|labels|infers?|are asked about|get asked about|process) "
    r"(?!(?:the|a|an|these|those|it|its|your|our|data|results?|what|how|why|this|that|"
    r"something|things?|code|text|any|some)\b(?! (?:user|person|author|member|admin|sender|"
    r"people)))[\w@'’]+.*\b(?:say|says|write|record|report|state|put|add|mention|note|call|claim|"
    r"list|tell|answer|reply|output|pretend|conclude|use|make|set|give|choose|pick|mark)\b",
    r"\b(?:everyone|everybody|all (?:users|members|people)) (?:else )?(?:in|of) (?:this|the) "
    r"(?:chat|group) (?:is|are|must|should be|has) (?:an? |unemployed|the same "
    r"(?:job|profession))",
    # Russian
    r"\b(?:запиши|классифицируй|отметь|зарегистрируй|занеси|впиши|внеси|пометь|определи|"
    r"идентифицируй|считай|укажи|обозначь)(?:те)? (?:меня|нас|его|ее|их|всех|эт\w+ "
    r"(?:пользовател\w+|человек\w*|автор\w*)|пользовател\w+|автор\w*)"
    r"(?! (?:на|к|в|пожалуйста на|если|тоже|завтра|сегодня|плиз|плз|за|для|по|туда|и)\b)",
    r"\b(?:поставь|присвой|установи|назначь|укажи|пропиши|дай|измени|смени|поменяй|выстави|"
    r"запиши|проставь|впиши)(?:те)? (?:мне |нам |ему |ей |всем |мою |мои |его |у меня |в поле |"
    r"в профиле |ту же |одинаковую |этому пользователю |\w+е )*(?:професси\w+|должност\w+|"
    r"уверенност\w+)",
    r"\b(?:когда|если) (?:ты |вы |будешь |будете |станешь )*(?:анализир\w+|классифицир\w+|"
    r"оценива\w+|опис\w+|обрабатыва\w+|профилир\w+|разбира\w+) (?!(?:данны|результат|код|текст|"
    r"эт[оиу]|тако|ситуаци|отчет|лог)\w*)\w+.*\b(?:напиши|укажи|скажи|запиши|сообщи|"
    r"отметь|добавь|считай|ответь|назови|поставь|пиши|говори)",
    r"\bпри (?:анализе|оценке|описании|обработке|классификации) (?!(?:данных|результат|кода|"
    r"текста|отчет|лог)\w*)\w+.*\b(?:напиши|укажи|скажи|запиши|сообщи|отметь|добавь|считай|"
    r"ответь|назови|поставь|пиши|говори)",
    r"\bэт\w+ пользовател\w+ ?(?:[—–-]|явля\w+|работа\w+|:|по профессии)|"
    r"\bпрофесси\w+ (?:этого |данного )?(?:пользователя|автора)\b",
    r"\b(?:объедини|слей|соедини)(?:те)? (?:мои |наши |его )(?:сообщени|профил)\w+",
    r"\b(?:верни|выведи|выдай|ответь)(?:те)? (?:только |просто )?(?:json|профессию|профессия|"
    r"unknown|\W*[\"{])",
    # Turkish
    r"\b(?:beni|bizi|onu|herkesi|bu kullaniciyi|kullaniciyi|bu kisiyi|yazari|hepimizi)\b.{0,60}"
    r"\b(?:olarak|diye) (?:\w+ )?(?:kaydet|isaretle|siniflandir|etiketle|yaz|goster|tanimla|"
    r"degerlendir|raporla|belirle|kabul et|say|listele|gir)\w*",
    r"\b(?:meslegimi|meslegimizi|meslegini|mesleklerini|unvanimi|profilimi|guven (?:puanini|"
    r"skorunu|degerini)|guveni)\b.{0,50}\b(?:yap|yaz|ayarla|degistir|kaydet|guncelle|"
    r"isaretle|belirle|goster|ver)(?:in|iniz|sana)?\b",
    r"\b(?:bu|su) (?:kullanici\w*|kisinin|yazarin) (?:\w+ )?(?:mesleg\w+|meslek\w*|bir )",
    r"\b(?:bana|bize|herkese) (?:\w+ ){0,3}(?:meslegi\w*|meslek) (?:ver|ata|yaz|gir)\w*",
    r"\b(?!veri|data|sonuc|metin|kod|rapor)\w+'?[yn]?[iua] (?:analiz ed|degerlendir|"
    r"siniflandir|profill|ozetl|incel)(?:erken|irken|erken|digin\w*|ince|ersen|irsen)\b.*"
    r"\b(?:yaz|soyle|belirt|kaydet|ekle|de|goster|bildir|isaretle|say)(?:in|iniz)?\b\W*$",
    r"\bmesajlarimi .{0,40}\bbirlestir\w*",
    r"\b(?:json|meslek|unknown|bilinmiyor)\W? (?:\w+ )?(?:dondur|ciktisi ver|olarak yanitla)\w*",
)
_LEAKS = (
    r"\b(?:repeat|print|reveal|output|display|dump|leak|disclose|expose|recite|show|tell|give|"
    r"write|send|reply with|respond with|quote|copy|summari[sz]e|forward) (?:me |us |out |back )?"
    r"(?:the |your |all |of |entire |full |whole |complete |exact |own |hidden |secret |initial )*"
    r"(?:(?:system|hidden|initial|secret|full|entire|whole|original|your(?: \w+)?) "
    r"(?:prompts?|instructions)|api keys?|other (?:users|people|members)'? ?(?:messages|data|"
    r"profiles|phone\w*)|messages of (?:all|every|the|other)\b(?: \w+)*|everyone's (?:messages|"
    r"data|profiles)|database|environment variables)\b",
    rf"\b(?:in|into|inside|to) (?:the |your |every |each )?[\"'`]?(?:{_FIELD}|output|response|"
    r"answer)[\"'`]? (?:field|column|key|section)\b|\b(?:в|во) (?:поле|поля|разделе?) [\"'«`]?"
    rf"(?:{_FIELD}|сводк\w+|ответ\w*|итог\w*|резюме)\b"
    rf"|\b(?:{_FIELD}|ozet|yanit|cevap|cikti)[\"'`]? (?:alan|bolum|kism)\w+"
    r"(?:nda|inda|na|ina|a)\b",
    r"\b(?:add|append|insert|include|put|attach) (?:this |the |my |that |following |a )*(?:link|"
    r"url|text|line|address|phrase|sentence|code) (?:to|in|into|on) (?:every|each|all|your|the "
    r"(?:profile|summary|output|answer|card)s?)\b",
    r"\b(?:добавь|вставь|помести|включи)(?:те)? (?:эту |эт\w+ |мою |следующ\w+ )*(?:ссылк\w+|"
    r"текст|строк\w+|фраз\w+) (?:в|во|к|ко) (?:кажд\w+|все|всем|профил\w+|ответ\w*|"
    r"карточк\w+|сводк\w+)",
    r"\b(?:bu |su |asagidaki )?(?:link\w*|baglanti\w*|adres\w*|metn\w*) (?:\w+ )?(?:her|tum|"
    r"butun) (?:\w+ )?(?:profil\w*|ozet\w*|yanit\w*|kart\w*|kullanici\w*)",
    r"\b(?:повтори|выведи|покажи|раскрой|напечатай|перешли|процитируй|выдай|напиши|пришли|"
    r"сообщи|перечисли)(?:те)? (?:\w+ ){0,3}?(?:(?:сво\w+|тво\w+|ваш\w+|системн\w+|полн\w+|"
    r"скрыт\w+|исходн\w+|весь|начальн\w+) (?:\w+ )?(?:промпт\w*|инструкци\w*|указани\w*|"
    r"подсказк\w+)|сообщени\w+ (?:вс\w+ |остальн\w+ |друг\w+ ){1,3}\w*|"
    r"(?:чуж\w+|все) (?:сообщени\w+|переписк\w+|данн\w+) (?:друг\w+|остальн\w+|пользовател\w+|"
    r"участник\w+)|api[- ]ключ\w*)",
    r"\b(?:diger|tum|butun|baska|herkesin|oteki)(?: tum| butun)? (?:kullanici|uye|kisi|insan|"
    r"katilimci)\w* (?:\w+ )?(?:mesaj|veri|profil|telefon|konusma)\w* .{0,40}(?:tekrarla|yaz|"
    r"goster|kopyala|gonder|listele|paylas|aktar|sirala)\w*",
    r"\b(?:tum|butun|tam|sistem|gizli|kendi|baslangic) (?:\w+ )?(?:prompt\w*|istem\w*|"
    r"talimat\w*|yonerge\w*) (?:\w+ ){0,2}(?:yaz|goster|acikla|paylas|tekrarla|ver|dok|yazdir|"
    r"ifsa et)(?:in|iniz|sana)?\b",
)
_CODES = (
    r"\b(?:decode|decrypt|translate|unscramble|deobfuscate|decipher|reverse|read backwards|"
    r"convert)\b(?: \w+){0,5}?,? (?:and|then|and then) (?:obey|follow(?! up)|execute|comply|"
    r"carry (?:it |this )?out|do (?:what|as) it says|act on|apply it|run it|run the instruction)",
    r"\b(?:раскодируй|декодируй|расшифруй|переведи|разверни|прочти|прочитай)(?:те)?\b"
    r"(?: \S+){0,5}? (?:и|затем|потом) (?:выполни|исполни|следуй|подчинись|сделай, что|"
    r"действуй|примени)",
    r"\b(?:coz|cozup|desifre et|cevir|cevirip|tersten oku|decode et|kodu coz|ters cevir)\b"
    r"(?: \S+){0,4}? ?(?:ve|sonra)? ?(?:uygula|yerine getir|itaat et|dedigini yap|calistir|uy)\b",
    r"\b(?:obey|follow|execute) (?:this|these|the (?:following|decoded|hidden|encoded)) "
    r"(?:instructions?|order|orders|command|message|text)\b",
)
_FORGERIES = (
    r"\bfor the record\W+(?:\w+ ){0,3}?(?:evidence|proof)\b|^\W*(?:evidence|proof)\s*(?:\d+\s*)?:"
    r"\s*[\"'“«(]",
    r"\b(?:quote|cite|use|take|treat|accept|count) (?:any|this|these|the above|my|that|every|all|"
    r"it|the following|some|a random)(?: \w+){0,5}? as (?:an? |the |your |solid |strong |"
    r"sufficient |full )*(?:source|evidence|proof|confirmation|quote)\b(?! of (?:concept|payment|"
    r"purchase|address|funds|delivery))",
    r"\b(?:доказательств\w+|подтверждени\w+|улика|свидетельство)\s*:\s*[«\"“(]|"
    r"\bдля протокола\W+(?:\w+ )?доказательств",
    r"\b(?:цитируй|процитируй|используй|возьми|прими|считай|засчитай)(?:те)? (?:люб\w+|эт\w+|"
    r"мо\w+|кажд\w+|все|следующ\w+)(?: \w+){0,4} (?:как (?:источник|доказательств\w+|цитат\w+|"
    r"подтверждени\w+)|доказательством|подтверждением|источником)|"
    r"\bцитируй(?:те)? (?:люб\w+|мо\w+) (?:\w+ )?сообщени",
    r"\b(?:kayda gecsin|tutanaga gecsin)\W+(?:\w+ )?(?:kanit|delil)|^\W*(?:kanit|delil)\s*:\s*"
    r"[\"'“«(]",
    r"\b(?:mesaj\w*|bunu|satir\w*|asagidaki\w*|herhangi bir\w*)(?: \w+){0,3} (?:kaynak|kanit|"
    r"delil|alinti)(?: olarak)? (?:goster|kullan|al|kabul et|say|yaz|sun)\w*",
)
_GIVEN = re.compile(
    "|".join((*_OVERRIDES, *_ROLES, *_BREAKS, *_RECORDS, *_LEAKS, *_CODES, *_FORGERIES)),
    re.MULTILINE,
)
_STEMS = re.compile(
    "ignore|disregard|instruction|classif|profession|prompt|игнорир|инструкц|професси|промпт|"
    "запишименя|talimat|meslek|meslegi|yoksay|kaydet"
)
_HIDDEN = re.compile(
    rf"\b(?:set|ignore|classify|mark|record|say|obey|forget|output|запиши|поставь|игнорируй|"
    rf"забудь|укажи|считай|kaydet|yap|yaz|yok say|unut|isaretle)\b|{_JOB}|{_STEMS.pattern}"
)


def given(folded: str) -> bool:
    """Does the folded text give orders? A mark before it tells how it was hidden."""
    if folded.startswith(SQUEEZED):
        return _STEMS.search(folded) is not None
    if folded.startswith(DECODED):
        return _HIDDEN.search(folded) is not None
    return _GIVEN.search(folded) is not None

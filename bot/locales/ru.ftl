date = { DATETIME($day, dateStyle: "medium") }
time = { DATETIME($moment, timeStyle: "short") }
moment = { DATETIME($moment, dateStyle: "medium", timeStyle: "short") }

## Меню команд

command-who = Кто чем занимается: /who программист
command-chats = Что собирается и насколько полно
command-help = Что я умею
command-start = С чего начать
command-cancel = Выйти из вопроса

## Начало и справка

start =
    <b>Kimdir</b> помнит, кто чем занимается в ваших группах в Telegram.

    { $people ->
        [0] { start-empty }
        [1] { start-empty }
        [one] Я знаю { $people } человека. Спросите: /who программист
        [few] Я знаю { $people } человека. Спросите: /who программист
       *[other] Я знаю { $people } человек. Спросите: /who программист
    }

    Что ещё я понимаю, покажет /help.
start-empty =
    Пока я почти никого не знаю. /chats покажет, какие чаты можно собирать; или экспортируйте чат в Telegram Desktop (в формате JSON) и запустите
    <code>kimdir import ПУТЬ</code>
help =
    <b>Спросить</b>
    /who юрист · профессия или сфера на русском, английском или турецком; опечатки не помеха
    /who Ольга · имя
    /who · все
    Можно и без /who: просто напишите слова.

    <b>Прочитать</b>
    🤖 предположение и степень уверенности
    ✔ ваше слово, с пометкой (вручную)
    Нажмите на человека, чтобы увидеть цитаты, на которых держится предположение.

    <b>Исправить</b>
    ✅ Верно подтверждает, ✏️ Другое меняет, ↩️ Отменить забирает ваше слово назад. Ваше слово никогда не перезаписывается.

    /chats показывает, что я собираю и насколько полно.
    /cancel позволяет выйти из вопроса.
unknown-command = Такой команды я не знаю. Что я понимаю, покажет /help.
not-words = Я читаю только написанные слова. Например: /who программист
cancelled = Хорошо, ничего не изменилось.

## Списки

list-all = 👥 <b>Все</b> · { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
}
list-words = 🔎 <b>{ $words }</b> · { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
}
list-empty =
    По запросу <b>{ $words }</b> никого не нашлось.
    { $understood }

    Попробуйте другое написание или слово пошире; /who покажет всех. Если после последнего анализа пришли новые сообщения, запустите <code>kimdir analyse</code>.
list-nobody-stored =
    Пока никто не сохранён.

    /chats покажет, какие чаты можно собирать; или экспортируйте чат в Telegram Desktop (в формате JSON) и запустите <code>kimdir import ПУТЬ</code>.
understood = Я понял это так: { $names }
understood-kinds = Я понял это так: { $name } и { $count ->
    [one] { $count } специализация
    [few] { $count } специализации
   *[other] { $count } специализаций
}
understood-more = Я понял это так: { $names } и ещё { $count }
understood-nothing = Поиск шёл по именам и по вашим собственным словам.
row = { $number }. <b>{ $name }</b>
row-guess = 🤖 { $label } · { $sure }
row-manual = ✔ { $label } (вручную)
row-quote = <i>«{ $quote }»</i>
badge-unread = анализа ещё не было
badge-insufficient = мало сообщений
badge-unknown = профессия не видна

## Имена

name-deleted = Удалённый аккаунт { $id }
name-none = Без имени ({ $id })
untitled = чат без названия

## Степень уверенности

sure-likely = вероятно, { $confidence } %
sure-maybe = возможно, { $confidence } %
sure-hint = слабый намёк, { $confidence } %
rated = { $label } { $confidence } %

## Карточки

card-title = <b>{ $name }</b> @{ $username }
card-title-only = <b>{ $name }</b>
card-guess = 🤖 Предположение: <b>{ $label }</b> · { $sure }
card-manual = ✔ <b>{ $label }</b> (вручную)
card-sector = { $sector }
card-alternatives = Или: { $names }
card-guessed = Предположение было: { $label } { $confidence } %
card-guessed-same = Предположение было таким же: { $confidence } %
card-unread = Анализа ещё не было. Запустите <code>kimdir analyse</code>.
card-insufficient = Для предположения мало сообщений.
card-unknown = Из сообщений не понять, чем занимается этот человек.
card-why = <b>Почему</b>
card-why-guessed = <b>На чём держалось предположение</b>
card-bio = <b>О себе</b> { $bio }
card-portrait-wanted = 🖼 Описание и фото запрошены; придут при следующем обходе сборщика.
card-portrait-read = 🖼 Описание и фото на { $date }
card-chats = <b>{ $chats ->
    [one] { $chats } чат
    [few] { $chats } чата
   *[other] { $chats } чатов
}</b> · { $messages ->
    [one] { $messages } сообщение
    [few] { $messages } сообщения
   *[other] { $messages } сообщений
}
card-chat = • { $place }: { $count }
card-more-chats = • и ещё { $count ->
    [one] { $count } чат
    [few] { $count } чата
   *[other] { $count } чатов
}
card-seen = Сообщения с { $first } по { $last }
card-seen-once = Сообщения за { $date }
quote = <blockquote>{ $quote }</blockquote>
source = { $place }, { $date }
source-linked = <a href="{ $link }">{ $place }, { $date }</a>
source-deleted = { $place }, { $date }, позже удалено
source-bio = из раздела «О себе»

## Исправления

ask-other = Чем занимается <b>{ $name }</b>?
ask-sector = В какой сфере работает <b>{ $name }</b>?
ask-profession = Чем занимается <b>{ $name }</b>? Сфера: <b>{ $sector }</b>
ask-words =
    Чем занимается <b>{ $name }</b>? Напишите на любом из трёх языков.

    /chats показывает, что я собираю и насколько полно.
    /cancel позволяет выйти из вопроса.
ask-words-hint = например: налоговый консультант
ask-meaning = Что из этого вы имели в виду под <b>{ $words }</b>?
ask-where = Сохраню ваши слова: <b>{ $words }</b>. К какой сфере они относятся?
words-too-long = Слишком длинно: не больше { $longest } символов, пожалуйста.
words-empty = Здесь нет ни одного слова. Напишите, чем занимается человек, или отправьте /cancel.
portrait-left = Запрошено; придёт при следующем обходе сборщика. Осталось на сегодня: { $left }
portrait-tomorrow = Запрошено. Лимит на сегодня исчерпан: придёт завтра.
saved = Сохранено: { $label }
undone = Отменено.

## Чаты

chats-title = 💬 <b>Собираемые чаты</b> · { $count }
chats-title-whole = 💬 <b>Собираемые чаты</b> · { $count } ({ $whole } полностью)
chats-none = Пока ни одного. Выберите ниже.
chats-known = <b>Все ваши чаты</b> · { $count }. Нажмите, чтобы включить или выключить: ✅ собирается. Если чат выключить, сохранённое останется.
chats-unknown = Чаты пока неизвестны. Запустите один раз <code>kimdir collect</code>: он прочитает список ваших чатов.
chats-finished = ✅ Загружать больше нечего: полностью { $whole } из { $count ->
    [one] { $count } чата
    [few] { $count } чатов
   *[other] { $count } чатов
}, { $stored ->
    [one] сохранено { $stored } сообщение
    [few] сохранено { $stored } сообщения
   *[other] сохранено { $stored } сообщений
}.
chat-row = { $number }. <b>{ $title }</b>
chat-complete = ✅ полностью · { $stored }
chat-of = { $stored } из ~{ $total } · { $percent } %
chat-stored = сохранено { $stored }
chat-new = ждёт своей очереди
chat-imported = { $stored } из экспорта
chat-gaps = { $count ->
    [one] { $count } пробел
    [few] { $count } пробела
   *[other] { $count } пробелов
}
chat-verified = проверено с { $date }
chat-waits = ⏳ ждёт до { $time } ({ $reason })
chat-blocked = ⚠️ остановлено: { $reason }
chat-left = 🚪 вас больше нет в этой группе; сохранённое остаётся
chat-unseen = ❔ нет среди ваших чатов: вступите в него или уберите из настроек
pace = { $speed }/с
left-seconds = меньше минуты
left-minutes = осталось { $count } мин
left-hours = осталось { $count } ч
chat-title = <b>{ $title }</b>
chat-about = { $about }
kind-private = личный чат
kind-group = группа
kind-supergroup = группа
kind-channel = канал
chat-forum = с темами
chat-untracked = не собирается
chat-became = потом это стало <b>{ $title }</b>; здесь то, что написано раньше
chat-whole = ✅ Всё на месте.
chat-missing = { $gaps ->
    [one] Осталось заполнить { $gaps } пробел
    [few] Осталось заполнить { $gaps } пробела
   *[other] Осталось заполнить { $gaps } пробелов
}
chat-stale = Старые сообщения сверяются заново: пока связи не было, правки и удаления могли пройти мимо.
chat-verified-long = Полностью и проверено с { $date }
chat-job = { $work }: { $pace }
work-history = Читаю историю
work-reading-again = Сверяю заново
chat-synced = Последняя сверка: { $time }
chat-members = { $count ->
    [one] { $count } участник
    [few] { $count } участника
   *[other] { $count } участников
}
chat-members-known = По именам известно { $known } из { $count ->
    [one] { $count } участника
    [few] { $count } участников
   *[other] { $count } участников
}
members-capped = Telegram показывает только часть списка; остальные появятся, когда напишут.
members-hidden = Список скрыт; люди появляются, когда пишут.
members-admins-only = Список видят только администраторы; люди появляются, когда пишут.
chat-topics = { $count ->
    [one] { $count } тема
    [few] { $count } темы
   *[other] { $count } тем
}
chat-topic = • { $title }
chat-more-topics = • и ещё { $count }
untitled-id = без названия ({ $id })
untitled-topic = тема без названия
reason-flood = лимит Telegram
reason-private = закрыт для вас
reason-left = вы вышли
reason-admin-required = только для администраторов
reason-telegram-ailing = сбои в Telegram
reason-unseen = нет среди ваших чатов
sign-private = 👤
sign-group = 👥
sign-supergroup = 👥
sign-channel = 📢
switched-on = Включено. Теперь этот чат собирается.
switched-off = Выключено. Сохранённое остаётся.

## Сбор

collecting-off = ⚠️ Сбор выключен в настройках. Задайте TELEGRAM_FEATURE_ENABLED=true и перезапустите <code>kimdir up</code>.
collecting-no-account = ⚠️ Ни один аккаунт Telegram не подключён. Запустите <code>kimdir login</code>, затем <code>kimdir up</code>.
collecting-lost = ⚠️ { $reason } Запустите <code>kimdir login</code>. Сохранённое остаётся.
collecting-stopped = ⚠️ Сборщик не запущен. Запустите <code>kimdir up</code>.
collecting-paused = ⏸ Вы поставили сбор на паузу. Сохранённое остаётся; ▶️ продолжит.
collecting-of = <b>{ $account }</b>: { $said }
collecting-waits = ⏳ Telegram просит подождать до { $time } ({ $method })
collecting-files = 📎 Скачано файлов: { $done }
lost-revoked = Сеанс вашего аккаунта Telegram здесь завершён.
lost-used-twice = Telegram завершил сеанс: им пользовались в двух местах сразу.
lost-banned = Telegram сообщает, что аккаунт удалён или заблокирован.
state-connecting = 📡 Подключаюсь к Telegram…
state-catching-up = 🔄 Догоняю пропущенное
state-collecting = 📥 Собираю
state-following = 👂 Всё собрано, слежу за новым
state-paused = ⏸ Пауза
requests = { $asked ->
    [one] { $asked } запрос/мин
    [few] { $asked } запроса/мин
   *[other] { $asked } запросов/мин
}
requests-of = { $asked } из { $budget } запросов/мин
takeout-delayed = Быструю массовую выгрузку Telegram разрешит с { $time }; до тех пор медленнее.
takeout-running = Идёт массовая выгрузка.
takeout-refused = Telegram не разрешает массовую выгрузку; сбор идёт медленнее.
later = более позднего времени
media-disk-full = 💾 Диск почти заполнен: файлы не скачиваются. Сообщения собираются.

## Уведомления

notice-session-lost = ⚠️ <b>{ $account }</b>: { $reason } Я больше ничего из него не собираю; сохранённое остаётся. Чтобы продолжить, запустите <code>kimdir login</code>.
notice-chat-lost = 🚪 Вас больше нет в <b>{ $title }</b>. Сохранённое остаётся; его покажет /chats.
notice-media-stopped = 💾 Диск почти заполнен (осталось { $free } МБ): файлы больше не скачиваю. Сообщения собираются. Освободите место, и я продолжу сам.

## Кнопки

button-right = ✅ Верно
button-other = ✏️ Другое
button-undo = ↩️ Отменить
button-portrait = 🖼 Описание и фото
button-list = ◀ К списку
button-refresh = 🔄 Обновить
button-pause = ⏸ Пауза
button-resume = ▶️ Продолжить
button-choose = ➕ Выбрать чаты ({ $count })
button-chats = ◀ К собираемым
button-track = ▶️ Собирать
button-untrack = ⏹ Не собирать
button-switch-on = ▫️ { $kind } { $title }
button-switch-off = ✅ { $kind } { $title }
button-back = ◀ Назад
button-previous = ◀ Раньше
button-next = Дальше ▶
button-place = { $number } / { $pages }
button-sectors = 🗂 По сферам
button-type = ⌨️ Написать
button-own-words = 💬 Оставить мои слова
button-whole = Только сфера: { $sector }

## Ошибки

error-database = База данных не отвечает. Попробуйте чуть позже.
error-redis = Нет связи с Redis. Попробуйте чуть позже.
error-search-gone = Этот список больше не хранится. Отправьте /who ещё раз.
error-person-gone = Этого человека больше нет в базе.
error-stale = С тех пор кое-что изменилось. Откройте человека ещё раз, чтобы увидеть, что действует сейчас.
error-not-offered = Такого варианта больше нет. Выберите ещё раз.
error-chat-gone = Этот чат больше не сохранён.
error-words-lost = Ваших слов у меня уже нет. Нажмите ✏️ Другое и напишите их снова.
error-old-button = Эта кнопка осталась от старой версии. Отправьте /who ещё раз.
error-unexpected = Что-то пошло не так. Где именно, сказано в журнале.

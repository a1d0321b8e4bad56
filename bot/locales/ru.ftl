date = { DATETIME($day, dateStyle: "medium") }

## Меню команд

command-who = Кто чем занимается: /who программист
command-help = Что я умею
command-start = С чего начать
command-cancel = Выйти из вопроса

## Начало и справка

start =
    <b>Kimdir</b> помнит, кто чем занимается в ваших группах в Telegram.

    { $people ->
        [0] Пока никто не сохранён. Экспортируйте чат в Telegram Desktop (в формате JSON) и запустите
            <code>kimdir import ПУТЬ</code>
        [one] Я знаю { $people } человека. Спросите: /who программист
        [few] Я знаю { $people } человека. Спросите: /who программист
       *[other] Я знаю { $people } человек. Спросите: /who программист
    }

    Что ещё я понимаю, покажет /help.
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

    Экспортируйте чат в Telegram Desktop (в формате JSON) и запустите <code>kimdir import ПУТЬ</code>.
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

    /cancel позволяет выйти из вопроса.
ask-words-hint = например: налоговый консультант
ask-meaning = Что из этого вы имели в виду под <b>{ $words }</b>?
ask-where = Сохраню ваши слова: <b>{ $words }</b>. К какой сфере они относятся?
words-too-long = Слишком длинно: не больше { $longest } символов, пожалуйста.
words-empty = Здесь нет ни одного слова. Напишите, чем занимается человек, или отправьте /cancel.
saved = Сохранено: { $label }
undone = Отменено.

## Кнопки

button-right = ✅ Верно
button-other = ✏️ Другое
button-undo = ↩️ Отменить
button-list = ◀ К списку
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
error-words-lost = Ваших слов у меня уже нет. Нажмите ✏️ Другое и напишите их снова.
error-old-button = Эта кнопка осталась от старой версии. Отправьте /who ещё раз.
error-unexpected = Что-то пошло не так. Где именно, сказано в журнале.

date = { DATETIME($day, dateStyle: "medium") }

## The menu of commands

command-who = Who does what: /who developer
command-help = What I can do
command-start = Where to begin
command-cancel = Leave a question

## Start and help

start =
    <b>Kimdir</b> remembers who does what in your Telegram groups.

    { $people ->
        [0] Nobody is stored yet. Export a chat in Telegram Desktop (as JSON), then run
            <code>kimdir import PATH</code>
        [one] I know { $people } person. Ask: /who developer
       *[other] I know { $people } people. Ask: /who developer
    }

    /help shows what else I understand.
help =
    <b>Ask</b>
    /who lawyer · a profession or a sector, in English, Turkish or Russian; spelling is forgiven
    /who Ayşe · a name
    /who · everybody
    You may leave /who out and just type the words.

    <b>Read</b>
    🤖 a guess, with how sure I am
    ✔ your own word, marked (manual)
    Tap a person to see the quotes behind a guess.

    <b>Correct</b>
    ✅ Right confirms a guess, ✏️ Other changes it, ↩️ Undo takes your word back. Your word is never overwritten.

    /cancel leaves a question.
unknown-command = I do not know this command. /help shows what I understand.
not-words = I read typed words only. Try: /who developer
cancelled = All right, nothing has changed.

## Lists

list-all = 👥 <b>Everybody</b> · { $count ->
    [one] { $count } person
   *[other] { $count } people
}
list-words = 🔎 <b>{ $words }</b> · { $count ->
    [one] { $count } person
   *[other] { $count } people
}
list-empty =
    Nobody found for <b>{ $words }</b>.
    { $understood }

    Try another spelling or a wider word, or /who for everybody. If messages have come in since the last analysis, run <code>kimdir analyse</code>.
list-nobody-stored =
    Nobody is stored yet.

    Export a chat in Telegram Desktop (as JSON), then run <code>kimdir import PATH</code>.
understood = Understood as: { $names }
understood-kinds = Understood as: { $name } and its { $count ->
    [one] { $count } kind
   *[other] { $count } kinds
}
understood-more = Understood as: { $names } and { $count } more
understood-nothing = Looked for in names and in your own words.
row = { $number }. <b>{ $name }</b>
row-guess = 🤖 { $label } · { $sure }
row-manual = ✔ { $label } (manual)
row-quote = <i>“{ $quote }”</i>
badge-unread = not analysed yet
badge-insufficient = not enough messages
badge-unknown = no profession seen

## Names

name-deleted = Deleted account { $id }
name-none = No name ({ $id })
untitled = untitled chat

## How sure

sure-likely = likely, { $confidence }%
sure-maybe = maybe, { $confidence }%
sure-hint = a hint, { $confidence }%
rated = { $label } { $confidence }%

## Cards

card-title = <b>{ $name }</b> @{ $username }
card-title-only = <b>{ $name }</b>
card-guess = 🤖 Guess: <b>{ $label }</b> · { $sure }
card-manual = ✔ <b>{ $label }</b> (manual)
card-sector = { $sector }
card-alternatives = Or: { $names }
card-guessed = My guess was: { $label } { $confidence }%
card-guessed-same = My guess was the same: { $confidence }%
card-unread = Not analysed yet. Run <code>kimdir analyse</code>.
card-insufficient = Not enough messages for a guess.
card-unknown = The messages do not tell what this person does.
card-why = <b>Why</b>
card-why-guessed = <b>Why I guessed so</b>
card-bio = <b>Bio</b> { $bio }
card-chats = <b>{ $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}</b> · { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
}
card-chat = • { $place }: { $count }
card-more-chats = • and { $count ->
    [one] { $count } more
   *[other] { $count } more
}
card-seen = Seen from { $first } to { $last }
card-seen-once = Seen on { $date }
quote = <blockquote>{ $quote }</blockquote>
source = { $place }, { $date }
source-linked = <a href="{ $link }">{ $place }, { $date }</a>
source-deleted = { $place }, { $date }, deleted since
source-bio = from the bio

## Corrections

ask-other = What does <b>{ $name }</b> do?
ask-sector = In which sector does <b>{ $name }</b> work?
ask-profession = What does <b>{ $name }</b> do in <b>{ $sector }</b>?
ask-words =
    What does <b>{ $name }</b> do? Type it in any of the three languages.

    /cancel leaves this question.
ask-words-hint = for example: tax adviser
ask-meaning = Which of these do you mean by <b>{ $words }</b>?
ask-where = I shall keep your words: <b>{ $words }</b>. To which sector do they belong?
words-too-long = That is too long: up to { $longest } characters, please.
words-empty = There is no word in that. Type what this person does, or /cancel.
saved = Saved: { $label }
undone = Undone.

## Buttons

button-right = ✅ Right
button-other = ✏️ Other
button-undo = ↩️ Undo
button-list = ◀ Back to the list
button-back = ◀ Back
button-previous = ◀ Previous
button-next = Next ▶
button-place = { $number } / { $pages }
button-sectors = 🗂 By sector
button-type = ⌨️ Type it
button-own-words = 💬 Keep my own words
button-whole = Only the sector: { $sector }

## Errors

error-database = The database does not answer. Try again in a moment.
error-redis = Redis cannot be reached. Try again in a moment.
error-search-gone = This list is no longer kept. Send /who again.
error-person-gone = This person is no longer stored.
error-stale = This has changed since. Open the person again to see what counts now.
error-not-offered = This choice no longer exists. Choose again.
error-words-lost = I no longer have your words. Tap ✏️ Other and type them again.
error-old-button = This button is from an older version. Send /who again.
error-unexpected = Something went wrong here. The log says where.

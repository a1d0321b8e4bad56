date = { DATETIME($day, dateStyle: "medium") }
time = { DATETIME($moment, timeStyle: "short") }
moment = { DATETIME($moment, dateStyle: "medium", timeStyle: "short") }

## The menu of commands

command-who = Who does what: /who developer
command-chats = What is collected, how complete it is
command-help = What I can do
command-start = Where to begin
command-cancel = Leave a question

## Start and help

start =
    <b>Kimdir</b> remembers who does what in your Telegram groups.

    { $people ->
        [0] { start-empty }
        [one] { start-empty }
       *[other] I know { $people } people. Ask: /who developer
    }

    /help shows what else I understand.
start-empty =
    I know hardly anybody yet. /chats shows what I can collect; or export a chat in Telegram Desktop (as JSON), then run
    <code>kimdir import PATH</code>
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

    /chats shows what I collect, and how complete it is.
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

    /chats shows what I can collect; or export a chat in Telegram Desktop (as JSON), then run <code>kimdir import PATH</code>.
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
card-portrait-wanted = 🖼 Bio and photo: asked; they come with the collector’s next round.
card-portrait-read = 🖼 Bio and photo as of { $date }
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
portrait-left = Asked; it comes with the collector’s next round. Left today: { $left }
portrait-tomorrow = Asked. Today’s limit is reached: it comes tomorrow.
saved = Saved: { $label }
undone = Undone.

## Chats

chats-title = 💬 <b>Chats I collect</b> · { $count }
chats-title-whole = 💬 <b>Chats I collect</b> · { $count } ({ $whole } complete)
chats-none = None yet. Choose them below.
chats-known = <b>All your chats</b> · { $count }. Tap one to switch it on or off: ✅ is collected. What was stored stays when you switch a chat off.
chats-unknown = No chats are known yet. Run <code>kimdir collect</code> once: it reads the list of your chats.
chats-finished = ✅ Nothing is left to fetch: { $whole } of { $count ->
    [one] { $count } chat
   *[other] { $count } chats
} complete, { $stored ->
    [one] { $stored } message
   *[other] { $stored } messages
} stored.
chat-row = { $number }. <b>{ $title }</b>
chat-complete = ✅ complete · { $stored }
chat-of = { $stored } of ~{ $total } · { $percent }%
chat-stored = { $stored } stored
chat-new = waiting for its turn
chat-imported = { $stored } from an export
chat-gaps = { $count ->
    [one] { $count } gap
   *[other] { $count } gaps
}
chat-verified = verified back to { $date }
chat-waits = ⏳ waits until { $time } ({ $reason })
chat-blocked = ⚠️ stopped: { $reason }
chat-left = 🚪 you are no longer in this group; what was stored stays
chat-unseen = ❔ not among your chats: join it, or take it out of the settings
pace = { $speed }/s
left-seconds = under a minute
left-minutes = { $count } min left
left-hours = { $count } h left
chat-title = <b>{ $title }</b>
chat-about = { $about }
kind-private = private chat
kind-group = group
kind-supergroup = group
kind-channel = channel
chat-forum = with topics
chat-untracked = not collected
chat-became = became <b>{ $title }</b>; this is what was written before
chat-whole = ✅ Nothing is missing.
chat-missing = { $gaps ->
    [one] { $gaps } gap to fill
   *[other] { $gaps } gaps to fill
}
chat-stale = Older messages are being compared again: edits and deletions may have been missed while away.
chat-verified-long = Complete and verified back to { $date }
chat-job = { $work }: { $pace }
work-history = Reading the history
work-reading-again = Comparing again
chat-synced = Last looked at: { $time }
chat-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
}
chat-members-known = { $known } of { $count ->
    [one] { $count } member
   *[other] { $count } members
} known by name
members-capped = Telegram shows only part of the list; the others appear when they write.
members-hidden = The list is hidden; people appear when they write.
members-admins-only = Only administrators see the list; people appear when they write.
chat-topics = { $count ->
    [one] { $count } topic
   *[other] { $count } topics
}
chat-topic = • { $title }
chat-more-topics = • and { $count } more
untitled-id = untitled ({ $id })
untitled-topic = untitled topic
reason-flood = Telegram’s limit
reason-private = closed to you
reason-left = you left
reason-admin-required = for administrators only
reason-telegram-ailing = Telegram is failing
reason-unseen = not among your chats
sign-private = 👤
sign-group = 👥
sign-supergroup = 👥
sign-channel = 📢
switched-on = Switched on. It is collected from now on.
switched-off = Switched off. What was stored stays.

## Collecting

collecting-off = ⚠️ Collecting is off in the settings. Set TELEGRAM_FEATURE_ENABLED=true, then start <code>kimdir up</code> again.
collecting-no-account = ⚠️ No Telegram account is signed in. Run <code>kimdir login</code>, then <code>kimdir up</code>.
collecting-lost = ⚠️ { $reason } Run <code>kimdir login</code>. What was stored stays.
collecting-stopped = ⚠️ The collector is not running. Start <code>kimdir up</code>.
collecting-paused = ⏸ Paused by you. What is stored stays; ▶️ goes on.
collecting-of = <b>{ $account }</b>: { $said }
collecting-waits = ⏳ Telegram makes me wait until { $time } ({ $method })
collecting-files = 📎 Files downloaded: { $done }
lost-revoked = Your Telegram account is signed out here.
lost-used-twice = Telegram ended the session: it was used in two places at once.
lost-banned = Telegram says that this account is deleted or banned.
state-connecting = 📡 Connecting to Telegram…
state-catching-up = 🔄 Catching up with what was missed
state-collecting = 📥 Collecting
state-following = 👂 Up to date, following live
state-paused = ⏸ Paused
requests = { $asked ->
    [one] { $asked } request/min
   *[other] { $asked } requests/min
}
requests-of = { $asked } of { $budget } requests/min
takeout-delayed = Telegram allows the faster bulk export from { $time }; slower until then.
takeout-running = Bulk export is running.
takeout-refused = Telegram refuses the bulk export; it goes slower.
later = later
media-disk-full = 💾 The disk is nearly full: no files are downloaded. Messages go on.

## Notices

notice-session-lost = ⚠️ <b>{ $account }</b>: { $reason } I collect nothing from it any more; what was stored stays. To go on, run <code>kimdir login</code>.
notice-chat-lost = 🚪 You are no longer in <b>{ $title }</b>. What was stored stays; /chats shows it.
notice-media-stopped = 💾 The disk is nearly full ({ $free } MB left): I download no more files. Messages go on. Free some space, and I go on by myself.

## Buttons

button-right = ✅ Right
button-other = ✏️ Other
button-undo = ↩️ Undo
button-portrait = 🖼 Bio and photo
button-list = ◀ Back to the list
button-refresh = 🔄 Refresh
button-pause = ⏸ Pause
button-resume = ▶️ Resume
button-choose = ➕ Choose chats ({ $count })
button-chats = ◀ Collected chats
button-track = ▶️ Collect it
button-untrack = ⏹ Stop collecting
button-switch-on = ▫️ { $kind } { $title }
button-switch-off = ✅ { $kind } { $title }
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
error-chat-gone = This chat is no longer stored.
error-words-lost = I no longer have your words. Tap ✏️ Other and type them again.
error-old-button = This button is from an older version. Send /who again.
error-unexpected = Something went wrong here. The log says where.

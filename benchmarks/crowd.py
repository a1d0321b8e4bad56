"""A crowd for benchmarks: 100,000 people with profiles, a million messages, made by Postgres."""

from sqlalchemy import text

from core import db, words
from core.taxonomy import catalogue

PEOPLE = 100_000
MESSAGES = 1_000_000
CHATS = 40
FIRST = ["Ayşe", "Mehmet", "Иван", "Ольга", "John", "Emma", "Şükrü", "Gülşen", "Пётр", "Liam"]
LAST = ["Yılmaz", "Öztürk", "Петров", "Смирнова", "Baker", "Miller", "Çelik", "Demir", "Кузнец"]

STATEMENTS = (
    """INSERT INTO chats (peer_id, kind, title)
    SELECT -1000000000000 - n, 'supergroup', 'Crowd ' || n FROM generate_series(1, :chats) n""",
    """INSERT INTO users (id, name, username, normalised_name, named_at, first_seen_at)
    SELECT n, :names[1 + n % :named], 'user' || n,
        :folded[1 + n % :named] || ' user' || n, now(), now() - interval '300 days'
    FROM generate_series(1, :people) n""",
    """INSERT INTO memberships (chat_id, user_id, message_count, last_message_at)
    SELECT c.id, n, 5, now() FROM generate_series(1, :people) n
    JOIN chats c ON c.id % (:chats / 2) = n % (:chats / 2)""",
    """INSERT INTO messages (chat_id, message_id, sender_id, sent_at, time_assumed, source, text,
        normalised_text, is_forward, has_link)
    SELECT (SELECT min(id) FROM chats) + n % :chats, n, 1 + n % :people,
        now() - n * interval '10 seconds', false, 'import',
        'message number ' || n || ' of the crowd', 'message number ' || n || ' of the crowd',
        false, false
    FROM generate_series(1, :messages) n""",
    """INSERT INTO readings (user_id, read_at, state, profession, sector, raw_confidence,
        confidence, alternatives, reader, lines_read)
    SELECT n, now(), 'guess', :professions[1 + n % :known], :sectors[1 + n % :known], 80,
        40 + n % 60, jsonb_build_array(jsonb_build_object('profession',
        :professions[1 + n % :known], 'sector', :sectors[1 + n % :known],
        'confidence', 40 + n % 60)), 'offline', 10
    FROM generate_series(1, :people) n WHERE n % 5 <> 0 ORDER BY n""",
    """INSERT INTO evidence (reading_id, position, kind, chat_id, message_id, quote, keywords)
    SELECT r.id, p.position, 'message', m.chat_id, m.message_id, m.text, ARRAY['crowd']
    FROM readings r JOIN generate_series(0, 2) p(position) ON true
    JOIN messages m ON m.message_id = r.user_id - 1 + :people * p.position
    AND m.chat_id = (SELECT min(id) FROM chats) + (r.user_id - 1 + :people * p.position) % :chats
    WHERE m.sender_id = r.user_id""",
    """INSERT INTO profiles (user_id, state, profession, sector, confidence, heard,
        heard_when_read, reader)
    SELECT u.id, coalesce(r.state, 'unread'), r.profession, r.sector, r.confidence, 10, 10,
        r.reader
    FROM users u LEFT JOIN readings r ON r.user_id = u.id""",
)


async def gather(database: db.Database, people: int = PEOPLE, messages: int = MESSAGES) -> None:
    """Fill an empty, migrated database; ten messages a person, or the plans are not real."""
    professions = tuple(catalogue.load().professions.values())
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    values = {
        "chats": CHATS,
        "people": people,
        "messages": messages,
        "names": names,
        "folded": [words.normalise(name) for name in names],
        "named": len(names),
        "professions": [profession.slug for profession in professions],
        "sectors": [profession.sector for profession in professions],
        "known": len(professions),
    }
    async with database.write() as session:
        for statement in STATEMENTS:
            wanted = {key: value for key, value in values.items() if f":{key}" in statement}
            await session.execute(text(_cast(statement)), wanted)
    async with database.engine.connect() as connection:
        own = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await own.execute(text("VACUUM ANALYZE"))


def _cast(statement: str) -> str:
    for array in ("names", "folded", "professions", "sectors"):
        statement = statement.replace(f":{array}[", f"(CAST(:{array} AS text[]))[")
    for number in ("chats", "people", "messages", "named", "known"):
        statement = statement.replace(f":{number}", f"CAST(:{number} AS int)")
    return statement

"""first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("pts", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
        sa.UniqueConstraint("words", name=op.f("uq_searches_words")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("normalised_name", sa.Text(), server_default="", nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("is_bot", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_deleted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ignored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index(
        "ix_users_bots", "users", ["id"], unique=False, postgresql_where=sa.text("is_bot")
    )
    op.create_index(
        "ix_users_name_words",
        "users",
        [sa.literal_column("array_to_tsvector(string_to_array(normalised_name, ' '))")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("peer_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "private",
                "group",
                "supergroup",
                "channel",
                name="chatkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("members_count", sa.BigInteger(), nullable=True),
        sa.Column("tracked", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("migrated_to", sa.BigInteger(), nullable=True),
        sa.Column("pts", sa.BigInteger(), nullable=True),
        sa.Column("last_synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_chats_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["migrated_to"], ["chats.id"], name=op.f("fk_chats_migrated_to_chats")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
    )
    op.create_index(
        "uq_chats_migrated_to",
        "chats",
        ["migrated_to", sa.literal_column("coalesce(account_id, 0)")],
        unique=True,
    )
    op.create_index(
        "uq_chats_peer",
        "chats",
        ["peer_id", sa.literal_column("coalesce(account_id, 0)")],
        unique=True,
    )
    op.create_table(
        "profiles",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unread",
                "insufficient",
                "unknown",
                "guess",
                "confirmed",
                name="profilestate",
                native_enum=False,
                length=20,
            ),
            server_default="unread",
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("ai", "owner", name="profilesource", native_enum=False, length=20),
            server_default="ai",
            nullable=False,
        ),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("normalised_own_words", sa.Text(), nullable=True),
        sa.Column("confidence", sa.SmallInteger(), nullable=True),
        sa.Column(
            "standing",
            sa.SmallInteger(),
            sa.Computed(
                "CASE state WHEN 'confirmed' THEN 200 WHEN 'guess' THEN coalesce(confidence, 0) WHEN 'unread' THEN -1 WHEN 'insufficient' THEN -2 ELSE -3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("heard", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("heard_when_read", sa.BigInteger(), nullable=True),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_profiles_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_profiles")),
    )
    op.create_index(
        "ix_profiles_own_words",
        "profiles",
        [sa.literal_column("array_to_tsvector(string_to_array(normalised_own_words, ' '))")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_profiles_profession_standing_user_id"),
        "profiles",
        ["profession", sa.literal_column("standing DESC"), "user_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_profiles_sector_standing_user_id"),
        "profiles",
        ["sector", sa.literal_column("standing DESC"), "user_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_profiles_standing_user_id"),
        "profiles",
        [sa.literal_column("standing DESC"), "user_id"],
        unique=False,
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unread",
                "insufficient",
                "unknown",
                "guess",
                "confirmed",
                name="profilestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("raw_confidence", sa.SmallInteger(), nullable=True),
        sa.Column("confidence", sa.SmallInteger(), nullable=True),
        sa.Column("alternatives", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("lines_read", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_readings_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index(
        op.f("ix_readings_user_id"),
        "readings",
        ["user_id", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("right", "other", name="correctionkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("reading_id", sa.BigInteger(), nullable=True),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["readings.id"],
            name=op.f("fk_corrections_reading_id_readings"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_corrections_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_reading_id"), "corrections", ["reading_id"], unique=False)
    op.create_index(
        op.f("ix_corrections_user_id"),
        "corrections",
        ["user_id", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "coverage",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("ranges", postgresql.INT8MULTIRANGE(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_coverage_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_coverage")),
    )
    op.create_table(
        "memberships",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.id"],
            name=op.f("fk_memberships_chat_id_chats"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_memberships_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_assumed", sa.Boolean(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("live", "history", "import", name="source", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("normalised_text", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("is_forward", sa.Boolean(), nullable=False),
        sa.Column("forward_peer_id", sa.BigInteger(), nullable=True),
        sa.Column("forward_name", sa.Text(), nullable=True),
        sa.Column("via_bot", sa.Text(), nullable=True),
        sa.Column("grouped_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "media_kind",
            sa.Enum(
                "photo",
                "video",
                "video_note",
                "animation",
                "voice",
                "audio",
                "document",
                "sticker",
                "poll",
                "contact",
                "location",
                "other",
                name="mediakind",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column(
            "service_action",
            sa.Enum(
                "created",
                "joined",
                "invited",
                "removed",
                "title_changed",
                "photo_changed",
                "pinned",
                "migrated_to",
                "migrated_from",
                "topic_created",
                "topic_edited",
                "call",
                "other",
                name="serviceaction",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("has_link", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_messages_chat_id_chats")),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_messages")),
    )
    op.create_index(
        "ix_messages_own_words",
        "messages",
        ["sender_id", sa.literal_column("sent_at DESC")],
        unique=False,
        postgresql_where=sa.text(
            "NOT is_forward AND deleted_at IS NULL AND service_action IS NULL AND text <> ''"
        ),
    )
    op.create_table(
        "topics",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_topics_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "topic_id", name=op.f("pk_topics")),
    )
    op.create_table(
        "evidence",
        sa.Column("reading_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("message", "bio", name="evidencekind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("keywords", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(kind = 'message') = (chat_id IS NOT NULL AND message_id IS NOT NULL)",
            name=op.f("ck_evidence_has_its_message"),
        ),
        sa.ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            name=op.f("fk_evidence_chat_id_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["readings.id"],
            name=op.f("fk_evidence_reading_id_readings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reading_id", "position", name=op.f("pk_evidence")),
    )
    op.create_index(
        op.f("ix_evidence_chat_id_message_id"), "evidence", ["chat_id", "message_id"], unique=False
    )
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "photo",
                "video",
                "video_note",
                "animation",
                "voice",
                "audio",
                "document",
                "sticker",
                "poll",
                "contact",
                "location",
                "other",
                name="mediakind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("mime", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("left_out", "in_export", name="filestate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            name=op.f("fk_files_chat_id_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(
        op.f("ix_files_chat_id_message_id"), "files", ["chat_id", "message_id"], unique=True
    )
    op.create_table(
        "message_versions",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            name=op.f("fk_message_versions_chat_id_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "chat_id", "message_id", "written_at", name=op.f("pk_message_versions")
        ),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("message_versions")
    op.drop_index(op.f("ix_files_chat_id_message_id"), table_name="files")
    op.drop_table("files")
    op.drop_index(op.f("ix_evidence_chat_id_message_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("topics")
    op.drop_index(
        "ix_messages_own_words",
        table_name="messages",
        postgresql_where=sa.text(
            "NOT is_forward AND deleted_at IS NULL AND service_action IS NULL AND text <> ''"
        ),
    )
    op.drop_table("messages")
    op.drop_index(op.f("ix_memberships_user_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("coverage")
    op.drop_index(op.f("ix_corrections_user_id"), table_name="corrections")
    op.drop_index(op.f("ix_corrections_reading_id"), table_name="corrections")
    op.drop_table("corrections")
    op.drop_index(op.f("ix_readings_user_id"), table_name="readings")
    op.drop_table("readings")
    op.drop_index(op.f("ix_profiles_standing_user_id"), table_name="profiles")
    op.drop_index(op.f("ix_profiles_sector_standing_user_id"), table_name="profiles")
    op.drop_index(op.f("ix_profiles_profession_standing_user_id"), table_name="profiles")
    op.drop_index("ix_profiles_own_words", table_name="profiles", postgresql_using="gin")
    op.drop_table("profiles")
    op.drop_index("uq_chats_peer", table_name="chats")
    op.drop_index("uq_chats_migrated_to", table_name="chats")
    op.drop_table("chats")
    op.drop_index("ix_users_name_words", table_name="users", postgresql_using="gin")
    op.drop_index("ix_users_bots", table_name="users", postgresql_where=sa.text("is_bot"))
    op.drop_table("users")
    op.drop_table("searches")
    op.drop_table("accounts")

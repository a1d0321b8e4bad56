"""what the collector needs.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["id"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_index(
        "uq_outbox_topic",
        "outbox",
        ["topic"],
        unique=True,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "preferences",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "set_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_preferences")),
    )
    op.add_column("accounts", sa.Column("qts", sa.BigInteger(), nullable=True))
    op.add_column("accounts", sa.Column("seq", sa.BigInteger(), nullable=True))
    op.add_column("accounts", sa.Column("state_date", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("accounts", sa.Column("lost_reason", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("takeout_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "accounts", sa.Column("takeout_after", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "accounts", sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    op.add_column("accounts", sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "chats", sa.Column("is_forum", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("chats", sa.Column("switched_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("chats", sa.Column("linked_to", sa.BigInteger(), nullable=True))
    op.add_column(
        "chats",
        sa.Column(
            "access",
            sa.Enum(
                "open",
                "left",
                "private",
                "unseen",
                name="chataccess",
                native_enum=False,
                length=20,
            ),
            server_default="open",
            nullable=False,
        ),
    )
    op.add_column("chats", sa.Column("members_known", sa.BigInteger(), nullable=True))
    op.add_column(
        "chats",
        sa.Column(
            "members_note",
            sa.Enum(
                "complete",
                "capped",
                "hidden",
                "admins_only",
                name="membersnote",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
    )
    op.add_column("chats", sa.Column("described_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_chats_linked_to_chats"), "chats", "chats", ["linked_to"], ["id"]
    )
    op.drop_column("chats", "last_synced_at")
    op.drop_column("chats", "pts")
    op.alter_column("coverage", "ranges", server_default="{}")
    op.add_column(
        "coverage",
        sa.Column("stale", postgresql.INT8MULTIRANGE(), server_default="{}", nullable=False),
    )
    op.add_column("coverage", sa.Column("top", sa.BigInteger(), nullable=True))
    op.add_column("coverage", sa.Column("pts", sa.BigInteger(), nullable=True))
    op.add_column(
        "coverage", sa.Column("stored", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column("coverage", sa.Column("total", sa.BigInteger(), nullable=True))
    op.add_column("coverage", sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("coverage", sa.Column("blocked", sa.Text(), nullable=True))
    op.add_column("coverage", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "INSERT INTO coverage (chat_id, stored)"
        " SELECT chat_id, count(*) FROM messages GROUP BY chat_id"
        " ON CONFLICT (chat_id) DO UPDATE SET stored = excluded.stored"
    )
    op.add_column("files", sa.Column("remote_id", sa.BigInteger(), nullable=True))
    op.add_column("files", sa.Column("failure", sa.Text(), nullable=True))
    op.add_column("files", sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_files_left_out",
        "files",
        ["chat_id", sa.literal_column("message_id DESC")],
        unique=False,
        postgresql_where=sa.text("state = 'left_out'"),
    )
    op.create_index(op.f("ix_files_remote_id"), "files", ["remote_id"], unique=False)
    op.add_column(
        "users", sa.Column("profile_wanted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("users", sa.Column("profile_read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("photo", sa.Text(), nullable=True))
    op.create_index(
        "ix_users_profile_wanted",
        "users",
        ["profile_wanted_at"],
        unique=False,
        postgresql_where=sa.text("profile_wanted_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index(
        "ix_users_profile_wanted",
        table_name="users",
        postgresql_where=sa.text("profile_wanted_at IS NOT NULL"),
    )
    op.drop_column("users", "photo")
    op.drop_column("users", "profile_read_at")
    op.drop_column("users", "profile_wanted_at")
    op.drop_index(op.f("ix_files_remote_id"), table_name="files")
    op.drop_index(
        "ix_files_left_out", table_name="files", postgresql_where=sa.text("state = 'left_out'")
    )
    op.drop_column("files", "retry_at")
    op.drop_column("files", "failure")
    op.drop_column("files", "remote_id")
    op.drop_column("coverage", "retry_at")
    op.drop_column("coverage", "blocked")
    op.drop_column("coverage", "synced_at")
    op.drop_column("coverage", "total")
    op.drop_column("coverage", "stored")
    op.drop_column("coverage", "pts")
    op.drop_column("coverage", "top")
    op.drop_column("coverage", "stale")
    op.alter_column("coverage", "ranges", server_default=None)
    op.add_column("chats", sa.Column("pts", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column(
        "chats",
        sa.Column(
            "last_synced_at",
            postgresql.TIMESTAMP(timezone=True),
            autoincrement=False,
            nullable=True,
        ),
    )
    op.drop_constraint(op.f("fk_chats_linked_to_chats"), "chats", type_="foreignkey")
    op.drop_column("chats", "described_at")
    op.drop_column("chats", "members_note")
    op.drop_column("chats", "members_known")
    op.drop_column("chats", "access")
    op.drop_column("chats", "linked_to")
    op.drop_column("chats", "switched_at")
    op.drop_column("chats", "is_forum")
    op.drop_column("accounts", "reported_at")
    op.drop_column("accounts", "report")
    op.drop_column("accounts", "takeout_after")
    op.drop_column("accounts", "takeout_id")
    op.drop_column("accounts", "lost_reason")
    op.drop_column("accounts", "lost_at")
    op.drop_column("accounts", "state_date")
    op.drop_column("accounts", "seq")
    op.drop_column("accounts", "qts")
    op.drop_table("preferences")
    op.drop_index(
        "uq_outbox_topic", table_name="outbox", postgresql_where=sa.text("sent_at IS NULL")
    )
    op.drop_index(
        "ix_outbox_waiting", table_name="outbox", postgresql_where=sa.text("sent_at IS NULL")
    )
    op.drop_table("outbox")

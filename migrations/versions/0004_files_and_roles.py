"""tries of files, and roles of members.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "files", sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.drop_index("ix_files_left_out", table_name="files")
    op.create_index(
        "ix_files_left_out",
        "files",
        ["chat_id", "kind", sa.text("message_id DESC")],
        unique=False,
        postgresql_where=sa.text("state = 'left_out'"),
    )
    op.alter_column(
        "memberships",
        "role",
        type_=sa.Enum(
            "creator", "admin", "member", name="memberrole", native_enum=False, length=20
        ),
        existing_type=sa.Text(),
        existing_nullable=True,
    )


def downgrade() -> None:
    op.alter_column(
        "memberships",
        "role",
        type_=sa.Text(),
        existing_type=sa.Enum(
            "creator", "admin", "member", name="memberrole", native_enum=False, length=20
        ),
        existing_nullable=True,
    )
    op.drop_index("ix_files_left_out", table_name="files")
    op.create_index(
        "ix_files_left_out",
        "files",
        ["chat_id", sa.text("message_id DESC")],
        unique=False,
        postgresql_where=sa.text("state = 'left_out'"),
    )
    op.drop_column("files", "attempts")

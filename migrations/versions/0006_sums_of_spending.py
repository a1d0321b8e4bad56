"""sums of what models cost.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_llm_calls_cloud",
        "llm_calls",
        ["started_at"],
        unique=False,
        postgresql_where=sa.text("cloud"),
    )
    op.create_table(
        "llm_spending",
        sa.Column("quarter", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_llm_spending")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("llm_spending")
    op.drop_index(
        "ix_llm_calls_cloud", table_name="llm_calls", postgresql_where=sa.text("cloud")
    )

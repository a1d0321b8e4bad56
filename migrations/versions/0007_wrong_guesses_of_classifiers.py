"""wrong guesses of classifiers.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("wrong_before", "wrong_after"):
        column = sa.Column(name, sa.Float(), nullable=False, server_default="0")
        op.add_column("classifiers", column)
        op.alter_column("classifiers", name, server_default=None)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("classifiers", "wrong_after")
    op.drop_column("classifiers", "wrong_before")

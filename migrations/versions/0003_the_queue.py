"""the queue, as PgQueuer makes it.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    from pgqueuer.adapters.persistence import qb

    from core import queue

    install = qb.QueryBuilderEnvironment(queue.names()).build_install_query()
    connection = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(install))


def downgrade() -> None:
    op.execute("DROP SCHEMA queue CASCADE")

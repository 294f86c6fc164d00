"""What reporters added and nobody has read yet is found along an index of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'ix_cases_queue_unread', 'cases', ['desk', 'open', 'due_on', 'id'], unique=False,
        sqlite_where=sa.text('unread = 1'), postgresql_where=sa.text('unread'),
    )


def downgrade() -> None:
    op.drop_index('ix_cases_queue_unread', 'cases')

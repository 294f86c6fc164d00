"""What a department's ended cases are, and since when, is found along an index."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_cases_ended', 'cases', ['lead', 'closed_on'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_cases_ended', 'cases')

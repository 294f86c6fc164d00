"""Departments that gave a case up for a conflict of interest and may not be given it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('kept_away',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('since', types.Day(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_kept_away_case_id_cases')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_kept_away_department_holders')),
    sa.PrimaryKeyConstraint('case_id', 'department', name=op.f('pk_kept_away')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('kept_away')

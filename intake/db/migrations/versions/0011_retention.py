"""Proofs of filing, and the count of destroyed cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('filings',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('commitment', sa.Text(), nullable=False),
    sa.Column('logged', types.Flag(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_filings')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_filings_case_id_cases')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_filings_day'), 'filings', ['day'], unique=False)
    op.create_index(op.f('ix_filings_logged'), 'filings', ['logged'], unique=False)
    op.create_table('destroyed_cases',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('files', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_destroyed_cases')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_destroyed_cases_case_id_cases')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_destroyed_cases_day'), 'destroyed_cases', ['day'], unique=False)


def downgrade() -> None:
    op.drop_table('destroyed_cases')
    op.drop_table('filings')

"""Casework numbers: counts kept by day of receipt, months on their way to the public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATES = "'drafting', 'submitted', 'returned', 'approved', 'published', 'discarded'"
_MOVES = "'start', 'edit', 'submit', 'recall', 'discard', 'return', 'approve', 'publish', 'refuse'"


def upgrade() -> None:
    op.create_index(
        'ix_cases_received', 'cases', ['received_on', 'version', 'last_event', 'due_on'], unique=False
    )
    op.create_table('day_counts',
    sa.Column('received_on', types.Day(), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('received_on', name=op.f('pk_day_counts')),
    sqlite_strict=True
    )
    op.create_table('month_drafts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', types.Moment(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.CheckConstraint(f"state IN ({_STATES})", name=op.f('ck_month_drafts_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_month_drafts')),
    sqlite_strict=True
    )
    op.create_index('ix_month_drafts_month', 'month_drafts', ['month', 'revision'], unique=False)
    op.create_index('ix_month_drafts_state', 'month_drafts', ['state'], unique=False)
    op.create_table('month_events',
    sa.Column('draft_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', types.Moment(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=True),
    sa.Column('move', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint(f"move IN ({_MOVES})", name=op.f('ck_month_events_move')),
    sa.ForeignKeyConstraint(['draft_id'], ['month_drafts.id'], name=op.f('fk_month_events_draft_id_month_drafts')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_month_events_member_id_members')),
    sa.PrimaryKeyConstraint('draft_id', 'seq', name=op.f('pk_month_events')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('month_events')
    op.drop_table('month_drafts')
    op.drop_table('day_counts')
    op.drop_index('ix_cases_received', 'cases')

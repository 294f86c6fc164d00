"""Acts being written and approved, and what was done to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('act_drafts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', types.Moment(), nullable=False),
    sa.Column('typed', sa.Text(), nullable=False),
    sa.Column('case_number', sa.Text(), nullable=True),
    sa.Column('listed_id', sa.Text(), nullable=True),
    sa.Column('act', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("state IN ('drafting', 'submitted', 'returned', 'approved', 'published', 'discarded')", name=op.f('ck_act_drafts_state')),
    sa.CheckConstraint("(act IS NOT NULL) = (state IN ('approved', 'published'))", name=op.f('ck_act_drafts_approved_with_act')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_act_drafts')),
    sa.UniqueConstraint('listed_id', name=op.f('uq_act_drafts_listed_id')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_act_drafts_department_holders')),
    sa.ForeignKeyConstraint(['listed_id'], ['drafts.id'], name=op.f('fk_act_drafts_listed_id_drafts')),
    sqlite_strict=True
    )
    op.create_index('ix_act_drafts_desk', 'act_drafts', ['department', 'state', 'changed_at', 'id'], unique=False)
    op.create_table('draft_events',
    sa.Column('draft_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', types.Moment(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=True),
    sa.Column('move', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('typed', sa.Text(), nullable=True),
    sa.CheckConstraint("move IN ('start', 'edit', 'submit', 'recall', 'discard', 'return', 'approve', 'publish', 'refuse')", name=op.f('ck_draft_events_move')),
    sa.PrimaryKeyConstraint('draft_id', 'seq', name=op.f('pk_draft_events')),
    sa.ForeignKeyConstraint(['draft_id'], ['act_drafts.id'], name=op.f('fk_draft_events_draft_id_act_drafts')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_draft_events_member_id_members')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('draft_events')
    op.drop_table('act_drafts')

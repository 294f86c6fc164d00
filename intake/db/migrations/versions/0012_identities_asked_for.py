"""Identities asked for, granted and looked at; members who keep away from a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('identity_requests',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('asked_on', types.Day(), nullable=False),
    sa.Column('reason', types.Bytes(), nullable=False),
    sa.Column('reason_for_custodians', types.Bytes(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=True),
    sa.Column('decided_on', types.Day(), nullable=True),
    sa.Column('words', types.Bytes(), nullable=True),
    sa.Column('handed', types.Bytes(), nullable=True),
    sa.Column('ends_on', types.Day(), nullable=True),
    sa.CheckConstraint("answer IN ('waiting', 'granted', 'refused')", name=op.f('ck_identity_requests_answer')),
    sa.CheckConstraint("(answer = 'granted') = (ends_on IS NOT NULL)", name=op.f('ck_identity_requests_granted_for_a_time')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_identity_requests_case_id_cases')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_identity_requests_department_holders')),
    sa.ForeignKeyConstraint(['asked_by'], ['members.id'], name=op.f('fk_identity_requests_asked_by_members')),
    sa.ForeignKeyConstraint(['decided_by'], ['members.id'], name=op.f('fk_identity_requests_decided_by_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_requests')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_identity_requests_case_id'), 'identity_requests', ['case_id'], unique=False)
    op.create_index('ix_identity_requests_answer', 'identity_requests', ['answer', 'asked_on'], unique=False)
    op.create_table('identity_looks',
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['identity_requests.id'], name=op.f('fk_identity_looks_request_id_identity_requests')),
    sa.PrimaryKeyConstraint('request_id', 'seq', name=op.f('pk_identity_looks')),
    sqlite_strict=True
    )
    op.create_table('recusals',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('since', types.Day(), nullable=False),
    sa.Column('reason', types.Bytes(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_recusals_case_id_cases')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_recusals_member_id_members')),
    sa.PrimaryKeyConstraint('case_id', 'member_id', name=op.f('pk_recusals')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('recusals')
    op.drop_table('identity_looks')
    op.drop_table('identity_requests')

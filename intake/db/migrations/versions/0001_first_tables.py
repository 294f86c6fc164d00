"""The first tables: people and keys, cases and their history, the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', types.Serial, nullable=False),
    sa.Column('at', types.Moment(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=True),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=True),
    sa.Column('refused', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sqlite_strict=True
    )
    op.create_index('ix_audit_case_id', 'audit', ['case_id', 'id'], unique=False)
    op.create_table('holders',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('recovery_share', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holders')),
    sqlite_strict=True
    )
    op.create_table('installation',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('installed_on', types.Day(), nullable=False),
    sa.Column('recovery_key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_installation_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation')),
    sqlite_strict=True
    )
    op.create_table('members',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('locked_key', sa.LargeBinary(), nullable=False),
    sa.Column('lock_salt', sa.LargeBinary(), nullable=False),
    sa.Column('lock_passes', sa.Integer(), nullable=False),
    sa.Column('lock_memory', sa.Integer(), nullable=False),
    sa.Column('added_on', types.Day(), nullable=False),
    sa.Column('disabled_on', types.Day(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members')),
    sa.UniqueConstraint('name', name=op.f('uq_members_name')),
    sqlite_strict=True
    )
    op.create_table('cases',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('last_event', sa.Integer(), nullable=False),
    sa.Column('matter', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('lead', sa.Text(), nullable=False),
    sa.Column('desk', sa.Text(), nullable=False),
    sa.Column('clause', sa.Text(), nullable=False),
    sa.Column('ambiguous', types.Flag(), nullable=False),
    sa.Column('received_on', types.Day(), nullable=False),
    sa.Column('dispatched_on', types.Day(), nullable=True),
    sa.Column('with_lead_since', types.Day(), nullable=True),
    sa.Column('clock', sa.Text(), nullable=False),
    sa.Column('due_on', types.Day(), nullable=False),
    sa.Column('due_provisional', types.Flag(), nullable=False),
    sa.Column('unread', types.Flag(), nullable=False),
    sa.Column('open', types.Flag(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('closed_on', types.Day(), nullable=True),
    sa.Column('locator', sa.Text(), nullable=False),
    sa.Column('receipt_salt', sa.LargeBinary(), nullable=False),
    sa.Column('receipt_passes', sa.Integer(), nullable=False),
    sa.Column('receipt_memory', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f('ck_cases_closed_on_a_day')),
    sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f('ck_cases_closed_with_outcome')),
    sa.CheckConstraint("matter IN ('ground-bar-steel', 'energy', 'emissions', 'quality', 'safety', 'outdated-equipment', 'restarted-line', 'capacity-swap', 'power-use', 'tax', 'land', 'enquiry', 'out-of-scope')", name=op.f('ck_cases_matter')),
    sa.CheckConstraint("outcome IN ('substantiated', 'partly-substantiated', 'unsubstantiated', 'insufficient')", name=op.f('ck_cases_outcome')),
    sa.CheckConstraint("state IN ('registered', 'dispatched', 'signed', 'answered', 'returned', 'closed')", name=op.f('ck_cases_state')),
    sa.ForeignKeyConstraint(['desk'], ['holders.id'], name=op.f('fk_cases_desk_holders')),
    sa.ForeignKeyConstraint(['lead'], ['holders.id'], name=op.f('fk_cases_lead_holders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('locator', name=op.f('uq_cases_locator')),
    sa.UniqueConstraint('number', name=op.f('uq_cases_number')),
    sqlite_strict=True
    )
    op.create_index('ix_cases_queue', 'cases', ['desk', 'open', 'due_on', 'id'], unique=False)
    op.create_table('key_shares',
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['holder'], ['holders.id'], name=op.f('fk_key_shares_holder_holders')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_key_shares_member_id_members')),
    sa.PrimaryKeyConstraint('holder', 'member_id', name=op.f('pk_key_shares')),
    sqlite_strict=True
    )
    op.create_table('posts',
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.CheckConstraint("role IN ('officer', 'dispatcher', 'administrator')", name=op.f('ck_posts_role')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_posts_department_holders')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_posts_member_id_members')),
    sa.PrimaryKeyConstraint('member_id', 'department', 'role', name=op.f('pk_posts')),
    sqlite_strict=True
    )
    op.create_table('sessions',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('box', sa.LargeBinary(), nullable=False),
    sa.Column('ends_at', types.Moment(), nullable=False),
    sa.Column('idle_at', types.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sessions_member_id_members')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sessions')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_sessions_member_id'), 'sessions', ['member_id'], unique=False)
    op.create_table('case_keys',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("purpose IN ('content', 'identity')", name=op.f('ck_case_keys_purpose')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_keys_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', 'purpose', 'holder', name=op.f('pk_case_keys')),
    sqlite_strict=True
    )
    op.create_table('co_handlers',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_co_handlers_case_id_cases')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_co_handlers_department_holders')),
    sa.PrimaryKeyConstraint('case_id', 'department', name=op.f('pk_co_handlers')),
    sqlite_strict=True
    )
    op.create_index('ix_co_handlers_department', 'co_handlers', ['department', 'case_id'], unique=False)
    op.create_table('events',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('move', sa.Text(), nullable=False),
    sa.Column('party', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=True),
    sa.Column('end_state', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("end_state IN ('registered', 'dispatched', 'signed', 'answered', 'returned', 'closed')", name=op.f('ck_events_end_state')),
    sa.CheckConstraint("move IN ('submit', 'dispatch', 'sign', 'return', 'reply', 'close', 'write')", name=op.f('ck_events_move')),
    sa.CheckConstraint("party IN ('reporter', 'router', 'lead', 'co-handler', 'dispatcher')", name=op.f('ck_events_party')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_events_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', 'seq', name=op.f('pk_events')),
    sqlite_strict=True
    )
    op.create_table('identities',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_identities_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_identities')),
    sqlite_strict=True
    )
    op.create_table('posts_once',
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('receipt_box', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_posts_once_case_id_cases')),
    sa.PrimaryKeyConstraint('fingerprint', name=op.f('pk_posts_once')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_posts_once_day'), 'posts_once', ['day'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_posts_once_day'), table_name='posts_once')
    op.drop_table('posts_once')
    op.drop_table('identities')
    op.drop_table('events')
    op.drop_index('ix_co_handlers_department', table_name='co_handlers')
    op.drop_table('co_handlers')
    op.drop_table('case_keys')
    op.drop_index(op.f('ix_sessions_member_id'), table_name='sessions')
    op.drop_table('sessions')
    op.drop_table('posts')
    op.drop_table('key_shares')
    op.drop_index('ix_cases_queue', table_name='cases')
    op.drop_table('cases')
    op.drop_table('members')
    op.drop_table('installation')
    op.drop_table('holders')
    op.drop_index('ix_audit_case_id', table_name='audit')
    op.drop_table('audit')

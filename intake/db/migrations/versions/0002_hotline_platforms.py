"""Hotline platforms: keys, work orders, what is told back and delivered."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('platforms',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('added_on', types.Day(), nullable=False),
    sa.Column('last_change', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_platforms')),
    sqlite_strict=True
    )
    op.create_table('platform_keys',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('platform_id', sa.Text(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('per_minute', sa.Integer(), nullable=False),
    sa.Column('made_on', types.Day(), nullable=False),
    sa.Column('revoked_on', types.Day(), nullable=True),
    sa.Column('minute', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['platform_id'], ['platforms.id'], name=op.f('fk_platform_keys_platform_id_platforms')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_platform_keys')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_platform_keys_platform_id'), 'platform_keys', ['platform_id'], unique=False)
    op.create_table('changes',
    sa.Column('platform_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('at', types.Moment(), nullable=True),
    sa.Column('move', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("move IN ('submit', 'dispatch', 'sign', 'return', 'reply', 'close', 'write')", name=op.f('ck_changes_move')),
    sa.CheckConstraint("state IN ('registered', 'dispatched', 'signed', 'answered', 'returned', 'closed')", name=op.f('ck_changes_state')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_changes_case_id_cases')),
    sa.ForeignKeyConstraint(['platform_id'], ['platforms.id'], name=op.f('fk_changes_platform_id_platforms')),
    sa.PrimaryKeyConstraint('platform_id', 'seq', name=op.f('pk_changes')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_changes_case_id'), 'changes', ['case_id'], unique=False)
    op.create_table('dropped_words',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_dropped_words_case_id_cases')),
    sa.ForeignKeyConstraint(['holder'], ['holders.id'], name=op.f('fk_dropped_words_holder_holders')),
    sa.PrimaryKeyConstraint('case_id', 'seq', 'holder', name=op.f('pk_dropped_words')),
    sqlite_strict=True
    )
    op.create_table('nonces',
    sa.Column('key_id', sa.Text(), nullable=False),
    sa.Column('nonce', sa.Text(), nullable=False),
    sa.Column('ends_at', types.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['platform_keys.id'], name=op.f('fk_nonces_key_id_platform_keys')),
    sa.PrimaryKeyConstraint('key_id', 'nonce', name=op.f('pk_nonces')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_nonces_ends_at'), 'nonces', ['ends_at'], unique=False)
    op.create_table('originals',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('key_box', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_originals_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', 'seq', name=op.f('pk_originals')),
    sqlite_strict=True
    )
    op.create_table('work_orders',
    sa.Column('platform_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('counts_from', types.Day(), nullable=False),
    sa.Column('flags', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('withdrawn_on', types.Day(), nullable=True),
    sa.CheckConstraint("kind IN ('enquiry', 'help', 'suggestion', 'complaint', 'report', 'unknown')", name=op.f('ck_work_orders_kind')),
    sa.CheckConstraint("via IN ('api', 'sheet', 'desk', 'open311')", name=op.f('ck_work_orders_via')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_work_orders_case_id_cases')),
    sa.ForeignKeyConstraint(['platform_id'], ['platforms.id'], name=op.f('fk_work_orders_platform_id_platforms')),
    sa.PrimaryKeyConstraint('platform_id', 'number', name=op.f('pk_work_orders')),
    sa.UniqueConstraint('case_id', name=op.f('uq_work_orders_case_id')),
    sqlite_strict=True
    )
    op.create_table('deliveries',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('platform_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due_at', types.Moment(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease', sa.Text(), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name=op.f('ck_deliveries_state')),
    sa.ForeignKeyConstraint(['platform_id', 'seq'], ['changes.platform_id', 'changes.seq'], name=op.f('fk_deliveries_platform_id_seq_changes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
    sqlite_strict=True
    )
    op.create_index('ix_deliveries_due', 'deliveries', ['state', 'due_at'], unique=False)
    op.create_table('order_updates',
    sa.Column('platform_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('update_id', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['platform_id', 'number'], ['work_orders.platform_id', 'work_orders.number'], name=op.f('fk_order_updates_platform_id_number_work_orders')),
    sa.PrimaryKeyConstraint('platform_id', 'number', 'update_id', name=op.f('pk_order_updates')),
    sqlite_strict=True
    )
    # The place's own seats exist everywhere: what operators type in comes from there.
    platforms = sa.table('platforms', sa.column('id', sa.Text()), sa.column('name', sa.Text()),
    sa.column('added_on', types.Day()), sa.column('last_change', sa.Integer()))
    op.bulk_insert(platforms, [{'id': 'desk', 'name': '本级热线坐席', 'added_on': dt.date(2026, 11, 22), 'last_change': 0}])


def downgrade() -> None:
    op.drop_table('order_updates')
    op.drop_index('ix_deliveries_due', table_name='deliveries')
    op.drop_table('deliveries')
    op.drop_table('work_orders')
    op.drop_table('originals')
    op.drop_index(op.f('ix_nonces_ends_at'), table_name='nonces')
    op.drop_table('nonces')
    op.drop_table('dropped_words')
    op.drop_index(op.f('ix_changes_case_id'), table_name='changes')
    op.drop_table('changes')
    op.drop_index(op.f('ix_platform_keys_platform_id'), table_name='platform_keys')
    op.drop_table('platform_keys')
    op.drop_table('platforms')

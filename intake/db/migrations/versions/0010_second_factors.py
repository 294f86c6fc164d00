"""Second factors, and logins tried in vain; whoever was logged in logs in once more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('sessions')
    op.create_table('sessions',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('box', types.Bytes(), nullable=False),
    sa.Column('ends_at', types.Moment(), nullable=False),
    sa.Column('idle_at', types.Moment(), nullable=False),
    sa.Column('passed', types.Flag(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('challenge', types.Bytes(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sessions_member_id_members')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sessions')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_sessions_member_id'), 'sessions', ['member_id'], unique=False)
    op.create_table('factors',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('sealed', types.Bytes(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('confirmed', types.Flag(), nullable=False),
    sa.Column('added_on', types.Day(), nullable=False),
    sa.CheckConstraint("kind IN ('totp', 'webauthn', 'recovery')", name=op.f('ck_factors_kind')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_factors_member_id_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_factors')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_factors_member_id'), 'factors', ['member_id'], unique=False)
    op.create_table('failed_logins',
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('last_at', types.Moment(), nullable=False),
    sa.PrimaryKeyConstraint('mark', name=op.f('pk_failed_logins')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('failed_logins')
    op.drop_table('factors')
    op.drop_table('sessions')
    op.create_table('sessions',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('box', types.Bytes(), nullable=False),
    sa.Column('ends_at', types.Moment(), nullable=False),
    sa.Column('idle_at', types.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sessions_member_id_members')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sessions')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_sessions_member_id'), 'sessions', ['member_id'], unique=False)

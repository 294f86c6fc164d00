"""Key pairs that are replaced when a member leaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _case_keys(*more: sa.Column[int]) -> None:
    op.create_table('case_keys',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    *more,
    sa.CheckConstraint("purpose IN ('content', 'identity')", name=op.f('ck_case_keys_purpose')),
    sa.PrimaryKeyConstraint('case_id', 'purpose', 'holder', name=op.f('pk_case_keys')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_keys_case_id_cases')),
    sqlite_strict=True
    )


def upgrade() -> None:
    op.execute("CREATE TABLE case_keys_before AS SELECT * FROM case_keys")
    op.drop_table('case_keys')
    _case_keys(sa.Column('checked', sa.Integer(), server_default='0', nullable=False))
    op.create_index('ix_case_keys_holder', 'case_keys', ['holder', 'checked'], unique=False)
    op.execute(
        "INSERT INTO case_keys (case_id, purpose, holder, sealed) "
        "SELECT case_id, purpose, holder, sealed FROM case_keys_before"
    )
    op.drop_table('case_keys_before')
    op.create_table('retired_keys',
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('generation', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('recovery_share', types.Bytes(), nullable=True),
    sa.Column('retired_on', types.Day(), nullable=False),
    sa.ForeignKeyConstraint(['holder'], ['holders.id'], name=op.f('fk_retired_keys_holder_holders')),
    sa.PrimaryKeyConstraint('holder', 'generation', name=op.f('pk_retired_keys')),
    sqlite_strict=True
    )
    op.create_table('retired_shares',
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('generation', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('sealed', types.Bytes(), nullable=False),
    sa.ForeignKeyConstraint(['holder'], ['holders.id'], name=op.f('fk_retired_shares_holder_holders')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_retired_shares_member_id_members')),
    sa.PrimaryKeyConstraint('holder', 'generation', 'member_id', name=op.f('pk_retired_shares')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('retired_shares')
    op.drop_table('retired_keys')
    op.execute("CREATE TABLE case_keys_after AS SELECT * FROM case_keys")
    op.drop_index('ix_case_keys_holder', 'case_keys')
    op.drop_table('case_keys')
    _case_keys()
    op.execute(
        "INSERT INTO case_keys SELECT case_id, purpose, holder, sealed FROM case_keys_after"
    )
    op.drop_table('case_keys_after')

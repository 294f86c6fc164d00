"""Marks of likeness are made with a department's key; those made with the server's are destroyed.

Whoever had stolen database and server secret could try names of firms on them. Cases of before are
found alike no more; new ones are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('marks')
    _marks(sa.Column('holder', sa.Text(), nullable=False), sa.ForeignKeyConstraint(
        ['holder'], ['holders.id'], name=op.f('fk_marks_holder_holders')))
    op.create_index(op.f('ix_marks_holder'), 'marks', ['holder'], unique=False)
    op.create_table('features',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('sealed', types.Bytes(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_features')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_features_case_id_cases')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_features_day'), 'features', ['day'], unique=False)
    op.create_table('unmarked',
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('holder', 'case_id', name=op.f('pk_unmarked')),
    sa.ForeignKeyConstraint(['holder'], ['holders.id'], name=op.f('fk_unmarked_holder_holders')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_unmarked_case_id_cases')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('unmarked')
    op.drop_table('features')
    op.drop_table('marks')
    _marks()


def _marks(*more: sa.schema.SchemaItem) -> None:
    op.create_table('marks',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('sign', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    *more,
    sa.PrimaryKeyConstraint('case_id', 'mark', name=op.f('pk_marks')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_marks_case_id_cases')),
    sa.CheckConstraint("sign IN ('firm', 'place', 'wording')", name=op.f('ck_marks_sign')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_marks_day'), 'marks', ['day'], unique=False)
    op.create_index('ix_marks_mark', 'marks', ['mark', 'case_id'], unique=False)

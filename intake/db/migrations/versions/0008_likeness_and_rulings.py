"""Marks by which cases alike are found; rulings on what the router proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MATTERS = (
    "'ground-bar-steel', 'energy', 'emissions', 'quality', 'safety', 'outdated-equipment', "
    "'restarted-line', 'capacity-swap', 'power-use', 'tax', 'land', 'enquiry', 'out-of-scope'"
)


def upgrade() -> None:
    op.create_table('marks',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('sign', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'mark', name=op.f('pk_marks')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_marks_case_id_cases')),
    sa.CheckConstraint("sign IN ('firm', 'place', 'wording')", name=op.f('ck_marks_sign')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_marks_day'), 'marks', ['day'], unique=False)
    op.create_index('ix_marks_mark', 'marks', ['mark', 'case_id'], unique=False)
    op.create_table('rulings',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('confidence', sa.Integer(), nullable=False),
    sa.Column('proposed_matter', sa.Text(), nullable=False),
    sa.Column('proposed_lead', sa.Text(), nullable=False),
    sa.Column('proposed_area', sa.Text(), nullable=True),
    sa.Column('matter', sa.Text(), nullable=False),
    sa.Column('lead', sa.Text(), nullable=False),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('titles', sa.Text(), nullable=False),
    sa.Column('example', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rulings')),
    sa.CheckConstraint(
        f"proposed_matter IN ({MATTERS})", name=op.f('ck_rulings_proposed_matter')
    ),
    sa.CheckConstraint(f"matter IN ({MATTERS})", name=op.f('ck_rulings_matter')),
    sa.CheckConstraint("confidence BETWEEN 0 AND 100", name=op.f('ck_rulings_confidence')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_rulings_day'), 'rulings', ['day'], unique=False)


def downgrade() -> None:
    op.drop_table('rulings')
    op.drop_table('marks')

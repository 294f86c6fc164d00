"""Attached files, and what was found about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('files',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_files')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_files_case_id_cases')),
    sa.CheckConstraint("sender IN ('reporter', 'department')", name=op.f('ck_files_sender')),
    sqlite_strict=True
    )
    op.create_index('ix_files_case_id', 'files', ['case_id', 'day', 'place'], unique=False)
    op.create_table('file_checks',
    sa.Column('file_id', sa.Text(), nullable=False),
    sa.Column('copy_id', sa.Text(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_file_checks')),
    sa.UniqueConstraint('copy_id', name=op.f('uq_file_checks_copy_id')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_file_checks_file_id_files')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('file_checks')
    op.drop_table('files')

"""Drafts of acts from imported lists, and how their columns were mapped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('imports',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('at', types.Moment(), nullable=False),
    sa.Column('accepted', sa.Integer(), nullable=False),
    sa.Column('flagged', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports')),
    sqlite_strict=True
    )
    op.create_table('drafts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('import_id', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('sheet', sa.Text(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('flagged', types.Flag(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_drafts_fingerprint')),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_drafts_import_id_imports')),
    sqlite_strict=True
    )
    op.create_index('ix_drafts_import_id', 'drafts', ['import_id', 'place'], unique=False)
    op.create_table('column_maps',
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('columns', sa.Text(), nullable=False),
    sa.Column('set_on', types.Day(), nullable=False),
    sa.PrimaryKeyConstraint('signature', name=op.f('pk_column_maps')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('column_maps')
    op.drop_table('drafts')
    op.drop_table('imports')

"""The audit trail is a chain of numbered lines, with its end and signed checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.execute("CREATE TABLE audit_before AS SELECT * FROM audit")
    op.drop_table('audit')
    op.create_table('audit',
    sa.Column('id', NUMBER, autoincrement=False, nullable=False),
    sa.Column('at', types.Moment(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=True),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=True),
    sa.Column('about', sa.Text(), nullable=True),
    sa.Column('refused', sa.Text(), nullable=True),
    sa.Column('link', types.Bytes(), nullable=True),
    sa.Column('seal', types.Bytes(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sqlite_strict=True
    )
    op.create_index('ix_audit_at', 'audit', ['at', 'id'], unique=False)
    op.create_index('ix_audit_case_id', 'audit', ['case_id', 'id'], unique=False)
    op.create_index('ix_audit_member_id', 'audit', ['member_id', 'id'], unique=False)
    op.create_table('audit_checkpoints',
    sa.Column('number', NUMBER, autoincrement=False, nullable=False),
    sa.Column('at', types.Moment(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_checkpoints')),
    sqlite_strict=True
    )
    op.create_table('audit_end',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', NUMBER, nullable=False),
    sa.Column('link', types.Bytes(), nullable=False),
    sa.Column('seal', types.Bytes(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_audit_end_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_end')),
    sqlite_strict=True
    )
    op.execute(
        "INSERT INTO audit (id, at, member_id, action, case_id, refused) "
        "SELECT row_number() OVER (ORDER BY id), at, member_id, action, case_id, refused "
        "FROM audit_before"
    )
    op.drop_table('audit_before')


def downgrade() -> None:
    op.drop_table('audit_end')
    op.drop_table('audit_checkpoints')
    op.execute("CREATE TABLE audit_after AS SELECT * FROM audit")
    op.drop_table('audit')
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
    op.execute(
        "INSERT INTO audit (at, member_id, action, case_id, refused) "
        "SELECT at, member_id, action, case_id, refused FROM audit_after ORDER BY id"
    )
    op.drop_table('audit_after')

"""Posts have a first and a last day, and may be held for another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = ("officer", "head", "dispatcher", "approver", "custodian", "auditor", "administrator")
ROLES_BEFORE = ("officer", "dispatcher", "administrator")


def _one_of(roles: tuple[str, ...]) -> str:
    return "role IN ({})".format(", ".join(f"'{role}'" for role in roles))


def upgrade() -> None:
    op.execute("CREATE TABLE posts_before AS SELECT * FROM posts")
    op.drop_table('posts')
    op.create_table('posts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('starts_on', types.Day(), nullable=False),
    sa.Column('ends_on', types.Day(), nullable=True),
    sa.Column('stands_in_for', sa.Text(), nullable=True),
    sa.CheckConstraint(_one_of(ROLES), name=op.f('ck_posts_role')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_posts_ends_after_start')),
    sa.CheckConstraint('stands_in_for IS NULL OR ends_on IS NOT NULL', name=op.f('ck_posts_deputies_end')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_posts_department_holders')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_posts_member_id_members')),
    sa.ForeignKeyConstraint(['stands_in_for'], ['members.id'], name=op.f('fk_posts_stands_in_for_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_posts_member_id'), 'posts', ['member_id'], unique=False)
    op.execute(
        "INSERT INTO posts (id, member_id, department, role, starts_on) "
        "SELECT p.member_id || '/' || p.department || '/' || p.role, p.member_id, p.department, "
        "p.role, m.added_on FROM posts_before p JOIN members m ON m.id = p.member_id"
    )
    op.drop_table('posts_before')


def downgrade() -> None:
    op.execute("CREATE TABLE posts_after AS SELECT * FROM posts")
    op.drop_table('posts')
    op.create_table('posts',
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.CheckConstraint(_one_of(ROLES_BEFORE), name=op.f('ck_posts_role')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_posts_department_holders')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_posts_member_id_members')),
    sa.PrimaryKeyConstraint('member_id', 'department', 'role', name=op.f('pk_posts')),
    sqlite_strict=True
    )
    op.execute(
        "INSERT INTO posts SELECT DISTINCT member_id, department, role FROM posts_after "
        "WHERE ends_on IS NULL AND " + _one_of(ROLES_BEFORE)
    )
    op.drop_table('posts_after')

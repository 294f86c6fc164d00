"""The whole life of a case: more states and moves, counts kept by the database, notices.

On SQLite a CHECK can only be changed by making its table anew; on PostgreSQL it is altered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

from intake.db import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


class Words(NamedTuple):
    MOVES: tuple[str, ...]
    PARTIES: tuple[str, ...]
    STATES: tuple[str, ...]


BEFORE = Words(
    ('submit', 'dispatch', 'sign', 'return', 'reply', 'close', 'write'),
    ('reporter', 'router', 'lead', 'co-handler', 'dispatcher'),
    ('registered', 'dispatched', 'signed', 'answered', 'returned', 'closed'),
)
NOW = Words(
    ('submit', 'accept', 'decline', 'dispatch', 'sign', 'return', 'consult', 'transfer',
     'ask-extension', 'grant-extension', 'refuse-extension', 'reply', 'propose', 'approve',
     'send-back', 'follow-up', 'close', 'reopen', 'supervise', 'assign', 'note', 'link', 'write'),
    ('reporter', 'router', 'lead', 'head', 'co-handler', 'dispatcher', 'arbiter', 'supervisor'),
    ('registered', 'accepted', 'declined', 'dispatched', 'signed', 'returned', 'disputed',
     'answered', 'reviewing', 'following-up', 'closed'),
)

CASE = (
    "id, number, state, version, last_event, matter, area, lead, desk, clause, ambiguous, "
    "received_on, dispatched_on, with_lead_since, clock, due_on, due_provisional, unread, open, "
    "outcome, closed_on, locator, receipt_salt, receipt_passes, receipt_memory"
)
EVENT = "case_id, seq, day, move, party, department, end_state, body"
CHANGE = "platform_id, seq, number, case_id, day, at, move, state, body"
CLOCK_FROM = "coalesce((SELECT counts_from FROM work_orders o WHERE o.case_id = cases_before.id), dispatched_on, received_on)"


def one_of(column: str, words: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{word}'" for word in words))


def upgrade() -> None:
    (_upgrade_sqlite if op.get_bind().dialect.name == "sqlite" else _upgrade_postgresql)()
    _new_tables()
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement.replace(":", "\\:")))
    op.execute(
        "INSERT INTO case_counts (desk, open, due_on, state, shard, n) "
        "SELECT desk, open, due_on, state, 0, count(*) FROM cases GROUP BY desk, open, due_on, state"
    )


def downgrade() -> None:
    for name in ('notices', 'saved_filters', 'case_links'):
        op.drop_table(name)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGER_NAMES["sqlite" if sqlite else "postgresql"]:
        op.execute(f"DROP TRIGGER {trigger}" + ("" if sqlite else " ON cases"))
    if not sqlite:
        op.execute("DROP FUNCTION count_cases()")
    op.drop_table('case_counts')
    _say_it_in_the_words_before()
    (_downgrade_sqlite if sqlite else _downgrade_postgresql)()


def _upgrade_sqlite() -> None:
    _remake("cases", lambda: _cases(NOW), CASE + ", clock_from, returns, transferred, extension, review, objected",
            CASE + f", {CLOCK_FROM}, 0, 0, 'none', 0, 0")
    _remake("co_handlers", _co_handlers, "case_id, department, place, open, due_on",
            "case_id, department, place, "
            "(SELECT open FROM cases c WHERE c.id = case_id), (SELECT due_on FROM cases c WHERE c.id = case_id)")
    _remake("events", lambda: _events(NOW), EVENT, EVENT)
    _remake("changes", lambda: _changes(NOW), CHANGE, CHANGE)


def _downgrade_sqlite() -> None:
    _remake("cases", _cases_before, CASE, CASE)
    _remake("co_handlers", _co_handlers_before, "case_id, department, place", "case_id, department, place")
    _remake("events", lambda: _events(BEFORE), EVENT, EVENT)
    _remake("changes", lambda: _changes(BEFORE), CHANGE, CHANGE)


def _remake(name: str, create: Callable[[], None], columns: str, values: str) -> None:
    """Make a table anew with what was in it. Foreign keys are checked at the end of it all."""
    op.execute(f"CREATE TABLE {name}_before AS SELECT * FROM {name}")
    op.drop_table(name)
    create()
    op.execute(f"INSERT INTO {name} ({columns}) SELECT {values} FROM {name}_before")
    op.drop_table(f"{name}_before")


def _upgrade_postgresql() -> None:
    op.add_column('cases', sa.Column('clock_from', types.Day()))
    op.execute("UPDATE cases SET clock_from = " + CLOCK_FROM.replace("cases_before", "cases"))
    op.alter_column('cases', 'clock_from', nullable=False)
    for name, kind, value in (
        ('returns', sa.Integer(), "0"), ('transferred', types.Flag(), "false"),
        ('extension', sa.Text(), "'none'"), ('review', types.Flag(), "false"), ('objected', types.Flag(), "false"),
    ):
        op.add_column('cases', sa.Column(name, kind, nullable=False, server_default=sa.text(value)))
        op.alter_column('cases', name, server_default=None)
    for name in ('publication', 'act', 'assignee', 'proposed_by', 'satisfaction'):
        op.add_column('cases', sa.Column(name, sa.Text()))
    for name in ('assignee', 'proposed_by'):
        op.create_foreign_key(op.f(f'fk_cases_{name}_members'), 'cases', 'members', [name], ['id'])
    op.drop_constraint('ck_cases_closed_on_a_day', 'cases')
    for name, rule in CASE_CHECKS.items():
        op.create_check_constraint(op.f(name), 'cases', rule)
    for name, columns in CASE_INDEXES.items():
        op.create_index(name, 'cases', columns)
    _speak_postgresql(NOW)
    op.add_column('co_handlers', sa.Column('open', types.Flag()))
    op.add_column('co_handlers', sa.Column('due_on', types.Day()))
    op.execute("UPDATE co_handlers SET open = c.open, due_on = c.due_on FROM cases c WHERE c.id = case_id")
    op.alter_column('co_handlers', 'open', nullable=False)
    op.alter_column('co_handlers', 'due_on', nullable=False)
    op.drop_index('ix_co_handlers_department', 'co_handlers')
    op.create_index('ix_co_handlers_queue', 'co_handlers', ['department', 'open', 'due_on', 'case_id'])


def _downgrade_postgresql() -> None:
    for name in CASE_INDEXES:
        op.drop_index(name, 'cases')
    for name in CASE_CHECKS:
        op.drop_constraint(name, 'cases')
    for name in ('clock_from', 'returns', 'transferred', 'extension', 'review', 'objected',
                 'publication', 'act', 'assignee', 'proposed_by', 'satisfaction'):
        op.drop_column('cases', name)
    op.create_check_constraint(op.f('ck_cases_closed_on_a_day'), 'cases', CLOSED_ON_A_DAY)
    _speak_postgresql(BEFORE)
    op.drop_index('ix_co_handlers_queue', 'co_handlers')
    op.drop_column('co_handlers', 'open')
    op.drop_column('co_handlers', 'due_on')
    op.create_index('ix_co_handlers_department', 'co_handlers', ['department', 'case_id'])


def _speak_postgresql(words: Words) -> None:
    for table, column, known in (
        ('cases', 'state', words.STATES), ('events', 'move', words.MOVES), ('events', 'party', words.PARTIES),
        ('events', 'end_state', words.STATES), ('changes', 'move', words.MOVES), ('changes', 'state', words.STATES),
    ):
        op.drop_constraint(f'ck_{table}_{column}', table)
        op.create_check_constraint(op.f(f'ck_{table}_{column}'), table, one_of(column, known))


def _say_it_in_the_words_before() -> None:
    """Fold what the earlier program does not know into what it knows; notes and the like are lost."""
    folded = {
        'accepted': 'registered', 'declined': 'returned', 'disputed': 'returned',
        'reviewing': 'answered', 'following-up': 'answered',
    }
    closed_on = "closed_on = NULL, open = " + ("1" if op.get_bind().dialect.name == "sqlite" else "true")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint('ck_cases_ended_on_a_day', 'cases')
        op.create_check_constraint(op.f('ck_cases_ended_on_a_day'), 'cases', "true")
        op.execute(f"UPDATE cases SET {closed_on} WHERE state = 'declined'")
    else:
        op.execute("PRAGMA ignore_check_constraints = ON")
        op.execute(f"UPDATE cases SET {closed_on} WHERE state = 'declined'")
    for new, old in folded.items():
        op.execute(f"UPDATE cases SET state = '{old}' WHERE state = '{new}'")
        op.execute(f"UPDATE events SET end_state = '{old}' WHERE end_state = '{new}'")
        op.execute(f"UPDATE changes SET state = '{old}' WHERE state = '{new}'")
    for party in ('head', 'arbiter', 'supervisor'):
        op.execute(f"UPDATE events SET party = 'lead' WHERE party = '{party}'")
    op.execute("DELETE FROM events WHERE NOT " + one_of("move", BEFORE.MOVES))
    op.execute("UPDATE changes SET move = 'dispatch' WHERE NOT " + one_of("move", BEFORE.MOVES))


def _cases(v: Words) -> None:
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
    sa.Column('clock_from', types.Day(), nullable=False),
    sa.Column('due_on', types.Day(), nullable=False),
    sa.Column('due_provisional', types.Flag(), nullable=False),
    sa.Column('unread', types.Flag(), nullable=False),
    sa.Column('open', types.Flag(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('closed_on', types.Day(), nullable=True),
    sa.Column('publication', sa.Text(), nullable=True),
    sa.Column('act', sa.Text(), nullable=True),
    sa.Column('assignee', sa.Text(), nullable=True),
    sa.Column('proposed_by', sa.Text(), nullable=True),
    sa.Column('returns', sa.Integer(), nullable=False),
    sa.Column('transferred', types.Flag(), nullable=False),
    sa.Column('extension', sa.Text(), nullable=False),
    sa.Column('review', types.Flag(), nullable=False),
    sa.Column('satisfaction', sa.Text(), nullable=True),
    sa.Column('objected', types.Flag(), nullable=False),
    sa.Column('locator', sa.Text(), nullable=False),
    sa.Column('receipt_salt', sa.LargeBinary(), nullable=False),
    sa.Column('receipt_passes', sa.Integer(), nullable=False),
    sa.Column('receipt_memory', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f('ck_cases_closed_with_outcome')),
    sa.CheckConstraint("(state IN ('closed', 'declined')) = (closed_on IS NOT NULL)", name=op.f('ck_cases_ended_on_a_day')),
    sa.CheckConstraint("extension IN ('none', 'asked', 'granted', 'refused')", name=op.f('ck_cases_extension')),
    sa.CheckConstraint("matter IN ('ground-bar-steel', 'energy', 'emissions', 'quality', 'safety', 'outdated-equipment', 'restarted-line', 'capacity-swap', 'power-use', 'tax', 'land', 'enquiry', 'out-of-scope')", name=op.f('ck_cases_matter')),
    sa.CheckConstraint("outcome IN ('substantiated', 'partly-substantiated', 'unsubstantiated', 'insufficient')", name=op.f('ck_cases_outcome')),
    sa.CheckConstraint("publication IN ('draft', 'published', 'under-investigation', 'too-slight', 'confidential', 'not-ours')", name=op.f('ck_cases_publication')),
    sa.CheckConstraint("satisfaction IN ('satisfied', 'partly', 'not', 'not-reached')", name=op.f('ck_cases_satisfaction')),
    sa.CheckConstraint(one_of('state', v.STATES), name=op.f('ck_cases_state')),
    sa.ForeignKeyConstraint(['assignee'], ['members.id'], name=op.f('fk_cases_assignee_members')),
    sa.ForeignKeyConstraint(['desk'], ['holders.id'], name=op.f('fk_cases_desk_holders')),
    sa.ForeignKeyConstraint(['lead'], ['holders.id'], name=op.f('fk_cases_lead_holders')),
    sa.ForeignKeyConstraint(['proposed_by'], ['members.id'], name=op.f('fk_cases_proposed_by_members')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('locator', name=op.f('uq_cases_locator')),
    sa.UniqueConstraint('number', name=op.f('uq_cases_number')),
    sqlite_strict=True
    )
    op.create_index('ix_cases_due', 'cases', ['open', 'due_on', 'id'], unique=False)
    op.create_index('ix_cases_queue', 'cases', ['desk', 'open', 'due_on', 'id'], unique=False)
    op.create_index('ix_cases_queue_area', 'cases', ['desk', 'open', 'area', 'due_on', 'id'], unique=False)
    op.create_index('ix_cases_queue_assignee', 'cases', ['desk', 'open', 'assignee', 'due_on', 'id'], unique=False)
    op.create_index('ix_cases_queue_matter', 'cases', ['desk', 'open', 'matter', 'due_on', 'id'], unique=False)
    op.create_index('ix_cases_queue_state', 'cases', ['desk', 'open', 'state', 'due_on', 'id'], unique=False)


def _co_handlers() -> None:
    op.create_table('co_handlers',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('open', types.Flag(), nullable=False),
    sa.Column('due_on', types.Day(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_co_handlers_case_id_cases')),
    sa.ForeignKeyConstraint(['department'], ['holders.id'], name=op.f('fk_co_handlers_department_holders')),
    sa.PrimaryKeyConstraint('case_id', 'department', name=op.f('pk_co_handlers')),
    sqlite_strict=True
    )
    op.create_index('ix_co_handlers_queue', 'co_handlers', ['department', 'open', 'due_on', 'case_id'], unique=False)


def _events(v: Words) -> None:
    op.create_table('events',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('move', sa.Text(), nullable=False),
    sa.Column('party', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=True),
    sa.Column('end_state', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint(one_of('end_state', v.STATES), name=op.f('ck_events_end_state')),
    sa.CheckConstraint(one_of('move', v.MOVES), name=op.f('ck_events_move')),
    sa.CheckConstraint(one_of('party', v.PARTIES), name=op.f('ck_events_party')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_events_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', 'seq', name=op.f('pk_events')),
    sqlite_strict=True
    )


def _changes(v: Words) -> None:
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
    sa.CheckConstraint(one_of('move', v.MOVES), name=op.f('ck_changes_move')),
    sa.CheckConstraint(one_of('state', v.STATES), name=op.f('ck_changes_state')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_changes_case_id_cases')),
    sa.ForeignKeyConstraint(['platform_id'], ['platforms.id'], name=op.f('fk_changes_platform_id_platforms')),
    sa.PrimaryKeyConstraint('platform_id', 'seq', name=op.f('pk_changes')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_changes_case_id'), 'changes', ['case_id'], unique=False)


def _new_tables() -> None:
    op.create_table('case_links',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('other_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_links_case_id_cases')),
    sa.ForeignKeyConstraint(['other_id'], ['cases.id'], name=op.f('fk_case_links_other_id_cases')),
    sa.PrimaryKeyConstraint('case_id', 'other_id', name=op.f('pk_case_links')),
    sqlite_strict=True
    )
    op.create_table('case_counts',
    sa.Column('desk', sa.Text(), nullable=False),
    sa.Column('open', types.Flag(), nullable=False),
    sa.Column('due_on', types.Day(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('desk', 'open', 'due_on', 'state', 'shard', name=op.f('pk_case_counts')),
    sqlite_strict=True
    )
    op.create_table('saved_filters',
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_saved_filters_member_id_members')),
    sa.PrimaryKeyConstraint('member_id', 'name', name=op.f('pk_saved_filters')),
    sqlite_strict=True
    )
    op.create_table('notices',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('department', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due_at', types.Moment(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease', sa.Text(), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('case', 'digest', 'escalation')", name=op.f('ck_notices_kind')),
    sa.CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name=op.f('ck_notices_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('department', 'kind', 'subject', 'target', name=op.f('uq_notices_department_kind_subject_target')),
    sqlite_strict=True
    )
    op.create_index('ix_notices_due', 'notices', ['state', 'due_at'], unique=False)


def _cases_before() -> None:
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


def _co_handlers_before() -> None:
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


CLOSED_ON_A_DAY = "(state = 'closed') = (closed_on IS NOT NULL)"
CASE_CHECKS = {
    'ck_cases_publication': "publication IN ('draft', 'published', 'under-investigation', 'too-slight', 'confidential', 'not-ours')",
    'ck_cases_extension': "extension IN ('none', 'asked', 'granted', 'refused')",
    'ck_cases_satisfaction': "satisfaction IN ('satisfied', 'partly', 'not', 'not-reached')",
    'ck_cases_ended_on_a_day': "(state IN ('closed', 'declined')) = (closed_on IS NOT NULL)",
}
CASE_INDEXES = {
    'ix_cases_due': ['open', 'due_on', 'id'],
    'ix_cases_queue_area': ['desk', 'open', 'area', 'due_on', 'id'],
    'ix_cases_queue_assignee': ['desk', 'open', 'assignee', 'due_on', 'id'],
    'ix_cases_queue_matter': ['desk', 'open', 'matter', 'due_on', 'id'],
    'ix_cases_queue_state': ['desk', 'open', 'state', 'due_on', 'id'],
}
TRIGGER_NAMES = {
    "sqlite": ('cases_counted_in', 'cases_counted_out', 'cases_recounted'),
    "postgresql": ('cases_counted', 'cases_recounted'),
}
TRIGGERS = {'postgresql': ('CREATE FUNCTION count_cases() RETURNS trigger LANGUAGE plpgsql AS $count$ BEGIN IF TG_OP = '
                "'INSERT' THEN INSERT INTO case_counts SELECT NEW.desk, NEW.open, NEW.due_on, NEW.state, "
                'floor(random() * 8)::integer, 1 ON CONFLICT (desk, open, due_on, state, shard) DO UPDATE '
                "SET n = case_counts.n + excluded.n; ELSIF TG_OP = 'DELETE' THEN INSERT INTO case_counts "
                'SELECT OLD.desk, OLD.open, OLD.due_on, OLD.state, floor(random() * 8)::integer, -1 ON '
                'CONFLICT (desk, open, due_on, state, shard) DO UPDATE SET n = case_counts.n + excluded.n; '
                'ELSE INSERT INTO case_counts (SELECT OLD.desk, OLD.open, OLD.due_on, OLD.state, '
                'floor(random() * 8)::integer, -1 UNION ALL SELECT NEW.desk, NEW.open, NEW.due_on, '
                'NEW.state, floor(random() * 8)::integer, 1) ORDER BY 1, 2, 3, 4, 5 ON CONFLICT (desk, open, '
                'due_on, state, shard) DO UPDATE SET n = case_counts.n + excluded.n; END IF; RETURN NULL; '
                'END $count$',
                'CREATE TRIGGER cases_counted AFTER INSERT OR DELETE ON cases FOR EACH ROW EXECUTE FUNCTION '
                'count_cases()',
                'CREATE TRIGGER cases_recounted AFTER UPDATE ON cases FOR EACH ROW WHEN (OLD.desk <> '
                'NEW.desk OR OLD.open <> NEW.open OR OLD.due_on <> NEW.due_on OR OLD.state <> NEW.state) '
                'EXECUTE FUNCTION count_cases()'),
 'sqlite': ('CREATE TRIGGER cases_counted_in AFTER INSERT ON cases BEGIN INSERT INTO case_counts SELECT '
            'NEW.desk, NEW.open, NEW.due_on, NEW.state, abs(random() % 8), 1 WHERE true ON CONFLICT (desk, '
            'open, due_on, state, shard) DO UPDATE SET n = case_counts.n + excluded.n; END',
            'CREATE TRIGGER cases_counted_out AFTER DELETE ON cases BEGIN INSERT INTO case_counts SELECT '
            'OLD.desk, OLD.open, OLD.due_on, OLD.state, abs(random() % 8), -1 WHERE true ON CONFLICT (desk, '
            'open, due_on, state, shard) DO UPDATE SET n = case_counts.n + excluded.n; END',
            'CREATE TRIGGER cases_recounted AFTER UPDATE ON cases WHEN OLD.desk <> NEW.desk OR OLD.open <> '
            'NEW.open OR OLD.due_on <> NEW.due_on OR OLD.state <> NEW.state BEGIN INSERT INTO case_counts '
            'SELECT OLD.desk, OLD.open, OLD.due_on, OLD.state, abs(random() % 8), -1 WHERE true ON CONFLICT '
            '(desk, open, due_on, state, shard) DO UPDATE SET n = case_counts.n + excluded.n; INSERT INTO '
            'case_counts SELECT NEW.desk, NEW.open, NEW.due_on, NEW.state, abs(random() % 8), 1 WHERE true '
            'ON CONFLICT (desk, open, due_on, state, shard) DO UPDATE SET n = case_counts.n + excluded.n; '
            'END')}

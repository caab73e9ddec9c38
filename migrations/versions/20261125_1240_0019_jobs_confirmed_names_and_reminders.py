"""Jobs that go on after their request, names confirmed before a certificate, and reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")
CONFIRMATION, REMINDER = "name_confirmation", "certificate_reminder"
SEEN = "certificate_reminder_seen"
FACTS = (CONFIRMATION, REMINDER, SEEN)
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"


def upgrade() -> None:
    make_jobs()
    make_fact(
        CONFIRMATION,
        sa.Column("person_id", UUID16, nullable=False),
        sa.Column("leading_language", sa.String(length=3), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        check(CONFIRMATION, "language_known", "leading_language IN ('ar', 'ckb', 'en')"),
        foreign_key(CONFIRMATION, "person_id", "person"),
    )
    op.create_index(op.f(f"ix_{CONFIRMATION}_person_id"), CONFIRMATION, ["person_id"])
    make_fact(
        REMINDER,
        sa.Column("certificate_id", UUID16, nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        unique(REMINDER, "certificate_id", "days_before"),
        check(REMINDER, "before_the_end", "days_before > 0"),
        foreign_key(REMINDER, "certificate_id", "certificate"),
    )
    make_fact(
        SEEN,
        sa.Column("reminder_id", UUID16, nullable=False),
        unique(SEEN, "reminder_id"),
        foreign_key(SEEN, "reminder_id", REMINDER),
    )
    for table in FACTS:
        refuse_changes_of(table)


def make_jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", UUID16, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", UUID16, nullable=False),
        sa.Column("asked_by", UUID16, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("open_key", sa.String(length=120), nullable=True),
        sa.Column("total_count", sa.Integer(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("last_item_id", UUID16, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        unique("job", "open_key"),
        check("job", "counted", "done_count >= 0 AND total_count >= done_count"),
        check("job", "open_until_ended", "(finished_at IS NULL) = (open_key IS NOT NULL)"),
    )
    op.create_table(
        "job_refusal",
        sa.Column("job_id", UUID16, nullable=False),
        sa.Column("item_id", UUID16, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "item_id", name=op.f("pk_job_refusal")),
        foreign_key("job_refusal", "job_id", "job"),
    )


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def make_fact(table: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", UUID16, nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=True),
        sa.Column("node_sequence", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        unique(table, "node", "node_sequence"),
        check(table, "source_known", SOURCES),
        *items,
    )


def refuse_changes_of(table: str) -> None:
    """As for the other facts: the database refuses UPDATE, DELETE and TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'table {table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    # Dropping a table drops its triggers and indexes, on both databases.
    for table in (*reversed(FACTS), "job_refusal", "job"):
        op.drop_table(table)

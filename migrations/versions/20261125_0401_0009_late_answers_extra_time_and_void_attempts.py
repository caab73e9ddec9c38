"""Answers sent later, attempts abandoned, more time for a person, and attempts that are void."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
EXTRA, EXTENSION = "extra_time", "attempt_extension"
VOID, ANSWER = "attempt_void", "attempt_void_answer"
TABLES = (EXTRA, EXTENSION, VOID, ANSWER)
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"
MORE = (
    "(percent IN (125, 150) AND minutes IS NULL) OR (percent IS NULL AND minutes BETWEEN 1 AND 600)"
)
SECOND = "answer = 'declined' OR (recorded_by IS NOT NULL AND recorded_by <> asked_by)"


def fact_columns() -> list[sa.Column]:
    return [
        sa.Column("id", UUID16, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", UUID16, nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=True),
        sa.Column("node_sequence", sa.BigInteger(), nullable=True),
    ]


def fact_constraints(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("node", "node_sequence", name=op.f(f"uq_{table}_node_node_sequence")),
        sa.CheckConstraint(SOURCES, name=op.f(f"ck_{table}_source_known")),
    ]


def refers(table: str, column: str, other: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    op.add_column("attempt_step", sa.Column("answered_at", INSTANT, nullable=True))
    op.add_column("attempt_step", sa.Column("sign_in_id", UUID16, nullable=True))
    op.add_column(
        "attempt_grade",
        sa.Column("is_abandoned", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    add_extra_time()
    add_voids()
    for table in TABLES:
        refuse_changes_of(table)


def add_extra_time() -> None:
    op.create_table(
        EXTRA,
        *fact_columns(),
        sa.Column("enrolment_id", UUID16, nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        *fact_constraints(EXTRA),
        sa.CheckConstraint(MORE, name=op.f(f"ck_{EXTRA}_percent_or_minutes")),
        refers(EXTRA, "enrolment_id", "enrolment"),
    )
    op.create_index(f"ix_{EXTRA}_enrolment_id", EXTRA, ["enrolment_id"])
    op.create_table(
        EXTENSION,
        *fact_columns(),
        sa.Column("attempt_id", UUID16, nullable=False),
        sa.Column("extra_time_id", UUID16, nullable=False),
        sa.Column("deadline_at", INSTANT, nullable=False),
        *fact_constraints(EXTENSION),
        refers(EXTENSION, "attempt_id", "attempt"),
        refers(EXTENSION, "extra_time_id", EXTRA),
    )
    op.create_index(f"ix_{EXTENSION}_attempt_id", EXTENSION, ["attempt_id"])


def add_voids() -> None:
    op.create_table(
        VOID,
        *fact_columns(),
        sa.Column("attempt_id", UUID16, nullable=False),
        sa.Column("restores_attempt", sa.Boolean(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        *fact_constraints(VOID),
        sa.CheckConstraint("recorded_by IS NOT NULL", name=op.f(f"ck_{VOID}_asked_by_somebody")),
        refers(VOID, "attempt_id", "attempt"),
    )
    op.create_index(f"ix_{VOID}_attempt_id", VOID, ["attempt_id"])
    op.create_table(
        ANSWER,
        *fact_columns(),
        sa.Column("void_id", UUID16, nullable=False),
        sa.Column("asked_by", UUID16, nullable=False),
        sa.Column("answer", sa.String(length=9), nullable=False),
        *fact_constraints(ANSWER),
        sa.UniqueConstraint("void_id", name=op.f(f"uq_{ANSWER}_void_id")),
        sa.CheckConstraint(
            "answer IN ('confirmed', 'declined')", name=op.f(f"ck_{ANSWER}_answer_known")
        ),
        sa.CheckConstraint(SECOND, name=op.f(f"ck_{ANSWER}_a_second_person_confirms")),
        refers(ANSWER, "void_id", VOID),
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
    # Dropping a table drops its triggers, on both databases.
    op.drop_table(ANSWER)
    op.drop_index(f"ix_{VOID}_attempt_id", VOID)
    op.drop_table(VOID)
    op.drop_index(f"ix_{EXTENSION}_attempt_id", EXTENSION)
    op.drop_table(EXTENSION)
    op.drop_index(f"ix_{EXTRA}_enrolment_id", EXTRA)
    op.drop_table(EXTRA)
    op.drop_column("attempt_grade", "is_abandoned")
    op.drop_column("attempt_step", "sign_in_id")
    op.drop_column("attempt_step", "answered_at")

"""A question is graded anew by a newer version: what was asked, each attempt's grade, the answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
ASKED, ENTRY, ANSWER = "regrade", "regrade_entry", "regrade_answer"
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"
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


def points_to(table: str, column: str, other: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    op.create_table(
        ASKED,
        *fact_columns(),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("version_id", UUID16, nullable=False),
        sa.Column("allows_lowering", sa.Boolean(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        *fact_constraints(ASKED),
        sa.CheckConstraint("recorded_by IS NOT NULL", name=op.f(f"ck_{ASKED}_asked_by_somebody")),
        points_to(ASKED, "version_id", "question_version"),
    )
    op.create_table(
        ENTRY,
        *fact_columns(),
        sa.Column("regrade_id", UUID16, nullable=False),
        sa.Column("attempt_id", UUID16, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("old_score", sa.String(length=60), nullable=False),
        sa.Column("score", sa.String(length=60), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=False),
        sa.Column("was_passed", sa.Boolean(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("is_absolute_missed", sa.Boolean(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        *fact_constraints(ENTRY),
        sa.UniqueConstraint(
            "regrade_id", "attempt_id", name=op.f(f"uq_{ENTRY}_regrade_id_attempt_id")
        ),
        points_to(ENTRY, "regrade_id", ASKED),
        points_to(ENTRY, "attempt_id", "attempt"),
    )
    op.create_index(f"ix_{ENTRY}_attempt_id", ENTRY, ["attempt_id"])
    op.create_table(
        ANSWER,
        *fact_columns(),
        sa.Column("regrade_id", UUID16, nullable=False),
        sa.Column("asked_by", UUID16, nullable=False),
        sa.Column("answer", sa.String(length=9), nullable=False),
        *fact_constraints(ANSWER),
        sa.UniqueConstraint("regrade_id", name=op.f(f"uq_{ANSWER}_regrade_id")),
        sa.CheckConstraint(
            "answer IN ('confirmed', 'declined')", name=op.f(f"ck_{ANSWER}_answer_known")
        ),
        sa.CheckConstraint(SECOND, name=op.f(f"ck_{ANSWER}_a_second_person_confirms")),
        points_to(ANSWER, "regrade_id", ASKED),
    )
    for table in (ASKED, ENTRY, ANSWER):
        refuse_changes_of(table)


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
    op.drop_index(f"ix_{ENTRY}_attempt_id", ENTRY)
    op.drop_table(ENTRY)
    op.drop_table(ASKED)

"""A completion is taken back by two people: who asks, and who answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
ASKED, ANSWER = "completion_reversal", "completion_reversal_answer"
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"
GROUNDS = "ground IN ('attempt_voided', 'attendance_corrected', 'identity_error')"
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


def upgrade() -> None:
    op.create_table(
        ASKED,
        *fact_columns(),
        sa.Column("enrolment_id", UUID16, nullable=False),
        sa.Column("requirement_key", sa.String(length=120), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        *fact_constraints(ASKED),
        sa.CheckConstraint(GROUNDS, name=op.f(f"ck_{ASKED}_ground_known")),
        sa.CheckConstraint("recorded_by IS NOT NULL", name=op.f(f"ck_{ASKED}_asked_by_somebody")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f(f"fk_{ASKED}_enrolment_id_enrolment")
        ),
    )
    op.create_index(f"ix_{ASKED}_enrolment_id", ASKED, ["enrolment_id"])
    op.create_table(
        ANSWER,
        *fact_columns(),
        sa.Column("reversal_id", UUID16, nullable=False),
        sa.Column("asked_by", UUID16, nullable=False),
        sa.Column("answer", sa.String(length=9), nullable=False),
        *fact_constraints(ANSWER),
        sa.UniqueConstraint("reversal_id", name=op.f(f"uq_{ANSWER}_reversal_id")),
        sa.CheckConstraint(
            "answer IN ('confirmed', 'declined')", name=op.f(f"ck_{ANSWER}_answer_known")
        ),
        sa.CheckConstraint(SECOND, name=op.f(f"ck_{ANSWER}_a_second_person_confirms")),
        sa.ForeignKeyConstraint(
            ["reversal_id"], [f"{ASKED}.id"], name=op.f(f"fk_{ANSWER}_reversal_id_{ASKED}")
        ),
    )
    for table in (ASKED, ANSWER):
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
    op.drop_index(f"ix_{ASKED}_enrolment_id", ASKED)
    op.drop_table(ASKED)

"""Receipts, releases, decisions that stand beside outcomes; an activity may be a receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
RECEIPT, RELEASE = "receipt", "unit_release"
OVERRIDE, ANSWER = "completion_override", "completion_override_answer"
REVOCATION = "completion_override_revocation"
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"
SECOND = "answer = 'declined' OR (recorded_by IS NOT NULL AND recorded_by <> asked_by)"
KINDS = ("lesson", "quiz", "scenario", "practical")


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


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    admit_kinds((*KINDS, "receipt"))
    make_receipts()
    make_releases()
    make_overrides()
    make_answers()
    make_revocations()
    for table in (RECEIPT, RELEASE, OVERRIDE, ANSWER, REVOCATION):
        refuse_changes_of(table)


def make_receipts() -> None:
    op.create_table(
        RECEIPT,
        *fact_columns(),
        sa.Column("enrolment_id", UUID16, nullable=False),
        sa.Column("course_version_id", UUID16, nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        *fact_constraints(RECEIPT),
        sa.CheckConstraint(
            "language IN ('ar', 'ckb', 'en')", name=op.f(f"ck_{RECEIPT}_language_known")
        ),
        foreign_key(RECEIPT, "enrolment_id", "enrolment"),
        foreign_key(RECEIPT, "course_version_id", "course_version"),
    )
    op.create_index(f"ix_{RECEIPT}_enrolment_id", RECEIPT, ["enrolment_id"])


def make_releases() -> None:
    op.create_table(
        RELEASE,
        *fact_columns(),
        sa.Column("cohort_id", UUID16, nullable=False),
        sa.Column("unit_key", sa.String(length=80), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        *fact_constraints(RELEASE),
        foreign_key(RELEASE, "cohort_id", "cohort"),
    )
    op.create_index(f"ix_{RELEASE}_cohort_id", RELEASE, ["cohort_id"])


def make_overrides() -> None:
    kinds, evidence = (
        "kind IN ('complete', 'exempt')",
        "kind = 'complete' OR evidence_sealed IS NOT NULL",
    )
    op.create_table(
        OVERRIDE,
        *fact_columns(),
        sa.Column("enrolment_id", UUID16, nullable=False),
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        *fact_constraints(OVERRIDE),
        sa.CheckConstraint(kinds, name=op.f(f"ck_{OVERRIDE}_kind_known")),
        sa.CheckConstraint(
            "recorded_by IS NOT NULL", name=op.f(f"ck_{OVERRIDE}_decided_by_somebody")
        ),
        sa.CheckConstraint(evidence, name=op.f(f"ck_{OVERRIDE}_evidence_given")),
        foreign_key(OVERRIDE, "enrolment_id", "enrolment"),
    )
    op.create_index(f"ix_{OVERRIDE}_enrolment_id", OVERRIDE, ["enrolment_id"])


def make_answers() -> None:
    op.create_table(
        ANSWER,
        *fact_columns(),
        sa.Column("override_id", UUID16, nullable=False),
        sa.Column("asked_by", UUID16, nullable=False),
        sa.Column("answer", sa.String(length=9), nullable=False),
        *fact_constraints(ANSWER),
        sa.UniqueConstraint("override_id", name=op.f(f"uq_{ANSWER}_override_id")),
        sa.CheckConstraint(
            "answer IN ('confirmed', 'declined')", name=op.f(f"ck_{ANSWER}_answer_known")
        ),
        sa.CheckConstraint(SECOND, name=op.f(f"ck_{ANSWER}_a_second_person_confirms")),
        foreign_key(ANSWER, "override_id", OVERRIDE),
    )


def make_revocations() -> None:
    op.create_table(
        REVOCATION,
        *fact_columns(),
        sa.Column("override_id", UUID16, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        *fact_constraints(REVOCATION),
        sa.UniqueConstraint("override_id", name=op.f(f"uq_{REVOCATION}_override_id")),
        sa.CheckConstraint(
            "recorded_by IS NOT NULL", name=op.f(f"ck_{REVOCATION}_revoked_by_somebody")
        ),
        foreign_key(REVOCATION, "override_id", OVERRIDE),
    )


def admit_kinds(kinds: tuple[str, ...]) -> None:
    """Which kinds an activity may have. SQLite makes the table anew, and the texts under it."""
    check = f"kind IN ({', '.join(map(repr, kinds))})"
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_activity_kind_known"), "activity", type_="check")
        op.create_check_constraint(op.f("ck_activity_kind_known"), "activity", check)
        return
    # A parent is not dropped under its children, and foreign keys rest only outside a transaction.
    for table in ("lesson_text", "activity"):
        op.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
        op.drop_table(table)
    make_activities(check)
    make_texts()
    for table in ("activity", "lesson_text"):
        op.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        op.drop_table(f"kept_{table}")


def make_activities(check: str) -> None:
    op.create_table(
        "activity",
        sa.Column("id", UUID16, nullable=False),
        sa.Column("course_version_id", UUID16, nullable=False),
        sa.Column("unit_id", UUID16, nullable=True),
        sa.Column("unit_key", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "(unit_id IS NULL) = (unit_key = 'course')",
            name=op.f("ck_activity_course_test_has_no_unit"),
        ),
        sa.CheckConstraint(check, name=op.f("ck_activity_kind_known")),
        foreign_key("activity", "course_version_id", "course_version"),
        foreign_key("activity", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint(
            "course_version_id",
            "unit_key",
            "key",
            name=op.f("uq_activity_course_version_id_unit_key_key"),
        ),
    )
    op.create_index("ix_activity_unit_id", "activity", ["unit_id"])


def make_texts() -> None:
    op.create_table(
        "lesson_text",
        sa.Column("id", UUID16, nullable=False),
        sa.Column("activity_id", UUID16, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "language IN ('ar', 'ckb', 'en')", name=op.f("ck_lesson_text_language_known")
        ),
        foreign_key("lesson_text", "activity_id", "activity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_text")),
        sa.UniqueConstraint(
            "activity_id", "language", name=op.f("uq_lesson_text_activity_id_language")
        ),
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
    op.drop_table(REVOCATION)
    op.drop_table(ANSWER)
    for table, column in (
        (OVERRIDE, "enrolment_id"),
        (RELEASE, "cohort_id"),
        (RECEIPT, "enrolment_id"),
    ):
        op.drop_index(f"ix_{table}_{column}", table)
        op.drop_table(table)
    receipts = "SELECT id FROM activity WHERE kind = 'receipt'"
    op.execute(f"DELETE FROM lesson_text WHERE activity_id IN ({receipts})")
    op.execute("DELETE FROM activity WHERE kind = 'receipt'")
    admit_kinds(KINDS)

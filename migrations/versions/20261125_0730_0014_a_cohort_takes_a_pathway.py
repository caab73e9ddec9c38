"""Pathways are published; a cohort takes one, with a place in each of its courses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    make_versions()
    make_cohorts()
    make_enrolments()
    op.create_table(
        "pathway_progress",
        sa.Column("pathway_enrolment_id", UUID16, nullable=False),
        sa.Column("completed_at", INSTANT, nullable=True),
        primary_key("pathway_progress", "pathway_enrolment_id"),
        foreign_key("pathway_progress", "pathway_enrolment_id", "pathway_enrolment"),
    )


def make_versions() -> None:
    table = "pathway_version"
    op.create_table(
        table,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("pathway_key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        primary_key(table, "id"),
        sa.UniqueConstraint(
            "pathway_key", "version", name=op.f("uq_pathway_version_pathway_key_version")
        ),
    )


def make_cohorts() -> None:
    table = "pathway_cohort"
    op.create_table(
        table,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("pathway_version_id", UUID16, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        primary_key(table, "id"),
        foreign_key(table, "id", "scope"),
        foreign_key(table, "pathway_version_id", "pathway_version"),
    )
    with op.batch_alter_table("cohort") as cohort:
        cohort.add_column(sa.Column("pathway_cohort_id", UUID16, nullable=True))
        cohort.create_foreign_key(
            op.f("fk_cohort_pathway_cohort_id"), table, ["pathway_cohort_id"], ["id"]
        )
        cohort.create_index(op.f("ix_cohort_pathway_cohort_id"), ["pathway_cohort_id"])


def make_enrolments() -> None:
    table = "pathway_enrolment"
    op.create_table(
        table,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("person_id", UUID16, nullable=False),
        sa.Column("pathway_cohort_id", UUID16, nullable=False),
        sa.Column("pathway_key", sa.String(length=80), nullable=False),
        sa.Column("pathway_version_id", UUID16, nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("roster_number", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        primary_key(table, "id"),
        foreign_key(table, "person_id", "person"),
        foreign_key(table, "pathway_cohort_id", "pathway_cohort"),
        foreign_key(table, "pathway_version_id", "pathway_version"),
        sa.UniqueConstraint(
            "person_id", "pathway_key", "cycle",
            name=op.f("uq_pathway_enrolment_person_id_pathway_key_cycle"),
        ),
        sa.CheckConstraint("cycle >= 1", name=op.f("ck_pathway_enrolment_cycle_positive")),
    )  # fmt: skip
    op.create_index(op.f("ix_pathway_enrolment_pathway_cohort_id"), table, ["pathway_cohort_id"])
    op.create_table(
        "pathway_course",
        sa.Column("pathway_enrolment_id", UUID16, nullable=False),
        sa.Column("enrolment_id", UUID16, nullable=False),
        primary_key("pathway_course", "pathway_enrolment_id", "enrolment_id"),
        foreign_key("pathway_course", "pathway_enrolment_id", table),
        foreign_key("pathway_course", "enrolment_id", "enrolment"),
    )
    op.create_index(op.f("ix_pathway_course_enrolment_id"), "pathway_course", ["enrolment_id"])


def downgrade() -> None:
    op.drop_table("pathway_progress")
    op.drop_table("pathway_course")
    op.drop_table("pathway_enrolment")
    with op.batch_alter_table("cohort") as cohort:
        cohort.drop_index(op.f("ix_cohort_pathway_cohort_id"))
        cohort.drop_constraint(op.f("fk_cohort_pathway_cohort_id"), type_="foreignkey")
        cohort.drop_column("pathway_cohort_id")
    op.drop_table("pathway_cohort")
    op.drop_table("pathway_version")

"""Marks of a trainer beside an answer, and the files that are an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(), "sqlite")
MARK, FILE = "attempt_mark", "evidence_file"
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"


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
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f(f"fk_{table}_attempt_id_attempt")
        ),
    ]


def upgrade() -> None:
    op.create_table(
        MARK,
        *fact_columns(),
        sa.Column("attempt_id", UUID16, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("answer_id", UUID16, nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        *fact_constraints(MARK),
        sa.CheckConstraint("recorded_by IS NOT NULL", name=op.f(f"ck_{MARK}_marked_by_somebody")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["attempt_step.id"], name=op.f(f"fk_{MARK}_answer_id_attempt_step")
        ),
    )
    op.create_table(
        FILE,
        *fact_columns(),
        sa.Column("attempt_id", UUID16, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        *fact_constraints(FILE),
        sa.CheckConstraint("kind IN ('image', 'text')", name=op.f(f"ck_{FILE}_kind_known")),
    )
    for table in (MARK, FILE):
        op.create_index(f"ix_{table}_attempt_id", table, ["attempt_id"])
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
    for table in (FILE, MARK):
        op.drop_index(f"ix_{table}_attempt_id", table)
        op.drop_table(table)

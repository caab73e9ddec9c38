"""The register of certificates: entries in order, and every head that was signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")
ENTRY, CHECKPOINT = "register_entry", "register_checkpoint"


def upgrade() -> None:
    op.create_table(
        ENTRY,
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_id", UUID16, nullable=True),
        sa.Column("register_id", sa.LargeBinary(), nullable=True),
        sa.Column("salt_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("origin_number", "place", name=op.f(f"pk_{ENTRY}")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f(f"fk_{ENTRY}_certificate_id")
        ),
        sa.UniqueConstraint(
            "origin_number", "certificate_id", "kind",
            name=op.f(f"uq_{ENTRY}_origin_number_certificate_id_kind"),
        ),
        sa.CheckConstraint("place >= 0 AND origin_number >= 1", name=op.f(f"ck_{ENTRY}_counted")),
        sa.CheckConstraint(
            "kind IN ('origin', 'issue', 'revoke', 'correct')", name=op.f(f"ck_{ENTRY}_kind_known")
        ),
        sa.CheckConstraint(
            "(kind = 'origin') = (certificate_id IS NULL)",
            name=op.f(f"ck_{ENTRY}_of_a_certificate"),
        ),
        sa.CheckConstraint(
            "(kind = 'origin') = (salt_sealed IS NULL)", name=op.f(f"ck_{ENTRY}_salted")
        ),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{ENTRY}_certificate_id"), ENTRY, ["certificate_id"])
    op.create_table(
        CHECKPOINT,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("origin_number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CHECKPOINT}")),
        sa.UniqueConstraint(
            "origin_number", "size", name=op.f(f"uq_{CHECKPOINT}_origin_number_size")
        ),
    )
    for table in (ENTRY, CHECKPOINT):
        refuse_changes_of(table)


def refuse_changes_of(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'table {table} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON"
            f" {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in (CHECKPOINT, ENTRY):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.drop_table(table)

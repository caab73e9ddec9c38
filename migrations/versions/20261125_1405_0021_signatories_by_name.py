"""Names over the posts on certificates, and what each certificate printed of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")
TABLE, CERTIFICATE = "signatory", "certificate"
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"


def upgrade() -> None:
    op.add_column(CERTIFICATE, sa.Column("signatories_sealed", sa.LargeBinary(), nullable=True))
    op.create_table(
        TABLE,
        sa.Column("certificate_type", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", UUID16, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", UUID16, nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=True),
        sa.Column("node_sequence", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f(f"ck_{TABLE}_place_known")),
        sa.CheckConstraint("recorded_by IS NOT NULL", name=op.f(f"ck_{TABLE}_set_by_somebody")),
        sa.CheckConstraint(SOURCES, name=op.f(f"ck_{TABLE}_source_known")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("node", "node_sequence", name=op.f(f"uq_{TABLE}_node_node_sequence")),
    )
    op.create_index(op.f(f"ix_{TABLE}_certificate_type"), TABLE, ["certificate_type"])
    refuse_changes_of(TABLE)


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
    op.drop_table(TABLE)
    op.drop_column(CERTIFICATE, "signatories_sealed")

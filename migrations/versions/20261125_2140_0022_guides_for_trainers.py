"""Guides for trainers: each unit's in-person session, as published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
TABLE = "facilitator_guide"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("unit_id", UUID16, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "language IN ('ar', 'ckb', 'en')", name=op.f(f"ck_{TABLE}_language_known")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{TABLE}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("unit_id", "language", name=op.f(f"uq_{TABLE}_unit_id_language")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)

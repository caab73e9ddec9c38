"""A sign-in, and each look at names, carry what an administrator needs them for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("sign_in", "access_log")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("purpose", sa.String(length=20), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "purpose")

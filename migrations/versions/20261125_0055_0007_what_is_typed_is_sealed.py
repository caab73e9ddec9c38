"""What is typed as an answer is kept sealed, beside the keys of what is chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt_step", sa.Column("response_sealed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("attempt_step", "response_sealed")

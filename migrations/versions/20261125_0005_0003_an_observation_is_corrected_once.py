"""An observation is superseded at most once."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An index, not a constraint: SQLite would copy the table for one, and lose its triggers.
    op.create_index("uq_observation_supersedes_id", "observation", ["supersedes_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_observation_supersedes_id", "observation")

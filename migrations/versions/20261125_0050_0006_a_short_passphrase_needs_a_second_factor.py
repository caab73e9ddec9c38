"""An account knows whether its passphrase is long enough to stand alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMN = "has_long_passphrase"
ACCOUNT = sa.table(
    "account", sa.column(COLUMN, sa.Boolean()), sa.column("totp_confirmed_at", sa.String())
)


def upgrade() -> None:
    # The default stays: the code until now adds accounts without this column.
    op.add_column(
        "account", sa.Column(COLUMN, sa.Boolean(), nullable=False, server_default=sa.true())
    )
    # Only beside a second factor was a short one taken; how long it was is not known.
    protected = ACCOUNT.c.totp_confirmed_at.is_not(None)
    op.execute(ACCOUNT.update().where(protected).values({COLUMN: False}))


def downgrade() -> None:
    op.drop_column("account", COLUMN)

"""When a pathway was complete is derived from its courses' summaries, and kept nowhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")
TABLE = "pathway_progress"


def upgrade() -> None:
    op.drop_table(TABLE)


def downgrade() -> None:
    # Empty: `flask progress rebuild` of the program that has this table fills it.
    op.create_table(
        TABLE,
        sa.Column("pathway_enrolment_id", UUID16, nullable=False),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("pathway_enrolment_id", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(
            ["pathway_enrolment_id"],
            ["pathway_enrolment.id"],
            name=op.f(f"fk_{TABLE}_pathway_enrolment_id"),
        ),
    )

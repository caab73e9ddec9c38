"""A certificate may be that of a pathway."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAME = "fk_certificate_pathway_enrolment_id"
INDEX = "ix_certificate_pathway_enrolment_id"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Not in batch mode: that would drop the triggers.
        op.execute(
            "ALTER TABLE certificate ADD COLUMN pathway_enrolment_id BLOB"
            f" CONSTRAINT {NAME} REFERENCES pathway_enrolment (id)"
        )
    else:
        op.add_column("certificate", sa.Column("pathway_enrolment_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            NAME, "certificate", "pathway_enrolment", ["pathway_enrolment_id"], ["id"]
        )
    op.create_index(INDEX, "certificate", ["pathway_enrolment_id"])


def downgrade() -> None:
    op.drop_index(INDEX, "certificate")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE certificate DROP COLUMN pathway_enrolment_id")
        return
    op.drop_constraint(NAME, "certificate", type_="foreignkey")
    op.drop_column("certificate", "pathway_enrolment_id")

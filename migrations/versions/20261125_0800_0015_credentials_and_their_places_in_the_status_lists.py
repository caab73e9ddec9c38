"""Credentials of certificates, and their places in the status lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
TABLES = ("status_place", "certificate_credential")


def upgrade() -> None:
    op.create_table(
        "status_place",
        sa.Column("certificate_id", UUID16, nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.CheckConstraint("list_number >= 1", name=op.f("ck_status_place_list_counted_from_one")),
        sa.CheckConstraint(
            "place >= 0 AND place < 131072", name=op.f("ck_status_place_place_in_list")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_status_place_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_status_place")),
        sa.UniqueConstraint("list_number", "place", name=op.f("uq_status_place_list_number_place")),
    )
    op.create_table(
        "certificate_credential",
        sa.Column("certificate_id", UUID16, nullable=False),
        sa.Column("credential_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("jwt_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_credential_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_credential")),
    )
    for table in TABLES:
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
    for table in reversed(TABLES):
        op.drop_table(table)  # its triggers go with it

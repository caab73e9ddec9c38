"""Questions of other systems are drafts, with immutable versions in each language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")
VERSIONS = "question_draft_version"


def upgrade() -> None:
    op.create_table(
        "question_draft",
        sa.Column("id", UUID16, nullable=False),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("category", sa.JSON(), nullable=False),
        sa.Column("idnumber", sa.String(length=200), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_draft")),
        sa.UniqueConstraint("course_key", "key", name=op.f("uq_question_draft_course_key_key")),
        sa.UniqueConstraint(
            "course_key", "idnumber", name=op.f("uq_question_draft_course_key_idnumber")
        ),
    )
    op.create_table(
        VERSIONS,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("draft_id", UUID16, nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", UUID16, nullable=True),
        sa.CheckConstraint(
            "language IN ('ar', 'ckb', 'en')",
            name=op.f("ck_question_draft_version_language_known"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["question_draft.id"], name=op.f("fk_question_draft_version_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_draft_version")),
        sa.UniqueConstraint(
            "draft_id",
            "language",
            "number",
            name=op.f("uq_question_draft_version_draft_id_language_number"),
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {VERSIONS}_no_{verb.lower()} BEFORE {verb} ON {VERSIONS}"
                f" BEGIN SELECT RAISE(ABORT, 'table {VERSIONS} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {VERSIONS}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON"
            f" {VERSIONS} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {VERSIONS}_no_update")
        op.execute(f"DROP TRIGGER {VERSIONS}_no_delete")
    else:
        op.execute(f"DROP TRIGGER {VERSIONS}_append_only ON {VERSIONS}")
    op.drop_table(VERSIONS)
    op.drop_table("question_draft")

"""Certificates that follow each other, and what is asked for, approved and decided about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UUID16 = sa.Uuid().with_variant(sa.LargeBinary(length=16), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.DateTime(timezone=False), "sqlite")
CERTIFICATE, EVENT = "certificate", "certificate_event"
REQUEST, DECISION = "certificate_request", "certificate_request_answer"
CORRECTION, CORRECTED = "certificate_correction", "certificate_correction_answer"
ACT, ANSWER = "certificate_act", "certificate_act_answer"
TABLES = (REQUEST, DECISION, CORRECTION, ACT, ANSWER, CORRECTED)
SOURCES = "source IN ('web', 'offline', 'import', 'sync')"
SECOND = "answer = 'declined' OR (recorded_by IS NOT NULL AND recorded_by <> asked_by)"
CORRECTIONS = "('wrong_spelling', 'legal_name_change', 'wrong_script', 'wrong_unit')"
PLACE = ("person_id", "certificate_type", "period_key")
KEPT = (
    "id, code, enrolment_id, person_id, course_version_id, certificate_type, period_key,"
    " completed_at, issued_at, valid_until, hours, leading_language, course_facts,"
    " name_printed_sealed, pdf_sealed, pdf_sha256_sealed, is_specimen"
)
NEW_CHECKS = {
    "issue_counted_from_one": "issue_number >= 1",
    "terms_not_negative": "renew_window_days >= 0 AND grace_days >= 0",
    "recert_date_known": "recert_date_from IN ('completion', 'expiry', 'fixed')",
}


def upgrade() -> None:
    op.add_column(EVENT, sa.Column("note_sealed", sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        remake_certificates(is_numbered=True)
    else:
        number_certificates()
    make_requests()
    make_corrections()
    make_acts()
    make_corrected()
    for table in TABLES:
        refuse_changes_of(table)


def new_columns() -> list[sa.Column]:
    """With defaults: what was issued before is the first of its place, on the usual terms."""
    return [
        sa.Column("issue_number", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("supersedes_id", UUID16, nullable=True),
        sa.Column("renew_window_days", sa.Integer(), nullable=False, server_default="90"),
        sa.Column("grace_days", sa.Integer(), nullable=False, server_default="0"),
        sa.Column(
            "recert_date_from", sa.String(length=10), nullable=False, server_default="completion"
        ),
    ]


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def number_certificates() -> None:
    for column in new_columns():
        op.add_column(CERTIFICATE, column)
    op.drop_constraint(op.f(f"uq_certificate_{'_'.join(PLACE)}"), CERTIFICATE)
    place = [*PLACE, "issue_number"]
    op.create_unique_constraint(op.f(f"uq_certificate_{'_'.join(place)}"), CERTIFICATE, place)
    op.create_unique_constraint(
        op.f("uq_certificate_supersedes_id"), CERTIFICATE, ["supersedes_id"]
    )
    op.create_foreign_key(
        op.f("fk_certificate_supersedes_id"), CERTIFICATE, CERTIFICATE, ["supersedes_id"], ["id"]
    )
    for name, rule in NEW_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_certificate_{name}"), CERTIFICATE, rule)


def remake_certificates(*, is_numbered: bool) -> None:
    """SQLite drops no constraint of a table: the rows go over to a new one, triggers with it."""
    op.execute(f"CREATE TABLE kept_certificate AS SELECT {KEPT} FROM {CERTIFICATE}")
    op.drop_table(CERTIFICATE)
    make_certificates(is_numbered=is_numbered)
    op.execute(f"INSERT INTO {CERTIFICATE} ({KEPT}) SELECT {KEPT} FROM kept_certificate")
    op.drop_table("kept_certificate")
    op.create_index(op.f("ix_certificate_enrolment_id"), CERTIFICATE, ["enrolment_id"])
    refuse_changes_of(CERTIFICATE)


def make_certificates(*, is_numbered: bool) -> None:
    added = [
        *new_columns(),
        unique(CERTIFICATE, *PLACE, "issue_number"),
        unique(CERTIFICATE, "supersedes_id"),
        foreign_key(CERTIFICATE, "supersedes_id", CERTIFICATE),
        *(check(CERTIFICATE, name, rule) for name, rule in NEW_CHECKS.items()),
    ]
    op.create_table(
        CERTIFICATE,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("enrolment_id", UUID16, nullable=False),
        sa.Column("person_id", UUID16, nullable=False),
        sa.Column("course_version_id", UUID16, nullable=False),
        sa.Column("certificate_type", sa.String(length=80), nullable=False),
        sa.Column("period_key", sa.String(length=80), nullable=False),
        sa.Column("completed_at", INSTANT, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("leading_language", sa.String(length=3), nullable=False),
        sa.Column("course_facts", sa.Text(), nullable=False),
        sa.Column("name_printed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        check(CERTIFICATE, "language_known", "leading_language IN ('ar', 'ckb', 'en')"),
        check(CERTIFICATE, "hours_not_negative", "hours >= 0"),
        check(CERTIFICATE, "code_length", "length(code) = 13"),
        foreign_key(CERTIFICATE, "course_version_id", "course_version"),
        foreign_key(CERTIFICATE, "enrolment_id", "enrolment"),
        foreign_key(CERTIFICATE, "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        unique(CERTIFICATE, "code"),
        *(added if is_numbered else [unique(CERTIFICATE, *PLACE)]),
    )


def make_fact(table: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", UUID16, nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", UUID16, nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=True),
        sa.Column("node_sequence", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        unique(table, "node", "node_sequence"),
        check(table, "source_known", SOURCES),
        *items,
    )


def make_requests() -> None:
    make_fact(
        REQUEST,
        sa.Column("enrolment_id", UUID16, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("leading_language", sa.String(length=3), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        unique(REQUEST, "enrolment_id", "number"),
        check(REQUEST, "counted_from_one", "number >= 1"),
        check(REQUEST, "language_known", "leading_language IN ('ar', 'ckb', 'en')"),
        foreign_key(REQUEST, "enrolment_id", "enrolment"),
    )
    make_fact(
        DECISION,
        sa.Column("request_id", UUID16, nullable=False),
        sa.Column("answer", sa.String(length=9), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        unique(DECISION, "request_id"),
        check(DECISION, "answer_known", "answer IN ('confirmed', 'declined')"),
        check(DECISION, "declined_with_reason", "answer <> 'declined' OR note_sealed IS NOT NULL"),
        foreign_key(DECISION, "request_id", REQUEST),
    )


def make_corrections() -> None:
    make_fact(
        CORRECTION,
        sa.Column("certificate_id", UUID16, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        check(CORRECTION, "reason_known", f"reason IN {CORRECTIONS}"),
        foreign_key(CORRECTION, "certificate_id", CERTIFICATE),
    )
    op.create_index(f"ix_{CORRECTION}_certificate_id", CORRECTION, ["certificate_id"])


def make_acts() -> None:
    reasons = (
        "(act = 'revoke' AND reason IN ('issued_in_error', 'completion_voided', 'identity_error',"
        " 'misconduct_finding', 'superseded_by_law', 'fraud')) OR"
        f" (act = 'correct' AND reason IN {CORRECTIONS}) OR"
        " (act = 'reissue' AND reason = 'corrected')"
    )
    make_fact(
        ACT,
        sa.Column("certificate_id", UUID16, nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        check(ACT, "reason_known", reasons),
        check(ACT, "names_what_it_prints", "(act = 'revoke') = (name_sealed IS NULL)"),
        check(ACT, "asked_by_somebody", "recorded_by IS NOT NULL"),
        foreign_key(ACT, "certificate_id", CERTIFICATE),
    )
    op.create_index(f"ix_{ACT}_certificate_id", ACT, ["certificate_id"])
    make_fact(
        ANSWER,
        sa.Column("act_id", UUID16, nullable=False),
        sa.Column("asked_by", UUID16, nullable=False),
        sa.Column("answer", sa.String(length=9), nullable=False),
        unique(ANSWER, "act_id"),
        check(ANSWER, "answer_known", "answer IN ('confirmed', 'declined')"),
        check(ANSWER, "a_second_person_confirms", SECOND),
        foreign_key(ANSWER, "act_id", ACT),
    )


def make_corrected() -> None:
    make_fact(
        CORRECTED,
        sa.Column("correction_id", UUID16, nullable=False),
        sa.Column("act_id", UUID16, nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        unique(CORRECTED, "correction_id"),
        check(CORRECTED, "asked_or_declined", "(act_id IS NULL) = (note_sealed IS NOT NULL)"),
        foreign_key(CORRECTED, "correction_id", CORRECTION),
        foreign_key(CORRECTED, "act_id", ACT),
    )


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
    # Dropping a table drops its triggers and indexes, on both databases. A place that held two
    # certificates keeps this from going back: none of them may be lost.
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column(EVENT, "note_sealed")
    if op.get_bind().dialect.name == "sqlite":
        remake_certificates(is_numbered=False)
        return
    op.drop_constraint(op.f(f"uq_certificate_{'_'.join(PLACE)}_issue_number"), CERTIFICATE)
    for column in new_columns():
        op.drop_column(CERTIFICATE, column.name)
    op.create_unique_constraint(op.f(f"uq_certificate_{'_'.join(PLACE)}"), CERTIFICATE, list(PLACE))

"""The bank of questions, what each quiz may draw, and what was done in attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Fact, Instant, Key, Model, UtcDateTime, Uuid16, UuidPk
from lms.core.second_person import SecondAnswer, answered_once


class Question(Model):
    """A question of a course, known by its key through all its versions."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("course_key", "key"),)

    id: Mapped[UuidPk]
    course_key: Mapped[Key]
    key: Mapped[Key]


class QuestionVersion(Model):
    """What a question said, immutable; equal content is one version."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "content_hash"),)

    id: Mapped[UuidPk]
    question_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("question.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(20))
    body: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[Instant]


class QuizQuestion(Model):
    """A question version that an activity of a course version may draw."""

    __tablename__ = "quiz_question"
    __table_args__ = (UniqueConstraint("course_version_id", "activity", "question_version_id"),)

    id: Mapped[UuidPk]
    course_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("course_version.id"))
    activity: Mapped[str] = mapped_column(String(120))
    question_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("question_version.id"))
    key: Mapped[Key]
    unit_key: Mapped[Key]
    position: Mapped[int]
    is_absolute: Mapped[bool]


class QuestionDraft(Model):
    """A question that came from another system, and is asked nowhere until a package holds it.

    category: a list of names from the root down. idnumber: what the other system knows it by.
    """

    __tablename__ = "question_draft"
    __table_args__ = (
        UniqueConstraint("course_key", "key"),
        UniqueConstraint("course_key", "idnumber"),
    )

    id: Mapped[UuidPk]
    course_key: Mapped[Key]
    key: Mapped[Key]
    category: Mapped[Any] = mapped_column(JSON)
    idnumber: Mapped[str | None] = mapped_column(String(200))
    tags: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[Instant]


class QuestionDraftVersion(Model):
    """What a draft said in one language, immutable; the highest number is how it stands.

    body: as in a package, each text in this language alone. created_by: an account's id, or
    nothing from the command line.
    """

    __tablename__ = "question_draft_version"
    __table_args__ = (
        UniqueConstraint("draft_id", "language", "number"),
        CheckConstraint("language IN ('ar', 'ckb', 'en')", name="language_known"),
    )

    id: Mapped[UuidPk]
    draft_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("question_draft.id"))
    language: Mapped[str] = mapped_column(String(3))
    number: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[Any] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Instant]
    created_by: Mapped[UUID | None] = mapped_column(Uuid16)


class Attempt(Fact, Model):
    """The start of one go at a quiz, course test, remedial set or scenario.

    drawn: a list of slots, each with its question version, key, unit, whether it is absolute and
    the order its lines stand in; empty for a scenario.
    """

    __tablename__ = "attempt"
    __fact_args__ = (
        UniqueConstraint("enrolment_id", "activity", "kind", "number"),
        CheckConstraint("kind IN ('quiz', 'test', 'remedial', 'scenario')", name="kind_known"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"))
    course_version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("course_version.id"))
    activity: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    drawn: Mapped[Any] = mapped_column(JSON)
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttemptStep(Fact, Model):
    """One answer, choice, or the end of an attempt. response: JSON by the question's type.

    What was typed stands in `response_sealed` instead: it is free text, and may hold a name.
    answered_at: what the client's own clock said, where it sent the step later. sign_in_id: the
    browser that sent it.
    """

    __tablename__ = "attempt_step"
    __fact_args__ = (
        CheckConstraint("kind IN ('answer', 'choose', 'submit', 'close')", name="kind_known"),
        Index("ix_attempt_step_attempt_id", "attempt_id"),
    )

    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    slot: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(6))
    response: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    response_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sign_in_id: Mapped[UUID | None] = mapped_column(Uuid16)


class AttemptGrade(Fact, Model):
    """What a closed attempt earned; its id is the fact that the outcome points to.

    score: the exact fraction as text (`11/2`). grades: the exact part of each slot. is_abandoned:
    nobody handed it in in time where the quiz asks for that, so that it passes at no score.
    """

    __tablename__ = "attempt_grade"
    __fact_args__ = (UniqueConstraint("attempt_id"),)

    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    score: Mapped[str] = mapped_column(String(60))
    max_score: Mapped[int]
    is_passed: Mapped[bool]
    is_absolute_missed: Mapped[bool]
    is_abandoned: Mapped[bool] = mapped_column(default=False, server_default=false())
    grades: Mapped[Any] = mapped_column(JSON)


class AttemptGrant(Fact, Model):
    """One more attempt, given by a trainer with a reason."""

    __tablename__ = "attempt_grant"

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"), index=True)
    activity: Mapped[str] = mapped_column(String(120))
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ExtraTime(Fact, Model):
    """More time at a timed activity, or at all of them, given by a trainer with a reason."""

    __tablename__ = "extra_time"
    __fact_args__ = (
        CheckConstraint(
            "(percent IN (125, 150) AND minutes IS NULL)"
            " OR (percent IS NULL AND minutes BETWEEN 1 AND 600)",
            name="percent_or_minutes",
        ),
    )

    enrolment_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("enrolment.id"), index=True)
    activity: Mapped[str | None] = mapped_column(String(120))
    percent: Mapped[int | None]
    minutes: Mapped[int | None]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AttemptExtension(Fact, Model):
    """The later deadline that extra time gave to an attempt that was open."""

    __tablename__ = "attempt_extension"
    __fact_args__ = (Index("ix_attempt_extension_attempt_id", "attempt_id"),)

    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    extra_time_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("extra_time.id"))
    deadline_at: Mapped[Instant]


class AttemptVoid(Fact, Model):
    """Somebody asks that an attempt no longer count, and whether its place is given back."""

    __tablename__ = "attempt_void"
    __fact_args__ = (
        CheckConstraint("recorded_by IS NOT NULL", name="asked_by_somebody"),
        Index("ix_attempt_void_attempt_id", "attempt_id"),
    )

    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    restores_attempt: Mapped[bool]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AttemptVoidAnswer(SecondAnswer, Model):
    """What was decided; asked_by: who asked, so that the same person never confirms."""

    __tablename__ = "attempt_void_answer"
    __fact_args__ = answered_once("void_id")

    void_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt_void.id"))


class AttemptMark(Fact, Model):
    """What a trainer gave one answer, by its rubric; a later mark of the same answer stands.

    levels: criterion key -> the level chosen. part: the exact part of the question, as text.
    """

    __tablename__ = "attempt_mark"
    __fact_args__ = (
        CheckConstraint("recorded_by IS NOT NULL", name="marked_by_somebody"),
        Index("ix_attempt_mark_attempt_id", "attempt_id"),
    )

    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    slot: Mapped[int]
    answer_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt_step.id"))
    levels: Mapped[Any] = mapped_column(JSON)
    part: Mapped[str] = mapped_column(String(60))
    remark_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class EvidenceFile(Fact, Model):
    """A file given as an answer, as it was made anew here: without its name, place or author."""

    __tablename__ = "evidence_file"
    __fact_args__ = (
        CheckConstraint("kind IN ('image', 'text')", name="kind_known"),
        Index("ix_evidence_file_attempt_id", "attempt_id"),
    )

    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    slot: Mapped[int]
    kind: Mapped[str] = mapped_column(String(5))
    size_bytes: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"is_large": True})


class Regrade(Fact, Model):
    """A question of an activity is graded anew by a newer version of it, for a reason."""

    __tablename__ = "regrade"
    __fact_args__ = (CheckConstraint("recorded_by IS NOT NULL", name="asked_by_somebody"),)

    course_key: Mapped[Key]
    activity: Mapped[str] = mapped_column(String(120))
    version_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("question_version.id"))
    allows_lowering: Mapped[bool]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class RegradeEntry(Fact, Model):
    """What a regrade makes of one attempt, beside its first grade, which stays.

    One across the pass mark counts once a second person has confirmed the regrade.
    grades, points: of each slot, the regraded one among them.
    """

    __tablename__ = "regrade_entry"
    __fact_args__ = (
        UniqueConstraint("regrade_id", "attempt_id", name="uq_regrade_entry_regrade_id_attempt_id"),
        Index("ix_regrade_entry_attempt_id", "attempt_id"),
    )

    regrade_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("regrade.id"))
    attempt_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("attempt.id"))
    slot: Mapped[int]
    old_score: Mapped[str] = mapped_column(String(60))
    score: Mapped[str] = mapped_column(String(60))
    max_score: Mapped[int]
    was_passed: Mapped[bool]
    is_passed: Mapped[bool]
    is_absolute_missed: Mapped[bool]
    grades: Mapped[Any] = mapped_column(JSON)
    points: Mapped[Any] = mapped_column(JSON)


class RegradeAnswer(SecondAnswer, Model):
    """What a second person decided; asked_by: who asked, who never confirms."""

    __tablename__ = "regrade_answer"
    __fact_args__ = answered_once("regrade_id")

    regrade_id: Mapped[UUID] = mapped_column(Uuid16, ForeignKey("regrade.id"))

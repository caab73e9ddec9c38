"""Published courses as immutable values, kept in each process once they were read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Select, select

from lms.catalog.coverage import CourseCoverage, coverage_of
from lms.catalog.decoding import decode_course, decode_pathway
from lms.catalog.documents import Handbook, handbook_pdf
from lms.catalog.models import (
    Activity,
    CourseVersion,
    FacilitatorGuide,
    Hotline,
    LessonText,
    PathwayVersion,
    StoredPicture,
    Unit,
)
from lms.catalog.rules import PublishedCourse, PublishedPathway
from lms.core.cache import Cache
from lms.core.db import AnySession
from lms.core.errors import NotFound
from lms.core.markdown import Rendered, blocks
from lms.core.text import Language, Text

MOST_COURSES = 64
MOST_LESSONS = 512  # about 15 kB each
MOST_HANDBOOKS = 16  # about 350 kB each


_courses: Cache[PublishedCourse] = Cache(MOST_COURSES)
_lessons: Cache[Rendered] = Cache(MOST_LESSONS)
_pathways: Cache[PublishedPathway] = Cache(MOST_COURSES)
_handbooks: Cache[bytes] = Cache(MOST_HANDBOOKS)
_coverages: Cache[CourseCoverage] = Cache(MOST_COURSES)


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A row of the list of publications."""

    course_version_id: UUID
    course_key: str
    version: str
    content_hash: str
    published_at: datetime
    approved_by: str
    publication_state: str


@dataclass(frozen=True, slots=True)
class LiveHotline:
    """last_verified: the day a person heard the number answer, None while nobody has."""

    key: str
    number: str
    title: Text
    jurisdiction: str
    last_verified: date | None


def published_course(session: AnySession, course_version_id: UUID) -> PublishedCourse:
    """The course as published. Raises NotFound."""
    return _courses.get(course_version_id, lambda: _read_course(session, course_version_id))


def _read_course(session: AnySession, course_version_id: UUID) -> PublishedCourse:
    row = session.execute(
        select(CourseVersion.manifest, CourseVersion.content_hash).where(
            CourseVersion.id == course_version_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return decode_course(
        row.manifest, course_version_id=course_version_id, content_hash=row.content_hash
    )


def lesson_html(
    session: AnySession,
    course_version_id: UUID,
    unit_key: str,
    activity_key: str,
    language: str,
) -> Rendered:
    """A lesson's safe HTML and its headings. Raises NotFound."""
    key = (course_version_id, unit_key, activity_key, language)
    return _lessons.get(key, lambda: _read_lesson(session, *key))


def _read_lesson(
    session: AnySession, course_version_id: UUID, unit_key: str, activity_key: str, language: str
) -> Rendered:
    return _rendered(
        session,
        select(LessonText.html, LessonText.headings)
        .join(Activity, Activity.id == LessonText.activity_id)
        .where(
            Activity.course_version_id == course_version_id,
            Activity.unit_key == unit_key,
            Activity.key == activity_key,
            LessonText.language == language,
        ),
    )


def _rendered(session: AnySession, asked: Select[str, list[list[str]]]) -> Rendered:
    """A text that is kept as HTML and headings. Raises NotFound."""
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NotFound
    return Rendered(row.html, tuple((anchor, text) for anchor, text in row.headings))


def facilitator_guide(
    session: AnySession, course_version_id: UUID, unit_key: str, language: str
) -> Rendered:
    """The trainer's guide to a unit, as safe HTML and its headings. Raises NotFound."""
    return _rendered(
        session,
        select(FacilitatorGuide.html, FacilitatorGuide.headings)
        .join(Unit, Unit.id == FacilitatorGuide.unit_id)
        .where(
            Unit.course_version_id == course_version_id,
            Unit.key == unit_key,
            FacilitatorGuide.language == language,
        ),
    )


def handbook(session: AnySession, course_version_id: UUID, language: Language) -> bytes:
    """The PDF of a course's handbook; drawing one takes seconds. Raises NotFound."""
    key = (course_version_id, language)
    return _handbooks.get(key, lambda: handbook_pdf(handbook_of(session, *key)))


def handbook_of(session: AnySession, course_version_id: UUID, language: Language) -> Handbook:
    """What a course's handbook prints in a language. Raises NotFound."""
    course = published_course(session, course_version_id)
    manifest = session.scalar(
        select(CourseVersion.manifest).where(CourseVersion.id == course_version_id)
    )
    lessons = {
        unit["unit"]["key"]: tuple(blocks(unit["lesson"][language]))
        for unit in json.loads(manifest or b"{}")["units"]
        if "lesson" in unit
    }
    return Handbook(course, language, lessons)


@dataclass(frozen=True, slots=True)
class SentPicture:
    """A picture's bytes and what they are."""

    media_type: str
    content: bytes


def picture_of(session: AnySession, digest: str) -> SentPicture:
    """A picture of a published course. Raises NotFound."""
    row = session.execute(
        select(StoredPicture.media_type, StoredPicture.content).where(
            StoredPicture.digest == digest
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return SentPicture(row.media_type, row.content)


def latest_version(session: AnySession, course_key: str) -> UUID:
    """The published version with the highest number, on which new enrolments are pinned.

    Deprecated and withdrawn versions do not count. Raises NotFound.
    """
    rows = session.execute(
        select(CourseVersion.id, CourseVersion.version).where(
            CourseVersion.course_key == course_key,
            CourseVersion.publication_state == "published",
        )
    ).all()
    if not rows:
        raise NotFound
    newest: UUID = max(rows, key=lambda row: version_number(row.version)).id
    return newest


def version_number(version: str) -> tuple[int, ...]:
    """1.10.0 comes after 1.9.0."""
    return tuple(map(int, version.split(".")))


def published_courses(session: AnySession) -> tuple[PublishedCourse, ...]:
    """The latest published version of every course, in the order of their keys."""
    keys = session.scalars(
        select(CourseVersion.course_key)
        .where(CourseVersion.publication_state == "published")
        .distinct()
        .order_by(CourseVersion.course_key)
    ).all()
    return tuple(published_course(session, latest_version(session, key)) for key in keys)


def published_pathway(session: AnySession, pathway_version_id: UUID) -> PublishedPathway:
    """A pathway as published. Raises NotFound."""
    return _pathways.get(pathway_version_id, lambda: _read_pathway(session, pathway_version_id))


def _read_pathway(session: AnySession, pathway_version_id: UUID) -> PublishedPathway:
    manifest = session.scalar(
        select(PathwayVersion.manifest).where(PathwayVersion.id == pathway_version_id)
    )
    if manifest is None:
        raise NotFound
    return decode_pathway(manifest, pathway_version_id=pathway_version_id)


def published_pathways(session: AnySession) -> tuple[PublishedPathway, ...]:
    """The latest version of every pathway, in the order of their keys."""
    rows = session.execute(
        select(PathwayVersion.id, PathwayVersion.pathway_key, PathwayVersion.version)
    ).all()
    newest = {
        row.pathway_key: row.id for row in sorted(rows, key=lambda row: version_number(row.version))
    }
    return tuple(published_pathway(session, newest[key]) for key in sorted(newest))


def latest_pathway(session: AnySession, pathway_key: str) -> PublishedPathway:
    """The version of a pathway with the highest number. Raises NotFound."""
    for pathway in published_pathways(session):
        if pathway.pathway_key == pathway_key:
            return pathway
    raise NotFound


def publications(session: AnySession) -> tuple[PublishedVersion, ...]:
    """Every version ever published, by course, the newest first."""
    columns = (
        CourseVersion.id,
        CourseVersion.course_key,
        CourseVersion.version,
        CourseVersion.content_hash,
        CourseVersion.published_at,
        CourseVersion.approved_by,
        CourseVersion.publication_state,
    )
    rows = [PublishedVersion(*row) for row in session.execute(select(*columns))]
    newest_first = sorted(rows, key=lambda row: version_number(row.version), reverse=True)
    return tuple(sorted(newest_first, key=lambda row: row.course_key))


def coverage(session: AnySession) -> tuple[CourseCoverage, ...]:
    """What the newest version of each course serves and assesses, by the courses' keys."""
    return tuple(
        _coverages.get(course.course_version_id, partial(_read_coverage, session, course))
        for course in published_courses(session)
    )


def _read_coverage(session: AnySession, course: PublishedCourse) -> CourseCoverage:
    manifest = select(CourseVersion.manifest).where(CourseVersion.id == course.course_version_id)
    return coverage_of(course, session.execute(manifest).scalar_one())


def hotlines(session: AnySession) -> tuple[LiveHotline, ...]:
    """The telephone numbers as they are now."""
    rows = session.scalars(select(Hotline).order_by(Hotline.position)).all()
    return tuple(
        LiveHotline(
            row.key, row.number, Text.from_mapping(row.title), row.jurisdiction, row.last_verified
        )
        for row in rows
    )

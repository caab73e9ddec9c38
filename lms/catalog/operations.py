"""Publishing: a checked package becomes an immutable course version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.catalog.decoding import decode_course
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
from lms.catalog.package import Package
from lms.catalog.package.manifest import canonical, content_hash, plain
from lms.catalog.package.pictures import stored_picture
from lms.catalog.package.shapes.shared import HotlineShape, PathwayShape
from lms.catalog.rules import PublishedActivity
from lms.core.db import AnySession, is_inserted_once
from lms.core.errors import DomainError
from lms.core.ids import new_id
from lms.core.markdown import Rendered
from lms.core.text import Language

VERSIONS = CourseVersion.metadata.tables["course_version"]
PATHWAYS = CourseVersion.metadata.tables["pathway_version"]


@dataclass(frozen=True, slots=True)
class Publication:
    """is_new: whether this call published it."""

    course_version_id: UUID
    is_new: bool


class VersionTaken(DomainError):
    """The version is published with other content; facts: course_key, version."""

    code: ClassVar[str] = "version_taken"
    status: ClassVar[int] = 409


def publish(
    session: AnySession, package: Package, *, at: datetime, approved_by: str
) -> Publication:
    """Publish the package, whole or not at all; publishing the same content again does nothing.

    approved_by: who answers for it; `package` for one that git reviewed. Raises VersionTaken.
    """
    row: dict[str, Any] = {
        "id": new_id(at),
        "course_key": package.course_key,
        "version": package.version,
        "content_hash": package.content_hash,
        "manifest": package.manifest,
        "published_at": at,
        "approved_by": approved_by,
        "publication_state": "published",
    }
    if not _is_inserted(session, row):
        return _already_published(session, package)
    _store_units(session, row["id"], package)
    for pictures in package.pictures.values():
        for picture in pictures.values():
            store_picture(session, picture.plain, at=at)
    return Publication(row["id"], is_new=True)


def _is_inserted(session: AnySession, row: dict[str, Any]) -> bool:
    """Whether this call stored the version.

    Without a conflict target: of two processes that publish at once, the second meets either
    of the two unique constraints first.
    """
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    once = insert(VERSIONS).on_conflict_do_nothing().returning(VERSIONS.c.id)
    return connection.execute(once, row).first() is not None


def _already_published(session: AnySession, package: Package) -> Publication:
    version_id, content_hash = session.execute(
        select(CourseVersion.id, CourseVersion.content_hash).where(
            CourseVersion.course_key == package.course_key,
            CourseVersion.version == package.version,
        )
    ).one()
    if content_hash != package.content_hash:
        raise VersionTaken(
            f"{package.course_key} {package.version} is published with other content: "
            "raise `version` in course.yaml.",
            course_key=package.course_key,
            version=package.version,
        )
    return Publication(version_id, is_new=False)


def publish_pathway(session: AnySession, pathway: PathwayShape, *, at: datetime) -> bool:
    """Publish a pathway; whether this call did. The same content again changes nothing.

    Raises VersionTaken.
    """
    manifest = canonical(plain(pathway))
    digest = content_hash(manifest)
    row = {
        "id": new_id(at),
        "pathway_key": pathway.key,
        "version": pathway.version,
        "content_hash": digest,
        "manifest": manifest,
        "published_at": at,
    }
    if is_inserted_once(session, PATHWAYS, row, "pathway_key", "version"):
        return True
    kept = session.execute(
        select(PathwayVersion.content_hash).where(
            PathwayVersion.pathway_key == pathway.key, PathwayVersion.version == pathway.version
        )
    ).scalar_one()
    if kept != digest:
        raise VersionTaken(
            f"The pathway {pathway.key} {pathway.version} is published with other content: "
            "raise its `version` in programme.yaml.",
            course_key=pathway.key,
            version=pathway.version,
        )
    return False


def _store_units(session: AnySession, version_id: UUID, package: Package) -> None:
    course = decode_course(
        package.manifest, course_version_id=version_id, content_hash=package.content_hash
    )
    units = {
        unit.key: Unit(
            id=new_id(), course_version_id=version_id, key=unit.key, position=unit.position
        )
        for unit in course.units
    }
    session.add_all(units.values())
    session.flush()  # activities name their unit's id without a relationship
    activities = [_activity(version_id, units.get(a.unit_key), a) for a in course.activities()]
    session.add_all(activities)
    session.flush()  # likewise the lessons and receipts
    for activity in activities:
        session.add_all(_lesson_texts(activity, package))
    for key, unit in units.items():
        session.add_all(_guides(unit, package.guides.get(key, {})))
    session.flush()


def store_picture(session: AnySession, plain: bytes, *, at: datetime) -> str:
    """Keep a picture without what was noted in it; its digest. Twice is once."""
    digest = hashlib.sha256(plain).hexdigest()
    if session.get(StoredPicture, digest) is None:
        drawn = stored_picture(plain)
        row = {
            "digest": digest,
            "media_type": drawn.media_type,
            "width": drawn.width,
            "height": drawn.height,
            "content": drawn.content,
            "stored_at": at,
        }
        is_inserted_once(session, StoredPicture.__table__, row, "digest")
    return digest


def _activity(version_id: UUID, unit: Unit | None, activity: PublishedActivity) -> Activity:
    return Activity(
        id=new_id(),
        course_version_id=version_id,
        unit_id=unit.id if unit else None,
        unit_key=activity.unit_key,
        key=activity.key,
        kind=activity.kind,
    )


def _lesson_texts(activity: Activity, package: Package) -> list[LessonText]:
    """The texts of a lesson or receipt; none of any other activity."""
    text: Mapping[Language, Rendered] = {}
    if activity.kind == "lesson":
        text = package.lessons[activity.unit_key]
    elif activity.kind == "receipt":
        text = package.receipts[activity.unit_key, activity.key]
    return [
        LessonText(
            activity_id=activity.id,
            language=language,
            html=lesson.html,
            headings=[list(heading) for heading in lesson.headings],
        )
        for language, lesson in text.items()
    ]


def _guides(unit: Unit, texts: Mapping[Language, Rendered]) -> list[FacilitatorGuide]:
    """The trainer's guide to a unit in each language."""
    return [
        FacilitatorGuide(
            unit_id=unit.id,
            language=language,
            html=text.html,
            headings=[list(heading) for heading in text.headings],
        )
        for language, text in texts.items()
    ]


def replace_hotlines(session: AnySession, hotlines: Sequence[HotlineShape], *, at: datetime) -> int:
    """Make the live numbers those of hotlines.yaml; gives how many rows changed."""
    stored = {row.key: row for row in session.scalars(select(Hotline))}
    wanted = {each.key: _hotline_columns(each, n) for n, each in enumerate(hotlines, 1)}
    changed = 0
    for key, columns in wanted.items():
        row = stored.get(key)
        if row is None:
            session.add(Hotline(key=key, changed_at=at, **columns))
        elif any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            row.changed_at = at
        else:
            continue
        changed += 1
    gone = stored.keys() - wanted.keys()
    if gone:
        session.execute(delete(Hotline).where(Hotline.key.in_(gone)))
    session.flush()
    return changed + len(gone)


def _hotline_columns(hotline: HotlineShape, position: int) -> dict[str, object]:
    verified = hotline.last_verified
    return {
        "position": position,
        "number": hotline.number,
        "title": hotline.title.model_dump(),
        "jurisdiction": hotline.jurisdiction,
        "last_verified": date.fromisoformat(verified) if verified else None,
        "source_note": hotline.source_note,
    }

"""The database handle: column types, the Fact mixin, and honest transactions."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    FromClause,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    scoped_session,
)
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlalchemy.util import immutabledict

from lms.core.errors import Busy
from lms.core.ids import new_id

AnySession = Session | scoped_session[Any]

READ: immutabledict[str, Any] = immutabledict({"access": "read", "postgresql_readonly": True})
WRITE: immutabledict[str, Any] = immutabledict({"access": "write"})

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "trusted_schema=OFF",
    "secure_delete=ON",
    "recursive_triggers=ON",  # or REPLACE deletes a fact behind the trigger's back
)
LONGEST_WAIT_SECONDS = 15


def _to_bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


@lru_cache(16_384)  # a report reads the same ids at each look
def _from_bytes(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(bytes=value)


class Uuid16(TypeDecorator[UUID]):
    """A UUID: 16 bytes in SQLite, `uuid` in PostgreSQL."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = LargeBinary(16) if dialect.name == "sqlite" else Uuid()
        return dialect.type_descriptor(kind)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        if dialect.name == "sqlite":
            return _to_bytes
        return self.impl_instance.dialect_impl(dialect).bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name == "sqlite":
            return _from_bytes
        return self.impl_instance.dialect_impl(dialect).result_processor(dialect, coltype)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant in Python; naive UTC in SQLite, timestamptz in PostgreSQL."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime; use clock.now()")
        return value if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The parent of every model; constraint names are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"autoflush": True})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

UuidPk = Annotated[UUID, mapped_column(Uuid16, primary_key=True, default=new_id)]
UuidRef = Annotated[UUID, mapped_column(Uuid16)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
Key = Annotated[str, mapped_column(String(80))]


class Fact:
    """What is known and where it came from; appended once, never changed, never deleted.

    occurred_at orders facts, with id as the tie-breaker; recorded_by is an account's id.
    node and node_sequence stay empty until a node exchanges facts with another.
    Extra constraints of a table go to `__fact_args__`. The triggers are in the migration.
    """

    id: Mapped[UuidPk]
    occurred_at: Mapped[Instant]
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid16)
    source: Mapped[str] = mapped_column(String(8), default="web")
    node: Mapped[str | None] = mapped_column(String(16))
    node_sequence: Mapped[int | None] = mapped_column(BigInteger)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("node", "node_sequence"),
            CheckConstraint("source IN ('web', 'offline', 'import', 'sync')", name="source_known"),
            *getattr(cls, "__fact_args__", ()),
        )


@cache
def insert_once(table: Any, dialect_name: str, *unique: str) -> Any:
    """An INSERT that returns the id when it stored, and nothing when the row was there.

    Not rowcount: on PostgreSQL it is -1 here, and each replay would count as new.
    """
    insert = sqlite.insert if dialect_name == "sqlite" else postgresql.insert
    once = insert(table).on_conflict_do_nothing(index_elements=list(unique))
    return once.returning(table.c[next(iter(table.primary_key.columns)).name])


def is_inserted_once(
    session: AnySession, table: FromClause, row: dict[str, Any], *unique: str
) -> bool:
    """Insert `row` unless its unique columns are taken; whether this call inserted it."""
    connection = session.connection()
    statement = insert_once(table, connection.dialect.name, *unique)
    return connection.execute(statement, row).first() is not None


def intend(session: AnySession, options: immutabledict[str, Any]) -> None:
    """Say how the session's next transaction begins: READ, or WRITE (also what silence means).

    SQLAlchemy 2.1 hands a session's execution options to the connection before it begins.
    """
    own = session() if isinstance(session, scoped_session) else session
    if own.in_transaction():
        raise RuntimeError("end the transaction before changing what it is for")
    own.execution_options = options


@contextmanager
def reading(session: AnySession) -> Iterator[None]:
    """Read in a transaction of its own, then restore what the session intended.

    The sign-in loader and the passphrase check stand in it, so that no write lock is held
    while a page's viewer is found or a passphrase is hashed.
    """
    own = session() if isinstance(session, scoped_session) else session
    before = own.execution_options
    intend(own, READ)
    try:
        yield
    finally:
        own.rollback()
        own.execution_options = before


def begin_honestly(engine: Engine, *, queue_path: str | None = None) -> None:
    """Give SQLite real transactions: BEGIN IMMEDIATE to write, BEGIN and query_only to read.

    queue_path: a file beside the database. Writers wait for a lock of our own,
    not in SQLite's busy handler, which sleeps up to 100 ms at a time.
    It is freed when the connection goes back to the pool, and by the kernel when a worker dies.
    Raises Busy when a writer waited LONGEST_WAIT_SECONDS.
    """
    queue = WriterQueue(queue_path) if queue_path else None
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", partial(_begin, queue))

    @event.listens_for(engine, "checkin")
    def _leave(_connection: Any, record: Any) -> None:
        if queue and record.info.pop("is_queued", False):
            queue.leave()


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(queue: WriterQueue | None, connection: Connection) -> None:
    reads = connection.get_execution_options().get("access") == "read"
    raw: Any = connection.connection.dbapi_connection
    if connection.info.get("query_only", False) != reads:
        raw.execute(f"PRAGMA query_only={int(reads)}")
        connection.info["query_only"] = reads
    if queue and not reads and not connection.info.get("is_queued"):
        queue.join()
        connection.info["is_queued"] = True
    raw.execute("BEGIN" if reads else "BEGIN IMMEDIATE")


class WriterQueue:
    """One writer at a time: a lock among this process's threads, then one among processes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.among_threads = threading.Lock()
        self.descriptor: int | None = None
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self.among_threads, self.descriptor = threading.Lock(), None

    def join(self) -> None:
        """Wait for one's turn. Raises Busy after LONGEST_WAIT_SECONDS."""
        if not self.among_threads.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise Busy
        try:
            self._lock_among_processes()
        except BaseException:
            self.among_threads.release()
            raise

    def _lock_among_processes(self) -> None:
        if self.descriptor is None:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        pause = 0.0002
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.002)
            else:
                return

    def leave(self) -> None:
        """Let the next writer in."""
        if self.descriptor is not None:
            fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        self.among_threads.release()

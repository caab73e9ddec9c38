"""How migrations run: on the application's own engine, or on a URL given by whoever calls."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.pool import NullPool

config = context.config


def render_item(kind: str, obj: Any, _autogen_context: Any) -> Any:
    """Write our column types as the plain types under them: no migration imports lms."""
    if kind != "type" or not isinstance(obj, sa.types.TypeDecorator):
        return False
    if type(obj).__name__ == "Uuid16":
        return "UUID16"
    if type(obj).__name__ == "UtcDateTime":
        return "INSTANT"
    return f"sa.{obj.impl!r}"


def engine_and_metadata() -> tuple[sa.Engine, Any]:
    url = config.attributes.get("url")
    if url:
        return sa.create_engine(url, poolclass=NullPool), config.attributes.get("metadata")
    from flask import current_app

    migrate = current_app.extensions["migrate"]
    return migrate.db.engine, migrate.db.metadata


def run() -> None:
    engine, metadata = engine_and_metadata()
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite and connection.connection.dbapi_connection.isolation_level is not None:
            connection.connection.dbapi_connection.isolation_level = None
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_item=render_item,
            render_as_batch=is_sqlite,
            compare_type=False,
            transactional_ddl=True,
        )
        if is_sqlite and not connection.in_transaction():
            connection.begin()
        if is_sqlite and config.attributes.get("url"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.run_migrations()
        connection.commit()
    if config.attributes.get("url"):
        engine.dispose()


run()

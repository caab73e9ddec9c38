"""Whether the system is ready: the database answers, and its tables are of this version."""

from __future__ import annotations

from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms.core.db import db

bp = Blueprint("health", __name__)


@cache
def newest_revision(folder: str) -> str | None:
    """The migration that this version of the program was written for."""
    config = Config()
    config.set_main_option("script_location", folder)
    return ScriptDirectory.from_config(config).get_current_head()


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 when ready, 503 when not; no word about anybody."""
    wanted = newest_revision(str(current_app.config["LMS"].migrations))
    try:
        found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return jsonify(ready=False, reason="the database does not answer"), 503
    if found != wanted:
        return jsonify(ready=False, reason="the database has another version"), 503
    return jsonify(ready=True)

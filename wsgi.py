"""The application for a production server: `granian --interface wsgi wsgi:app`; also `flask`'s."""

from __future__ import annotations

import os
import sys

from lms import create_app
from lms.config import SettingWrong, read_settings
from lms.core import logs
from lms.core.cli import edge
from lms.core.sealed import KeysMissing
from lms.core.versions import OtherTables, refuse_other_tables

try:
    settings = read_settings()
    app = create_app(settings)
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        edge.prepare(app)
    else:
        logs.to_stderr()
        refuse_other_tables(settings.database_url, settings.migrations)
except SettingWrong as wrong:
    sys.exit(f"{wrong}. See the settings in README.md.")
except (KeysMissing, OtherTables, OSError) as refused:
    sys.exit(f"{edge.sentence_of(refused, '')}.")

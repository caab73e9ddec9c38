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
    is_command = os.environ.get("FLASK_RUN_FROM_CLI") == "true"
    app = create_app(settings, needs_keys=not is_command or edge.needs_keys(sys.argv[1:]))
    if is_command:
        edge.prepare(app)
    else:
        logs.to_stderr()
        refuse_other_tables(settings.database_url, settings.migrations)
except SettingWrong as wrong:
    sys.exit(f"{wrong}. See the settings in README.md.")
except (KeysMissing, OtherTables, OSError) as refused:
    sys.exit(f"{edge.sentence_of(refused, '')}.")
except Exception as fault:  # left alone, its message would be printed, and may quote values
    logs.to_stderr()
    logs.log.critical("the application did not start", exc_info=fault)
    sys.exit("The program has a fault: please report the line above.")

"""The application for a production server: `granian --interface wsgi wsgi:app`."""

from __future__ import annotations

import sys

from lms import create_app
from lms.config import SettingWrong
from lms.core.sealed import KeysMissing

try:
    app = create_app()
except (SettingWrong, KeysMissing) as refused:
    sys.exit(f"{refused}. See the settings in README.md.")

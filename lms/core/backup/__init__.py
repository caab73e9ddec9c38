"""A backup is one file that either database can be restored from; keys are never in it.

A gzipped tar: one member a table with a JSON line a row, then `manifest.json`. Every value is
exact: bytes in base64, identifiers in hex, instants in ISO 8601 with microseconds.
"""

from __future__ import annotations

from lms.core.backup.manifest import BackupRefused, Manifest, fingerprints
from lms.core.backup.reading import check_backup, load, refuse_without_keys
from lms.core.backup.tables import tables_of
from lms.core.backup.writing import write_backup

__all__ = [
    "BackupRefused",
    "Manifest",
    "check_backup",
    "fingerprints",
    "load",
    "refuse_without_keys",
    "tables_of",
    "write_backup",
]

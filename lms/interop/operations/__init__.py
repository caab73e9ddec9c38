"""Question files in and out. Flush, never commit."""

from __future__ import annotations

from lms.interop.operations.exporting import bank_for_export, losses_of
from lms.interop.operations.importing import Imported, Place, import_questions, read_file
from lms.interop.operations.packages import PackageRefused, TargetPackage, target_in, write_texts

__all__ = [
    "Imported",
    "PackageRefused",
    "Place",
    "TargetPackage",
    "bank_for_export",
    "import_questions",
    "losses_of",
    "read_file",
    "target_in",
    "write_texts",
]

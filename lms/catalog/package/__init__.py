"""Course packages: read, checked, made into a manifest, packed and unpacked."""

from __future__ import annotations

from lms.catalog.package.archive import export_package, import_package
from lms.catalog.package.problems import PackageProblems, Problem
from lms.catalog.package.reader import Package, check_package, read_package
from lms.catalog.package.schema import json_schema
from lms.catalog.package.shared_files import Shared, check_shared, read_shared
from lms.core.archives import ArchiveRefused

__all__ = [
    "ArchiveRefused",
    "Package",
    "PackageProblems",
    "Problem",
    "Shared",
    "check_package",
    "check_shared",
    "export_package",
    "import_package",
    "json_schema",
    "read_package",
    "read_shared",
]

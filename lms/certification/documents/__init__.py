"""Certificates on paper: facts in, PDF bytes out."""

from __future__ import annotations

from lms.certification.documents.certificate import certificate_pdf

__all__ = ["certificate_pdf"]

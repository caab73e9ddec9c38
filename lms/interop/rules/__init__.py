"""Formats, read and written without a database."""

"""Counting SQL: what a page asks the database is asserted, never how long it took."""

from __future__ import annotations

import contextlib

from sqlalchemy import event

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN")


@contextlib.contextmanager
def counting(engine):
    """A list that fills with the statements sent, savepoints left out."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(BOOKKEEPING):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)

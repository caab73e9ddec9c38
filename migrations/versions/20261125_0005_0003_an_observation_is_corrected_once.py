"""An observation is superseded at most once.

Where one was corrected twice at the same moment, the upgrade refuses and names the corrections.
None is deleted: the later one is made to correct the earlier one (a third one the second), in the
database itself, after a backup. EARLIER and LATER are the ids; SQLite takes them without dashes.
Where the last of them is not what was seen, a trainer corrects it on its page afterwards.

On SQLite:

    BEGIN IMMEDIATE;
    DROP TRIGGER observation_no_update;
    UPDATE observation SET supersedes_id = X'EARLIER' WHERE id = X'LATER';
    CREATE TRIGGER observation_no_update BEFORE UPDATE ON observation
      BEGIN SELECT RAISE(ABORT, 'table observation is append-only'); END;
    COMMIT;

On PostgreSQL:

    BEGIN;
    ALTER TABLE observation DISABLE TRIGGER observation_append_only;
    UPDATE observation SET supersedes_id = 'EARLIER' WHERE id = 'LATER';
    ALTER TABLE observation ENABLE TRIGGER observation_append_only;
    COMMIT;

"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CORRECTIONS = """
SELECT supersedes_id, id FROM observation WHERE supersedes_id IN (
  SELECT supersedes_id FROM observation GROUP BY supersedes_id HAVING count(*) > 1
) ORDER BY occurred_at, id
"""


class CorrectedTwice(Exception):
    """One observation has several corrections: which they are, and what to do."""


def refuse_corrected_twice() -> None:
    """Raises CorrectedTwice, in one line: the program prints an exception's first line."""
    corrections = defaultdict(list)
    for corrected, correction in op.get_bind().execute(sa.text(CORRECTIONS)):
        corrections[uuid_of(corrected)].append(str(uuid_of(correction)))
    if corrections:
        found = "; ".join(
            f"{' and '.join(ids)} correct the same {corrected}"
            for corrected, ids in corrections.items()
        )
        raise CorrectedTwice(
            f"an observation is corrected once, but {found}: let each later one correct the one"
            f" before it, as written at the head of {Path(__file__).name}"
        )


def uuid_of(kept: UUID | bytes) -> UUID:
    """SQLite keeps an id as sixteen bytes."""
    return UUID(bytes=kept) if isinstance(kept, bytes) else kept


def upgrade() -> None:
    refuse_corrected_twice()
    # An index, not a constraint: SQLite would copy the table for one, and lose its triggers.
    op.create_index("uq_observation_supersedes_id", "observation", ["supersedes_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_observation_supersedes_id", "observation")

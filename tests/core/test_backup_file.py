"""What the drill does not reach: older tables, writers at the same time, damage, families."""

from __future__ import annotations

import gzip
import json
import tarfile
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    create_engine,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lms.core.backup import BackupRefused, check_backup, load, tables_of, write_backup
from lms.core.backup.tables import original, parents_first, plain
from lms.core.cli.data import SNAPSHOT
from lms.core.db import READ, begin_honestly, db, intend
from lms.core.sealed import make_keys
from tests.support.migrating import migrate
from tests.support.postgres import fresh_database

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request, tmp_path):
    """Two migrated databases of a kind."""
    if request.param == "sqlite":
        yield [migrated(f"sqlite:///{tmp_path / name}.sqlite") for name in ("one", "two")]
        return
    cluster = request.getfixturevalue("postgres")
    with fresh_database(cluster) as one, fresh_database(cluster) as two:
        yield [migrated(one), migrated(two)]


def migrated(url):
    migrate(url)
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        begin_honestly(engine)
    return engine


def snapshot(engine):
    """A session that reads one instant, as the command's does."""
    session = Session(engine)
    intend(session, SNAPSHOT if engine.dialect.name == "postgresql" else READ)
    return session


def written(session, folder):
    keys = folder / "keys"
    if not keys.exists():
        make_keys(keys)
    return write_backup(session, db.metadata, folder, keys=keys, is_demonstration=False, at=NOW)


def add_scope(engine):
    made = uuid4()
    with engine.begin() as connection:
        row = {"id": made, "kind": "site", "title": "Site", "parent_id": None}
        connection.execute(insert(db.metadata.tables["scope"]), row)
    return made


def test_tables_older_than_the_program_are_backed_up_and_restored(engines, tmp_path):
    for engine in engines:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE hotline DROP COLUMN last_verified"))
    made = add_scope(engines[0])
    with snapshot(engines[0]) as session:
        file = written(session, tmp_path)
    with engines[1].begin() as connection:
        assert load(connection, file, tables_of(connection, db.metadata)) == 1
        assert connection.execute(select(db.metadata.tables["scope"].c.id)).scalar() == made


def test_what_is_written_meanwhile_is_not_in_the_backup(engines, tmp_path):
    add_scope(engines[0])
    with snapshot(engines[0]) as session:
        session.execute(text("SELECT count(*) FROM person"))
        add_scope(engines[0])
        file = written(session, tmp_path)
    assert check_backup(file).tables["scope"].rows == 1


def test_a_backup_says_what_it_is_of(engines, tmp_path):
    with snapshot(engines[0]) as session:
        manifest = check_backup(written(session, tmp_path))
    assert manifest.engine == engines[0].dialect.name
    assert manifest.created_at == NOW.isoformat()
    assert list(manifest.keys) == ["1"]


@pytest.fixture
def small_backup(tmp_path):
    engine = migrated(f"sqlite:///{tmp_path / 'one'}.sqlite")
    with snapshot(engine) as session:
        return written(session, tmp_path)


def accepted(file):
    try:
        check_backup(file)
    except BackupRefused:
        return False
    return True


def test_a_changed_byte_anywhere_is_noticed_or_changes_no_content(small_backup):
    """Deflate can say the same zeros in two ways, and its last byte has bits of no meaning."""
    whole = small_backup.read_bytes()
    content, refused = gzip.decompress(whole), 0
    for place in [*range(12, len(whole), len(whole) // 40), len(whole) - 9]:
        changed = bytearray(whole)
        changed[place] ^= 0x10
        small_backup.write_bytes(changed)
        if accepted(small_backup):
            assert gzip.decompress(changed) == content
        else:
            refused += 1
    assert refused > 35


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b\x08\x00"])
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(BackupRefused, match="not a whole backup"):
        check_backup(tmp_path / "other")


def test_a_later_format_is_named(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 2}))
    with tarfile.open(tmp_path / "later.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "manifest.json", "manifest.json")
    with pytest.raises(BackupRefused, match="format 2"):
        check_backup(tmp_path / "later.tar.gz")


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -3, 0.1 + 0.2, "ڕێ\n\u2028", b"\x00\xff", UUID(int=7), date(2026, 2, 28),
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), {"b": "no bytes"}, {}, [1, {"u": None}],
    ],
)  # fmt: skip
def test_a_value_comes_back_as_it_was(value):
    assert original(json.loads(json.dumps(plain(value)))) == value


FAMILY = Table(
    "family",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("parent_id", ForeignKey("family.id")),
)


def family(*pairs):
    return [{"id": one, "parent_id": parent} for one, parent in pairs]


def test_a_parent_comes_before_its_children():
    found = parents_first(FAMILY, family((1, 3), (2, 1), (3, None), (4, 3)))
    order = [row["id"] for row in found]
    assert sorted(order) == [1, 2, 3, 4]
    assert order.index(3) < order.index(1) < order.index(2)


def test_a_row_without_its_parent_is_refused():
    with pytest.raises(BackupRefused, match="family"):
        list(parents_first(FAMILY, family((1, 9))))

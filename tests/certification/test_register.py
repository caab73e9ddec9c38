"""The register as it is kept: entered with the certificate, signed, published, and never forked."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path

import pytest
from sqlalchemy import select, text

from lms.certification import operations, queries
from lms.certification.models import Certificate, RegisterCheckpoint, RegisterEntry
from lms.certification.operations import register
from lms.certification.queries.register import leaves_of, proof_of, register_tree
from lms.certification.queries.register_faults import faults_in
from lms.certification.rules.register import (
    REGISTER_FILE,
    RegisterForked,
    bundle,
    tile,
    tile_number,
    tile_path,
)
from lms.certification.rules.signed_note import NoteKey
from lms.core.errors import NotFound
from lms.core.pdf.signature import attachment_in
from lms.core.signing import current_signing_keys
from tests.certification.badges import happen
from tests.certification.world import (
    LATER,
    NAMES,
    PUBLIC_URL,
    make_enrolment,
    make_person,
    viewer_of,
)

ROOT = Path(__file__).parents[2]
ORIGIN = PUBLIC_URL.removeprefix("https://") + "/certs"


@pytest.fixture(scope="module")
def script():
    """The stand-alone verifier, loaded as the one file that it is."""
    spec = importlib.util.spec_from_file_location("alone", ROOT / "bin" / "verify_certificate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def key():
    return current_signing_keys().newest("register")


@pytest.fixture
def vkey(key):
    return NoteKey(ORIGIN, key.public).to_text()


@pytest.fixture
def mark(tmp_path):
    """A key folder for the high-water mark of this test alone."""
    (tmp_path / "signing").mkdir()
    return tmp_path


def graduate(session):
    """Somebody who completed a course, and the enrolment."""
    holder = make_person(session)
    return holder, make_enrolment(session, person_id=holder)


def claim(session, holder, enrolment_id):
    return operations.claim_certificate(
        session, viewer=viewer_of(session, holder), enrolment_id=enrolment_id,
        leading_language="ar", public_url=PUBLIC_URL, is_demonstration=False, at=LATER,
    )  # fmt: skip


def issue(session, *, count=1):
    """So many certificates of as many people; the last holder and certificate."""
    for _ in range(count):
        holder, enrolment_id = graduate(session)
        made = claim(session, holder, enrolment_id)
    session.commit()
    return holder, made


def publish(session, mark, key, *, commits=True):
    head = register.publish_checkpoint(session, keys=mark, key=key, public_url=PUBLIC_URL, at=LATER)
    if commits:
        session.commit()
    return head


def entries(session):
    return session.scalars(
        select(RegisterEntry).order_by(RegisterEntry.origin_number, RegisterEntry.place)
    ).all()


def opening_of(session, holder, made):
    """What the downloaded paper carries."""
    paper = queries.certificate_pdf(session, viewer_of(session, holder), made.certificate_id)
    return json.loads(attachment_in(paper.content, REGISTER_FILE))


def test_every_certificate_is_entered_in_its_own_transaction(session):
    issue(session, count=3)
    found = entries(session)
    assert [(one.origin_number, one.place, one.kind) for one in found] == [
        (1, 0, "issue"), (1, 1, "issue"), (1, 2, "issue"),
    ]  # fmt: skip
    issue_again = session.scalars(select(Certificate)).all()
    assert {one.certificate_id for one in found} == {one.id for one in issue_again}


def test_an_entry_names_nobody_and_nothing(session):
    _, made = issue(session)
    (entry,) = entries(session)
    assert set(json.loads(entry.leaf)) == {"v", "t", "cert", "c"}
    assert made.code.encode() not in entry.leaf
    assert not any(part.encode() in entry.leaf for part in NAMES.en.split())


def test_the_paper_opens_its_entry_and_the_script_accepts_it(session, mark, key, vkey, script):
    holder, made = issue(session, count=5)
    publish(session, mark, key)
    opening = opening_of(session, holder, made)
    assert opening["origin"] == ORIGIN
    said = script.check(opening, proof_of(session, made.code), vkey)
    assert said == "In the register: entry 4 of 5."


def test_before_the_next_head_there_is_no_proof(session, mark, key):
    issue(session)
    publish(session, mark, key)
    _, made = issue(session)
    with pytest.raises(NotFound):
        proof_of(session, made.code)
    assert publish(session, mark, key).size == 2
    assert proof_of(session, made.code)


def test_wrong_codes_count_where_proofs_are_asked_for_too(client):
    wrong = "/verify/0000-0000-0000-0.tlog-proof"
    told = [client.get(wrong).status_code for _ in range(61)]
    assert told == [404] * 60 + [429]


def test_the_wallet_gives_the_proof_once_a_head_covers_it(session, client, sign_in, mark, key):
    holder, made = issue(session)
    sign_in(holder)
    address = f"/verify/{made.code}.tlog-proof"
    assert address not in client.get("/certificates").get_data(as_text=True)
    publish(session, mark, key)
    assert address in client.get("/certificates").get_data(as_text=True)


def test_a_head_is_signed_once_for_each_size(session, mark, key):
    assert publish(session, mark, key) is None
    issue(session)
    assert publish(session, mark, key) == publish(session, mark, key)
    assert len(session.scalars(select(RegisterCheckpoint)).all()) == 1


def test_a_byte_changed_anywhere_is_refused_by_the_script(session, mark, key, vkey, script):
    holder, made = issue(session, count=6)
    publish(session, mark, key)
    proof, opening = proof_of(session, made.code), opening_of(session, holder, made)
    whole, chosen = json.dumps(opening, ensure_ascii=False), random.Random(11)
    accepted = []
    for number in range(500):
        told, where = (proof, "proof") if number % 2 else (whole, "opening")
        place = chosen.randrange(len(told))
        altered = told[:place] + chosen.choice("0a=+Z\n{") + told[place + 1 :]
        if altered == told:
            continue
        given = {"proof": proof, "opening": whole} | {where: altered}
        try:
            script.check(json.loads(given["opening"]), given["proof"], vkey)
        except (script.Refused, ValueError, KeyError, IndexError, TypeError):
            continue
        accepted.append((where, place, told[place]))
    # Which origin and place the attachment says, and its own version, are only hints.
    hints = [n for key in ("origin", "index", "v") for n in places_of(whole, key, opening[key])]
    assert [one for one in accepted if one[0] == "proof" or one[1] not in hints] == []


def places_of(whole, name, value):
    """Where a value stands in the JSON, with its name."""
    start = whole.index(f'"{name}":')
    return range(start, start + len(f'"{name}": ') + len(json.dumps(value)))


def test_a_revocation_is_entered_and_found(session, mark, key, vkey, script):
    holder, made = issue(session)
    make_person(session)  # a revocation is two people's
    happen(session, made.certificate_id, "revoked", reason="fraud")
    assert register.enter_earlier(session, at=LATER) == 1
    publish(session, mark, key)
    opening, proof = opening_of(session, holder, made), proof_of(session, made.code)
    bundles = [bundle(leaves_of(session, 1, 0, 2))]
    assert script.check(opening, proof, vkey).startswith("In the register")
    with pytest.raises(script.Refused, match="revoke"):
        script.check(opening, proof, vkey, bundles)


def test_the_script_is_one_file_that_runs_alone(session, mark, key, vkey, script, tmp_path, capsys):
    holder, made = issue(session)
    publish(session, mark, key)
    opening, proof = tmp_path / "register.json", tmp_path / "x.tlog-proof"
    opening.write_text(json.dumps(opening_of(session, holder, made)))
    proof.write_text(proof_of(session, made.code))
    assert script.main([str(opening), str(proof), vkey]) == 0
    assert capsys.readouterr().out == "In the register: entry 0 of 1.\n"
    other = NoteKey("other.example/certs", key.public).to_text()
    assert script.main([str(opening), str(proof), other]) == 1
    opening.write_text("{")
    assert script.main([str(opening), str(proof), vkey]) == 2


def test_what_was_issued_before_the_register_is_entered_and_keeps_its_bytes(
    session, mark, key, monkeypatch
):
    with monkeypatch.context() as earlier:
        earlier.setattr(register, "store", lambda *_: None)
        _, made = issue(session)
    before = session.get(Certificate, made.certificate_id).pdf_sealed
    assert entries(session) == []
    assert register.enter_earlier(session, at=LATER) == 1
    assert register.enter_earlier(session, at=LATER) == 0
    publish(session, mark, key)
    assert proof_of(session, made.code)
    assert session.get(Certificate, made.certificate_id).pdf_sealed == before
    assert list(faults_in(session, [key.public])) == []


@pytest.mark.parametrize(
    ("table", "change", "where", "named"),
    [
        ("register_entry", "leaf_hash = leaf", "place = 1", "entry 1 of origin 1"),
        ("register_entry", "leaf = leaf_hash", "place = 2", "entry 2 of origin 1"),
        ("register_entry", "place = 7", "place = 1", "entry 1 of origin 1"),
        ("certificate", "valid_until = '2031-01-01'", "1 = 1", "entry 0 of origin 1"),
        ("register_checkpoint", "size = 2", "1 = 1", "head of 2 entries of origin 1"),
        ("register_checkpoint", "note = 'x'", "1 = 1", "head of 3 entries of origin 1"),
    ],
)
def test_the_first_altered_row_is_named(session, mark, key, table, change, where, named):
    issue(session, count=3)
    publish(session, mark, key)
    assert list(faults_in(session, [key.public])) == []
    with altered(session, table, change, where):
        found = list(faults_in(session, [key.public]))
    assert found[0].where == named


def test_a_head_that_no_own_key_signed_is_named(session, mark, key):
    issue(session)
    publish(session, mark, key)
    assert [one.where for one in faults_in(session, [])] == ["head of 1 entries of origin 1"]


class altered:  # noqa: N801 - read as a sentence
    """Change rows as only somebody with the database's own password can, then undo it."""

    def __init__(self, session, table, change, where):
        self.session, self.table = session, table
        self.statement = text(f"UPDATE {table} SET {change} WHERE {where}")  # noqa: S608

    def __enter__(self):
        self.point = self.session.begin_nested()
        if self.session.get_bind().dialect.name == "sqlite":
            self.session.execute(text(f"DROP TRIGGER {self.table}_no_update"))
        else:
            self.session.execute(text(f"DROP TRIGGER {self.table}_append_only ON {self.table}"))
        self.session.execute(self.statement)
        self.session.expire_all()

    def __exit__(self, *_):
        self.point.rollback()
        self.session.expire_all()


def test_a_forked_history_is_not_signed(session, mark, key):
    issue(session, count=2)
    session.commit()
    publish(session, mark, key)
    with altered(session, "register_entry", "leaf_hash = leaf", "place = 0"):
        with pytest.raises(RegisterForked) as refused:
            publish(session, mark, key)
        assert refused.value.facts["why"] == "other"


def test_an_older_copy_is_seen_by_the_mark_in_the_key_folder_and_goes_on_anew(
    session, mark, key, vkey, script
):
    holder, made = issue(session)
    later = [graduate(session), graduate(session)]
    point = session.begin_nested()
    for one in later:
        claim(session, *one)
    assert publish(session, mark, key, commits=False).size == 3
    old_proof = proof_of(session, made.code)
    point.rollback()
    session.expire_all()
    assert len(entries(session)) == 1
    with pytest.raises(RegisterForked) as refused:
        publish(session, mark, key)
    assert refused.value.facts == {"why": "shorter", "size": 1, "known": 3}

    assert register.start_new_origin(session, keys=mark, at=LATER) == 2
    assert register.enter_earlier(session, at=LATER) == 1
    issue(session)
    assert register.enter_earlier(session, at=LATER) == 0
    head = publish(session, mark, key)
    assert (head.origin, head.size) == (f"{ORIGIN}/2", 3)
    first = json.loads(leaves_of(session, 2, 0, 1)[0])
    assert (first["t"], first["after"], first["size"]) == ("origin", ORIGIN, 3)
    opening = opening_of(session, holder, made)
    assert script.check(opening, old_proof, vkey)  # what was proved before still is
    newer = NoteKey(f"{ORIGIN}/2", key.public).to_text()
    assert script.check(opening, proof_of(session, made.code), newer)
    assert list(faults_in(session, [key.public])) == []


def test_an_older_database_after_a_new_origin_is_refused(session, mark, key):
    issue(session)
    publish(session, mark, key)
    point = session.begin_nested()
    register.start_new_origin(session, keys=mark, at=LATER)
    publish(session, mark, key, commits=False)
    point.rollback()
    session.expire_all()
    with pytest.raises(RegisterForked) as refused:
        publish(session, mark, key)
    assert refused.value.facts["why"] == "origin"


@pytest.mark.parametrize("number", [0, 7, 255, 999, 1000, 1234067, 10**9])
def test_a_tiles_path_is_read_and_written_the_same(number):
    assert tile_number(tile_path(number)) == number


@pytest.mark.parametrize("path", ["", "1", "x000/001", "0001", "../000", "x001", "000/001"])
def test_what_is_no_tiles_path_is_none(path):
    assert tile_number(path) is None


def test_tiles_hold_what_the_tree_holds(session):
    from lms.certification.rules.merkle import Tree, leaf_hash

    tree = Tree.of(leaf_hash(number.to_bytes(2, "big")) for number in range(600))
    assert tile(tree, 600, 0, 0) == b"".join(tree.levels[0][:256])
    assert tile(tree, 600, 1, 0, 2) == b"".join(tree.levels[8][:2])
    assert tile(tree, 600, 0, 2, 88) == b"".join(tree.levels[0][512:])
    for level, number, width in (
        (0, 2, 256),
        (0, 2, 87),
        (0, 1, 88),
        (1, 0, 256),
        (2, 0, 1),
        (9, 0, 1),
    ):
        assert tile(tree, 600, level, number, width) is None
    assert register_tree(session, 9).root() == Tree().root()

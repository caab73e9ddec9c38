"""Whoever holds a certificate is met nowhere in public: no name, initials, unit or login code.

Each of these is searched for in everything that a stranger can fetch, in the register's rows, the
logs, the credential, the square and the PDF's own data, packed and encoded as they may be.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import logging
import re
import shutil
import zlib
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.accounts.operations import change_names, make_scope, place_in_scope
from lms.accounts.rules import Names
from lms.certification import queries
from lms.certification.models import (
    Certificate,
    CertificateCredential,
    RegisterCheckpoint,
    RegisterEntry,
    StatusPlace,
)
from lms.certification.operations.register import publish_checkpoint
from lms.core import clock
from lms.core.jobs.models import Job, JobRefusal
from lms.core.sealed import ring
from lms.core.signing import current_signing_keys
from tests.certification.lives import Life
from tests.certification.paper import square_on
from tests.certification.world import (
    NAMES,
    PUBLIC_URL,
    complete,
    make_course,
    make_enrolment,
    make_person,
    viewer_of,
)
from tests.contracts.canary import TEXT_ENCODINGS, needles_of, unpacked

SECRET = Names(
    ar=("زيديكانار", "قورشانو", "خليداوف", "وميقارد"), ckb=("زێدێکانار", "قوڕشانۆ", "خەلیداوف"),
    en="Zedekanar Qurshanov Xalidawov Wamiqard",
)  # fmt: skip
CORRECTED = Names(ar=("زيديكانارا", *SECRET.ar[1:]), ckb=SECRET.ckb, en=SECRET.en)
UNIT = ("Yezqarim Directorate", "مديرية يزقاريم")
INITIALS = (
    "Z. Q. X. W", "Z.Q.X.W", "Z Q X W", "Z-Q-X-W", "ز. ق. خ. و", "ز.ق.خ.و", "ز ق خ و", "ز ق خ",
    "ز. ق. خ", "Zedekanar Q", "Z. Wamiqard",
)  # fmt: skip
BARE_INITIALS = re.compile(r"(?<![A-Za-z0-9_-])(?:ZQXW|zqxw|ZQX)(?![A-Za-z0-9_-])")
PARTS = (*SECRET.ar, *SECRET.ckb, *SECRET.en.split(), CORRECTED.ar[0])
PACKED = re.compile(rb"[A-Za-z0-9_+/-]{24,}={0,2}")
JSON = {"Accept": "application/json"}
LONG_AGO = clock.now() - timedelta(days=400)


@pytest.fixture
def secrets(session):
    """A holder whose every trait is unlike anything else, with a certificate in each state."""
    return Secrets(session)


class Secrets:
    """The holder, what must not be met, and the codes of their certificates by state."""

    def __init__(self, session):
        self.session = session
        self.holder = make_person(session, names=SECRET)
        unit = make_scope(session, kind="org_unit", title=UNIT[0], at=LONG_AGO)
        place_in_scope(session, person_id=self.holder, scope_id=unit, at=LONG_AGO)
        account = session.scalars(select(Account).where(Account.person_id == self.holder)).one()
        self.login_code = account.login_code
        self.staff = [viewer_of(session, make_person(session)) for _ in range(2)]
        self.codes = {}
        self.make_every_state()
        session.commit()

    def life(self, **terms):
        """The holder completes one more course."""
        version = make_course(self.session, **terms)
        enrolment_id = make_enrolment(
            self.session, person_id=self.holder, version=version, is_completed=False
        )
        complete(self.session, enrolment_id, at=LONG_AGO)
        viewer = viewer_of(self.session, self.holder)
        return Life(self.session, viewer, *self.staff, enrolment_id, at=LONG_AGO)

    def make_every_state(self):
        """valid, expiring, suspended, revoked, renewed, and last superseded by a correction."""
        for state in ("valid", "suspended", "revoked"):
            life = self.life()
            made = life.claim()
            {"valid": id, "suspended": life.suspend, "revoked": life.revoke}[state](
                made.certificate_id
            )
            self.codes[state] = made.code
        self.renew(self.life(valid_months=15))
        self.correct(self.life())

    def renew(self, life):
        old = life.claim()
        life.at = clock.now()
        enrolment_id = life.renew(old.certificate_id)
        complete(self.session, enrolment_id, at=life.at)
        self.codes |= {"expiring": old.code, "renewed": life.claim(enrolment_id).code}

    def correct(self, life):
        old = life.claim()
        change_names(self.session, person_id=self.holder, names=CORRECTED, at=life.at, by=None)
        life.answer(life.ask_correction(old.certificate_id))
        newest = life.rows()[-1]
        self.codes |= {"superseded": old.code, "corrected": newest.code}

    @property
    def words(self):
        """Whatever may be searched for as it stands."""
        return (*PARTS, *INITIALS, *UNIT, self.login_code, self.login_code.lower())


class Search:
    """What was looked at, and where one of the words was met."""

    def __init__(self, words):
        self.needles, self.looked_at, self.met = needles_of(words), 0, []

    def look(self, place, content):
        """Search some bytes, unpacked as deep as they are packed."""
        self.looked_at += 1
        if any(self.needles.search(one) or has_initials(one) for one in deep(content)):
            self.met.append(place)


def has_initials(content):
    """Whether the bare letters stand by themselves in a text; random bytes are none."""
    try:
        return BARE_INITIALS.search(content.decode()) is not None
    except UnicodeDecodeError:
        return False


def deep(content, depth=4):
    """The bytes, what they unpack to, and what base64 in them says."""
    found = []
    for one in unpacked(content) if depth else ():
        found.append(one)
        for packed in PACKED.findall(one):
            found += deep(from_base64(packed), depth - 1)
            if packed[:1] == b"u":  # the mark of multibase
                found += deep(from_base64(packed[1:]), depth - 1)
    return found


def from_base64(text):
    """What a run of base64 or base64url stands for, inflated where it is packed."""
    text = text.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    if len(text) % 4 == 1:
        return b""
    plain = base64.b64decode(text + b"=" * (-len(text) % 4))
    try:
        return zlib.decompress(plain)
    except zlib.error:
        return plain


def fetched(client, app, codes, size):
    """Address and answer of everything that a stranger can ask for. size: the register's."""
    for address in addresses(app, codes, size):
        yield from answers(client, address)
    for code in codes:
        address = f"/verify/{code}"
        body = {"name": SECRET.en}
        for headers in ({}, JSON):
            yield f"POST {address}", client.post(address, data=body, headers=headers)


def addresses(app, codes, size):
    """Every address that answers GET without a sign-in's ids in it."""
    known = {
        "origin": 1, "level": 0, "path": f"000.p/{size}", "name": "app.css", "digest": "0" * 16,
    }  # fmt: skip
    lists = [known | {"list_name": name} for name in ("revocation-1", "suspension-1")]
    filled = [*lists, *(known | {"code": code} for code in codes)]
    found = set()
    for rule in app.url_map.iter_rules():
        for values in filled if "GET" in rule.methods else ():
            if rule.arguments <= values.keys():
                needed = {name: values[name] for name in rule.arguments}
                found.add(rule.build(needed)[1])
    return sorted(found)


def answers(client, address):
    """One address in each language, and for programs."""
    for language in ("ar", "ckb", "en"):
        yield f"{address} {language}", client.get(f"{address}?language={language}")
    yield f"{address} JSON", client.get(address, headers=JSON)


def whole(answer):
    """Status, headers and body, as they go over the line."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return f"{answer.status}\n{head}\n\n".encode() + answer.get_data()


@pytest.fixture
def published(session, secrets, key_folder, tmp_path):
    """A signed head, so that tiles and proofs are there."""
    (tmp_path / "signing").mkdir()
    publish_checkpoint(
        session, keys=tmp_path, key=current_signing_keys().newest("register"),
        public_url=PUBLIC_URL, at=clock.now(),
    )  # fmt: skip
    session.commit()


def test_a_stranger_meets_none_of_it(session, app, client, secrets, published, caplog):
    caplog.set_level(logging.DEBUG)
    search, statuses = Search(secrets.words), {}
    size = session.scalar(select(func.count()).select_from(RegisterEntry))
    for address, answer in fetched(client, app, secrets.codes.values(), size):
        search.look(address, whole(answer))
        statuses[address] = answer.status_code
    assert search.met == []
    for state, code in secrets.codes.items():
        assert statuses[f"/verify/{code} JSON"] == 200, state
        assert statuses[f"/verify/{code}.tlog-proof ar"] == 200, state
    shown = [address for address, status in statuses.items() if status == 200]
    wanted = ("/.well-known/did.json", "/issuer", "/status/", "/log/", "/verify")
    assert [start for start in wanted if not any(one.startswith(start) for one in shown)] == []
    told = "\n".join([caplog.text, *(repr(vars(one)) for one in caplog.records)])
    search.look("log", told.encode())
    assert search.met == []
    assert not any(code in told for code in secrets.codes.values()), "nor is a code in a log"


def test_each_state_is_really_there(session, client, secrets, published):
    found = {state: client.get(f"/verify/{code}", headers=JSON).get_json()["verdict"]
             for state, code in secrets.codes.items()}  # fmt: skip
    assert found == {
        "valid": "valid", "suspended": "suspended", "revoked": "revoked", "expiring": "expiring",
        "renewed": "valid", "superseded": "superseded", "corrected": "valid",
    }  # fmt: skip


@pytest.mark.parametrize(
    "model",
    [RegisterEntry, RegisterCheckpoint, StatusPlace, CertificateCredential, Job, JobRefusal],
)
def test_no_row_of_what_is_published_or_counted_holds_any_of_it(session, secrets, published, model):
    search = Search(secrets.words)
    for row in session.execute(select(*model.__table__.columns)):
        for value in row:
            search.look(
                model.__tablename__, value if isinstance(value, bytes) else str(value).encode()
            )
    assert search.met == []
    assert search.looked_at or model in (Job, JobRefusal)


def opened(row, column):
    table = "certificate" if column == "pdf_sealed" else "certificate_credential"
    key = row.id if table == "certificate" else row.certificate_id
    return ring().open_bytes(getattr(row, column), table=table, column=column, row=key)


def test_the_credential_says_only_what_its_salts_open(session, secrets):
    search = Search(secrets.words)
    for row in session.scalars(select(CertificateCredential)):
        document = opened(row, "credential_sealed")
        search.look("credential", document)
        search.look("token", opened(row, "jwt_sealed"))
        assert json.loads(document)["credentialSubject"]["identifier"][0]["hashed"] is True
    assert search.met == []
    assert search.looked_at >= 2 * len(secrets.codes)


def test_a_pdfs_data_and_its_files_name_say_none_of_it(session, client, sign_in, secrets):
    """What is drawn is the paper's purpose, and register.json opens what is drawn."""
    search = Search(secrets.words)
    sign_in(secrets.holder)
    for row in session.scalars(select(Certificate)).all():
        reader = pypdf.PdfReader(io.BytesIO(opened(row, "pdf_sealed")))
        described = [*(reader.metadata or {}).values(), reader.trailer.get("/ID", "")]
        search.look("metadata", "\n".join(map(str, described)).encode())
        if reader.xmp_metadata is not None:
            search.look("XMP", reader.xmp_metadata.stream.get_data())
        search.look("credential.json", reader.attachments["credential.json"][0])
        search.look("names of files", "\n".join(reader.attachments).encode())
        answer = client.get(f"/certificates/{row.id}/pdf")
        search.look("headers", str(answer.headers).encode())
    assert search.met == []


@pytest.mark.skipif(
    not (shutil.which("pdftoppm") and shutil.which("zbarimg")),
    reason="pdftoppm and zbarimg are not installed",
)
def test_the_square_says_none_of_it(session, secrets, tmp_path):
    viewer = viewer_of(session, secrets.holder)
    row = session.scalars(
        select(Certificate).where(Certificate.code == secrets.codes["valid"])
    ).one()
    stored = queries.certificate_pdf(session, viewer, row.id)
    search = Search(secrets.words)
    said = square_on(stored.content, tmp_path)
    search.look("square", said.encode())
    assert said.startswith(f"{PUBLIC_URL}/verify/{row.code}#")
    assert search.met == []


# ------------------------------------------------------------------ the search can fail


WRAPPED = {
    "as it is": lambda word: word.encode(),
    "in upper case": lambda word: word.upper().encode(),
    "in UTF-16": lambda word: word.encode("utf-16-le"),
    "in base64": lambda word: base64.b64encode(b"12" + word.encode()),
    "in a token": lambda word: (
        b"ab." + base64.urlsafe_b64encode(json.dumps({"x": word}, ensure_ascii=False).encode())
    ),
    "in an inflated list": lambda word: (
        b'{"encodedList":"u' + base64.urlsafe_b64encode(gzip.compress(b"x" * 40 + word.encode()))
        + b'"}'
    ),
    "in zlib in base64": lambda word: base64.b64encode(zlib.compress(b"y" * 40 + word.encode())),
    "escaped": lambda word: json.dumps(word).encode(),
}  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("word", [*PARTS, *INITIALS, *UNIT, "3BPXYMTT"])
def test_the_search_meets_what_is_there(word, wrap):
    search = Search((*PARTS, *INITIALS, *UNIT, "3BPXYMTT"))
    search.look("here", b"before " + wrap(word) + b" after")
    assert search.met == ["here"]


@pytest.mark.parametrize("text", ["by ZQXW.", "(zqxw)", "ZQX"])
def test_bare_initials_are_met_as_a_word_of_their_own(text):
    search = Search(PARTS)
    search.look("here", text.encode())
    assert search.met == ["here"]
    assert len(TEXT_ENCODINGS) == 3


def test_the_name_of_another_is_not_met():
    search = Search((*PARTS, *INITIALS, *UNIT))
    search.look("here", " ".join((*NAMES.ar, NAMES.en)).encode())
    assert search.met == []

"""A name that nobody of the other cohort may meet, and the search for it in any kind of bytes."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import psycopg
import pypdf
from psycopg import sql

from lms.accounts.operations.people import change_names
from lms.accounts.rules import Names
from tests import factories
from tests.contracts.world import Texts, browser, token_of
from tests.learning.world import attempt_url, start, submit
from tests.support.typed_course import typed_cohort

WORDS = ("زيديكانار", "زێدێکانار", "Zedekanar")
SENTENCE = " / ".join(WORDS)
NAMES = Names(
    ar=(WORDS[0], "كريم", "حسن"), ckb=(WORDS[1], "کەریم", "حەسەن"), en=f"{WORDS[2]} Kareem Hasan"
)
TEXTS = Texts(remark=SENTENCE, reason=SENTENCE, announcement=SENTENCE)
LIST = f"ar_given,ar_father,ar_grandfather,latin\n{WORDS[0]},كريم,حسن,{WORDS[2]} Sister\n"
FORMS = ("NFC", "NFD", "NFKC", "NFKD")
TEXT_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
MOST_PAGES = 600
HREF = re.compile(r'(?:href|src)="([^"]+)"')


def make_canary(session):
    """Somebody with the name in each script."""
    who = factories.make_person(session)
    change_names(
        session, person_id=who.person_id, names=NAMES, at=factories.LONG_AGO, by=who.account_id
    )
    session.commit()
    return who


def make_typist(session, folder):
    """The token and the enrolment of somebody on a course that asks typed questions."""
    who = factories.make_person(session)
    enrolment_id = factories.enrol(session, who, typed_cohort(session, folder))
    token = token_of(session, who)
    session.commit()
    return token, enrolment_id


def type_the_name(app, token, enrolment_id):
    """Type the name where a text, and where a number is asked for; the result's page."""
    client = browser(app, token)
    attempt = start(client, enrolment_id)
    posted = [
        client.post(attempt_url(attempt, slot), data={"typed": SENTENCE}).status_code
        for slot in (1, 2)
    ]
    assert sorted(posted) == [303, 422]
    submit(client, attempt)
    return client.get(attempt_url(attempt, "result"))


def in_base64(plain: bytes) -> list[bytes]:
    """What base64 makes of these bytes wherever they stand in a longer text."""
    shifted = (base64.b64encode(b"\0" * shift + plain)[4 * bool(shift) :] for shift in range(3))
    inner = [encoded.rstrip(b"=")[1:-1] for encoded in shifted]
    return [*inner, *(each.replace(b"+", b"-").replace(b"/", b"_") for each in inner)]


def spellings(words: Iterable[str] = WORDS) -> frozenset[bytes]:
    """Each word as it may be spelt in bytes."""
    found: set[bytes] = set()
    written = {unicodedata.normalize(form, word) for word in words for form in FORMS}
    for text in written | {word.lower() for word in written} | {word.upper() for word in written}:
        plain = [text.encode(encoding) for encoding in TEXT_ENCODINGS]
        found.update(plain)
        for each in plain:
            found.update(in_base64(each))
            found.add(each.hex().encode())  # as PostgreSQL writes bytes, in a dump and its log
        found.add(json.dumps(text)[1:-1].encode())
        found.add(quote(text).encode())
        found.add(text.encode("ascii", "xmlcharrefreplace"))
    return frozenset(found)


def needles_of(words: Iterable[str]) -> re.Pattern[bytes]:
    """What finds any of these words however it is spelt in bytes."""
    return re.compile(b"|".join(re.escape(each) for each in sorted(spellings(words))))


NEEDLES = needles_of(WORDS)


def is_in(content: bytes, needles: re.Pattern[bytes] = NEEDLES) -> bool:
    """Whether the name stands in these bytes, as they are or after unpacking."""
    return any(needles.search(each) for each in unpacked(content))


def unpacked(content: bytes) -> list[bytes]:
    """The bytes themselves, and what a PDF, a ZIP or a gzip file holds."""
    if content.startswith(b"%PDF"):
        return [content, *pdf_parts(content)]
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inner = [part for name in packed.namelist() for part in unpacked(packed.read(name))]
        return [content, *inner]
    if content.startswith(b"\x1f\x8b"):
        return [content, *unpacked(gzip.decompress(content))]
    return [content]


def pdf_parts(content: bytes) -> list[bytes]:
    """Every stream of a PDF inflated, and its text as a reader copies it."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    streams = [
        found.get_data()
        for number in range(1, reader.trailer["/Size"])
        if hasattr(found := reader.get_object(number), "get_data")
    ]
    text = "\n".join(page.extract_text() for page in reader.pages)
    described = "\n".join(map(str, (reader.metadata or {}).values()))
    return [*streams, text.encode(), text[::-1].encode(), described.encode()]


@dataclass(frozen=True, slots=True)
class Kept:
    """An application that commits for good, and what it keeps. log: PostgreSQL's, for its own."""

    app: object
    folder: Path
    url: str
    log: Path | None = None
    log_begins_at: int = 0

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Place and bytes of all that is kept: files, and a PostgreSQL's tables and log."""
        for path in self.folder.rglob("*"):
            if path.is_file():
                yield str(path.relative_to(self.folder)), path.read_bytes()
        if self.log is not None:
            yield from dumped(self.url)
            yield "PostgreSQL's log", self.log.read_bytes()[self.log_begins_at :]


def say_all(url: str) -> None:
    """Let PostgreSQL log each statement to this database with its values, as an operator may."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(name))


def dumped(url: str) -> Iterator[tuple[str, bytes]]:
    """Every table of a PostgreSQL database as a dump has it, and each of its values alone."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (name,) in connection.execute(asked).fetchall():
            table = sql.Identifier(name)
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(table)) as copied:
                yield name, b"".join(copied)
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(table)):
                for value in row:
                    yield name, value if isinstance(value, bytes) else str(value).encode()


def cookie_parts(answer) -> bytes:
    """What the cookies of an answer hold, unpacked."""
    parts = []
    for cookie in answer.headers.getlist("Set-Cookie"):
        value = cookie.partition("=")[2].partition(";")[0]
        packed, _, rest = value.lstrip(".").partition(".")
        parts.append(value.encode())
        if rest:
            plain = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
            parts.append(zlib.decompress(plain) if value.startswith(".") else plain)
    return b"\n".join(parts)


@dataclass
class Crawl:
    """What one browser met. found: the addresses whose answer holds the name."""

    client: object
    asked: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def open(self, address: str, *, method: str = "GET", body=None) -> list[str]:
        """Ask for one address; the addresses that its page leads to."""
        answer = self.client.open(address, method=method, data=body)
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers).encode()
        if any(map(is_in, (answer.data, headers, cookie_parts(answer)))):
            self.found.append(f"{method} {address}")
        self.statuses[f"{method} {address}"] = answer.status_code
        links = [answer.location] if answer.location else []
        if answer.mimetype == "text/html":
            links += [html.unescape(link) for link in HREF.findall(answer.get_data(as_text=True))]
        return [urljoin(address, link) for link in links]

    def follow(self, *starts: str) -> None:
        """Every page that can be reached from these."""
        waiting = list(starts)
        while waiting and len(self.asked) < MOST_PAGES:
            parts = urlsplit(waiting.pop())
            address = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if parts.netloc not in ("", "localhost") or address in self.asked:
                continue
            self.asked.add(address)
            waiting += self.open(address)


def readable_addresses(app, *all_values) -> list[str]:
    """Every rule that answers GET, filled with each set of values."""
    adapter = app.url_map.bind("localhost")
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            for values in all_values:
                needed = {name: values[name] for name in rule.arguments}
                found.add(adapter.build(rule.endpoint, needed, method="GET"))
    return sorted(found)

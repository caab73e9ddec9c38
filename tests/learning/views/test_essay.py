from __future__ import annotations

import html
import re
from uuid import UUID

import pytest

from lms.assessment.operations import answer_void, ask_void
from lms.core import clock
from lms.core.uploads import made_anew
from lms.learning.views import files
from tests import factories
from tests.assessment.world import Taker
from tests.learning.world import attempt_url, meet, page, start, submit, url
from tests.support.marked_course import CHOICE, ESSAY, FILES, HALF, mark, marked_cohort, places_in
from tests.support.pictures import SECRET, bomb, picture

BOUNDARY = "next-part"
TEXT = "First line <b>\nسطر ثان\nthree words more"  # 8 words


@pytest.fixture
def cohort(session, tmp_path):
    return marked_cohort(session, tmp_path)


@pytest.fixture
def attempt(session, client, enrolment):
    meet(session, enrolment, "u01/lesson/viewed")
    return start(client, enrolment)


@pytest.fixture
def places(session, trainee, enrolment, attempt):
    return places_in(Taker(session, trainee, enrolment), attempt)


@pytest.fixture
def trainer(session, cohort):
    return factories.viewer_for(session, factories.make_staff(session, "trainer", cohort))


def write(client, attempt, places, text=TEXT, **fields):
    return client.post(attempt_url(attempt, places[ESSAY]), data={"typed": text, **fields})


def send(client, attempt, places, content, *, field="file", name="Zaydan.jpg", **fields):
    body = multipart({"go": "next", **fields}) + part(f'name="{field}"; filename="{name}"', content)
    return client.post(
        attempt_url(attempt, places[FILES], "files"),
        data=body + f"--{BOUNDARY}--\r\n".encode(),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )


def multipart(fields):
    """Bytes of our own: werkzeug's builder leaves a large body's file to the garbage collector."""
    return b"".join(part(f'name="{name}"', value.encode()) for name, value in fields.items())


def part(head, content):
    disposition = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
    return disposition.encode() + content + b"\r\n"


def written_in(text):
    return html.unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", text, re.S)[1])


def test_the_template_stands_in_the_field_until_something_is_written(client, attempt, places):
    text = page(client, attempt_url(attempt, places[ESSAY]))
    assert written_in(text) == "First:"
    assert "3 to 6 words." in text
    write(client, attempt, places, "First:")
    assert "No answer yet" in page(client, attempt_url(attempt, "review-answers"))


def test_what_was_written_stands_there_again_with_its_words_counted(client, attempt, places):
    assert write(client, attempt, places, go="stay").status_code == 303
    text = page(client, attempt_url(attempt, places[ESSAY]))
    assert written_in(text) == TEXT
    assert "8 words so far. That is 2 too many." in text
    write(client, attempt, places, "two words")
    text = page(client, attempt_url(attempt, places[ESSAY]))
    assert "2 words so far. 1 more is asked for." in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("two words", "Answered, shorter than asked for"),
        (TEXT, "Answered, longer than asked for"),
        ("four words of it", "Answered"),
    ],
)
def test_the_list_before_handing_in_says_whether_it_is_as_long_as_asked(
    client, attempt, places, text, told
):
    write(client, attempt, places, text)
    assert f"<span>{told}</span>" in page(client, attempt_url(attempt, "review-answers"))


def test_a_text_that_is_too_long_is_shown_again_whole(client, attempt, places):
    answer = write(client, attempt, places, "word " * 4001)
    assert answer.status_code == 422
    assert written_in(answer.get_data(as_text=True)).split() == ["word"] * 4001


def test_a_photo_is_sent_shown_and_removed(client, attempt, places):
    answer = send(client, attempt, places, picture(), field="photo", go="stay")
    assert answer.location == attempt_url(attempt, places[FILES])
    text = page(client, answer.location)
    assert 'capture="environment"' in text
    assert "Zaydan" not in text
    (file_url,) = re.findall(r'href="(/learn/files/[^"]+)"', text)
    shown = client.get(file_url)
    assert shown.data[:3] == b"\xff\xd8\xff"
    assert SECRET.encode() not in shown.data
    send(client, attempt, places, b"", name="", remove=file_url.rpartition("/")[2])
    assert "/learn/files/" not in page(client, answer.location)


def test_a_form_without_files_leaves_the_files_of_an_answer(client, attempt, places):
    answer = send(client, attempt, places, picture(), field="photo", go="stay")
    assert client.post(answer.location, data={"go": "next"}).status_code == 303
    assert "/learn/files/" in page(client, answer.location)


def test_a_file_is_shown_and_never_run_nor_kept(client, attempt, places):
    send(client, attempt, places, b"<script>alert(1)</script>", go="stay")
    text = page(client, attempt_url(attempt, places[FILES]))
    shown = client.get(re.search(r'href="(/learn/files/[^"]+)"', text)[1])
    assert shown.mimetype == "text/plain"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Content-Disposition"] == 'inline; filename="file.txt"'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 \x00", "PDF cannot be taken"),
        (bomb(), "more points than can be read"),
        (b"a" * (512 * 1024 + 1), "how large a file may be"),
    ],
)
def test_a_file_that_is_not_taken_is_said_on_the_page(client, attempt, places, content, told):
    answer = send(client, attempt, places, content)
    assert answer.status_code == 422
    assert told in html.unescape(answer.get_data(as_text=True))


def test_a_third_file_does_not_fit_in(client, attempt, places):
    for _ in range(2):
        send(client, attempt, places, picture(), go="stay")
    assert "Send the file" not in page(client, attempt_url(attempt, places[FILES]))
    assert send(client, attempt, places, picture()).status_code == 422


def test_only_where_files_are_taken_may_a_request_be_large(client, attempt, places):
    large = b"a" * (2 * 1024 * 1024)
    assert send(client, attempt, places, large).status_code == 422
    assert write(client, attempt, places, "a" * (2 * 1024 * 1024)).status_code == 413
    assert send(client, attempt, places, b"a" * (11 * 1024 * 1024)).status_code == 413


def test_nobody_without_a_sign_in_sends_a_large_file(client, attempt, places):
    client.post("/sign-out")
    assert send(client, attempt, places, b"a" * (2 * 1024 * 1024)).status_code in (401, 413)


def test_a_file_does_not_come_after_handing_in(client, attempt, places):
    submit(client, attempt)
    answer = send(client, attempt, places, picture())
    assert answer.location == attempt_url(attempt, "result")


def test_while_a_trainer_marks_it_every_page_says_so(client, enrolment, attempt, places):
    write(client, attempt, places)
    client.post(attempt_url(attempt, places[CHOICE]), data={"a": "b"})
    assert submit(client, attempt).location == attempt_url(attempt, "result")
    result = page(client, attempt_url(attempt, "result"))
    assert "Being marked" in result
    assert "Text because" in result  # the other questions are told of at once
    assert "First line &lt;b&gt;" in result
    quiz = page(client, url(enrolment, "u01", "quiz"))
    assert "A trainer is marking it" in quiz
    assert f'href="{attempt_url(attempt, "result")}"' in quiz
    assert "Start the next attempt" not in quiz
    assert "Being marked" in page(client, url(enrolment, "u01"))
    assert client.get(attempt_url(attempt, "review-answers")).location.endswith("/result")
    assert client.post(url(enrolment, "u01", "quiz")).location == url(enrolment, "u01", "quiz")


def test_home_leads_to_the_next_other_part_and_then_to_the_waiting(
    session, client, enrolment, attempt, places
):
    write(client, attempt, places)
    submit(client, attempt)
    assert "To the scenario" in page(client, "/learn")
    assert "To the scenario" in page(client, url(enrolment, "u01"))
    meet(session, enrolment, "u01/scenario/passed")
    for address in ("/learn", url(enrolment), url(enrolment, "u01")):
        assert "See what was handed in" in page(client, address), address


def test_the_result_shows_each_level_and_the_remark(
    session, client, enrolment, attempt, places, trainer
):
    write(client, attempt, places)
    submit(client, attempt)
    mark(session, trainer, attempt, places[ESSAY], HALF, remark="Read <article> 5.", at=clock.now())
    session.commit()
    text = page(client, attempt_url(attempt, "result"))
    assert "Marked: 2 of 6" in text
    assert "Text some: 2 of 4" in text
    assert "Text none: 0 of 2" in text
    assert "Read &lt;article&gt; 5." in text
    assert "Being marked" not in text


def test_files_handed_in_stand_in_the_result(session, client, attempt, places):
    send(client, attempt, places, picture(), go="stay")
    submit(client, attempt)
    assert "Photo 1" in page(client, attempt_url(attempt, "result"))


def test_somebody_else_finds_no_file(session, cohort, client, attempt, places, sign_in):
    send(client, attempt, places, picture(), go="stay")
    text = page(client, attempt_url(attempt, places[FILES]))
    file_url = re.search(r'href="(/learn/files/[^"]+)"', text)[1]
    other = factories.make_person(session)
    factories.enrol(session, other, cohort)
    sign_in(other)
    assert client.get(file_url).status_code == 404


def test_a_void_answer_that_waited_is_being_marked_no_more(
    session, client, cohort, enrolment, attempt, places
):
    write(client, attempt, places)
    submit(client, attempt)
    asker, second = (
        factories.viewer_for(session, factories.make_staff(session, role, cohort))
        for role in ("coordinator", "approver")
    )
    asked = ask_void(
        session, viewer=asker, attempt_id=UUID(str(attempt)), restores_attempt=True, reason="x",
        at=clock.now(),
    )  # fmt: skip
    answer_void(session, viewer=second, void_id=asked, is_confirmed=True, at=clock.now())
    session.commit()
    text = page(client, attempt_url(attempt, "result"))
    assert "Voided: it does not count" in text
    assert "Being marked" not in text
    assert start(client, enrolment) != attempt


def test_so_many_files_at_once_are_not_even_read(client, attempt, places, monkeypatch):
    read = []
    monkeypatch.setattr(files, "made_anew", lambda sent: read.append(sent) or made_anew(sent))
    head = 'name="file"; filename="a.txt"'
    body = b"".join(part(head, b"words") for _ in range(40)) + f"--{BOUNDARY}--\r\n".encode()
    answer = client.post(
        attempt_url(attempt, places[FILES], "files"),
        data=body, content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )  # fmt: skip
    assert answer.status_code == 422
    assert read == []

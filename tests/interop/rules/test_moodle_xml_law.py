"""Laws of Moodle XML: nothing crashes, nothing disappears, and what goes out comes back."""

from __future__ import annotations

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lms.interop.rules.moodle_xml import read_moodle_xml
from lms.interop.rules.moodle_xml_writing import losses, write_moodle_xml
from tests.interop.questions import LANGUAGE, PARTS, exported, is_answerable, sameness

MARKUP = st.text("<>/=\"'&;!-?[]ab \n", max_size=60)
FEEDBACK = "In Moodle itself"


def mutated(data, cuts):
    """The file with pieces of it cut out, doubled or turned."""
    for start, length, way in cuts:
        start %= len(data) + 1
        piece = data[start : start + length]
        data = data[:start] + (piece * way if way < 3 else piece[::-1]) + data[start + length :]
    return data


CUTS = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 40), st.integers(0, 3)), max_size=4)


def is_sound(found):
    """Whether a line of the report says what it should."""
    return (
        found.line >= 1
        and (found.draft is None) == (found.verdict in ("error", "dropped"))
        and (found.verdict == "ok") == (not found.reasons)
    )


@given(st.one_of(st.binary(max_size=200), MARKUP.map(str.encode)))
@settings(max_examples=200, deadline=None)
def test_no_bytes_are_too_strange_to_be_read(data):
    assert all(map(is_sound, read_moodle_xml(data, language=LANGUAGE)))


@given(st.lists(exported(), max_size=3), CUTS)
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_is_read_or_said_to_be_damaged(questions, cuts):
    questions = list(filter(is_answerable, questions))
    data = mutated(write_moodle_xml(questions, language=LANGUAGE), cuts)

    assert all(map(is_sound, read_moodle_xml(data, language=LANGUAGE)))


@given(MARKUP, st.sampled_from(["html", "markdown", "plain_text", "moodle_auto_format", ""]))
@settings(max_examples=100, deadline=None)
def test_each_question_gives_one_line_of_the_report(text, form):
    inside = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    one = f'<questiontext format="{form}"><text>{inside}</text></questiontext>'
    types = ("multichoice", "cloze", "essay", "gapselect", "ordering", "random", "strange")
    file = "".join(f'<question type="{kind}">{one}</question>' for kind in types)

    found = read_moodle_xml(f"<quiz>{file}</quiz>".encode(), language=LANGUAGE)

    assert len(found) == len(types)
    assert all(map(is_sound, found))


@given(exported(tuple(PARTS)))
@settings(max_examples=400, deadline=None)
def test_what_is_not_named_as_lost_comes_back(question):
    assume(is_answerable(question))
    named = losses(question, LANGUAGE)
    written = write_moodle_xml([question], language=LANGUAGE)
    event(f"{question.type}: {'losses' if named else 'whole'}")

    back = read_moodle_xml(written, language=LANGUAGE)

    if any(words.startswith("Left out") for words in named):
        assert back == []
        return
    (found,) = back
    assert found.draft is not None, found
    assert found.type == question.type
    assert found.draft.title == found.draft.idnumber == question.key
    assert found.draft.category == tuple(question.category)
    assert found.draft.tags == question.tags
    assert found.draft.body.get("mark", 1) == question.body.get("mark", 1) or named
    assert found.draft.body.get("feedback", {}) == question.body.get("feedback", {}) or named
    assert all("rubric" in words for words in found.reasons)
    if not [words for words in named if not words.startswith(FEEDBACK)]:
        assert sameness(found.type, found.draft.body) == sameness(question.type, question.body)

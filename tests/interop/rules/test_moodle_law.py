"""Laws of Moodle XML: nothing crashes, and what goes out comes back."""

from __future__ import annotations

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lms.interop.rules.moodle_xml import read_moodle_xml
from lms.interop.rules.moodle_xml_writing import losses, write_moodle_xml
from tests.interop.questions import LANGUAGE, exported, is_answerable, sameness

WHOLE = b"""<?xml version="1.0"?><quiz><question type="multichoice"><name><text>a</text></name>
<questiontext format="html"><text><![CDATA[<p>b</p>]]></text></questiontext><single>true</single>
<answer fraction="100"><text>c</text></answer><answer fraction="0"><text>d</text></answer>
</question><question type="cloze"><questiontext><text>x {1:MC:=a#b~c} y</text></questiontext>
</question></quiz>"""


def is_whole(found):
    assert found.line >= 1
    assert (found.draft is None) == (found.verdict in ("error", "dropped"))
    assert found.verdict == "ok" or found.reasons
    return True


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange_to_be_read(data):
    assert all(map(is_whole, read_moodle_xml(data, language=LANGUAGE)))


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
@settings(max_examples=200)
def test_no_damaged_file_is_too_strange_to_be_read(damages):
    data = bytearray(WHOLE)
    for place, value in damages:
        data[place] = value
    assert all(map(is_whole, read_moodle_xml(bytes(data), language=LANGUAGE)))


@given(exported())
@settings(max_examples=300)
def test_what_is_not_named_as_lost_comes_back(question):
    assume(is_answerable(question))
    named = losses(question, LANGUAGE)
    event(f"{question.type}: {'losses' if named else 'whole'}")

    back = read_moodle_xml(write_moodle_xml([question], language=LANGUAGE), language=LANGUAGE)

    if any(words.startswith("Left out") for words in named):
        assert back == []
        return
    (found,) = back
    if named and found.draft is None:
        return
    assert found.type == question.type, found
    assert found.draft.title == found.draft.idnumber == question.key
    if not named:
        assert found.draft.category == tuple(question.category)
        assert found.draft.tags == question.tags
        assert found.draft.body.get("mark", 1) == question.body.get("mark", 1)
        assert sameness(found.type, found.draft.body) == sameness(question.type, question.body)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from lms.interop.rules.package_writing import ForPackage, NotAList, keys_in, written_into
from tests.interop.questions import LANGUAGE, exported, is_answerable

STANDING = """# The questions of unit 1.
- key: u01-q01   # the first
  type: true_false
  objective: lo1   # not of a file
  text:
    # asked in the hall
    ar: "نص"   # Arabic
    en: "Is it so?"
  answer: true
  feedback_true: {ar: "نعم"}

# And the last.
- {key: u01-q02, type: description, text: {ar: "اقرأ",}}
"""


def question(key="u01-q01", *, language="ckb", text="ئایا وایە؟", **more):
    fields = {"answer": True, "feedback_true": {language: "بەڵێ"}} | more
    return ForPackage(key, "true_false", {"text": {language: text}, **fields})


def content(text):
    return YAML(typ="safe", pure=True).load(text)


def test_a_further_language_joins_what_stands_and_nothing_else_moves():
    got, refused = written_into(STANDING, [question()])

    assert refused == ()
    assert got == STANDING.replace(
        '    en: "Is it so?"\n', '    en: "Is it so?"\n    ckb: "ئایا وایە؟"\n'
    ).replace('{ar: "نعم"}', '{ar: "نعم", ckb: "بەڵێ"}')


def test_a_text_that_changed_is_replaced_and_its_comment_stays():
    got, _refused = written_into(STANDING, [question(language="ar", text="نص آخر")])

    assert '    ar: "نص آخر"   # Arabic\n' in got


def test_a_field_that_only_one_language_has_is_added_at_the_end_of_its_question():
    got, refused = written_into(STANDING, [question(feedback_false={"ckb": "نەخێر"})])

    assert refused == ()
    assert '{ar: "نعم", ckb: "بەڵێ"}\n  feedback_false:\n    ckb: "نەخێر"\n\n# And' in got


def test_a_flow_mapping_with_a_comma_at_its_end_is_added_to():
    extra = ForPackage("u01-q02", "description", {"text": {"en": "Read"}})

    got, refused = written_into(STANDING, [extra])

    assert refused == ()
    assert content(got)[1]["text"] == {"ar": "اقرأ", "en": "Read"}


def test_a_new_question_is_appended_with_the_indent_of_the_others():
    indented = "".join(f"  {line}\n" for line in STANDING.splitlines() if line.strip())

    for standing in (STANDING, indented):
        got, _refused = written_into(standing, [question("u01-q03")])
        assert got.startswith(standing.rstrip())
        assert keys_in(got) == ("u01-q01", "u01-q02", "u01-q03")


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"answer": False}, "answer"),
        ({"options": [{"key": "a"}]}, "options"),
        ({"answer": [1]}, "answer"),
    ],
)
def test_what_differs_in_shape_is_refused_and_left_as_it_is(more, place):
    got, (refused,) = written_into(STANDING, [question(**more)])

    assert got == STANDING
    assert (refused.key, refused.reason) == (
        "u01-q01",
        f"the package's question differs at {place}",
    )


PAIRS = """- key: m
  type: matching
  text: {ar: "س"}
  stems: [{key: s1, match: b, text: {ar: "ج1"}}, {key: s2, match: a, text: {ar: "ج2"}}]
  options: [{key: a, text: {ar: "أ"}}, {key: b, text: {ar: "ب"}}, {key: c, text: {ar: "ت"}}]
"""


def pairs(matches, options=("for one", "for two", "left")):
    stems = [
        {"key": f"s{at}", "match": match, "text": {"en": f"stem {at}"}}
        for at, match in enumerate(matches)
    ]
    listed = [{"key": f"o{at}", "text": {"en": text}} for at, text in enumerate(options)]
    body = {"text": {"en": "Q"}, "stems": stems, "options": listed}
    return ForPackage("m", "matching", body)


def test_options_to_match_join_those_of_the_same_stems():
    got, refused = written_into(PAIRS, [pairs(["o0", "o1"])])

    assert refused == ()
    assert [each["text"] for each in content(got)[0]["options"]] == [
        {"ar": "أ", "en": "for two"}, {"ar": "ب", "en": "for one"}, {"ar": "ت", "en": "left"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "place"),
    [
        (pairs(["o0", "o0"]), "options"),
        (pairs(["o0", "o1", "o2"]), "stems"),
        (pairs(["o0", "o1"], ("for one", "for two")), "options"),
    ],
)
def test_other_pairs_are_refused(question, place):
    got, (refused,) = written_into(PAIRS, [question])

    assert got == PAIRS
    assert refused.reason.endswith(f"differs at {place}")


CHOICE = """- key: c
  type: multiple_response
  text: {ar: "س"}
  options:
    - {key: a, correct: true, text: {ar: "أ"}}
    - {key: b, correct: true, text: {ar: "ب"}}
    - {key: c, correct: false, text: {ar: "ت"}}
"""


@pytest.mark.parametrize(
    ("right", "place"), [("ab", None), ("a", "options.1.correct"), ("ac", "options.1.correct")]
)
def test_another_right_answer_is_refused(right, place):
    options = [
        {"key": key, "text": {"en": key}} | ({"correct": True} if key in right else {})
        for key in "abc"
    ]
    body = {"text": {"en": "Q"}, "options": options}

    _got, refused = written_into(CHOICE, [ForPackage("c", "multiple_response", body)])

    assert [each.reason.rpartition(" ")[2] for each in refused] == ([place] if place else [])


@pytest.mark.parametrize("text", ["key: x\n", "[{key: a}]\n", "- a\n", "- {key: x\n"])
def test_a_file_that_is_no_list_of_questions_is_refused(text):
    with pytest.raises(NotAList):
        written_into(text, [question()])


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "# nothing yet\n[]\n"])
def test_an_empty_file_begins_a_list(text):
    got, _refused = written_into(text, [question()])

    assert keys_in(got) == ("u01-q01",)
    assert ("# nothing yet" in got) is ("# nothing yet" in text)


def test_tags_that_are_no_keys_are_written_as_such():
    tagged = ForPackage("q", "description", {"text": {"en": "x"}}, ("Code of Conduct", "قانون"))

    got, _refused = written_into("", [tagged])

    assert content(got)[0]["tags"] == ["code-of-conduct"]


@given(exported())
@settings(max_examples=150, deadline=None)
def test_any_question_is_written_and_met_by_its_second_language(found):
    if not is_answerable(found):
        return
    first = ForPackage("q-1", found.type, found.body)
    second = ForPackage("q-1", found.type, _renamed(found.body))

    once, _refused = written_into(STANDING, [first])
    twice, refused = written_into(once, [second])

    assert content(once)[2] == {"key": "q-1", "type": found.type, **_lists(found.body)}
    assert refused == ()
    assert content(twice)[2]["text"] == {**found.body["text"], "ar": found.body["text"]["en"]}
    assert written_into(twice, [first, second]) == (twice, ())


def _renamed(value):
    """The same question in Arabic."""
    if isinstance(value, dict):
        if value.keys() == {LANGUAGE}:
            return {"ar": value[LANGUAGE]}
        return {name: _renamed(inner) for name, inner in value.items()}
    return [_renamed(inner) for inner in value] if isinstance(value, list) else value


def _lists(body):
    return {name: value for name, value in body.items() if value not in (None, [])}

"""Moodle XML: every type with its key, its shares and its feedback; what is lost is named."""

from __future__ import annotations

import pytest

from lms.interop.rules.moodle_xml import read_moodle_xml
from lms.interop.rules.rubric import ADDED

MARKED = "It has no rubric: one criterion, what its grader looks at, was added."


def read(inside, language="en"):
    file = f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{inside}</quiz>'
    return read_moodle_xml(file.encode(), language=language)


def text(name, words, form="html", more=""):
    return f'<{name} format="{form}"><text><![CDATA[{words}]]></text>{more}</{name}>'


def question(kind, *parts, asked="<p>Who?</p>"):
    name = "<name><text>Q1</text></name>"
    return f'<question type="{kind}">{name}{text("questiontext", asked)}{"".join(parts)}</question>'


def answer(share, words, said="", more=""):
    feedback = text("feedback", said) if said else ""
    inner = f"<text><![CDATA[{words}]]></text>{feedback}{more}"
    return f'<answer fraction="{share}" format="html">{inner}</answer>'


def one(kind, *parts, asked="<p>Who?</p>"):
    (found,) = read(question(kind, *parts, asked=asked))
    return found


def body(kind, *parts, asked="<p>Who?</p>"):
    found = one(kind, *parts, asked=asked)
    assert found.draft, found
    return found.draft.body


def test_a_single_choice_has_its_key_its_shares_and_its_feedback():
    found = one(
        "multichoice",
        text("generalfeedback", "<p>It is the <b>law</b>.</p>"),
        "<defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty>",
        "<idnumber>law-1 </idnumber>",
        "<single>true</single><shuffleanswers>true</shuffleanswers>",
        text("correctfeedback", "Yes."), text("partiallycorrectfeedback", "Nearly."),
        text("incorrectfeedback", "No."),
        answer(0, "<p>Anyone<br></p>", "Not so."), answer(100, "An officer", "Right."),
        answer("33.33333", "A guard"),
        "<tags><tag><text>law</text>\n</tag><tag><text>a  b</text></tag></tags>",
    )  # fmt: skip

    assert (found.type, found.verdict, found.title) == ("single_choice", "ok", "Q1")
    assert (found.draft.idnumber, found.draft.tags) == ("law-1", ("law", "a b"))
    assert found.draft.body == {
        "text": {"en": "Who?"},
        "explanation": {"en": "It is the law."},
        "mark": 2,
        "feedback": {"correct": {"en": "Yes."}, "partial": {"en": "Nearly."},
                     "incorrect": {"en": "No."}},
        "options": [
            {"key": "a", "text": {"en": "Anyone"}, "feedback": {"en": "Not so."}},
            {"key": "b", "text": {"en": "An officer"}, "feedback": {"en": "Right."},
             "correct": True},
            {"key": "c", "text": {"en": "A guard"}, "fraction": "33.33333"},
        ],
    }  # fmt: skip


def multiple(*shares):
    answers = [answer(share, f"option {at}") for at, share in enumerate(shares)]
    return one("multichoice", "<single>false</single>", *answers)


def test_several_answers_keep_their_weights():
    found = multiple(50, "50.0000000", -25, 0)

    assert (found.type, found.verdict) == ("multiple_response", "ok")
    assert found.draft.body["grading"] == "weights"
    assert found.draft.body["shuffle"] is False
    assert [o.get("fraction") for o in found.draft.body["options"]] == [50, 50, -25, None]


def test_weights_that_say_partial_credit_become_it():
    found = multiple(50, 50, -50, -50).draft.body

    assert "grading" not in found
    assert [o.get("correct", False) for o in found["options"]] == [True, True, False, False]


def test_shares_with_many_digits_are_read():
    found = multiple("33.333333333333336", "33.333333333333336", "33.3333333333", "-33.333333336")

    assert found.verdict == "ok"
    assert found.draft.body["options"][0]["fraction"] == "33.3333333"


@pytest.mark.parametrize(
    ("shares", "total", "first"),
    [((100, 0, 100), "200", 50), ((33, "33.33333", "33.33333"), "99.6667", "33.33333")],
)
def test_right_options_that_earn_more_or_less_than_all_are_brought_to_it(shares, total, first):
    found = multiple(*shares)

    assert found.reasons == (f"The right options earned {total} % together; it became 100 %.",)
    assert found.draft.body["options"][0]["fraction"] == first


def test_an_error_names_the_type_that_it_would_have_been():
    assert multiple(101, 0).type == "multiple_response"


def test_true_and_false_with_their_feedback():
    found = one("truefalse", "<penalty>1.0000000</penalty>", answer(0, "true", "Not so."),
                answer(100, "false", "Right."))  # fmt: skip

    assert (found.type, found.verdict) == ("true_false", "ok")
    assert found.draft.body == {
        "text": {"en": "Who?"}, "answer": False,
        "feedback_true": {"en": "Not so."}, "feedback_false": {"en": "Right."},
    }  # fmt: skip


def test_true_and_false_of_another_language_go_by_their_order():
    assert body("truefalse", answer(0, "Vrai"), answer(100, "Faux"))["answer"] is False


def test_a_short_answer_has_its_shares_its_star_and_its_feedback():
    found = body("shortanswer", "<usecase>1</usecase>", answer(0, "*", "No."),
                 answer(50, "toad", "Nearly."), answer(100, " frog ", "Yes."))  # fmt: skip

    assert found["case"] is True
    assert found["answers"] == [
        {"key": "a1", "text": {"en": "frog"}, "feedback": {"en": "Yes."}},
        {"key": "a2", "text": {"en": "toad"}, "fraction": 50, "feedback": {"en": "Nearly."}},
        {"key": "a3", "text": {"en": "*"}, "fraction": 0, "feedback": {"en": "No."}},
    ]


def test_a_number_has_its_tolerance_its_star_and_its_feedback():
    found = body(
        "numerical",
        answer(100, "42", "Yes.", "<tolerance>0.001</tolerance>"),
        answer(50, "13", "", "<tolerance>1</tolerance>"),
        answer(0, "*", "No.", "<tolerance></tolerance>"),
    )

    assert found["answers"] == [
        {"key": "a1", "value": "42", "tolerance": "0.001", "feedback": {"en": "Yes."}},
        {"key": "a2", "value": "13", "tolerance": "1", "fraction": 50},
        {"key": "a3", "kind": "any", "fraction": 0, "feedback": {"en": "No."}},
    ]


def test_a_number_with_many_digits_is_rounded_and_named():
    found = one("numerical", answer(100, "3.141592653589793", "", "<tolerance>0.01</tolerance>"))

    assert found.draft.body["answers"][0]["value"] == "3.14159265359"
    assert found.reasons == (
        "The number 3.141592653589793 became 3.14159265359: it has 12 digits after the point.",
    )


@pytest.mark.parametrize("number", ["1.6e-19", "6.02e23", "zero", "1e999999"])
def test_a_number_that_cannot_be_kept_is_an_error(number):
    assert one("numerical", answer(100, number)).verdict == "error"


UNITS = (
    "<units><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit>"
    "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
)


def test_units_have_the_base_first_and_are_needed_where_they_are_graded():
    found = one("numerical", answer(100, "3"), UNITS, "<unitgradingtype>1</unitgradingtype>",
                "<showunits>0</showunits>")  # fmt: skip

    assert found.draft.body["units"] == [
        {"text": {"en": "m"}}, {"text": {"en": "cm"}, "per_base": "100"},
    ]  # fmt: skip
    assert found.draft.body["unit_needed"] is True
    assert found.reasons == (
        "An answer without its unit earns nothing; Moodle took a part of the mark.",
    )


def test_instructions_on_units_are_named():
    found = one("numerical", answer(100, "3"), text("instructions", "<p>In metres.</p>"))

    assert found.reasons == ("Its instructions on units are dropped.",)


def test_a_unit_chosen_from_a_list_is_typed():
    found = one("numerical", answer(100, "3"), UNITS, "<showunits>1</showunits>")

    assert "unit_needed" not in found.draft.body
    assert found.reasons == ("The unit is typed with the number, not chosen from a list.",)


def pair(stem, option):
    inner = f"<text><![CDATA[{stem}]]></text><answer><text>{option}</text></answer>"
    return f'<subquestion format="html">{inner}</subquestion>'


def test_pairs_share_an_option_and_may_have_one_left_over():
    found = one("matching", "<shuffleanswers>true</shuffleanswers>", pair("<p>frog</p>", "a&amp;b"),
                pair("cat", "mammal"), pair("newt", "a&amp;b"), pair("", "insect"))  # fmt: skip

    assert (found.type, found.verdict) == ("matching", "ok")
    assert [(s["text"]["en"], s["match"]) for s in found.draft.body["stems"]] == [
        ("frog", "o1"), ("cat", "o2"), ("newt", "o1"),
    ]  # fmt: skip
    assert [o["text"]["en"] for o in found.draft.body["options"]] == ["a&b", "mammal", "insect"]


@pytest.mark.parametrize(
    ("named", "grading", "reasons"),
    [
        ("ALL_OR_NOTHING", "exact", ()),
        ("RELATIVE_NEXT_EXCLUDE_LAST", "adjacent", ()),
        ("LONGEST_ORDERED_SUBSET", "longest", ()),
        ("ABSOLUTE_POSITION", None, ("Its grading (ABSOLUTE_POSITION) became adjacent.",)),
        ("", None, ("Its grading (none named) became adjacent.",)),
    ],
)
def test_an_ordering_goes_by_its_places_and_keeps_the_gradings_that_exist(named, grading, reasons):
    found = one("ordering", f"<gradingtype>{named}</gradingtype>", answer("2.0000000", "two"),
                answer("10.0000000", "ten"), answer("1.0000000", "one"))  # fmt: skip

    assert [item["text"]["en"] for item in found.draft.body["items"]] == ["one", "two", "ten"]
    assert (found.draft.body.get("grading"), found.reasons) == (grading, reasons)


def test_an_ordering_names_a_selection_and_the_feedback_to_items():
    found = one("ordering", "<gradingtype>ALL_OR_NOTHING</gradingtype>",
                "<selecttype>RANDOM</selecttype><selectcount>2</selectcount>",
                answer(1, "one", "Yes."), answer(2, "two"), answer(3, "three"))  # fmt: skip

    assert found.reasons == (
        "The feedback to single items is dropped.",
        "Every item is shown, not 2 of them.",
    )


def test_an_essay_has_what_is_looked_at_its_limits_and_its_template():
    found = one(
        "essay", "<responseformat>editor</responseformat><attachments>-1</attachments>",
        "<minwordlimit>10</minwordlimit><maxwordlimit>50</maxwordlimit>",
        text("graderinfo", "<p>Grade <b>well</b>!</p>"), text("responsetemplate", "<p>I saw</p>"),
    )  # fmt: skip

    assert found.type == "essay"
    assert found.draft.body["rubric"][0]["text"] == {"en": "Grade well!"}
    assert [found.draft.body[key] for key in ("min_words", "max_words")] == [10, 50]
    assert found.draft.body["template"] == {"en": "I saw"}
    assert found.reasons == (MARKED, "The files that could be given with the text are dropped.")


def test_an_essay_of_files_alone_is_a_file_to_give():
    found = one(
        "essay",
        "<responseformat>noinline</responseformat><attachments>2</attachments>",
        "<filetypeslist>.pdf,web_image</filetypeslist><maxbytes>1048576</maxbytes>",
    )

    assert (found.type, found.reasons) == (
        "file_evidence", (ADDED, "PDF is not taken as an answer."),
    )  # fmt: skip
    kept = {key: found.draft.body[key] for key in ("accept", "max_files", "max_kilobytes")}
    assert kept == {"accept": ["image"], "max_files": 2, "max_kilobytes": 1024}


def test_a_description_is_read():
    found = one("description", "<defaultgrade>0</defaultgrade>", text("generalfeedback", "So."))

    assert (found.type, found.verdict) == ("description", "ok")
    assert found.draft.body == {"text": {"en": "Who?"}, "explanation": {"en": "So."}}

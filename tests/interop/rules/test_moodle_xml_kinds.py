"""Moodle XML, type by type: what comes in, what is named, and what cannot come."""

from __future__ import annotations

import pytest

from lms.interop.rules.moodle_xml import read_moodle_xml

ANSWERS = (
    '<answer fraction="100" format="html"><text>&lt;p&gt;yes&lt;/p&gt;</text>'
    "<feedback><text>well</text></feedback></answer>"
    '<answer fraction="{}"><text>no</text></answer>'
)


def question(kind, inner="", text="Asked?", form="html"):
    return (
        f'<question type="{kind}"><name><text>named</text></name>\n'
        f'<questiontext format="{form}"><text><![CDATA[{text}]]></text></questiontext>{inner}'
        "</question>"
    )


def read(*questions):
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>'
    return read_moodle_xml(f"{head}{''.join(questions)}</quiz>".encode(), language="en")


def only(kind, inner="", **given):
    (found,) = read(question(kind, inner, **given))
    return found


def body(kind, inner="", **given):
    found = only(kind, inner, **given)
    assert found.draft is not None, found
    return found.draft.body


def answer(text, fraction=100, inner=""):
    return f'<answer fraction="{fraction}"><text>{text}</text>{inner}</answer>'


def test_a_single_choice_has_the_first_full_answer_as_its_right_one():
    options = body("multichoice", ANSWERS.format(100) + answer("half", "33.33333"))["options"]

    assert [each["text"]["en"] for each in options] == ["yes", "no", "half"]
    assert [each.get("correct", False) for each in options] == [True, False, False]
    assert [each.get("fraction") for each in options] == [None, 100, "33.33333"]
    assert options[0]["feedback"] == {"en": "well"}


def test_options_keep_their_order_unless_the_file_says_otherwise():
    assert body("multichoice", ANSWERS.format(0))["shuffle"] is False
    shuffled = ANSWERS.format(0) + "<shuffleanswers>1</shuffleanswers>"
    assert "shuffle" not in body("multichoice", shuffled)


def test_several_answers_are_weights():
    inner = "<single>false</single>" + answer("a", 75) + answer("b", 25) + answer("c", -50)
    found = only("multichoice", inner)

    assert found.type == "multiple_response"
    assert found.draft.body["grading"] == "weights"
    assert [each.get("fraction") for each in found.draft.body["options"]] == [75, 25, -50]


def test_weights_that_do_not_add_up_are_an_error():
    inner = "<single>false</single>" + answer("a", 50) + answer("b", 25)

    assert only("multichoice", inner).verdict == "error"


@pytest.mark.parametrize(
    ("first", "second", "is_true"), [("true", "false", True), ("false", "true", False)]
)
def test_true_and_false_by_their_words(first, second, is_true):
    said = "<feedback><text>said</text></feedback>"
    found = body("truefalse", answer(first, 100, said) + answer(second, 0))

    assert found["answer"] is is_true
    assert found[f"feedback_{first}"] == {"en": "said"}


def test_true_and_false_of_another_language_by_their_order():
    assert body("truefalse", answer("Wahr", 0) + answer("Falsch", 100))["answer"] is False


def test_a_short_answer_has_the_best_first():
    inner = answer("*half*", 50) + answer("whole") + answer("*", 0) + "<usecase>1</usecase>"
    found = body("shortanswer", inner)

    assert [each["text"]["en"] for each in found["answers"]] == ["whole", "*half*", "*"]
    assert found["case"] is True


def test_numbers_have_tolerances_and_units():
    units = (
        "<units><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit>"
        "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>"
        "<unitgradingtype>1</unitgradingtype>"
    )
    inner = answer("*", 0) + answer("1.5", 100, "<tolerance>0.1</tolerance>") + units
    found = body("numerical", inner)

    assert found["answers"][0] == {"key": "a1", "value": "1.5", "tolerance": "0.1"}
    assert found["answers"][1]["kind"] == "any"
    assert [(unit["text"]["en"], unit.get("per_base")) for unit in found["units"]] == [
        ("m", None), ("cm", "100"),
    ]  # fmt: skip
    assert found["unit_needed"] is True


def test_an_empty_line_to_match_is_a_distractor():
    pairs = "".join(
        f"<subquestion><text>{stem}</text><answer><text>{option}</text></answer></subquestion>"
        for stem, option in [("a", "1"), ("b", "2"), ("c", "1"), ("", "3")]
    )
    found = body("matching", pairs)

    assert [each["match"] for each in found["stems"]] == ["o1", "o2", "o1"]
    assert [each["text"]["en"] for each in found["options"]] == ["1", "2", "3"]


def test_an_essay_gets_a_rubric_and_says_so():
    inner = (
        "<defaultgrade>5</defaultgrade><graderinfo><text>look here</text></graderinfo>"
        "<responsetemplate><text>Dear</text></responsetemplate><minwordlimit>10</minwordlimit>"
    )
    found = only("essay", inner)
    (criterion,) = found.draft.body["rubric"]

    assert criterion["text"] == {"en": "look here"}
    assert [level["points"] for level in criterion["levels"]] == [0, 1, 2]
    assert found.draft.body["mark"] == 5
    assert found.draft.body["template"] == {"en": "Dear"}
    assert found.draft.body["min_words"] == 10
    assert "rubric" in found.reasons[0]


def test_files_without_a_text_are_evidence():
    inner = (
        "<responseformat>noinline</responseformat><attachments>2</attachments>"
        "<filetypeslist>.pdf</filetypeslist><maxbytes>1048576</maxbytes>"
    )
    found = only("essay", inner)

    assert found.type == "file_evidence"
    assert found.draft.body["accept"] == ["image", "text"]
    assert (found.draft.body["max_files"], found.draft.body["max_kilobytes"]) == (2, 1024)


GAPS = {
    "{1:SHORTANSWER:=a~%50%b#half}": ("short_answer", 2),
    "{:SA:=a}": ("short_answer", 1),
    "{1:MW:=a}": ("short_answer", 1),
    "{1:SAC:=a}": ("short_answer", 1),
    "{1:NUMERICAL:=1.5:0.1~*#no}": ("numeric", 2),
    "{1:NM:=1,5}": ("numeric", 1),
    r"{1:MULTICHOICE:=a\}b~c}": ("choice", 2),
    "{1:MC:~a~=b}": ("choice", 2),
    "{1:MCV:=a~b}": ("choice", 2),
    "{1:MULTICHOICE_HS:=a~%25%b~c}": ("choice", 3),
}


@pytest.mark.parametrize(("gap", "kind", "count"), [(k, *v) for k, v in GAPS.items()])
def test_gaps_by_every_name(gap, kind, count):
    found = body("cloze", text=f"<p>Before {gap} after</p>")
    (blank,) = found["blanks"]

    assert found["text"] == {"en": "Before [[b1]] after"}
    assert blank["type"] == kind
    assert len(blank.get("options", blank.get("answers"))) == count


def test_gaps_weigh_what_they_say_and_words_beside_them_stay():
    found = body("multianswer", text=r"[[x]] {2:MC:=1 \= 1#\~~2} {curly}")

    assert found["text"]["en"] == "[ [x]] [[b1]] {curly}"
    assert found["blanks"][0]["weight"] == 2
    assert found["mark"] == 2
    assert found["blanks"][0]["options"][0]["text"]["en"] == "1 = 1"
    assert found["blanks"][0]["options"][0]["feedback"]["en"] == "~"


def test_a_gap_with_several_answers_is_named():
    found = only("cloze", text="x {1:MRHS:=a~=b~c}")

    assert (found.verdict, "MRHS" in found.reasons[0]) == ("dropped", True)


def test_missing_words_become_gaps():
    inner = "".join(
        f"<{name}><text>{text}</text><group>{group}</group></{name}>"
        for name, text, group in [("selectoption", "x", 1), ("selectoption", "y", 1)]
    )
    found = body("gapselect", inner, text="A [[2]] b")

    assert found["text"]["en"] == "A [[b1]] b"
    assert [each.get("correct", False) for each in found["blanks"][0]["options"]] == [False, True]


@pytest.mark.parametrize(
    ("named", "grading"),
    [("ALL_OR_NOTHING", "exact"), ("LONGEST_ORDERED_SUBSET", "longest"), ("X", None)],
)
def test_items_to_order_by_their_place(named, grading):
    inner = answer("second", 2) + answer("first", 1) + f"<gradingtype>{named}</gradingtype>"
    found = body("ordering", inner)

    assert [each["text"]["en"] for each in found["items"]] == ["first", "second"]
    assert found.get("grading") == grading


@pytest.mark.parametrize(
    "kind", ["random", "randomsamatch", "calculated", "calculatedmulti", "ddmarker", "coderunner"]
)
def test_what_has_no_place_here_is_dropped_by_name(kind):
    found = only(kind)

    assert found.verdict == "dropped"
    assert found.type == kind
    assert kind in found.reasons[0]


def test_everything_around_a_question_comes_along():
    place = "<question type='category'><category><text>$course$/top/A//B/C</text></category>"
    inner = (
        answer("x") + "<idnumber>id7</idnumber><tags><tag><text>t</text></tag></tags>"
        "<generalfeedback><text>why</text></generalfeedback><defaultgrade>2.0000000</defaultgrade>"
        "<correctfeedback><text>good</text></correctfeedback>"
    )
    (found,) = read(place + "</question>", question("shortanswer", inner))

    assert found.verdict == "ok"
    assert found.line == 2
    assert found.draft.category == ("A/B", "C")
    assert (found.draft.idnumber, found.draft.tags) == ("id7", ("t",))
    assert found.draft.body["explanation"] == {"en": "why"}
    assert found.draft.body["feedback"] == {"correct": {"en": "good"}}
    assert found.draft.body["mark"] == 2


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ("<hint><text>look</text></hint>", "hints"),
        ("<penalty>0.5</penalty>", "penalty"),
        ("<defaultgrade>1.5</defaultgrade>", "1.5"),
        ("<image_base64>AAAA</image_base64>", "image"),
        ("<answernumbering>iii</answernumbering>", "numbering"),
    ],
)
def test_what_is_dropped_is_named(inner, named):
    found = only("shortanswer", answer("x") + inner)

    assert found.verdict == "warning"
    assert any(named in sentence for sentence in found.reasons)


def test_what_every_file_has_is_no_news():
    inner = answer("x") + "<penalty>0.3333333</penalty><answernumbering>abc</answernumbering>"

    assert only("shortanswer", inner).verdict == "ok"


def test_files_and_pictures_are_named():
    file = '<generalfeedback><text>x</text><file name="m.png" encoding="base64">AA</file>'
    found = only(
        "shortanswer", answer("x") + file + "</generalfeedback>", text="<img src='n.png'>y"
    )

    assert [word in " ".join(found.reasons) for word in ("m.png", "n.png")] == [True, True]


@pytest.mark.parametrize(
    ("form", "text", "plain"),
    [
        ("plain_text", "a <b> & c", "a <b> & c"),
        ("markdown", "*a*", "a"),
        ("moodle_auto_format", "a\nb", "a\nb"),
        ("moodle_auto_format", "a\n<b>b</b>", "a\nb"),
        ("html", "a\n<b>b</b>", "a b"),
    ],
)
def test_formats_of_text(form, text, plain):
    assert body("description", text=text, form=form)["text"] == {"en": plain}


@pytest.mark.parametrize(
    "inner",
    ["", answer("", 100), answer("x", 50), answer("x", "lots"), answer("x", 1000)],
)
def test_a_question_without_a_key_is_an_error(inner):
    found = only("shortanswer", inner)

    assert found.verdict == "error"
    assert found.reasons


def test_several_answers_of_the_open_university_come_in_under_our_grading():
    answers = answer("a") + answer("b", 0) + answer("c") + answer("d", 0)
    found = only("oumultiresponse", f"<shuffleanswers>1</shuffleanswers>{answers}")

    assert (found.type, found.verdict) == ("multiple_response", "warning")
    assert "Its grading became ours" in found.reasons[0]
    assert [each.get("correct", False) for each in found.draft.body["options"]] == [
        True, False, True, False,
    ]  # fmt: skip


def test_more_lines_than_a_package_takes_are_named():
    found = only("multichoice", answer("right") + "".join(answer(f"o{at}", 0) for at in range(20)))

    assert (found.verdict, found.reasons) == (
        "warning", ("It has 21 options: a package takes 20 at most.",),
    )  # fmt: skip


def test_a_gap_of_several_answers_is_dropped_by_its_name():
    found = only("cloze", text="Law: {1:MULTIRESPONSE:=a~=b~c} {1:SA:=x}")

    assert (found.verdict, found.title) == ("dropped", "named")
    assert "MULTIRESPONSE" in found.reasons[0]

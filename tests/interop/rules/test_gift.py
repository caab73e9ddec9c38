from __future__ import annotations

import pytest

from lms.interop.rules.gift import read_gift
from lms.interop.rules.rubric import ADDED


def read(text, language="en"):
    return read_gift(text, language=language)


def one(text, language="en"):
    (found,) = read(text, language)
    return found


def body(text):
    found = one(text)
    assert found.draft, found
    return found.draft.body


def option_texts(text):
    return [(o["text"]["en"], o.get("correct", False)) for o in body(text)["options"]]


def test_a_single_choice_has_its_right_option_and_feedback():
    found = one("Who may arrest?{~Anyone#Not so. =An officer#Yes. ~%25%A guard}")

    assert (found.type, found.verdict, found.title) == ("single_choice", "ok", "Who may arrest?")
    assert found.draft.body["options"] == [
        {"key": "a", "text": {"en": "Anyone"}, "feedback": {"en": "Not so."}},
        {"key": "b", "text": {"en": "An officer"}, "feedback": {"en": "Yes."}, "correct": True},
        {"key": "c", "text": {"en": "A guard"}, "fraction": 25},
    ]


def test_a_second_option_that_earns_all_keeps_its_share():
    options = body("Which?{=%50%half =one =two ~no}")["options"]

    assert [(o.get("correct"), o.get("fraction")) for o in options] == [
        (None, 50), (True, None), (None, 100), (None, None),
    ]  # fmt: skip


def test_answers_without_a_right_one_are_chosen_by_weights():
    found = one("Two?{~%75%a ~%25%b ~%-33.333%c ~d}")

    assert found.type == "multiple_response"
    assert found.draft.body["grading"] == "weights"
    assert [o.get("fraction") for o in found.draft.body["options"]] == [75, 25, "-33.333", None]


def test_weights_that_say_partial_credit_become_it():
    found = one("Two?{~%50%a ~%50%b ~%-50%c ~%-50%d}").draft.body

    assert "grading" not in found
    assert [o.get("correct", False) for o in found["options"]] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Who?{~a ~b}", "No answer is marked as right."),
        ("Who?{~%50%a ~b}", "Nobody could answer it: the weights of the right options"),
        ("Who?{=%50%a ~b}", "No answer earns 100 %."),
        ("Who?{=%200%a ~b}", "“%200%” is no percentage"),
        ("Who?{maybe =a ~b}", "“maybe” stands before the first = or ~."),
        ("Who?{~ =a}", "An answer has no text."),
        ("Who?{=a ~b", "The “{” has no “}”"),
        ("Who? }", "A “}” stands before any “{”"),
        ("Who? {T} or {F}", "More than one “{” or “}”"),
        ("When?{#}", "It has no number."),
        ("When?{#soon}", "“soon” is no number"),
        ("When?{#3:-1}", "“-1” is no tolerance"),
        ("When?{#1234567890123}", "“1234567890123” is no number of at most 12 digits"),
        ("When?{#6..4}", "Nobody could answer it: an answer from a greater number"),
        ("Pairs{=a -> b =c}", "A pair is written “= this -> that”, not “= c”."),
        ("{T}", "It has no text."),
        ("Who?{=%50%a}", "No answer earns 100 %."),
        (
            "Order{>1 ALL\none}",
            "Its grading (none named) became adjacent. Nobody could answer it: two",
        ),
    ],
)
def test_what_cannot_be_taken_is_an_error_with_its_reason(text, why):
    found = one(text)

    assert found.verdict == "error"
    assert found.draft is None
    assert " ".join(found.reasons).startswith(why)


def test_a_broken_question_leaves_the_next_ones_whole():
    found = read("First?{=a\n\n~b}\n\nNext?{T}\n\nLast?{F}\n")

    assert [(each.line, each.verdict) for each in found] == [
        (1, "error"), (3, "error"), (5, "ok"), (7, "ok"),
    ]  # fmt: skip


@pytest.mark.parametrize(("mark", "is_true"), [("T", 1), ("TRUE", 1), ("F", 0), ("FALSE", 0)])
def test_true_and_false(mark, is_true):
    assert body(f"The sun rises.{{ {mark} }}")["answer"] is bool(is_true)


def test_the_feedback_of_true_and_false_goes_to_who_chose_it():
    assert body("It is so.{F#wrong#right####because}") == {
        "text": {"en": "It is so."},
        "answer": False,
        "feedback_true": {"en": "wrong"},
        "feedback_false": {"en": "right"},
        "explanation": {"en": "because"},
    }


def test_a_short_answer_that_earns_all_stands_first():
    found = body("Where?{=%75%Nazereth#misspelled =Nazareth =%0%*#no}")

    assert found["answers"] == [
        {"key": "a1", "text": {"en": "Nazareth"}},
        {"key": "a2", "text": {"en": "Nazereth"}, "fraction": 75,
         "feedback": {"en": "misspelled"}},
        {"key": "a3", "text": {"en": "*"}, "fraction": 0, "feedback": {"en": "no"}},
    ]  # fmt: skip


def test_a_single_short_answer_needs_no_mark():
    assert one("Capital?{Erbil}").draft.body["answers"] == [{"key": "a1", "text": {"en": "Erbil"}}]


def test_true_in_small_letters_is_a_text_to_type_and_says_so():
    found = one("It is so.{true}")

    assert (found.type, found.verdict) == ("short_answer", "warning")
    assert found.reasons == ("It is a text to type: true or false is written in capitals.",)


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("#5:0.1", {"value": "5", "tolerance": "0.1"}),
        ("#=5", {"value": "5"}),
        ("#4..6", {"kind": "range", "min": "4", "max": "6"}),
        ("#-1.5..-.5", {"kind": "range", "min": "-1.5", "max": "-0.5"}),
        ("#1e3:0", {"value": "1000"}),
        ("#٣", {"value": "3"}),
    ],
)
def test_numbers_with_tolerance_and_range(written, answer):
    assert body(f"How many?{{{written}}}")["answers"] == [{**answer, "key": "a1"}]


def test_numbers_with_shares_and_a_word_to_all_others():
    found = one("When?{# =1822:0 =%50%1822:2 #near ~#Not at all}").draft.body["answers"]

    assert found == [
        {"key": "a1", "value": "1822"},
        {"key": "a2", "value": "1822", "tolerance": "2", "fraction": 50,
         "feedback": {"en": "near"}},
        {"key": "a3", "kind": "any", "fraction": 0, "feedback": {"en": "Not at all"}},
    ]  # fmt: skip


def test_pairs_with_an_option_left_over_and_one_for_two():
    found = body("Match{=a -> one =b->two = -> three =c -> one}")

    assert [(s["text"]["en"], s["match"]) for s in found["stems"]] == [
        ("a", "o1"), ("b", "o2"), ("c", "o1"),
    ]  # fmt: skip
    assert [o["text"]["en"] for o in found["options"]] == ["one", "two", "three"]


def test_an_arrow_among_choices_makes_no_pairs():
    assert one("How?{~go -> ask =look -> write}").type == "single_choice"


def test_a_missing_word_is_a_gap_with_a_list():
    found = one("Grant is {~buried =entombed} in\nGrant's tomb.")

    assert (found.type, found.title) == ("cloze", "Grant is _____ in Grant's tomb.")
    assert found.draft.body["text"] == {"en": "Grant is [[b1]] in Grant's tomb."}
    assert found.draft.body["blanks"] == [
        {"key": "b1", "type": "choice", "options": [
            {"key": "a", "text": {"en": "buried"}},
            {"key": "b", "text": {"en": "entombed"}, "correct": True},
        ]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "asked"),
    [
        ("He was from {~Jerusalem =Nazareth}.", "single_choice", "He was from _____."),
        ("Two and two is {=four =4}, is it?", "short_answer", "Two and two is _____, is it?"),
        ("Pi is {#3.14:0.01}.", "numeric", "Pi is _____."),
        ("It is so.{T} // so it is", "true_false", "It is so."),
        ('It is so{T}".', "true_false", 'It is so".'),
        ("The sun {T} rises.", "true_false", "The sun _____ rises."),
    ],
)
def test_what_follows_other_answers_leaves_a_line_to_fill(text, kind, asked):
    found = one(text)

    assert (found.type, found.draft.body["text"]) == (kind, {"en": asked})


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_an_essay_gets_a_plain_rubric_and_says_so(language):
    found = one("Describe it.{####Think of S1.}", language)

    assert (found.type, found.verdict, found.reasons) == ("essay", "warning", (ADDED,))
    (criterion,) = found.draft.body["rubric"]
    assert criterion["text"].keys() == {language}
    assert [level["points"] for level in criterion["levels"]] == [0, 1, 2]
    assert found.draft.body["explanation"] == {language: "Think of S1."}


def test_without_braces_it_is_something_to_read():
    assert one("::Intro::Read the next three.").type == "description"


def test_moodles_ordering_is_read_with_its_grading():
    found = one("::O::Order{>3 ALL VERTICAL ALL_OR_NOTHING SHOW none\none\n[plain]two\nthree\n}")

    assert found.draft.body["grading"] == "exact"
    assert [item["text"]["en"] for item in found.draft.body["items"]] == ["one", "two", "three"]


def test_what_moodles_ordering_draws_and_grades_otherwise_is_named():
    found = one("Order{>2 RANDOM VERTICAL ABSOLUTE_POSITION SHOW none\none\ntwo\nthree}")

    assert found.verdict == "warning"
    assert found.reasons == (
        "Every item is shown, not 2 of them.",
        "Its grading (ABSOLUTE_POSITION) became adjacent.",
    )


def test_escapes_are_undone_once():
    found = one(r"::A\:B::Which \{x\} is \~ \# \\n\nnew \q?{= \= 2 ~ \\\\}")

    assert found.title == "A:B"
    assert found.draft.body["text"] == {"en": "Which {x} is ~ # \\n\nnew \\q?"}
    assert [o["text"]["en"] for o in found.draft.body["options"]] == ["= 2", "\\\\"]


def test_comments_are_passed_over_and_hold_idnumber_and_tags():
    found = one(
        "// [id:q\\]7] [tag:one] and [tag:two words]\n"
        "::T::Is it?\n// [tag:three]\n{=yes\n  // not this: =maybe\n~no}\n// end"
    )

    assert found.line == 2
    assert found.draft.idnumber == "q]7"
    assert found.draft.tags == ("one", "two words", "three")
    assert [o["text"]["en"] for o in found.draft.body["options"]] == ["yes", "no"]


def test_a_category_holds_for_what_follows():
    found = read(
        "Before{T}\n\n$CATEGORY: $course$/top/A//B/C: d\n\nIn{T}\n\n"
        "$CATEGORY: tom/dick\nAt once{T}\n\n$CATEGORY: top\n\nAt the root{T}"
    )

    assert [each.draft.category for each in found] == [
        (), ("A/B", "C: d"), ("tom", "dick"), (),
    ]  # fmt: skip
    assert [each.line for each in found] == [1, 5, 8, 12]


def test_comments_alone_are_no_question():
    assert read("// one\n// [tag:x]\n\n\n// two\n") == []


def test_html_is_read_as_text_and_an_image_is_named():
    found = one('[html]<p>Look &amp; <b>tell</b></p><img src\\="x.png">{=[plain]<b> ~no}')

    assert found.verdict == "warning"
    assert "x.png" in " ".join(found.reasons)
    assert found.draft.body["text"] == {"en": "Look & tell"}
    assert found.draft.body["options"][0]["text"] == {"en": "<b>"}


def test_the_questions_format_holds_for_its_answers():
    found = body("[html]Is it?{=<i>yes</i>#<b>Right</b> ~[moodle]a < b}")

    assert found["options"][0]["text"] == {"en": "yes"}
    assert found["options"][0]["feedback"] == {"en": "Right"}
    assert found["options"][1]["text"] == {"en": "a < b"}


def test_lines_keep_their_indent_where_it_means_something():
    found = body("[markdown]Nested:\n\\n- one\n    - two\n- three{T}")

    assert [line.strip(" -") for line in found["text"]["en"].split("\n") if line] == [
        "Nested:", "one", "two", "three",
    ]  # fmt: skip


def test_markdown_is_read_as_text():
    assert body("[markdown]Who is **buried** there?{=no one}")["text"] == {
        "en": "Who is buried there?"
    }


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_end_and_a_mark_at_the_start(end):
    found = read("\ufeffFirst?{T}\n\n\nNext{\n=a\n~b\n}".replace("\n", end))

    assert [(each.line, each.type) for each in found] == [(1, "true_false"), (4, "single_choice")]


def test_a_very_long_line_is_read():
    found = one("x" * 300_000 + "{=" + " " * 300_000 + "a ~b}")

    assert found.verdict == "ok"
    assert len(found.title) <= 120


def test_a_title_without_text_is_asked():
    found = one("::Is the sun hot?::{T}")

    assert found.draft.body["text"] == {"en": "Is the sun hot?"}
    assert found.reasons == ("It has no text: its title is asked.",)


def test_a_number_with_many_digits_is_rounded_and_named():
    found = one("Pi?{#3.141592653589793:0.01}")

    assert found.draft.body["answers"][0]["value"] == "3.14159265359"
    assert found.reasons == (
        "The number 3.141592653589793 became 3.14159265359: it has 12 digits after the point.",
    )


def test_right_options_that_do_not_add_up_are_brought_to_all():
    found = one("Which?{~%33%a ~%33%b ~%33%c ~%-50%d}")

    assert [o["fraction"] for o in found.draft.body["options"]] == ["33.33333"] * 3 + [-50]
    assert found.reasons == ("The right options earned 99 % together; it became 100 %.",)


def test_shares_that_miss_much_stay_an_error():
    assert one("Which?{~%13%a ~%29%b ~c}").verdict == "error"


def test_lines_of_code_stay_lines():
    asked = body("[html]<p>Which?</p>\n<pre>\n  a \\{\n  b();\n</pre>{}")["text"]["en"]

    assert asked == "Which?\na {\nb();"


def test_brackets_beside_a_missing_word_are_no_gap():
    assert body("By [[b7]] {=law ~habit} we live.")["text"] == {"en": "By [ [b7]] [[b1]] we live."}

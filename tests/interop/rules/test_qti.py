"""QTI items: what comes in, what is named, and what cannot come."""

from __future__ import annotations

import pytest

from tests.interop.qti import BY_KEY, BY_POINTS, CHOICES, ENTRY, declared, item, newer, read


def body(xml, kind):
    """The same question in each version."""
    (old,), (new,) = read(xml), read(newer(xml))
    assert old.draft is not None, old
    assert old == new
    assert old.type == kind
    assert (old.draft.idnumber, old.title, old.line) == ("i1", "An item", 2)
    return old.draft.body


def test_a_single_choice():
    xml = item(declared(["B"]), "<p>Read.</p>" + CHOICES.format(most=1), BY_KEY)
    found = body(xml, "single_choice")

    assert found["text"] == {"en": "Read.\nWhich?"}
    assert [each.get("correct", False) for each in found["options"]] == [False, True, False]
    assert found["options"][1]["feedback"] == {"en": "near"}
    assert found["options"][2]["last"] is True
    assert "shuffle" not in found


def test_several_by_key_are_all_or_nothing_and_by_points_weights():
    points = [("A", "1"), ("B", "3"), ("C", "-2")]
    head = declared(["A", "B"], cardinality="multiple", points=points)
    by_key = body(item(head, CHOICES.format(most=0), BY_KEY), "multiple_response")
    by_points = body(item(head, CHOICES.format(most=0), BY_POINTS), "multiple_response")

    assert by_key["grading"] == "all_or_nothing"
    assert [each.get("correct", False) for each in by_key["options"]] == [True, True, False]
    assert by_points["grading"] == "weights"
    assert [each["fraction"] for each in by_points["options"]] == [25, 75, -50]


def test_what_is_not_mapped_costs_the_default():
    head = declared(["A"], cardinality="multiple", points=[("A", "1"), ("B", "1")])
    head = head.replace('defaultValue="0"', 'defaultValue="-3"')
    (found,) = read(item(head, CHOICES.format(most=0), BY_POINTS))

    assert [each["fraction"] for each in found.draft.body["options"]] == [50, 50, -100]
    assert "no more" in found.reasons[0]


def test_lines_to_match():
    sets = "".join(
        "<simpleMatchSet>" + "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name.upper()}'
            "</simpleAssociableChoice>" for name in names
        ) + "</simpleMatchSet>" for names in ("ab", "xyz")
    )  # fmt: skip
    inside = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>M</prompt>{sets}'
    head = declared(["a y", "b x"], cardinality="multiple", base="directedPair")
    found = body(item(head, inside + "</matchInteraction>"), "matching")

    assert [(each["text"]["en"], each["match"]) for each in found["stems"]] == [
        ("A", "o2"), ("B", "o1"),
    ]  # fmt: skip
    assert [each["text"]["en"] for each in found["options"]] == ["X", "Y", "Z"]

    twice = declared(["a y", "a x"], cardinality="multiple", base="directedPair")
    (dropped,) = read(item(twice, inside + "</matchInteraction>"))
    assert dropped.verdict == "dropped"


def test_pairs_to_associate():
    choices = "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}</simpleAssociableChoice>'
        for name in "abcd"
    )
    inside = f'<associateInteraction responseIdentifier="RESPONSE"><prompt>P</prompt>{choices}'
    head = declared(["a b", "c d"], cardinality="multiple", base="pair")
    found = body(item(head, inside + "</associateInteraction>"), "matching")

    assert [each["text"]["en"] for each in found["stems"]] == ["a", "c"]
    assert [each["text"]["en"] for each in found["options"]] == ["b", "d"]


def test_items_to_order():
    inside = CHOICES.format(most=0).replace("choiceInteraction", "orderInteraction")
    xml = item(declared(["C", "A", "B"], cardinality="ordered"), inside)
    found = body(xml, "ordering")

    assert [each["text"]["en"] for each in found["items"]] == ["c", "a", "b"]
    assert found["grading"] == "exact"


def test_a_text_to_type():
    points = [("near*", "0.5"), ("far", "1")]
    xml = item(declared(["far"], base="string", points=points), ENTRY, BY_POINTS)
    found = body(xml, "short_answer")

    assert found["text"] == {"en": "How far?"}
    assert [(each["text"]["en"], each.get("fraction")) for each in found["answers"]] == [
        ("far", None), (r"near\*", 50),
    ]  # fmt: skip
    assert "case" not in found
    assert body(item(declared(["Far"], base="string"), ENTRY, BY_KEY), "short_answer")["case"]


@pytest.mark.parametrize(
    ("mode", "tolerance", "fields"),
    [
        ("exact", "", {}),
        ("absolute", "0.5 0.5", {"tolerance": "0.5"}),
        ("relative", "10", {"tolerance": "0.1", "kind": "relative"}),
    ],
)
def test_a_number_to_type(mode, tolerance, fields):
    equal = (
        "<responseProcessing><responseCondition><responseIf>"
        f'<equal toleranceMode="{mode}" tolerance="{tolerance}"><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></equal></responseIf></responseCondition>'
        "</responseProcessing>"
    )
    found = body(item(declared(["2.5"], base="float"), ENTRY, equal), "numeric")

    assert found["answers"] == [{"key": "a1", "value": "2.5", **fields}]


def test_gaps_in_a_text():
    choice = (
        '<inlineChoiceInteraction responseIdentifier="R2"><inlineChoice identifier="A">x'
        '</inlineChoice><inlineChoice identifier="B">y</inlineChoice></inlineChoiceInteraction>'
    )
    head = declared(["far"], base="string") + declared(["B"], name="R2")
    found = body(item(head, f"{ENTRY}<p>Go {choice}, then.</p>"), "cloze")

    assert found["text"] == {"en": "How far? [[b1]]\nGo [[b2]], then."}
    assert [blank["type"] for blank in found["blanks"]] == ["short_answer", "choice"]
    assert [each.get("correct", False) for each in found["blanks"][1]["options"]] == [False, True]


def test_words_to_put_into_gaps():
    inside = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill</prompt>'
        '<gapText identifier="w" matchMax="1">one</gapText><gapText identifier="v" matchMax="1">'
        'two</gapText><p>A <gap identifier="g"/>.</p></gapMatchInteraction>'
    )
    head = declared(["v g"], cardinality="multiple", base="directedPair")
    found = body(item(head, inside), "cloze")
    points = [("w g", "-1"), ("v g", "1")]
    mapped = declared([], cardinality="multiple", base="directedPair", points=points)

    assert body(item(mapped, inside), "cloze") == found
    assert found["text"] == {"en": "Fill\nA [[b1]]."}
    assert [each["text"]["en"] for each in found["blanks"][0]["options"]] == ["one", "two"]
    assert found["blanks"][0]["options"][1]["correct"] is True


@pytest.mark.parametrize(
    ("name", "kind"),
    [("extendedTextInteraction", "essay"), ("uploadInteraction", "file_evidence")],
)
def test_what_a_trainer_marks_needs_no_key(name, kind):
    inside = f'<{name} responseIdentifier="RESPONSE"><prompt>Do it.</prompt></{name}>'
    points = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" '
    found = body(item(points + 'normalMaximum="4"/>', inside), kind)

    assert found["mark"] == 4
    assert [level["points"] for level in found["rubric"][0]["levels"]] == [0, 4]


def test_feedback_of_options_of_verdicts_and_of_all():
    said = "".join(
        f'<modalFeedback outcomeIdentifier="F" identifier="{name}" showHide="show">{name}!'
        "</modalFeedback>"
        for name in ("A", "correct", "INCORRECT", "hm")
    )
    found = body(item(declared(["A"]), CHOICES.format(most=1), said), "single_choice")

    assert found["options"][0]["feedback"] == {"en": "A!"}
    assert found["feedback"] == {"correct": {"en": "correct!"}, "incorrect": {"en": "INCORRECT!"}}
    assert found["explanation"] == {"en": "hm!"}


def test_what_is_dropped_is_named():
    inside = (
        '<rubricBlock view="scorer"><p>secret</p></rubricBlock><p><img src="i/m.png" alt=""/></p>'
    )
    xml = item(declared(["A"]), inside + CHOICES.format(most=1), '<stylesheet href="s.css"/>')
    (found,) = read(xml)

    assert found.verdict == "warning"
    assert "secret" not in found.draft.body["text"]["en"]
    for word in ("rubric block", "m.png", "style sheet"):
        assert any(word in sentence for sentence in found.reasons)


@pytest.mark.parametrize(
    "name",
    ["hotspotInteraction", "graphicOrderInteraction", "sliderInteraction", "mediaInteraction",
     "drawingInteraction", "customInteraction", "hottextInteraction", "endAttemptInteraction"],
)  # fmt: skip
def test_what_has_no_place_here_is_dropped_by_name(name):
    (found,) = read(item(declared(["A"]), f'<p>x</p><{name} responseIdentifier="RESPONSE"/>'))

    assert found.verdict == "dropped"
    assert name.lower() in found.reasons[-1]


@pytest.mark.parametrize(
    ("more", "tail"),
    [(' adaptive="true"', ""), ("", '<templateDeclaration identifier="T"/>')],
)
def test_adaptive_and_templated_items_are_dropped(more, tail):
    xml = item(declared(["A"]), CHOICES.format(most=1), tail)
    (found,) = read(xml.replace(' adaptive="false"', more))

    assert found.verdict == "dropped"


@pytest.mark.parametrize("head", ["", declared([]), declared(["Z"])])
def test_an_item_without_a_key_is_an_error(head):
    (found,) = read(item(head, CHOICES.format(most=1)))

    assert found.verdict == "error"
    assert found.title == "An item"

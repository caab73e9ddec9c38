from __future__ import annotations

import pytest

from tests.interop.rules.qti_items import (
    MAP,
    MATCH,
    SINGLE,
    V21,
    V30,
    body,
    choice,
    declared,
    item,
    mapping,
    one,
    said,
)


def marked(data):
    return [(o["text"]["en"], o.get("correct", False)) for o in body(data)["options"]]


def test_a_single_choice_has_its_right_option():
    found = one(SINGLE)

    assert (found.type, found.verdict, found.title) == ("single_choice", "ok", "Arrest")
    assert found.draft.idnumber == "q1"
    assert found.draft.body == {
        "text": {"en": "Read.\nWho may arrest?"},
        "options": [
            {"key": "a", "text": {"en": "Anyone"}},
            {"key": "b", "text": {"en": "An officer"}, "correct": True},
            {"key": "c", "text": {"en": "A guard"}},
        ],
    }


def test_qti_3_reads_as_qti_2_does():
    data = f"""<qti-assessment-item xmlns="{V30}" identifier="q1" title="Arrest">
    <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
      <qti-correct-response><qti-value>B</qti-value></qti-correct-response>
    </qti-response-declaration>
    <qti-item-body><p>Read.</p>
      <qti-choice-interaction response-identifier="RESPONSE" max-choices="1" shuffle="true">
        <qti-prompt>Who may arrest?</qti-prompt>
        <qti-simple-choice identifier="A">Anyone</qti-simple-choice>
        <qti-simple-choice identifier="B">An officer</qti-simple-choice>
        <qti-simple-choice identifier="C">A guard</qti-simple-choice>
      </qti-choice-interaction></qti-item-body>
    <qti-response-processing
      template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
    </qti-assessment-item>""".encode()

    assert one(data) == one(SINGLE)


def test_any_namespace_or_none_will_do():
    prefixed = item(declared("B"), choice("a", "b"), space=V21).decode()
    prefixed = prefixed.replace('xmlns="', 'xmlns:q="').replace("</", "</q:")
    prefixed = prefixed.replace("<q:", "</q:").replace("<", "<q:").replace("<q:/q:", "</q:")
    prefixed = prefixed.replace("<q:?xml", "<?xml")
    bare = item(declared("B"), choice("a", "b")).replace(b"xmlns=", b"x=")

    assert marked(prefixed.encode()) == marked(bare) == [("a", False), ("b", True)]


def test_fixed_choices_stay_last_and_order_is_kept_without_shuffle():
    last = body(item(declared("A"), choice("a", "b", "none", fixed="C")))
    kept = body(item(declared("A"), choice("a", "b", attributes='maxChoices="1"')))
    first = item(declared("A"), choice("a", "b", "c", fixed="A"))

    assert [o.get("last", False) for o in last["options"]] == [False, False, True]
    assert "shuffle" not in last
    assert kept["shuffle"] is False
    assert "keeps its place" in said(first)
    assert body(item(declared("A"), choice("a", "b", fixed="AB")))["shuffle"] is False


def test_true_and_false_stay_a_single_choice():
    assert one(item(declared("A"), choice("True", "False"))).type == "single_choice"


def test_a_mapping_of_one_choice_gives_shares():
    data = item(
        declared(mapping=mapping({"A": 2, "B": 1, "C": -1})), choice("a", "b", "c", "d"), MAP
    )

    assert [(o.get("correct"), o.get("fraction")) for o in body(data)["options"]] == [
        (True, None), (None, 50), (None, -50), (None, None),
    ]  # fmt: skip


def many(declaration, processing):
    return item(declaration, choice("a", "b", "c", attributes='maxChoices="0"'), processing)


def test_match_correct_is_all_or_nothing():
    found = one(many(declared("A", "C", many=True), MATCH))

    assert (found.type, found.verdict) == ("multiple_response", "ok")
    assert found.draft.body["grading"] == "all_or_nothing"
    assert [o.get("correct", False) for o in found.draft.body["options"]] == [True, False, True]


def test_a_mapping_becomes_weights():
    bounds = 'lowerBound="0" upperBound="2" defaultValue="-2"'
    data = many(declared("A", "C", many=True, mapping=mapping({"A": 1, "C": 1}, bounds)), MAP)

    assert body(data)["grading"] == "weights"
    assert [o.get("fraction") for o in body(data)["options"]] == [50, -100, 50]
    assert one(data).verdict == "ok"


def test_thirds_are_weights_too():
    data = many(declared(many=True, mapping=mapping({"A": 1, "B": 1, "C": 1})), MAP)

    assert body(data)["grading"] == "weights"
    assert {o["fraction"] for o in body(data)["options"]} == {"33.33333"}


def test_a_mapping_that_is_full_before_all_are_chosen_is_all_or_nothing():
    found = mapping({"A": 1, "B": 1, "C": 1}, 'upperBound="2"')
    data = many(declared("A", "B", many=True, mapping=found), MAP)

    assert body(data)["grading"] == "all_or_nothing"
    assert [o.get("correct", False) for o in body(data)["options"]] == [True, True, False]
    assert "100 %" in said(data)


def test_a_mapping_that_is_not_used_is_not_the_key():
    data = many(declared("A", many=True, mapping=mapping({"B": 1})), MATCH)

    assert marked(data) == [("a", True), ("b", False), ("c", False)]


def test_an_inline_feedback_is_its_options():
    inner = (
        'no<feedbackInline identifier="A" outcomeIdentifier="F"> — Not <b>so</b>.</feedbackInline>'
    )
    options = body(item(declared("B"), choice(inner, "yes")))["options"]

    assert options[0] == {"key": "a", "text": {"en": "no"}, "feedback": {"en": "Not so."}}


def feedback(identifier, text, show="show"):
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{identifier}"'
        f' showHide="{show}"><p>{text}</p></modalFeedback>'
    )


PROCESSING = """<responseProcessing><responseCondition><responseIf>
<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">F1</baseValue>
</setOutcomeValue></responseIf><responseElse>
<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">F2</baseValue>
</setOutcomeValue></responseElse></responseCondition></responseProcessing>"""


def test_modal_feedback_goes_where_the_processing_says():
    after = feedback("F1", "Well done") + feedback("F2", "No") + feedback("x", "Odd")
    data = item(declared("B"), choice("a", "b"), PROCESSING, after=after)

    assert body(data)["feedback"] == {"correct": {"en": "Well done"}, "incorrect": {"en": "No"}}
    assert one(data).reasons == (
        "The feedback “Odd” is left out: when it shows is not understood.",
    )


def test_modal_feedback_named_like_a_choice_is_its_options():
    data = item(declared("B"), choice("a", "b"), after=feedback("A", "Not a"))

    assert body(data)["options"][0]["feedback"] == {"en": "Not a"}
    assert "feedback" not in body(data)


def test_feedback_that_always_shows_is_the_explanation():
    outcome = (
        '<outcomeDeclaration identifier="FEEDBACK" baseType="identifier" cardinality="single">'
        "<defaultValue><value>YES</value></defaultValue></outcomeDeclaration>"
    )
    data = item(declared("B") + outcome, choice("a", "b"), after=feedback("YES", "See law 5"))

    assert body(data)["explanation"] == {"en": "See law 5"}
    assert one(data).verdict == "ok"


def test_hidden_feedback_is_for_the_others():
    after = feedback("correct", "Yes") + feedback("correct", "No", "hide")
    data = item(declared("B"), choice("a", "b"), after=after)

    assert body(data)["feedback"] == {"correct": {"en": "Yes"}, "incorrect": {"en": "No"}}


CUSTOM = """<responseProcessing><responseCondition><responseIf>
<match><variable identifier="RESPONSE"/><baseValue baseType="identifier">A</baseValue></match>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
</responseIf></responseCondition></responseProcessing>"""


@pytest.mark.parametrize(
    ("processing", "words"),
    [
        (CUSTOM, "is not understood: the key is taken from its correctResponse"),
        ('<responseProcessing template="http://x/own.xml"/>', "is not understood"),
        ("", "has no response processing: the key is taken"),
    ],
)
def test_a_scoring_that_is_not_understood_is_named(processing, words):
    data = item(declared("B"), choice("a", "b"), processing)

    assert one(data).verdict == "warning"
    assert marked(data) == [("a", False), ("b", True)]
    assert words in said(data)


def test_the_standard_templates_written_out_are_understood():
    assert one(item(declared("B"), choice("a", "b"), PROCESSING)).verdict == "ok"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (item(declared(), choice("a", "b")), "no key"),
        (item("", choice("a", "b")), "no key"),
        (item(declared("Z"), choice("a", "b")), "none of the choices"),
        (item(declared("A", "B"), choice("a", "b")), "more than one"),
        (item(declared("A"), choice("a")), "fewer than two"),
        (item(declared("A"), choice("a", "")), "no text"),
        (item(declared(mapping=mapping({"A": -1})), choice("a", "b"), MAP), "earns anything"),
        (SINGLE.replace(b'identifier="C"', b'identifier="A"'), "2 “simpleChoice” have the same"),
        (item(declared("A") + declared("B"), choice("a", "b")), "2 responses have the same"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(data, words):
    found = one(data)

    assert found.verdict == "error"
    assert found.draft is None
    assert words in found.reasons[-1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (item(declared("A"), choice("a", "b") * 2), "several interactions"),
        (SINGLE.replace(b'adaptive="false"', b'adaptive="true"'), "adaptive"),
        (item(declared("A") + "<templateDeclaration/>", choice("a", "b")), "template"),
        (item(declared("A"), "<printedVariable/>" + choice("a", "b")), "variable"),
    ],
)
def test_items_of_a_kind_that_is_not_here_are_dropped(data, words):
    found = one(data)

    assert (found.verdict, found.draft) == ("dropped", None)
    assert words in found.reasons[-1]


def test_pictures_styles_and_rubrics_are_named_and_alternatives_stay():
    inner = (
        '<p>Look: <img src="a.png" alt="a road"/> H<sub>2</sub>O<sup>3</sup></p>'
        '<rubricBlock view="scorer"><p>Be kind</p></rubricBlock><img src="b.png" alt=""/>'
        '<p><audio src="s.mp3"/><a href="http://x/">there</a></p><ul><li>one</li></ul>'
    )
    data = item(
        '<stylesheet href="s.css" type="text/css"/>' + declared("A"), inner + choice("a", "b")
    )

    assert body(data)["text"]["en"] == "Look: a road H₂O³\nthere\none\nWho may arrest?"
    for words in ("a.png", "b.png", "Be kind", "s.css", "s.mp3", "http://x/"):
        assert words in said(data)


def test_formulas_keep_what_they_say():
    formula = (
        '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:msup><m:mi>e</m:mi><m:mn>2</m:mn>'
        "</m:msup><m:mo>=</m:mo><m:mfrac><m:mn>1</m:mn><m:mi>x</m:mi></m:mfrac></m:math>"
    )
    data = item(declared("A"), choice("a", "b", prompt=formula))

    assert body(data)["text"]["en"] == "e²=(1)/(x)"
    assert one(data).reasons == ("A formula is written as plain text.",)


def test_points_are_the_greatest_score():
    outcome = (
        '<outcomeDeclaration identifier="{}" cardinality="single" baseType="float"{}>'
        "<defaultValue><value>{}</value></defaultValue></outcomeDeclaration>"
    )
    points = item(declared("A") + outcome.format("MAXSCORE", "", "4.0"), choice("a", "b"))
    odd = item(declared("A") + outcome.format("MAXSCORE", "", "2.5"), choice("a", "b"))

    assert body(points)["mark"] == 4
    assert "mark" not in body(odd)
    assert "2.5" in said(odd)


def test_an_item_without_interaction_is_something_to_read():
    found = one(item("", "<p>Read this.</p>", ""))

    assert (found.type, found.verdict) == ("description", "warning")
    assert found.draft.body["text"] == {"en": "Read this."}


def test_a_line_is_where_the_item_begins():
    assert one(b"\n" + SINGLE.split(b"?>", 1)[1]).line == 2

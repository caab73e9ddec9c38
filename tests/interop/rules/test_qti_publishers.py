"""What items of other publishers do that the standard's own examples do not."""

from __future__ import annotations

import pytest

from lms.interop.rules.rubric import ADDED_FOR
from tests.interop.rules.qti_items import (
    MAP,
    MATCH,
    body,
    choice,
    declared,
    item,
    mapping,
    one,
    read,
    said,
    zipped,
)

RIGHT = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
TOTAL = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
FIELD = '<textEntryInteraction responseIdentifier="{}"/>'
MANY = choice("a", "b", "c", attributes='maxChoices="0"')


def score(value, outcome="SCORE"):
    return f'<setOutcomeValue identifier="{outcome}">{value}</setOutcomeValue>'


def condition(asked, *rules):
    inner = "".join(rules)
    return f"<responseCondition><responseIf>{asked}{inner}</responseIf></responseCondition>"


def processing(*rules):
    return f"<responseProcessing>{''.join(rules)}</responseProcessing>"


def test_points_that_count_for_the_whole_key_only_are_all_or_nothing():
    points = declared("A", "B", many=True, mapping=mapping({"A": 1, "B": 1}))
    mapped = score('<sum><variable identifier="SCORE"/><mapResponse identifier="RESPONSE"/></sum>')

    whole = body(item(TOTAL + points, MANY, processing(condition(RIGHT, mapped))))
    parts = body(item(TOTAL + points, MANY, processing(mapped)))

    assert (whole["grading"], parts["grading"]) == ("all_or_nothing", "weights")


def test_a_mapping_with_tolerance_is_the_key():
    points = declared("12", base="float", mapping=mapping({"12": 2, "13": 1}))
    near = '<mapTolResponse identifier="RESPONSE" tolerance="0.5" toleranceMode="absolute"/>'
    found = body(
        item(points, f"<p>How far? {FIELD.format('RESPONSE')}</p>", processing(score(near)))
    )

    assert found["answers"] == [
        {"key": "a1", "value": "12", "tolerance": "0.5"},
        {"key": "a2", "value": "13", "tolerance": "0.5", "fraction": 50},
    ]


def test_other_words_that_cost_points_are_named():
    points = declared(base="string", mapping=mapping({"law": 1}, 'defaultValue="-1"'))

    assert "would take something away" in said(
        item(points, f"<p>{FIELD.format('RESPONSE')}</p>", MAP)
    )


def test_an_item_inside_of_an_item_is_a_part_of_it():
    data = item(declared("A"), choice("a", "b"), "<assessmentItem/>")

    assert one(data).type == "single_choice"


def test_a_key_that_only_the_processing_names_is_taken_and_said():
    literal = '<stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>{}</stringMatch>'
    asked = literal.format("<baseValue baseType='string'>law</baseValue>")
    rules = processing(condition(asked, score("<baseValue baseType='float'>1</baseValue>")))
    data = item(declared(base="string"), f"<p>Which? {FIELD.format('RESPONSE')}</p>", rules)

    assert body(data)["answers"] == [{"key": "a1", "text": {"en": "law"}}]
    assert said(data) == "Its key is taken from its response processing."


def test_letters_that_may_differ_are_named():
    points = declared("jail", base="string", mapping=mapping({"jail": 1, "gaol": 1}))
    near = '<mapTolResponse identifier="RESPONSE" tolerance="2" toleranceMode="absolute"/>'
    data = item(points, f"<p>Where? {FIELD.format('RESPONSE')}</p>", processing(score(near)))

    assert [each["text"]["en"] for each in body(data)["answers"]] == ["jail", "gaol"]
    assert said(data) == "That 2 letters may differ is left out."


def test_answers_that_may_not_be_given_twice_are_named_and_listed_once():
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="1"/>' for key in ("law", "right", "law")
    )
    points = f'<mapping defaultValue="0">{entries}</mapping>'
    keys = "".join(
        declared(base="string", mapping=points, name=name) for name in ("RESPONSE", "R2")
    )
    same = (
        '<not><stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>'
        '<variable identifier="R2"/></stringMatch></not>'
    )
    rules = (
        score('<mapResponse identifier="RESPONSE"/>'),
        condition(same, score('<mapResponse identifier="R2"/>')),
    )
    data = item(
        keys, f"<p>{FIELD.format('RESPONSE')} and {FIELD.format('R2')}</p>", processing(*rules)
    )

    assert said(data) == "That the same answer may not be given to two gaps is left out."
    for blank in body(data)["blanks"]:
        assert [each["text"]["en"] for each in blank["answers"]] == ["law", "right"]


def test_wrong_pairs_that_cost_points_are_named():
    words = "".join(f'<gapText identifier="{name}" matchMax="0">{name}</gapText>' for name in "WV")
    text = (
        f'<gapMatchInteraction responseIdentifier="RESPONSE">{words}<p><gap identifier="G"/></p>'
        "</gapMatchInteraction>"
    )
    points = declared("W G", base="directedPair", many=True,
                      mapping=mapping({"W G": 1}, 'defaultValue="-1"'))  # fmt: skip

    assert "That a wrong pair takes points away is left out." in said(item(points, text, MAP))


def test_what_neither_has_a_key_nor_is_scored_is_an_opinion():
    found = one(item(declared(), choice("1", "2", "3"), ""))

    assert (found.type, found.verdict) == ("likert", "warning")
    assert [each["text"]["en"] for each in found.draft.body["scale"]] == ["1", "2", "3"]
    assert "never counted" in found.reasons[0]


@pytest.mark.parametrize(("head", "rules"), [(TOTAL, ""), ("", MATCH)])
def test_what_is_scored_without_a_key_is_an_error(head, rules):
    found = one(item(head + declared(), choice("1", "2"), rules))

    assert found.verdict == "error"
    assert found.reasons == ("It has no key: neither a correctResponse nor a mapping.",)


def test_feedback_may_hang_on_an_outcome_that_is_only_true():
    rules = processing(
        condition(RIGHT, score("<baseValue baseType='identifier'>correct</baseValue>", "BASIC")),
        score(
            '<and><match><baseValue baseType="identifier">correct</baseValue>'
            '<variable identifier="BASIC"/></match></and>', "SHOWN",
        ),
    )  # fmt: skip
    after = (
        '<modalFeedback identifier="true" outcomeIdentifier="SHOWN" showHide="show">Well done'
        "</modalFeedback>"
    )
    found = body(item(declared("A"), choice("a", "b"), rules, after=after))

    assert found["feedback"] == {"correct": {"en": "Well done"}}


def test_feedback_that_the_right_choice_shows_and_hides_is_all_kept():
    inline = '<feedbackInline outcomeIdentifier="F" identifier="A">Yes.</feedbackInline>'
    after = "".join(
        f'<modalFeedback outcomeIdentifier="F" identifier="A" showHide="{shown}">{words}'
        "</modalFeedback>" for shown, words in (("show", "That is it."), ("hide", "It is a."))
    )  # fmt: skip
    rules = processing(condition(RIGHT, score("<baseValue baseType='float'>1</baseValue>")),
                       score('<variable identifier="RESPONSE"/>', "F"))  # fmt: skip
    found = body(item(TOTAL + declared("A"), choice(f"a{inline}", "b"), rules, after=after))

    assert found["options"][0]["feedback"] == {"en": "Yes.\nThat is it."}
    assert found["feedback"] == {"incorrect": {"en": "It is a."}}


def test_a_key_that_nothing_asks_for_is_named():
    found = one(item(declared("A") + declared("A", name="OTHER"), choice("a", "b")))

    assert found.type == "single_choice"
    assert found.reasons[-1] == "The key of “OTHER”, which nothing asks, is left out."


def test_a_key_without_anything_to_answer_is_an_error():
    found = one(item(declared("A"), "<p>Read <textentryinteraction/>.</p>", ""))

    assert (found.verdict, found.draft) == ("error", None)
    assert "nothing that could be answered" in found.reasons[-1]


def test_what_scorers_are_told_is_what_is_looked_at():
    told = '<rubricBlock view="scorer tutor"><p>Names the law</p></rubricBlock>'
    essay = '<extendedTextInteraction responseIdentifier="RESPONSE"/><rubricBlock view="scorer"/>'
    found = one(item(declared(base="string"), f"<p>Why?</p>{told}{essay}", ""))

    assert found.reasons == (ADDED_FOR,)
    assert found.draft.body["rubric"][0]["text"] == {"en": "Names the law"}
    assert found.draft.body["text"] == {"en": "Why?"}


def test_what_the_trainee_is_told_stays_in_the_text():
    told = '<rubricBlock view="candidate scorer"><p>Take your time.</p></rubricBlock>'
    found = one(item(declared("A"), told + choice("a", "b")))

    assert (found.verdict, found.draft.body["text"]) == (
        "ok", {"en": "Take your time.\nWho may arrest?"},
    )  # fmt: skip


def test_where_any_file_is_taken_pictures_and_texts_are():
    data = item(declared(base="file"), '<uploadInteraction responseIdentifier="RESPONSE"/>', "")

    assert body(data)["accept"] == ["image", "text"]
    assert "any file was allowed" in said(data)


def test_labelled_areas_of_a_picture_are_asked_in_words():
    areas = "".join(
        f'<hotspotChoice identifier="{name}" hotspotLabel="{label}" shape="circle" coords="1,1,1"/>'
        for name, label in (("A", "Gate"), ("B", "Yard"))
    )
    picture = '<object data="yard.png" type="image/png"/>'
    asked = (
        '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Where?</prompt>'
        f"{picture}{areas}</hotspotInteraction>"
    )
    found = one(item(declared("B"), asked))

    assert (found.type, found.verdict) == ("single_choice", "warning")
    assert [each["text"]["en"] for each in found.draft.body["options"]] == ["Gate", "Yard"]
    assert found.draft.body["options"][1]["correct"]
    assert "asked by the labels" in found.reasons[0]
    assert one(item(declared("B"), asked.replace(' hotspotLabel="Gate"', ""))).verdict == "dropped"


def test_brackets_of_the_text_are_no_gap():
    data = item(declared("law", base="string"), f"<p>[[b7]] {FIELD.format('RESPONSE')} rules</p>")

    assert body(data)["text"] == {"en": "[ [b7]] [[b1]] rules"}


def test_a_broken_manifest_is_named_and_hides_no_item():
    single = item(declared("A"), choice("a", "b"))
    found = read(zipped({"imsmanifest.xml": "<manifest>", "a.xml": single}))

    assert [(each.type, each.verdict) for each in found] == [
        ("manifest", "dropped"), ("single_choice", "ok"),
    ]  # fmt: skip
    assert found[0].reasons[0].endswith("The items are read in the order of the zip.")

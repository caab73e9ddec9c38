"""Gaps, typed answers, texts and files of QTI, and what is not here."""

from __future__ import annotations

import pytest

from lms.interop.rules.rubric import ADDED
from tests.interop.rules.qti_items import (
    MAP,
    MATCH,
    body,
    choice,
    declared,
    item,
    mapping,
    one,
    said,
)

FIELD = '<textEntryInteraction responseIdentifier="{}" expectedLength="10"/>'
FIELD_1 = FIELD.format("RESPONSE")


def typed(declaration, processing=MATCH, text=f"<p>Capital? {FIELD_1}</p>"):
    return item(declaration, text, processing)


def test_a_field_after_its_text_is_a_short_answer():
    found = one(typed(declared("Erbil", base="string")))

    assert (found.type, found.verdict) == ("short_answer", "ok")
    assert found.draft.body == {
        "text": {"en": "Capital? _____"},
        "answers": [{"key": "a1", "text": {"en": "Erbil"}}],
        "case": True,
    }


def test_mapped_answers_earn_their_shares_and_stars_are_letters():
    entries = (
        '<mapping><mapEntry mapKey="half*" mappedValue="1" caseSensitive="false"/>'
        '<mapEntry mapKey="whole" mappedValue="2" caseSensitive="false"/>'
        '<mapEntry mapKey="bad" mappedValue="-2" caseSensitive="false"/></mapping>'
    )
    data = typed(declared("whole", base="string", mapping=entries), MAP)

    assert body(data)["answers"] == [
        {"key": "a1", "text": {"en": "whole"}},
        {"key": "a2", "text": {"en": r"half\*"}, "fraction": 50},
        {"key": "a3", "text": {"en": "bad"}, "fraction": 0},
    ]
    assert "case" not in body(data)
    assert "earns nothing" in said(data)


def test_capitals_do_not_matter_where_the_processing_says_so():
    processing = equal('caseSensitive="false"', "stringMatch")
    partly = equal('caseSensitive="true" substring="true"', "stringMatch")

    assert "case" not in body(typed(declared("Erbil", base="string"), processing))
    assert one(typed(declared("Erbil", base="string"), processing)).verdict == "ok"
    assert body(typed(declared("Erbil", base="string"), partly))["answers"] == [
        {"key": "a1", "text": {"en": "*Erbil*"}}
    ]


def equal(attributes, name="equal", second='<correct identifier="RESPONSE"/>'):
    return (
        f"<responseProcessing><responseCondition><responseIf><{name} {attributes}>"
        f'<variable identifier="RESPONSE"/>{second}</{name}>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )


@pytest.mark.parametrize(
    ("processing", "answer"),
    [
        (MATCH, {"value": "20"}),
        (equal('toleranceMode="exact"'), {"value": "20"}),
        (equal('toleranceMode="absolute" tolerance="0.5"'), {"value": "20", "tolerance": "0.5"}),
        (equal('toleranceMode="absolute" tolerance="2.0 2.0"'), {"value": "20", "tolerance": "2"}),
        (equal('toleranceMode="absolute" tolerance="1 3"'),
         {"kind": "range", "min": "19", "max": "23"}),
        (equal('toleranceMode="relative" tolerance="5"'),
         {"kind": "relative", "value": "20", "tolerance": "0.05"}),
        (equal('roundingMode="decimalPlaces" figures="1"', "equalRounded"),
         {"value": "20", "tolerance": "0.05"}),
    ],
)  # fmt: skip
def test_numbers_have_the_tolerance_of_the_processing(processing, answer):
    found = one(typed(declared("20", base="float"), processing))

    assert (found.type, found.verdict) == ("numeric", "ok")
    assert found.draft.body["answers"] == [{"key": "a1", **answer}]


def test_a_number_may_stand_in_the_processing_alone():
    data = typed(
        declared(base="integer"),
        equal('toleranceMode="exact"', second='<baseValue baseType="integer">7</baseValue>'),
    )

    assert body(data)["answers"] == [{"key": "a1", "value": "7"}]


def test_a_number_that_is_none_is_an_error():
    assert "is no number" in said(typed(declared("many", base="float")))
    assert "no key" in said(typed(declared(base="string")))


def test_gaps_in_a_text_are_a_cloze():
    listed = (
        '<inlineChoiceInteraction responseIdentifier="R2"><inlineChoice identifier="x">ten'
        '</inlineChoice><inlineChoice identifier="y">two</inlineChoice></inlineChoiceInteraction>'
    )
    declarations = declared("days", base="string", name="R1") + declared(
        "y", name="R2", mapping=mapping({"y": 3, "x": 1})
    )
    found = one(item(declarations, f"<p>{listed} {FIELD.format('R1')}, no more.</p>", MAP))

    assert found.draft.body == {
        "text": {"en": "[[b1]] [[b2]], no more."},
        "blanks": [
            {"key": "b1", "weight": 3, "type": "choice", "options": [
                {"key": "a", "text": {"en": "ten"}, "fraction": "33.33333"},
                {"key": "b", "text": {"en": "two"}, "correct": True},
            ]},
            {"key": "b2", "type": "short_answer", "case": True,
             "answers": [{"key": "a1", "text": {"en": "days"}}]},
        ],
    }  # fmt: skip
    assert found.verdict == "ok"


def test_feedback_to_one_of_two_gaps_is_not_said_to_all():
    declarations = declared("a", base="string", name="R1") + declared("b", base="string", name="R2")
    processing = (
        equal("", "match")
        .replace("RESPONSE", "R1")
        .replace(
            "</responseIf>",
            '<setOutcomeValue identifier="F"><baseValue baseType="identifier">F1</baseValue>'
            "</setOutcomeValue></responseIf>",
        )
    )
    after = '<modalFeedback identifier="F1" outcomeIdentifier="F">First</modalFeedback>'
    fields = f"<p>{FIELD.format('R1')} and {FIELD.format('R2')}</p>"
    data = item(declarations, fields, processing, after=after)

    assert "feedback" not in body(data)
    assert "“First” is left out" in said(data)


def gapped(*pairs):
    return item(
        declared(*pairs, base="directedPair", many=True),
        '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill in.</prompt>'
        '<gapText identifier="W" matchMax="1">winter</gapText>'
        '<gapText identifier="S" matchMax="1">summer</gapText>'
        '<p>Now is <gap identifier="G1"/>, then <gap identifier="G2"/>.</p></gapMatchInteraction>',
        MAP,
    )


def test_words_for_gaps_are_lists_in_a_cloze():
    found = body(gapped("W G1", "S G2"))

    assert found["text"]["en"] == "Fill in.\nNow is [[b1]], then [[b2]]."
    assert [
        [(o["text"]["en"], o.get("correct", False)) for o in blank["options"]]
        for blank in found["blanks"]
    ] == [[("winter", True), ("summer", False)], [("winter", False), ("summer", True)]]
    assert "no word of its own" in said(gapped("W G1"))
    assert "which is not there" in said(gapped("W G1", "S G3"))


def test_hot_text_is_a_choice_that_keeps_its_text():
    found = body(
        item(
            declared("H2"),
            '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1">'
            '<prompt>Find.</prompt><p>The <hottext identifier="H1">dog</hottext>'
            ' <hottext identifier="H2">bark</hottext>.</p></hottextInteraction>',
        )
    )

    assert found["text"]["en"] == "Find.\nThe dog bark."
    assert [o.get("correct", False) for o in found["options"]] == [False, True]


def test_a_text_to_write_gets_a_rubric_and_needs_no_key():
    found = one(
        item(
            "",
            '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Why?</prompt>'
            "</extendedTextInteraction>",
            "",
        )
    )

    assert (found.type, found.reasons) == ("essay", (ADDED,))
    assert found.draft.body["text"] == {"en": "Why?"}


def test_a_file_to_give_gets_a_rubric_and_says_which_files():
    def upload(kind):
        return item(
            "",
            f'<uploadInteraction responseIdentifier="RESPONSE" type="{kind}"><prompt>Photo?'
            "</prompt></uploadInteraction>",
        )

    assert one(upload("image/png")).type == "file_evidence"
    assert body(upload("text/plain"))["accept"] == ["text"]
    assert "application/pdf" in said(upload("application/pdf"))


@pytest.mark.parametrize(
    "name",
    "hotspot selectPoint graphicOrder graphicAssociate graphicGapMatch positionObject drawing"
    " slider media endAttempt custom portableCustom strange".split(),
)
def test_kinds_that_are_not_here_are_dropped_by_name(name):
    found = one(item(declared("A"), f"<p>Do.</p><{name}Interaction responseIdentifier='R'/>"))

    assert (found.verdict, found.type, found.title) == ("dropped", f"{name}Interaction", "Arrest")
    assert len(found.reasons) == 1


def test_an_interaction_inside_of_another_is_not_another():
    inner = "<customInteraction><portableCustomInteraction/></customInteraction>"

    assert one(item(declared("A"), inner)).type == "customInteraction"


def test_a_film_beside_a_question_is_left_out_by_name():
    film = '<mediaInteraction responseIdentifier="M"><object data="f.mp4"/></mediaInteraction>'
    found = one(item(declared("A"), film + choice("a", "b")))

    assert (found.type, found.verdict) == ("single_choice", "warning")
    assert found.reasons == ("Its sound or film is left out.",)

"""Pairs and orders of QTI."""

from __future__ import annotations

import pytest

from tests.interop.rules.qti_items import (
    MAP,
    MATCH,
    body,
    choices,
    declared,
    item,
    mapping,
    one,
    said,
)


def ordered(*correct):
    return item(
        declared(*correct).replace("single", "ordered"),
        f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Order.</prompt>'
        f"{choices('one', 'two', 'three')}</orderInteraction>",
    )


def test_an_order_is_held_as_it_is_right():
    found = body(ordered("C", "A", "B"))

    assert [each["text"]["en"] for each in found["items"]] == ["three", "one", "two"]
    assert (found["grading"], found["text"]["en"]) == ("exact", "Order.")
    assert one(ordered("C", "A", "B")).verdict == "ok"
    assert "each choice once" in said(ordered("C", "A"))


def lines(names):
    return "".join(
        f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name} text'
        "</simpleAssociableChoice>"
        for name in names
    )


def matched(*pairs, left="PQ", right="XYZ", processing=MAP, **facts):
    return item(
        declared(*pairs, base="directedPair", many=True, **facts),
        '<matchInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Match.</prompt>'
        f"<simpleMatchSet>{lines(left)}</simpleMatchSet>"
        f"<simpleMatchSet>{lines(right)}</simpleMatchSet></matchInteraction>",
        processing,
    )


def test_a_match_gives_each_line_its_partner():
    found = one(matched("P Y", "Q X", mapping=mapping({"P Y": 1, "Q X": 1})))

    assert (found.type, found.verdict) == ("matching", "ok")
    assert found.draft.body == {
        "text": {"en": "Match."},
        "stems": [
            {"key": "s1", "text": {"en": "P text"}, "match": "b"},
            {"key": "s2", "text": {"en": "Q text"}, "match": "a"},
        ],
        "options": [
            {"key": key, "text": {"en": f"{name} text"}}
            for key, name in zip("abc", "XYZ", strict=True)
        ],
    }


def test_a_match_is_turned_where_the_other_column_has_one_partner_each():
    data = matched("P X", "P Y", "Q Z")

    assert [stem["match"] for stem in body(data)["stems"]] == ["a", "a", "b"]
    assert "turned" in said(data)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (("P X", "P Y", "Q X"), "more than one"),
        (("P X",), "no partner"),
        (("P X", "Q W"), "none of the lines"),
        (("P", "Q"), "not made of pairs"),
        ((), "no key"),
    ],
)
def test_a_match_that_is_not_one_to_one_is_refused(pairs, words):
    data = matched(*pairs)

    assert one(data).verdict == "error"
    assert words in said(data)


def test_match_correct_of_pairs_says_that_each_earns():
    assert "Each right pair" in said(matched("P Y", "Q X", processing=MATCH))


def test_associated_pairs_become_two_columns():
    data = item(
        declared("A B", "C D", base="pair", many=True),
        f'<associateInteraction responseIdentifier="RESPONSE">{lines("ABCDE")}'
        "</associateInteraction><p>Pair.</p>",
    )

    assert [stem["text"]["en"] for stem in body(data)["stems"]] == ["A text", "C text"]
    assert [option["text"]["en"] for option in body(data)["options"]] == [
        "B text", "D text", "E text",
    ]  # fmt: skip
    assert "two columns" in said(data)

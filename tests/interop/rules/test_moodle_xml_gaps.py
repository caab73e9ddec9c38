"""Gaps of Moodle XML: embedded answers, missing words, words to drag."""

from __future__ import annotations

import pytest

from tests.interop.rules.test_moodle_xml import body, one


def cloze(asked):
    return one("cloze", asked=asked)


def blank(gap):
    (found,) = body("cloze", asked=f"x {gap} y")["blanks"]
    return {key: value for key, value in found.items() if key != "key"}


def choice(*options, **more):
    return {"type": "choice", "options": list(options), **more}


def option(key, words, **more):
    return {"key": key, "text": {"en": words}, **more}


def test_embedded_answers_stand_in_their_text():
    found = cloze("<p>The {1:SHORTANSWER:Dog#No!~=Owl#Yes!~*#Wrong} and<br>{2:MC:~a~=b}.</p>")

    assert (found.type, found.verdict) == ("cloze", "ok")
    assert found.draft.body["text"] == {"en": "The [[b1]] and\n[[b2]]."}
    assert found.draft.body["blanks"][0]["answers"] == [
        {"key": "a1", "text": {"en": "Owl"}, "feedback": {"en": "Yes!"}},
        {"key": "a2", "text": {"en": "Dog"}, "fraction": 0, "feedback": {"en": "No!"}},
        {"key": "a3", "text": {"en": "*"}, "fraction": 0, "feedback": {"en": "Wrong"}},
    ]
    assert found.draft.body["blanks"][1]["weight"] == 2


@pytest.mark.parametrize("kind", ["MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H",
                                  "MCH"])  # fmt: skip
def test_a_gap_with_a_list(kind):
    assert blank(
        "{:KIND:California#No~%100%Arizona#OK~%50%Nevada}".replace("KIND", kind)
    ) == choice(
        option("a", "California", feedback={"en": "No"}),
        option("b", "Arizona", feedback={"en": "OK"}, correct=True),
        option("c", "Nevada", fraction=50),
    )


@pytest.mark.parametrize("kind", ["MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS",
                                  "MULTICHOICE_HS", "MCHS"])  # fmt: skip
def test_a_shuffled_list_keeps_its_order(kind):
    found = cloze("x {1:KIND:=a~b}".replace("KIND", kind))

    assert found.reasons == ("The options of a gap keep their order.",)


@pytest.mark.parametrize(
    ("kind", "case"),
    [("SHORTANSWER", None), ("SA", None), ("MW", None), ("SHORTANSWER_C", True), ("SAC", True),
     ("MWC", True)],
)  # fmt: skip
def test_a_gap_to_type(kind, case):
    found = blank("{1:KIND:%100%a \\} b#good \\~ one~%50%c}".replace("KIND", kind))

    assert (found["type"], found.get("case")) == ("short_answer", case)
    assert found["answers"] == [
        {"key": "a1", "text": {"en": "a } b"}, "feedback": {"en": "good ~ one"}},
        {"key": "a2", "text": {"en": "c"}, "fraction": 50},
    ]


@pytest.mark.parametrize("kind", ["NUMERICAL", "NM"])
def test_a_gap_for_a_number(kind):
    assert blank("{1:KIND:=23,8:0.1#Yes~%50%23.8:2~*#No}".replace("KIND", kind))["answers"] == [
        {"key": "a1", "value": "23.8", "tolerance": "0.1", "feedback": {"en": "Yes"}},
        {"key": "a2", "value": "23.8", "tolerance": "2", "fraction": 50},
        {"key": "a3", "kind": "any", "fraction": 0, "feedback": {"en": "No"}},
    ]


def test_a_long_number_in_a_gap_is_rounded_and_named():
    assert "became 3.14159265359" in cloze("x {1:NM:=3.14159265358979}").reasons[0]


@pytest.mark.parametrize("tail", ["", "H", "S", "HS"])
@pytest.mark.parametrize("head", ["MR", "MULTIRESPONSE"])
def test_several_answers_in_one_gap_are_dropped_with_their_question(head, tail):
    kind = head + ("_" if head.endswith("E") and tail else "") + tail
    found = cloze("x {2:KIND:=2~=3~5}".replace("KIND", kind))

    assert (found.verdict, found.draft) == ("dropped", None)
    assert kind in found.reasons[0]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("No gap.", "Its text has no gap."),
        ("x {1:MC:=a~b", "The gap “{1:MC:=a~b” does not end."),
        ("x {1:MC:a~%50%b}", "No answer earns 100 %."),
        ("x {1:NM:=zero}", "“zero” is no number"),
        ("x {1:MC:=a}", "Nobody could answer it"),
    ],
)
def test_a_broken_gap_is_an_error(asked, reason):
    found = cloze(asked)

    assert (found.verdict, found.type) == ("error", "cloze")
    assert found.reasons[-1].startswith(reason)


def words(name, *each, more=""):
    return "".join(
        f"<{name}><text>{text}</text><group>{group}</group>{more}</{name}>" for text, group in each
    )


def test_missing_words_are_chosen_among_those_of_their_group():
    listed = words("selectoption", ("cat", 1), ("sat", 2), ("dog", 1), ("ran", 2))
    found = one("gapselect", listed, asked="The [[1]] [[2]], the [[1]].")

    assert (found.type, found.verdict) == ("cloze", "ok")
    assert found.draft.body["text"] == {"en": "The [[b1]] [[b2]], the [[b3]]."}
    cats = [option("a", "cat", correct=True), option("b", "dog")]
    assert [each["options"] for each in found.draft.body["blanks"]] == [
        cats, [option("a", "sat", correct=True), option("b", "ran")], cats,
    ]  # fmt: skip


def test_words_to_drag_may_be_chosen_twice():
    listed = words("dragbox", ("cat", 1), ("sat", 1))
    found = one("ddwtos", listed, asked="The [[1]] [[2]].")

    assert found.reasons == ("A word may be chosen for more than one gap.",)
    assert one("ddwtos", words("dragbox", ("cat", 1), ("sat", 1), more="<infinite/>"),
               asked="The [[1]] [[2]].").reasons == ()  # fmt: skip


def test_a_gap_without_its_word_is_an_error():
    found = one("gapselect", words("selectoption", ("cat", 1)), asked="The [[2]].")

    assert found.reasons == ("The gap [[2]] has no word that belongs there.",)

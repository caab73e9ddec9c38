"""Laws of QTI: nothing crashes, and nothing disappears."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interop.rules import test_qti_answers as answers
from tests.interop.rules import test_qti_pairs as pairs
from tests.interop.rules.qti_items import MAP, SINGLE, choice, declared, item, mapping, read, zipped

WHOLE = [
    SINGLE,
    pairs.ordered("A", "C", "B"),
    pairs.matched("P X", "Q Y"),
    answers.gapped("W G1", "S G2"),
    answers.typed(
        declared("20", base="float"), answers.equal('toleranceMode="absolute" tolerance="1 2"')
    ),
    item(declared(many=True, mapping=mapping({"A": 1})), choice("a", "b", attributes=""), MAP),
]  # fmt: skip
PIECES = re.compile(rb"(<[^>]*>|\"[^\"]*\")")
WORDS = [
    *sorted({word for data in WHOLE for word in re.findall(rb"[A-Za-z0-9_]+", data)}),
    b"", b"-1", b"1e99", b"INF", b"nan", b"\xd9\xa3", b"&#0;", b"&#xE000;", b"[[b1]]", b"&x;",
]  # fmt: skip


def checked(data):
    found = read(data)
    assert found
    for each in found:
        assert each.line >= 1
        assert (each.draft is None) == (each.verdict in ("error", "dropped"))
        assert each.verdict == "ok" or all(each.reasons)
        assert each.verdict == "ok" or each.reasons
    return found


@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda junk: b"PK\x03\x04" + junk))
@settings(max_examples=300)
def test_any_bytes_give_one_found(data):
    assert len(checked(data)) == 1


@st.composite
def mutated(draw):
    parts = re.split(rb"(\W+)", draw(st.sampled_from(WHOLE)))
    for _time in range(draw(st.integers(1, 5))):
        parts[draw(st.integers(0, len(parts) - 1))] = draw(st.sampled_from(WORDS))
    return b"".join(parts)


@given(mutated())
@settings(max_examples=1000, deadline=None)
def test_an_item_with_other_words_in_it_is_one_found(data):
    assert len(checked(data)) == 1


@st.composite
def shuffled(draw):
    pieces = PIECES.split(draw(st.sampled_from(WHOLE)))
    for _time in range(draw(st.integers(1, 4))):
        at, other = (draw(st.integers(0, len(pieces) - 1)) for _end in range(2))
        how = draw(st.sampled_from(["drop", "copy", "swap"]))
        if how == "drop":
            pieces[at] = b""
        elif how == "copy":
            pieces[at] += pieces[other]
        else:
            pieces[at], pieces[other] = pieces[other], pieces[at]
    return b"".join(pieces)


@given(shuffled())
@settings(max_examples=500, deadline=None)
def test_elements_out_of_place_never_crash(data):
    checked(data)


NAMES = ["choiceInteraction", "orderInteraction", "matchInteraction", "associateInteraction",
         "gapMatchInteraction", "hottextInteraction", "textEntryInteraction", "feedbackInline",
         "inlineChoiceInteraction", "extendedTextInteraction", "uploadInteraction", "gap",
         "simpleChoice", "inlineChoice", "gapText", "hottext", "prompt", "p", "simpleMatchSet",
         "simpleAssociableChoice", "img", "table", "td", "sub"]  # fmt: skip
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["identifier", "maxChoices", "fixed", "shuffle", "alt", "src", "type"]),
    st.sampled_from(["A", "B", "C", "1", "0", "true", "image/png"]), max_size=3,
)  # fmt: skip
TREES = st.recursive(
    st.sampled_from(["", "word", "two words", "&amp;", "[[b1]]", "<br/>"]),
    lambda inner: st.builds(
        lambda name, attributes, parts: (
            f'<{name} responseIdentifier="RESPONSE" '
            + " ".join(f'{key}="{value}"' for key, value in attributes.items())
            + f">{''.join(parts)}</{name}>"
        ),
        st.sampled_from(NAMES), ATTRIBUTES, st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    TREES,
    st.lists(st.sampled_from(["A", "B", "A B", "B A", "C", "1"]), max_size=3),
    st.sampled_from(["identifier", "string", "float", "pair", "directedPair"]),
    st.booleans(),
    st.sampled_from(["", mapping({"A": 1, "B": -3}), mapping({"A B": 2, "1": 1})]),
)
@settings(max_examples=1000, deadline=None)
def test_any_body_is_one_found(tree, correct, base, many, mapped):
    data = item(declared(*correct, base=base, many=many, mapping=mapped), tree, MAP)

    assert len(checked(data)) == 1


@given(st.lists(mutated() | st.binary(max_size=50), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_each_file_of_a_package_gives_one_found(contents):
    named = {f"i{number}.xml": content for number, content in enumerate(contents)}
    found = checked(zipped({**named, "z.xml": SINGLE}))

    assert found[-1].verdict == "ok"
    assert [each.line for each in found] == sorted({each.line for each in found})

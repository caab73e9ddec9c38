"""Every interface sentence stands in Arabic and Sorani, with its holes and in its own letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None, "gettext": None, "_l": None, "lazy_gettext": None, "ngettext": (1, 2),
    "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2),
}  # fmt: skip
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
FOREIGN = {"ar": "[یکەێۆڕڵڤ]", "ckb": "[يكةىثذضظ]"}


def catalogue(language):
    path = ROOT / "lms" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def sentences():
    """(context, sentence) of every message in the source."""
    found = extract_from_dir(
        str(ROOT / "lms"),
        method_map=METHODS,
        keywords=KEYWORDS,
        directory_filter=lambda path: not Path(path).name.startswith("."),
    )
    for _file, _line, message, _comments, context in found:
        first = message[0] if isinstance(message, tuple) else message
        if first:
            yield context, first


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_no_sentence_is_missing(language):
    known = catalogue(language)
    missing = set()
    for context, sentence in sentences():
        message = known.get(sentence, context)
        texts = message.string if message else ""
        texts = texts if isinstance(texts, tuple) else (texts,)
        if not all(texts):
            missing.add(sentence)
    assert sorted(missing) == []


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_holes_are_those_of_the_sentence(language):
    wrong = []
    for message in catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id:
            continue
        allowed = set(re.findall(r"%\(\w+\)[sd]", " ".join(ids)))
        if any(set(re.findall(r"%\(\w+\)[sd]", text)) - allowed for text in texts):
            wrong.append(ids[0])
        if len(ids) == 1 and set(re.findall(r"%\(\w+\)[sd]", texts[0])) != allowed:
            wrong.append(ids[0])
    assert wrong == []


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_each_language_keeps_to_its_letters(language):
    wrong = [
        message.id
        for message in catalogue(language)
        if message.id and re.search(FOREIGN[language], "".join(message.string))
    ]
    assert wrong == []


def test_arabic_counts_as_its_catalogue_says():
    forms = catalogue("ar").plural_expr
    assert "n==2 ? 2" in forms
    assert catalogue("ar").num_plurals == 6

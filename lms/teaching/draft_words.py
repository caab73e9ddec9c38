"""The sentences of the page of drafts, from facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lms.assessment.queries.drafts import DraftShown
from lms.assessment.rules.questions import QuestionType
from lms.core.locale import LANGUAGE_NAMES
from lms.core.speech import gettext as _
from lms.core.speech import ngettext
from lms.core.text import LANGUAGES

TYPES: Mapping[QuestionType, Callable[[], str]] = {
    "single_choice": lambda: _("One answer"),
    "multiple_response": lambda: _("Several answers"),
    "true_false": lambda: _("True or false"),
    "matching": lambda: _("Matching"),
    "ordering": lambda: _("Ordering"),
    "short_answer": lambda: _("Short answer"),
    "numeric": lambda: _("Number"),
    "cloze": lambda: _("Text with gaps"),
    "hotspot": lambda: _("Place on a picture"),
    "essay": lambda: _("Essay"),
    "file_evidence": lambda: _("Files"),
    "likert": lambda: _("Opinion on a scale"),
    "description": lambda: _("Text to read"),
}


def type_words(kind: QuestionType) -> str:
    """What sort of question it is."""
    return TYPES[kind]()


def version_words(draft: DraftShown) -> str:
    """How often it was changed."""
    return ngettext("%(num)s version", "%(num)s versions", draft.versions)


def missing_words(draft: DraftShown) -> str:
    """The languages that a draft does not have, or nothing."""
    missing = [LANGUAGE_NAMES[each] for each in LANGUAGES if each not in draft.languages]
    if not missing:
        return ""
    return _("Not yet in: %(languages)s", languages=" · ".join(missing))


def count_words(total: int) -> str:
    """How many drafts a course has."""
    return ngettext("%(num)s draft", "%(num)s drafts", total)

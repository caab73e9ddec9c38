"""The sentences of the page of drafts, from facts."""

from __future__ import annotations

from lms.assessment.queries.drafts import DraftShown
from lms.core.locale import LANGUAGE_NAMES
from lms.core.speech import gettext as _
from lms.core.speech import ngettext
from lms.core.text import LANGUAGES
from lms.teaching.words import type_words as type_words


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

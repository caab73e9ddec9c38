"""Questions of other systems: which draft each belongs to, and the key of a new one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, Literal
from uuid import UUID

from lms.assessment.rules.questions import BankQuestion, Question, QuestionType
from lms.assessment.rules.reading import read_question
from lms.core.text import LANGUAGES, Language

LONGEST_NAME = 200
LONGEST_KEY = 50
NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
Stored = Literal["new", "version", "language", "same"]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A question as it came in, in one language; its body as a package writes it."""

    type: QuestionType
    body: Mapping[str, Any]
    title: str
    idnumber: str | None = None
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of type and body, as the bank's."""
        return BankQuestion("", self.type, self.body, "", "").content_hash

    @property
    def known_as(self) -> str | None:
        """The idnumber as it is kept."""
        return self.idnumber[:LONGEST_NAME] if self.idnumber else None

    @property
    def kept_title(self) -> str:
        """The title as it is kept."""
        return self.title[:LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class KnownDraft:
    """A draft with how it stands in each language. hashes, titles: by language."""

    id: UUID
    key: str
    category: tuple[str, ...]
    idnumber: str | None
    hashes: Mapping[str, str]
    titles: Mapping[str, str]
    numbers: Mapping[str, int]


class Shelf:
    """The drafts of a course as an import finds them; each is given to one question of it."""

    def __init__(self, known: Sequence[KnownDraft]) -> None:
        self._given: set[UUID] = set()
        self._by_idnumber = {draft.idnumber: draft for draft in known if draft.idnumber}
        self._by_title: dict[object, list[KnownDraft]] = defaultdict(list)
        self._by_content: dict[object, list[KnownDraft]] = defaultdict(list)
        for draft in known:
            for title in set(draft.titles.values()):
                self._by_title[draft.category, title].append(draft)
            for pair in draft.hashes.items():
                self._by_content[pair].append(draft)

    def take(self, draft: NewDraft, language: Language) -> KnownDraft | None:
        """The same idnumber's, else the same category and title's, else the same content's."""
        found = self._same(draft, language)
        if found:
            self._given.add(found.id)
        return found

    def _same(self, draft: NewDraft, language: Language) -> KnownDraft | None:
        named = self._by_idnumber.get(draft.known_as) if draft.known_as else None
        if named:
            return named if named.id not in self._given else None
        content = draft.content_hash
        titled = self._free(draft, self._by_title[draft.category, draft.kept_title])
        titled.sort(key=lambda each: each.hashes.get(language) != content)
        alike = titled or self._free(draft, self._by_content[language, content])
        return alike[0] if alike else None

    def _free(self, draft: NewDraft, known: Sequence[KnownDraft]) -> list[KnownDraft]:
        """Those not given yet; who has an idnumber is none that has another."""
        return [
            each
            for each in known
            if each.id not in self._given and not (draft.known_as and each.idnumber)
        ]


class Keys:
    """Keys that are taken: of drafts, and of questions that a package or the bank has."""

    def __init__(self, own: Collection[str], asked: Collection[str]) -> None:
        self._own, self._asked = set(own), frozenset(asked)

    def new(self, draft: NewDraft) -> str:
        """A free key for a draft; that of the question whose key its idnumber is."""
        number = draft.known_as
        is_asked = number is not None and number in self._asked and number not in self._own
        key = str(number) if is_asked else self._free(draft)
        self._own.add(key)
        return key

    def _free(self, draft: NewDraft) -> str:
        """From the idnumber or the title, in lower-case ASCII."""
        start = slug_of(draft.idnumber or "") or slug_of(draft.title) or "question"
        numbered = (f"{start}-{number}" for number in count(2))
        return next(key for key in chain([start], numbered) if not self._is_taken(key))

    def _is_taken(self, key: str) -> bool:
        return key in self._own or key in self._asked


def slug_of(text: str) -> str:
    """Lower-case letters, digits and single hyphens of a text, or nothing."""
    return NOT_IN_KEYS.sub("-", text.lower()).strip("-")[:LONGEST_KEY].strip("-")


def read_draft(kind: str, body: Mapping[str, Any]) -> Question:
    """A draft's typed question, its language standing for all. Raises InvalidQuestion."""
    return read_question(kind, in_every_language(body))


def in_every_language(value: Any) -> Any:
    """A body whose texts of one language stand in for the others, to try it."""
    if isinstance(value, Mapping):
        if value and value.keys() <= set(LANGUAGES):
            text = next(iter(value.values()))
            return dict.fromkeys(LANGUAGES, text)
        return {key: in_every_language(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [in_every_language(inner) for inner in value]
    return value


def languages_in(found: Iterable[str]) -> tuple[Language, ...]:
    """Languages in the order in which pages name them."""
    known = set(found)
    return tuple(language for language in LANGUAGES if language in known)

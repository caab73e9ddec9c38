"""What a question loses on its way in, each thing named once."""

from __future__ import annotations

MOST = 30
MORE = "More is dropped than is named here."


class Dropped:
    """Sentences in the order in which they came; of very many, the first."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}

    def add(self, sentence: str) -> None:
        """Name something, once."""
        self._sentences[sentence if len(self._sentences) < MOST else MORE] = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that was named."""
        return tuple(self._sentences)

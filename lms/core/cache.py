"""What a process keeps of content that never changes: no invalidation exists or is needed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")
Name = TypeVar("Name", bound=Hashable)


class Cache(Generic[Value]):
    """The most recently used values. Only for what never changes: nothing is ever stale."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.values: OrderedDict[Hashable, Value] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of `key`, made outside the lock when it is not there."""
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
                return self.values[key]
        value = make()
        self._keep({key: value})
        return value

    def get_all(
        self, keys: Sequence[Name], make: Callable[[list[Name]], Mapping[Name, Value]]
    ) -> list[Value]:
        """The values of `keys` in that order; those that are not there are made in one call."""
        with self.lock:
            known = {key: self.values[key] for key in keys if key in self.values}
            for key in known:
                self.values.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            made = make(missing)
            known |= made
            self._keep(made)
        return [known[key] for key in keys]

    def _keep(self, made: Mapping[Name, Value]) -> None:
        with self.lock:
            for key, value in made.items():
                self.values[key] = value
            while len(self.values) > self.most:
                self.values.popitem(last=False)

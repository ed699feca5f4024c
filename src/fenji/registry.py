"""A new file is a new entry: found in its folder by name, loaded on first use."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Generic, TypeVar

from fenji.errors import UnknownName
from fenji.language import Text

T = TypeVar("T")


class Registry(Generic[T]):
    """The entries of one kind (metrics, scorers, charts …): each module of the package adds its own when imported.

    Nothing is imported before the first question, so that naming a registry costs nothing.
    """

    def __init__(self, package: str, kind: Text) -> None:
        self.package = package
        self.kind = kind
        self._entries: dict[str, T] = {}
        self._is_loaded = False

    def add(self, name: str, entry: T) -> T:
        """Adds an entry; the same name twice is a bug in the program."""
        if name in self._entries:
            raise ValueError(f"two {self.kind.en}s are called {name!r}")
        self._entries[name] = entry
        return entry

    def get(self, name: str, *, where: str = "") -> T:
        """The entry with that name; an unknown name is an error with the nearest guess."""
        entries = self.all()
        if name not in entries:
            raise UnknownName(self.kind, name, known=entries, where=where or self.package)
        return entries[name]

    def all(self) -> dict[str, T]:
        """Every entry by name, in alphabetical order."""
        if not self._is_loaded:
            self._load()
        return dict(sorted(self._entries.items()))

    def __contains__(self, name: object) -> bool:
        return name in self.all()

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def _load(self) -> None:
        package = importlib.import_module(self.package)
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{self.package}.{module.name}")
        self._is_loaded = True

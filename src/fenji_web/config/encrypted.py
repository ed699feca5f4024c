"""A field whose values lie encrypted in the database: `EncryptedText`, and the change of their key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from fenji_web import library
from fenji_web.config.place import FENJI_WORKSPACE

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class EncryptedText(_Text):
    """A text that is encrypted before it reaches the database and decrypted when a row is read; empty stays empty.

    A value opens in its own column alone. It cannot be searched for.
    """

    def get_prep_value(self, value: Any) -> Any:
        """What the database gets."""
        if not value:
            return value
        return library.keys_of(FENJI_WORKSPACE).encrypt(str(value), purpose=self._purpose)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """What a person typed."""
        if not value:
            return value
        return library.keys_of(FENJI_WORKSPACE).decrypt(value, purpose=self._purpose)

    @property
    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"


def write_anew() -> int:
    """Encrypts every such value of the database with the newest key; how many rows."""
    count = 0
    for row, fields in _rows():
        row.save(update_fields=fields)
        count += 1
    return count


def every_value() -> int:
    """Reads every such value; how many rows. Errors: KeyRefused where one cannot be read."""
    return sum(1 for _ in _rows())


def _rows() -> Iterator[tuple[models.Model, list[str]]]:
    for model in apps.get_models():
        fields = [one.attname for one in model._meta.concrete_fields if isinstance(one, EncryptedText)]
        if fields:
            for row in model._default_manager.only("pk", *fields):
                yield row, fields

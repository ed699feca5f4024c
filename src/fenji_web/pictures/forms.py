"""What is asked of the pictures: size, language, which customers; read from the address, by whitelist."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from fenji_web import library

if TYPE_CHECKING:
    from django.http import QueryDict

SIZES = ("a3", "16:9")
LANGS = ("zh", "en")


@dataclass(frozen=True)
class Asked:
    """One set of pictures: of which run, how large, in which language, of which customers, masked or not."""

    run: str
    size: str
    lang: str
    where: tuple[tuple[str, str], ...] = ()
    is_masked: bool = True

    @classmethod
    def read(
        cls, sent: QueryDict, *, run: str, lang: str, choices: Mapping[str, Sequence[str]], is_masked: bool
    ) -> Self:
        """The address as it was sent; what is not offered is left out."""
        size, said = sent.get("size", ""), sent.get("language", "")
        where = tuple(
            (column, str(sent.get(column))) for column, values in choices.items() if sent.get(column) in values
        )
        return cls(run, size if size in SIZES else SIZES[0], said if said in LANGS else lang, where, is_masked)

    def key(self, written: str) -> str:
        """What the set is kept under: another one for everything that changes a picture, what people wrote included."""
        parts = [self.run, self.size, self.lang, self.where, self.is_masked, written, library.__version__]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:20]

    def address(self, **other: str) -> str:
        """The address's query for the same set, or for another size or language."""
        asked = {"size": self.size, "language": self.lang, **dict(self.where), **other}
        return f"?{urlencode(asked)}"

    def arguments(self) -> dict[str, Any]:
        """The same for the worker."""
        return {
            "run": self.run,
            "size": self.size,
            "lang": self.lang,
            "where": dict(self.where),
            "is_masked": self.is_masked,
        }

"""Texts that quote the interface: [[app.key]] is replaced by the words that stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fenji_web.library import Language, Text
from fenji_web.ui.words import words

_QUOTED = re.compile(r"\[\[([a-z_]+\.[a-z0-9_]+)\]\]")


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; `is_quoted` where it stands in the interface like that."""

    said: str
    is_quoted: bool = False


def pieces(text: Text, lang: Language) -> list[Piece]:
    """A sentence with the words of the interface set apart.

    >>> [piece.said for piece in pieces(Text("Choose [[ui.save]].", "点[[ui.save]]。"), "en")]
    ['Choose ', 'Save', '.']
    """
    parts = _QUOTED.split(text.say(lang))
    return [
        Piece(words(part).say(lang), is_quoted=True) if number % 2 else Piece(part)
        for number, part in enumerate(parts)
        if part
    ]


def keys_of(text: Text) -> set[str]:
    """The words that a text quotes, in either language."""
    return {*_QUOTED.findall(text.en), *_QUOTED.findall(text.zh)}

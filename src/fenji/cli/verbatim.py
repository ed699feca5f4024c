"""Text that came from outside, shown exactly and never obeyed: no terminal commands, no reordering."""

from __future__ import annotations

import re
import unicodedata

_BIDI_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ISOLATE, _POP = "\u2068", "\u2069"


def verbatim(words: object) -> str:
    r"""A value on one line as it is written; control characters appear as pictures, reordering marks by their code.

    Right-to-left words are isolated, so that they cannot reorder their neighbours. Markup is left as it is: what
    prints it must not read markup.

    >>> verbatim("[red]张\x1b[31m\n"), verbatim("ab\u202ecd")
    ('[red]张␛[31m␊', 'ab<U+202E>cd')
    >>> verbatim("שלום") == "\u2068שלום\u2069"
    True
    """
    text = _BIDI_CONTROLS.sub(lambda found: f"<U+{ord(found[0]):04X}>", str(words))
    text = _CONTROLS.sub(lambda found: _picture(found[0]), text)
    text = _SURROGATES.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    return f"{_ISOLATE}{text}{_POP}" if _runs_to_the_left(text) else text


def lines_verbatim(words: str) -> str:
    r"""The same for a text of several lines: line ends stay line ends.

    >>> lines_verbatim("a\n\tb")
    'a\n␉b'
    """
    return "\n".join(verbatim(line) for line in words.split("\n"))


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _runs_to_the_left(text: str) -> bool:
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in text)

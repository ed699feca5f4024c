"""What no password may be: short, known from leaks, made of two such words, made of the company's or one's own name."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from fenji_web import library
from fenji_web.config.place import FENJI_WORKSPACE
from fenji_web.config.security import SHORTEST

_SPELLED = str.maketrans("@0!13457$8", "aoileastsb")
_ROWS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"),
    *("abcdefghijklmnopqrstuvwxyz", "01234567890123456789"),
)
_MOST_PIECES = 2


class EasilyMade:
    """Refuses what is made of one or two passwords known from leaks, of keys side by side, or of one piece repeated.

    Digits, signs and letters written as digits count for nothing. Three words or more are a sentence, and welcome.
    """

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's
        """Says that it is easy to guess."""
        plain = password.lower()
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        if any(_is_easy(one) for one in (plain, plain.translate(_SPELLED), bare.translate(_SPELLED)) if one):
            raise ValidationError("easily made", code="password_too_common")

    def get_help_text(self) -> str:
        """Django asks for it."""
        return ""


class OwnWords:
    """Refuses the product's and the company's name and the person's own with little around them."""

    def validate(self, password: str, user: Any = None) -> None:
        """Says that it holds such a word."""
        settings = library.Settings.read(FENJI_WORKSPACE) if (FENJI_WORKSPACE / "fenji.yaml").is_file() else None
        own = ["fenji", "分级", getattr(user, "username", ""), getattr(user, "name", "")]
        own += [settings.name, settings.company] if settings else []
        left = password.lower()
        for word in sorted({part for one in own for part in re.split(r"\W+", str(one).lower())}, key=len, reverse=True):
            if len(word) >= 2:
                left = left.replace(word, "")
        if left != password.lower() and len(re.sub(r"[\W\d_]", "", left)) < SHORTEST // 2:
            raise ValidationError("own words", code="password_too_similar")

    def get_help_text(self) -> str:
        """Django asks for it."""
        return ""


def _is_easy(password: str) -> bool:
    return _is_repeated(password) or _pieces(re.sub(r"[\W_]", "", password)) <= _MOST_PIECES


def _is_repeated(password: str) -> bool:
    return re.fullmatch(r"(.{1,6}?)\1+.{0,2}", password) is not None


def _pieces(letters: str) -> int:
    """Of how many known passwords and runs of keys the letters are made at least; digits cost nothing."""
    beyond = len(letters) + 1
    fewest = [0] + [beyond] * len(letters)
    for end in range(1, len(letters) + 1):
        if letters[end - 1].isdigit():
            fewest[end] = fewest[end - 1]
        for start in range(max(0, end - 20), end - 2):
            piece = letters[start:end]
            if piece in _known() or _is_row(piece):
                fewest[end] = min(fewest[end], fewest[start] + 1)
    return fewest[-1]


def _is_row(piece: str) -> bool:
    return any(piece in row or piece in row[::-1] for row in _ROWS) or len(set(piece)) == 1


@cache
def _known() -> frozenset[str]:
    """The list that comes with Django: twenty thousand passwords of leaks, the most used first."""
    return frozenset(CommonPasswordValidator().passwords)

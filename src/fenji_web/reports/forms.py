"""What is asked of a report: span, language, forms, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from fenji_web.ui.words import words

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from fenji_web.library import Text

FORMS = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}
LANGS = ("zh", "en")
DAYS = (0, 30, 90, 365)


@dataclass(frozen=True)
class Wanted:
    """A report as it is asked for; `problem` where it cannot be made so."""

    span: str
    lang: str
    forms: tuple[str, ...]
    has_names: bool
    problem: Text | None = None

    @classmethod
    def read(cls, sent: QueryDict, *, spans: Sequence[str], lang: str, sees_contact: bool) -> Self:
        """The form as it was sent; names only for those who may see them."""
        span, said = sent.get("span", ""), sent.get("language", "")
        forms = tuple(one for one in FORMS if one in sent.getlist("forms"))
        has_names = sees_contact and "names" in sent
        problem = words("reports.no_span") if span not in spans else None if forms else words("reports.no_form")
        return cls(span, said if said in LANGS else lang, forms, has_names, problem)


def spans_between(first: date, last: date) -> dict[str, list[str]]:
    """Years, half-years, quarters and months that have a day between two days, the newest first, as they are written.

    >>> from datetime import date
    >>> spans_between(date(2017, 8, 1), date(2017, 12, 31))["quarter"]
    ['2017-Q4', '2017-Q3']
    """
    months = [divmod(number, 12) for number in range(last.year * 12 + last.month - 1,
                                                      first.year * 12 + first.month - 2, -1)]  # fmt: skip
    found: dict[str, list[str]] = {
        "quarter": [f"{year}-Q{month // 3 + 1}" for year, month in months],
        "month": [f"{year}-{month + 1:02}" for year, month in months],
        "half": [f"{year}-H{month // 6 + 1}" for year, month in months],
        "year": [f"{year}" for year, _ in months],
    }
    return {name: list(dict.fromkeys(listed)) for name, listed in found.items()}

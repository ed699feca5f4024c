"""What is expected of every address: the permissions it asks for, and whose the thing is that it names.

The table beside this file has a line an address. `python -m tests.fenji_web.routes` prints the lines that are missing;
a person decides whether they are right before they are added.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import get_resolver

from tests.browser.test_every_page import patterns

TABLE = Path(__file__).with_name("routes.csv")
KINDS = {
    "page": "names nothing",
    "customer": "one customer: to who doesn't see them there is none",
    "mine": "a thing of one person: to others there is none",
    "company": "a thing of the company: whoever has the permission",
    "public": "everybody",
    "program": "for programs, by a key: its own tests",
}


@dataclass(frozen=True)
class Expected:
    """One line of the table."""

    route: str
    needs: frozenset[str]
    of: str


def expected() -> dict[str, Expected]:
    """Route → what is expected of it."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [Expected(row["route"], frozenset(row["needs"].split()), row["of"]) for row in csv.DictReader(file)]
    return {row.route: row for row in rows}


def asked_for(callback: Any) -> frozenset[str]:
    """The permissions that a view asks for."""
    one = getattr(callback, "needs", None)
    return frozenset(getattr(callback, "needs_all", (one,) if one else ()))


def routes() -> dict[str, Any]:
    """Route → its view."""
    return {place: pattern.callback for place, pattern in patterns(get_resolver())}


def guessed(route: str, callback: Any) -> str:
    """Whose the thing probably is that an address names."""
    if hasattr(callback, "is_public"):
        return "public"
    if hasattr(callback, "is_api") or route.startswith("api/v1/"):
        return "program"
    return "customer" if "customer_id" in route else "page" if "<" not in route else "company"


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fenji_web.config.settings")
    os.environ.setdefault("FENJI_WORKSPACE", ".")
    import django

    django.setup()
    known = expected()
    for place, view in routes().items():
        if place not in known:
            print(f"{place},{' '.join(sorted(asked_for(view)))},{guessed(place, view)}")

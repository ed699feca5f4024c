"""Who may do what: permissions, roles, and the mark every view carries."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

PERMISSIONS = (
    "see",
    "see_whole",
    "see_contact",
    "see_notes",
    "unmask",
    "edit_customer",
    "import",
    "grade",
    "edit_scheme",
    "approve_scheme",
    "export",
    "approve_export",
    "settings",
    "people",
    "audit",
    "erase",
    "privacy",
)
ROLES: dict[str, frozenset[str]] = {
    "viewer": frozenset({"see", "see_whole"}),
    "sales": frozenset({"see", "see_whole", "see_contact", "see_notes", "edit_customer", "export"}),
    "analyst": frozenset({"see", "see_whole", "unmask", "edit_scheme", "grade", "export"}),
    "approver": frozenset({"see", "see_whole", "unmask", "approve_scheme", "approve_export"}),
    "steward": frozenset(
        {"see", "see_whole", "see_contact", "see_notes", "import", "edit_customer", "privacy", "erase"}
    ),
    "auditor": frozenset({"see", "see_whole", "audit"}),
    "administrator": frozenset(PERMISSIONS),
}
ALL, TEAM, OWN = REACHES = ("all", "team", "own")
BY_ROLE = {"viewer": ALL, "sales": OWN, "analyst": ALL}  # other roles' duties concern all customers
OF_ALL = frozenset({"see_whole", "import", "grade", "edit_scheme", "approve_scheme", "approve_export", "settings",
                    "people", "audit", "privacy"})  # fmt: skip
MOST_ALONE = 1000
View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: str, *also: str) -> Callable[[View], View]:
    """A view for those who may do that, and all else that is named; for others there is no such page."""
    for one in (permission, *also):
        if one not in PERMISSIONS:
            raise ValueError(f"there is no permission {one!r}")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
            if not all(request.user.can(one) for one in (permission, *also)):  # type: ignore[union-attr]
                raise Http404
            answer: HttpResponseBase = view(request, *args, **values)
            return answer

        guarded.needs = permission  # type: ignore[attr-defined]
        guarded.needs_all = frozenset((permission, *also))  # type: ignore[attr-defined]
        return cast("View", guarded)

    return mark


def most_alone() -> int:
    """Of how many customers one person may take contact data away without a second one: FENJI_MOST_ROWS_ALONE.

    >>> most_alone()
    1000
    """
    written = os.environ.get("FENJI_MOST_ROWS_ALONE", "")
    return int(written) if written.isdecimal() else MOST_ALONE


def public(view: View) -> View:
    """A view for everybody, signed in or not."""
    login_not_required(view)
    view.is_public = True  # type: ignore[attr-defined]
    return view

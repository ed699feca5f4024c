"""Who may do what: permissions, roles, and the mark every view carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

PERMISSIONS = (
    "see",
    "see_contact",
    "edit_customer",
    "import",
    "grade",
    "edit_scheme",
    "approve_scheme",
    "export",
    "settings",
    "people",
    "audit",
)
ROLES: dict[str, frozenset[str]] = {
    "viewer": frozenset({"see"}),
    "sales": frozenset({"see", "see_contact", "edit_customer", "export"}),
    "analyst": frozenset({"see", "edit_scheme", "grade", "export"}),
    "approver": frozenset({"see", "approve_scheme"}),
    "steward": frozenset({"see", "see_contact", "import", "edit_customer"}),
    "auditor": frozenset({"see", "audit"}),
    "administrator": frozenset(PERMISSIONS),
}
View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: str) -> Callable[[View], View]:
    """A view for those who may do that; for others there is no such page."""
    if permission not in PERMISSIONS:
        raise ValueError(f"there is no permission {permission!r}")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
            if not request.user.can(permission):  # type: ignore[union-attr]
                raise Http404
            answer: HttpResponseBase = view(request, *args, **values)
            return answer

        guarded.needs = permission  # type: ignore[attr-defined]
        return cast("View", guarded)

    return mark


def public(view: View) -> View:
    """A view for everybody, signed in or not."""
    login_not_required(view)
    view.is_public = True  # type: ignore[attr-defined]
    return view

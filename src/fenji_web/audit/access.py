"""Which requests stand in the log: all that change something, but for previews; customers opened; files sent away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web.audit.models import Alias

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SEEN = frozenset(
    {
        "customers:one", "customers:timeline", "care:panel", "disclosures:unmask", "api:customer", "api:explanation",
        "api:grade_history", "api:events",
    }
)  # fmt: skip
"""Pages of one customer, and what programs read of one."""
READ = frozenset({"api:customers", "api:grades", "api:moves"})
"""What programs read of many customers: a page of them."""
CUSTOMER = "customer_id"
"""What addresses call a customer's number: the log has a word by chance in its place."""
ENTERED = frozenset({"accounts:enter", "sign_in_elsewhere:back"})
"""Addresses that let somebody in by being opened."""
ASKING = frozenset(
    {
        "editor:live", "editor:metric", "editor:weights", "editor:ideas", "own_segments:form", "own_segments:form_of",
        "segment_map:form", "segment_map:form_of", "playbook:preview", "playbook:preview_file", "strategy:preview",
        "strategy:preview_state", "bulk:ask", "guide:show", "guide:skip", "guide:again", "ui:choose", "pictures:draw",
    }
)  # fmt: skip
"""Addresses that are asked by POST and change nothing: previews, and the looks of one's own pages."""


def is_noted(request: HttpRequest) -> bool:
    """Whether a request stands in the log whatever its answer."""
    match = request.resolver_match
    if match is None or match.view_name in ASKING:
        return False
    return request.method not in ("GET", "HEAD", "OPTIONS") or match.view_name in SEEN | READ | ENTERED


def is_sent_away(response: HttpResponse) -> bool:
    """Whether an answer is a file to keep."""
    return response.status_code == 200 and response.get("Content-Disposition", "").startswith("attachment")


def subject_of(request: HttpRequest) -> str:
    """What an address was asked of: the words in it, never a token that lets somebody in."""
    match = request.resolver_match
    values = match.kwargs if match else {}
    said = {name: Alias.of(str(value)) if name == CUSTOMER else str(value) for name, value in values.items()}
    return " ".join(value for name, value in said.items() if name != "token")

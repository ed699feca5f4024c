"""One tier's rule as a form: opened from the editor with what stands there, and taken back into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenji_web.accounts.access import needs
from fenji_web.editor.access import going_on
from fenji_web.editor.views import settled, shown
from fenji_web.own_segments import pages
from fenji_web.own_segments.forms import Draft, conditions_of
from fenji_web.tier_rules import services
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.editor.access import Editing
    from fenji_web.library import Tier

_NOT_TYPED = ("csrfmiddlewaretoken", "do", "words", "base", "newest", "digest", "match")


@needs("edit_scheme")
@require_POST
def edit(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """The rule as it stands in the editor, which is carried along."""
    editing = settled(request, going_on(request, name))
    tier = _tier(editing, key)
    draft = conditions_of(tier.when, services.askable(tier.when)) if tier.when else None
    return _shown(request, editing, tier, draft)


@needs("edit_scheme")
@require_POST
def form(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """The form after a change: a line or group more or less, operators that fit, the rule of now in words."""
    editing = going_on(request, name)
    tier = _tier(editing, key)
    asked = services.askable(tier.when)
    draft = Draft.read(request.POST).changed(request.POST.get("do", "")).fitted(asked)
    return _shown(request, editing, tier, draft)


@needs("edit_scheme")
@require_POST
def use(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Back in the editor with the rule as it was made here; a form with mistakes comes back with them."""
    editing = going_on(request, name)
    tier = _tier(editing, key)
    when, draft = Draft.read(request.POST).written(services.askable(tier.when))
    scheme = None if when is None else services.with_rule(editing.scheme, key, when)
    if scheme is None:
        return _shown(request, editing, tier, draft, status=422)
    return shown(request, replace(editing, scheme=scheme, typed=_carried(editing)))


def _tier(editing: Editing, key: str) -> Tier:
    """The tier whose rule is asked for; one without a rule has no page."""
    found = next((one for one in editing.scheme.tiers if one.key == key and one.when is not None), None)
    if found is None:
        raise Http404
    return found


def _carried(editing: Editing) -> dict[str, str]:
    """What was typed in the editor and stands nowhere else yet."""
    return {name: value for name, value in editing.typed.items() if name not in _NOT_TYPED and not _is_line(name)}


def _is_line(name: str) -> bool:
    """Whether a field is one of the conditions: g0, g0-r1, g0-r1-value."""
    return name[:1] == "g" and name[1:2].isdecimal()


def _shown(
    request: HttpRequest, editing: Editing, tier: Tier, draft: Draft | None, *, status: int = 200
) -> HttpResponse:
    asked = services.askable(tier.when)
    when, read = (None, None) if draft is None else draft.written(asked)
    rule = None if when is None else services.rule_of(when)
    place = [editing.standard.name, tier.key]
    context: dict[str, Any] = {
        "standard": editing.standard,
        "editing": editing,
        "start": editing.start,
        "carried": _carried(editing).items(),
        "tier": tier,
        "title": words("tier_rules.title", name=tier.name),
        "draft": draft,
        "groups": [] if draft is None else pages.groups(read if status == 422 and read else draft, asked, {}),
        "menu": pages.menu(asked),
        "was": tier.when.say(editing.scheme.currency) if tier.when else None,
        "said": None if rule is None else rule.say(editing.scheme.currency),
        "form_url": reverse("tier_rules:form", args=place),
        "use_url": reverse("tier_rules:use", args=place),
    }
    return render(request, "tier_rules/edit.html", context, status=status)

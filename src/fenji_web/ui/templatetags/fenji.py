"""What templates say and show: words, values, icons, badges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fenji_web import library
from fenji_web.ui.icons import icon as draw_icon
from fenji_web.ui.language import current, zone
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import Language, Text, Tier

register = template.Library()
NOTHING = "—"
_SMALL = 20  # pixels, up to which a badge is drawn without its text


@register.simple_tag
def w(key: str, **fills: object) -> str:
    """The words of that name in the reader's language; `{% w "customers.found" n=count %}` fills a place."""
    return words(key, **fills).say(current())


@register.filter
def say(text: Text | Mapping[str, str] | str | None) -> str:
    """A Text, or one kept as `{en, zh}`, in the reader's language; other words as they are."""
    return "" if text is None else library.read_text(text).say(current())


@register.filter
def money(value: Any, currency: str = "CNY") -> str:
    """Money as people write it: 120.5万元."""
    return NOTHING if value is None or value == "" else library.say_money(value, currency or "CNY", current())


@register.filter
def number(value: Any, decimals: int = 2) -> str:
    """A number with separators."""
    return NOTHING if value is None or value == "" else library.say_number(value, current(), decimals=decimals)


@register.filter
def share(value: Any, decimals: int = 0) -> str:
    """A share of one as a percentage."""
    return NOTHING if value is None or value == "" else library.say_share(value, current(), decimals=decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as 2024-06-05; an instant is that of the workspace's zone."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(zone())
    return library.say_date(value, current())


@register.filter
def moment(value: datetime | None) -> str:
    """An instant as 2024-06-05 14:03 in the workspace's zone."""
    if value is None:
        return NOTHING
    local = value.astimezone(zone()) if value.tzinfo is not None else value
    return local.strftime("%Y-%m-%d %H:%M")


@register.filter
def can(person: Any, permission: str) -> bool:
    """Whether a person may do that."""
    return bool(getattr(person, "is_authenticated", False)) and bool(person.can(permission))


@register.filter
def ratio(value: Any) -> str:
    """A share for `data-share`: plain, between 0 and 1."""
    return "0" if value is None else f"{min(max(Decimal(str(value)), Decimal(0)), Decimal(1)):.4f}"


@register.filter
def pick(mapping: Any, key: Any) -> Any:
    """The value of a mapping under a key that is itself a value."""
    return mapping.get(key) if mapping is not None else None


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A small icon; with a label it says what it stands for."""
    return mark_safe(draw_icon(name, label=label))  # noqa: S308 - drawn from closed names, the label escaped


@register.simple_tag(takes_context=True)
def badge(context: template.Context, tier: Tier | str | None, size: int = 24) -> SafeString:
    """A tier's badge; the tier, or its key in the scheme shown."""
    found = _tier(context, tier)
    return SafeString("") if found is None else _shown(context, tier, found, size)


@register.simple_tag
def badge_seen(tier: Tier, sight: library.Sight, size: int = 24) -> SafeString:
    """A tier's badge in the colours that somebody of that sight sees."""
    return mark_safe(library.badge_seen(tier.icon, sight, size=size, lang=current()))  # noqa: S308 - drawn here


@register.simple_tag(takes_context=True)
def tier_marks(context: template.Context) -> SafeString:
    """The small badges of the scheme shown, drawn once for a page: a list of a hundred rows refers to them."""
    request = context["request"]
    request.has_tier_marks = True
    result = request.fenji.result
    tiers = () if result is None else result.scheme.scheme.tiers
    drawn = "".join(_symbol(tier.icon.model_dump_json(), current()) for tier in tiers)
    return mark_safe(f'<svg class="tier-marks" width="0" height="0" aria-hidden="true">{drawn}</svg>')  # noqa: S308 - drawn here


@register.simple_tag(takes_context=True)
def tier_chip(context: template.Context, tier: Tier | str | None) -> SafeString:
    """A tier's badge and name; without a tier: not graded yet."""
    found = _tier(context, tier)
    if found is None:
        name = str(tier) if tier else words("ui.ungraded").say(current())
        return format_html('<span class="tier tier-none">{}</span>', name)
    return format_html('<span class="tier">{}{}</span>', _shown(context, tier, found, 18), found.name.say(current()))


def _tier(context: template.Context, tier: Tier | str | None) -> Tier | None:
    if tier is None or tier == "":
        return None
    if not isinstance(tier, str):
        return tier
    result = context["request"].fenji.result
    tiers = () if result is None else result.scheme.scheme.tiers
    return next((one for one in tiers if one.key == tier), None)


def _shown(context: template.Context, asked: Tier | str | None, tier: Tier, size: int) -> SafeString:
    """A small badge of the scheme shown refers to the page's own drawing of it; a part of a page lands in a page."""
    request = context["request"]
    is_marked = getattr(request, "has_tier_marks", False) or "HX-Request" in request.headers
    if is_marked and isinstance(asked, str) and size <= _SMALL:
        return _referring(tier.icon.model_dump_json(), size, current())
    return _drawn(tier, size, current())


def _drawn(tier: Tier, size: int, lang: Language) -> SafeString:
    return _kept(tier.icon.model_dump_json(), size, lang)


@lru_cache(maxsize=512)
def _kept(icon_json: str, size: int, lang: Language) -> SafeString:
    drawn = library.badge(library.Icon.model_validate_json(icon_json), size=size, lang=lang)
    return mark_safe(drawn)  # noqa: S308 - our own drawing, its text escaped


@lru_cache(maxsize=512)
def _referring(icon_json: str, size: int, lang: Language) -> SafeString:
    whole = _kept(icon_json, size, lang)
    return mark_safe(f'{whole[: whole.index(">") + 1]}<use href="#{_mark(icon_json)}"/></svg>')  # noqa: S308 - our own


@lru_cache(maxsize=512)
def _symbol(icon_json: str, lang: Language) -> str:
    whole = _kept(icon_json, _SMALL, lang)
    body = whole[whole.index(">") + 1 :].removesuffix("</svg>")
    return f'<symbol id="{_mark(icon_json)}" viewBox="0 0 64 64">{body}</symbol>'


def _mark(icon_json: str) -> str:
    return f"tier-{sha256(icon_json.encode()).hexdigest()[:10]}"

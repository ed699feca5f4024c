"""What templates say and show: words, values, icons, badges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
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
    return SafeString("") if found is None else _drawn(found, size, current())


@register.simple_tag(takes_context=True)
def tier_chip(context: template.Context, tier: Tier | str | None) -> SafeString:
    """A tier's badge and name; without a tier: not graded yet."""
    found = _tier(context, tier)
    if found is None:
        name = str(tier) if tier else words("ui.ungraded").say(current())
        return format_html('<span class="tier tier-none">{}</span>', name)
    return format_html('<span class="tier">{}{}</span>', _drawn(found, 18, current()), found.name.say(current()))


def _tier(context: template.Context, tier: Tier | str | None) -> Tier | None:
    if tier is None or tier == "":
        return None
    if not isinstance(tier, str):
        return tier
    result = context["request"].fenji.result
    tiers = () if result is None else result.scheme.scheme.tiers
    return next((one for one in tiers if one.key == tier), None)


def _drawn(tier: Tier, size: int, lang: Language) -> SafeString:
    return _kept(tier.icon.model_dump_json(), size, lang)


@lru_cache(maxsize=512)
def _kept(icon_json: str, size: int, lang: Language) -> SafeString:
    drawn = library.badge(library.Icon.model_validate_json(icon_json), size=size, lang=lang)
    return mark_safe(drawn)  # noqa: S308 - our own drawing, its text escaped

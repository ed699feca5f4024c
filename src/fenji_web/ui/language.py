"""Which language a person reads, and how values are said while a request is answered."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fenji_web.config.security import LANGUAGE_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Language

_LANG: ContextVar[Language] = ContextVar("fenji_lang", default="zh")
_ZONE: ContextVar[str] = ContextVar("fenji_zone", default="Asia/Shanghai")


def lang_of(request: HttpRequest) -> Language:
    """The language of a request: what a program asked for, the person's own, the browser's last choice here, the
    company's, what the browser asks for."""
    if asked := getattr(request, "asked_language", ""):
        return "zh" if asked == "zh" else "en"
    chosen = getattr(getattr(request, "user", None), "language", "") or request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in ("zh", "en"):
        return "zh" if chosen == "zh" else "en"
    house = getattr(getattr(request, "fenji", None), "settings", None)
    if house is not None and house.language:
        return "zh" if house.language == "zh" else "en"
    return _asked(request.headers.get("Accept-Language", ""))


def asked_language(request: HttpRequest) -> Language | None:
    """The language that a program asks for, which counts before its person's; None where it names neither."""
    header = request.headers.get("Accept-Language", "")
    return _asked(header) if any(part.strip()[:2].lower() in ("zh", "en") for part in header.split(",")) else None


def _asked(header: str) -> Language:
    """Chinese unless the browser names English before any Chinese.

    >>> _asked("en-GB,en;q=0.9"), _asked("zh-CN,en;q=0.8"), _asked(""), _asked("de,en;q=0.5")
    ('en', 'zh', 'zh', 'en')
    """
    for part in header.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return "zh"


def current() -> Language:
    """The language of the request that is being answered."""
    return _LANG.get()


def zone() -> ZoneInfo:
    """The workspace's time zone while a request is answered."""
    return ZoneInfo(_ZONE.get())


def speak(lang: Language, zone_name: str | None = None) -> Any:
    """From here on this thread says everything in that language."""
    if zone_name:
        _ZONE.set(zone_name)
    return _LANG.set(lang)

"""What surrounds every page: entries of the sidebar, the result shown, the person signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fenji_web.config.apps import OURS
from fenji_web.config.security import THEME_COOKIE
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Text


@dataclass(frozen=True)
class Entry:
    """One entry of the sidebar."""

    key: str
    path: str
    icon: str
    app: str
    permission: str = "see"
    group: str = ""

    @property
    def label(self) -> Text:
        """What it is called."""
        return words(f"ui.{self.key}")


ENTRIES = (
    Entry("today", "/", "home", "today"),
    Entry("tasks", "/care/tasks/", "check", "care", "edit_customer"),
    Entry("customers", "/customers/", "users", "customers", group="customers"),
    Entry("pool", "/care/pool/", "flag", "care", group="customers"),
    Entry("segments", "/insights/segments/", "grid", "segments", group="customers"),
    Entry("playbook", "/playbook/", "star", "playbook", group="customers"),
    Entry("insights", "/insights/", "chart", "insights", group="insights"),
    Entry("journey", "/insights/journey/", "map", "journey", "see_whole", group="insights"),
    Entry("pictures", "/insights/pictures/", "picture", "pictures", "see_whole", group="insights"),
    Entry("reports", "/insights/reports/", "report", "reports", "see_whole", group="insights"),
    Entry("schemes", "/schemes/", "sliders", "schemes", group="rules"),
    Entry("runs", "/runs/", "play", "runs", "see_whole", group="rules"),
    Entry("data", "/data/", "upload", "data", "see_whole", group="rules"),
    Entry("privacy", "/privacy/", "lock", "privacy", "privacy", group="rules"),
    Entry("settings", "/settings/", "gear", "accounts", "people", group="rules"),
)
SETTINGS = (
    Entry("settings_company", "/settings/", "gear", "company", "settings"),
    Entry("settings_people", "/accounts/people/", "users", "accounts", "people"),
    Entry("settings_rights", "/settings/rights/", "eye", "rights", "people"),
    Entry("settings_sign_in", "/settings/sign-in/", "lock", "sign_in_elsewhere", "settings"),
    Entry("settings_schedules", "/settings/schedules/", "clock", "schedules", "grade"),
    Entry("settings_webhooks", "/settings/webhooks/", "bell", "webhooks", "settings"),
    Entry("settings_erasure", "/settings/erasure/", "trash", "erasure", "erase"),
    Entry("settings_keys", "/settings/keys/", "link", "api_keys", "see"),
    Entry("settings_audit", "/settings/log/", "check", "audit", "audit"),
)


class Frame:
    """The frame of one request's page; asked for piece by piece by the template."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def lang(self) -> str:
        """The language as HTML writes it."""
        return "zh-CN" if current() == "zh" else "en"

    @property
    def other_lang(self) -> str:
        """The language one may change to."""
        return "en" if current() == "zh" else "zh"

    @property
    def is_simulated(self) -> bool:
        """Whether what is shown is made up."""
        result = self.reading.result
        return bool(result.run.is_simulated if result else self.reading.settings.is_simulated)

    @cached_property
    def scheme_titles(self) -> dict[str, Text]:
        """The titles of the graded schemes, by name."""
        return {name: self.reading.title_of(name) for name in self.reading.schemes}

    @property
    def theme(self) -> str:
        """light, dark, or empty for the system's."""
        person = getattr(self.request, "user", None)
        chosen = getattr(person, "theme", "") or self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in ("light", "dark") else ""

    @cached_property
    def reading(self) -> Any:
        """What the request reads."""
        return self.request.fenji  # type: ignore[attr-defined]

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """The sidebar's entries for pages that exist and that this person may see."""
        shown = [entry for entry in ENTRIES if entry.key != "settings" and self._has(entry)]
        if self.settings_tabs:
            shown.append(replace(ENTRIES[-1], path=self.settings_tabs[0].path))
        here = [entry for entry in shown if entry.path == "/" and self.request.path == "/"]
        here += [entry for entry in shown if entry.path != "/" and self.request.path.startswith(entry.path)]
        current_entry = max(here, key=lambda entry: len(entry.path), default=None)
        if any(self.request.path.startswith(one.path) for one in self.settings_tabs):
            current_entry = shown[-1]
        groups = ["", *(entry.group for entry in shown)]
        return [
            {
                "entry": entry,
                "is_here": entry is current_entry,
                "group": words(f"ui.group_{entry.group}") if entry.group != before else None,
            }
            for entry, before in zip(shown, groups, strict=False)
        ]

    @cached_property
    def settings_tabs(self) -> list[Entry]:
        """The pages of the settings that this person may see."""
        return [entry for entry in SETTINGS if self._has(entry)]

    @property
    def rises(self) -> str:
        """The colour of what goes up: green, red or blue."""
        return str(getattr(self._settings, "rises", None) or "green")

    @cached_property
    def logo(self) -> str:
        """The address of the company's logo; empty where there is none."""
        if self._settings is None:
            return ""
        place = self.reading.workspace_folder / "web" / "logo.png"
        return f"/settings/logo.png?{place.stat().st_mtime_ns:x}" if place.is_file() else ""

    @property
    def brand(self) -> str:
        """The brand colour without its sign; empty where there is none."""
        return str(getattr(self._settings, "brand_colour", "")).removeprefix("#")

    @property
    def company(self) -> str:
        """Whose pages these are."""
        return "fenji" if self._settings is None else str(self._settings.company or self._settings.name)

    @cached_property
    def _settings(self) -> Any:
        """The company's settings; None where a request was refused before anything was read."""
        return self.reading.settings if hasattr(self.request, "fenji") else None

    def _has(self, entry: Entry) -> bool:
        return f"fenji_web.{entry.app}" in OURS and _can(self.request.user, entry.permission)

    @cached_property
    def job(self) -> Any:
        """The job that is under way, if one is: of anybody's, since one heavy job runs at a time."""
        from fenji_web.runs.queries import job_under_way

        return job_under_way()


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context every template has."""
    return {"frame": Frame(request), "fenji": getattr(request, "fenji", None)}


def _can(person: Any, permission: str) -> bool:
    return bool(getattr(person, "is_authenticated", False)) and bool(person.can(permission))

"""The frame: language, theme, the chip of what is shown, entries by role, errors in three parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings

from fenji_web.library import Text, WorkspaceError
from fenji_web.ui.failures import FailureMiddleware
from fenji_web.ui.icons import PATHS, icon
from fenji_web.ui.language import speak

SignIn = Callable[..., Client]


def said(template: str, lang: str = "zh", **values: object) -> str:
    speak("zh" if lang == "zh" else "en", "Asia/Shanghai")
    return Template("{% load fenji %}" + template).render(Context(values))


@pytest.mark.parametrize(
    ("template", "zh", "en"),
    [
        ('{{ v|money:"CNY" }}', "120.5万元", "¥1.2M"),
        ("{{ v|number }}", "1,205,000", "1,205,000"),
        ("{{ none|money:'CNY' }}{{ none|number }}{{ none|share }}{{ none|day }}", "————", "————"),
        ('{% w "ui.as_of" day="2024-01-01" %}', "截至 2024-01-01", "As of 2024-01-01"),
        ("{{ text|say }}", "客户", "customers"),
        ("{{ kept|say }}", "客户", "customers"),
    ],
)
def test_values_are_said_as_people_of_each_language_write_them(template: str, zh: str, en: str) -> None:
    values = {
        "v": Decimal(1205000),
        "none": None,
        "text": Text("customers", "客户"),
        "kept": {"en": "customers", "zh": "客户"},
    }
    assert (said(template, "zh", **values), said(template, "en", **values)) == (zh, en)


def test_what_people_wrote_is_escaped_wherever_it_is_said() -> None:
    assert "<b>" not in said('{% w "accounts.added" name=evil %}{{ evil|say }}', evil="<b>")


def test_every_icon_is_drawn_and_one_with_a_label_is_read_out() -> None:
    assert all("<path" in icon(name) for name in PATHS)
    assert 'aria-hidden="true"' in icon("search")
    assert 'aria-label="&lt;up&gt;"' in icon("up", label="<up>")


def test_the_browser_decides_the_language_until_a_person_does(shop: Path, client_as: SignIn) -> None:
    assert "登录" in Client().get("/accounts/sign-in/").content.decode()
    english = Client(headers={"accept-language": "en-GB,en;q=0.9"})
    assert "Sign in" in english.get("/accounts/sign-in/").content.decode()
    english.post("/choose/", {"language": "zh", "next": "/accounts/sign-in/"})
    assert "登录" in english.get("/accounts/sign-in/").content.decode()
    client = client_as("viewer", lang="zh")
    client.post("/choose/", {"language": "en", "theme": "dark", "next": "/runs/"})
    page = client.get("/runs/").content.decode()
    assert '<html lang="en" data-theme="dark"' in page
    client.person.refresh_from_db()
    assert (client.person.language, client.person.theme) == ("en", "dark")


def test_a_choice_never_leads_to_another_host(shop: Path) -> None:
    assert Client().post("/choose/", {"language": "en", "next": "//evil.example"})["Location"] == "/"


def test_the_frame_says_what_is_shown_and_keeps_the_scheme_chosen(client_as: SignIn) -> None:
    client = client_as("viewer")
    assert "截至 2024-12-31" in client.get("/runs/").content.decode()
    assert "模拟数据" in client.get("/runs/").content.decode()
    client.get("/runs/?scheme=electronics")
    assert '<option value="electronics" selected>' in client.get("/runs/").content.decode()
    client.get("/runs/?scheme=nobody")
    assert '<option value="electronics" selected>' in client.get("/runs/").content.decode()


def test_entries_are_those_a_person_may_open(client_as: SignIn) -> None:
    assert settings_on(client_as("administrator")) - settings_on(client_as("viewer"))
    assert settings_on(client_as("viewer")) == {"/settings/keys/"}  # one's own keys for programs


def settings_on(client: Client) -> set[str]:
    """The settings that a page leads to."""
    return set(re.findall(r'href="(/settings/[^"]*|/accounts/people/)"', client.get("/runs/").content.decode()))


def test_before_the_first_run_the_frame_says_so(client_as: SignIn, tmp_path: Path, shop: Path) -> None:
    (tmp_path / "fenji.yaml").write_text((shop / "fenji.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "runs").mkdir()
    with override_settings(FENJI_WORKSPACE=tmp_path):
        page = client_as("analyst").get("/runs/").content.decode()
    assert "尚未评级" in page
    assert "还没有评级结果" in page


def test_an_error_a_person_can_act_on_is_a_page_in_three_parts(client_as: SignIn, shop: Path) -> None:
    request = RequestFactory().get("/")
    client = client_as("viewer")
    request.user = client.person
    request.session = client.session
    from fenji_web.ui.reading import Reading

    request.fenji = Reading(request)  # type: ignore[attr-defined]
    error = WorkspaceError(Text("it is wrong", "有误"), where="fenji.yaml", fix=Text("Mend it.", "请改正。"))
    speak("zh")
    answer = FailureMiddleware(lambda _: None).process_exception(request, error)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert answer.status_code == 422
    assert all(part in answer.content.decode() for part in ("有误", "fenji.yaml", "请改正。"))
    assert FailureMiddleware(lambda _: None).process_exception(request, ValueError()) is None  # type: ignore[arg-type, return-value]

"""The company's settings: kept in fenji.yaml with a history, confirmed where grades are touched, followed by pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fenji.conventions import Conventions, adopt
from fenji.workspace.settings import Settings
from fenji_web.company import pages
from fenji_web.company.models import Change
from fenji_web.library import contrast
from fenji_web.schedules.models import Schedule

SignIn = Callable[..., Client]
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="#c00"/></svg>'


def form(client: Client, **changed: object) -> dict[str, object]:
    """What the page shows, as a browser would send it, with some answers changed; None is an empty box."""
    page = client.get("/settings/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    given = {
        "seen": seen[1], "name": "模拟商店", "company": "", "language": "", "currency": "CNY", "zone": "Asia/Shanghai",
        "fiscal_year_starts": "1", "has_legal_holidays": "on", "pauses_over_spring_festival": "on", "rises": "green",
        "brand_colour": "#1f5fc4", **changed,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def test_settings_rest_in_the_workspace_s_file_with_who_changed_what(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    answer = client.post("/settings/", form(client, company="星河贸易", fiscal_year_starts="4", rises="red"))
    assert answer.status_code == 302
    kept = Settings.read(shop)
    assert (kept.company, kept.fiscal_year_starts, kept.rises) == ("星河贸易", 4, "red")
    assert {one.field for one in Change.objects.all()} == {"name", "company", "fiscal_year_starts", "rises"}
    shown = client.get("/settings/").content.decode()
    assert "星河贸易" in shown
    assert str(client.person) in shown
    assert 'data-rises="red"' in client.get("/runs/").content.decode()


def test_what_decides_how_days_and_money_are_read_is_explained_and_confirmed_first(
    client_as: SignIn, shop: Path
) -> None:
    client = client_as("administrator")
    before = (shop / "fenji.yaml").read_bytes()
    asked = client.post("/settings/", form(client, currency="usd", zone="America/New_York"))
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "货币 CNY → USD" in page
    assert "时区 Asia/Shanghai → America/New_York" in page
    assert (shop / "fenji.yaml").read_bytes() == before
    sure = form(client, currency="usd", zone="America/New_York", confirm="on")
    assert client.post("/settings/", sure).status_code == 302
    assert (Settings.read(shop).currency, Settings.read(shop).zone) == ("USD", "America/New_York")


def test_schedules_go_by_the_new_clock(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    client.post("/settings/schedules/new/", {"what": "quality", "every": "day", "at": "06:30"})
    client.post("/settings/", form(client, zone="America/New_York", confirm="on"))
    assert Schedule.objects.get().next_at.hour in (10, 11)


def test_two_people_at_once_lose_nothing(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    mine, theirs = form(client, company="甲"), form(client, company="乙")
    client.post("/settings/", theirs)
    answer = client.post("/settings/", mine)
    assert answer.status_code == 409
    assert "其他人刚刚修改了设置" in answer.content.decode()
    assert Settings.read(shop).company == "乙"


def test_what_cannot_be_is_said_beside_its_field(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator", lang="en")
    before = (shop / "fenji.yaml").read_bytes()
    wrong = form(client, zone="Mars/Olympus", currency="yuan", has_brand="on", brand_colour="red", name="")
    answer = client.post("/settings/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Choose a zone", "three letters", "Write it as #1F5FC4", "Fill this in"):
        assert said in page
    assert (shop / "fenji.yaml").read_bytes() == before


def test_the_default_language_is_spoken_to_who_chose_none(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    client.post("/settings/", form(client, language="en"))
    assert "Sign in" in Client(headers={"accept-language": "zh-CN"}).get("/accounts/sign-in/").content.decode()


def test_a_logo_is_drawn_anew_and_stands_on_every_page(client_as: SignIn, shop: Path) -> None:
    client = client_as("administrator")
    assert client.post("/settings/logo/", {"logo": SimpleUploadedFile("a.svg", LOGO)}).status_code == 302
    served = Client().get("/settings/logo.png")
    assert b"".join(served).startswith(b"\x89PNG")
    assert 'class="brand-logo"' in client.get("/runs/").content.decode()
    client.post("/settings/logo/", {"remove": "1"})
    assert Client().get("/settings/logo.png").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        LOGO.replace(b"<rect", b'<image href="file:///etc/passwd"/><use href="https://evil.example/x"/><rect'),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + LOGO,
        LOGO.replace(b'fill="#c00"', b'style="fill:url(https://evil.example/)"'),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0" + b"\0" * 40,
        LOGO + b" " * 1_000_001,
    ],
)
def test_a_logo_that_is_no_picture_or_reaches_outside_is_refused(client_as: SignIn, content: bytes) -> None:
    answer = client_as("administrator").post("/settings/logo/", {"logo": SimpleUploadedFile("a.svg", content)})
    assert answer.status_code == 422
    assert "PNG" in answer.content.decode()
    assert Client().get("/settings/logo.png").status_code == 404


@pytest.mark.parametrize("colour", ["#FFD700", "#FFFFFF", "#000000", "#C00000", "#1F5FC4", "#7CFC00"])
def test_a_brand_colour_can_be_read_on_light_and_dark_ground(colour: str) -> None:
    for is_dark, grounds in ((False, ("#FFFFFF", "#F7F8FA")), (True, ("#191D24", "#12151A"))):
        shades = pages.palette(colour, is_dark=is_dark)
        assert min(contrast(shades.words, ground) for ground in (*grounds, shades.soft)) >= 4.5
        assert contrast(shades.fill, "#FFFFFF") >= 4.5


def test_the_brand_s_sheet_is_the_same_for_ever_and_nothing_else_is_served() -> None:
    answer = Client().get("/settings/brand/C00000.css")
    assert answer["Content-Type"] == "text/css"
    assert "--accent:light-dark(" in answer.content.decode()
    assert Client().get("/settings/brand/x;}.css").status_code == 404


def test_only_who_may_change_settings_sees_them(client_as: SignIn) -> None:
    assert client_as("analyst").get("/settings/").status_code == 404
    assert "/settings/schedules/" in client_as("analyst").get("/runs/").content.decode()
    assert "/settings/schedules/" not in client_as("viewer").get("/runs/").content.decode()


def test_charts_rise_in_the_company_s_colour() -> None:
    from fenji.charts.flows import colour_of

    assert (colour_of("up"), colour_of("down")) == ("#1F5AA6", "#C65D00")
    adopt(Conventions(rises="red"))
    assert (colour_of("up"), colour_of("down"), colour_of("same")) == ("#C2372F", "#1A7A4C", "#9AA3B0")
    adopt(Conventions(rises="green"))
    assert (colour_of("up"), colour_of("down")) == ("#1A7A4C", "#C2372F")

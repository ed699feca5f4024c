"""Runs in a real browser: a grading followed live, its workbook downloaded, a job cancelled by its button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.web_place import Place

SLOW = 60_000


def test_a_grading_is_started_followed_live_and_leads_to_its_run(open_as: Callable[..., Any], server: Place) -> None:
    page = open_as("analyst", lang="en")
    page.goto(server.url + "/runs/")
    page.get_by_role("button", name="Grade now").click()
    page.get_by_label("Standard", exact=True).last.select_option("value")
    page.get_by_label("As-of day").fill("2024-09-30")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("progressbar").first.wait_for()
    page.wait_for_url("**/runs/value-v1-2024-09-30/**", timeout=SLOW)
    assert page.get_by_role("heading", level=1).inner_text() == "Customer value · 2024-09-30"
    page.get_by_role("button", name="Workbook").click()
    page.wait_for_url("**/runs/value-v1-2024-09-30/?file=*", timeout=SLOW)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "fenji-value-v1-2024-09-30-en.xlsx"
    page.get_by_role("button", name="Replay").click()
    page.get_by_text("the same result, row for row").wait_for(timeout=SLOW)


def test_a_job_that_waits_is_cancelled_by_its_button(open_as: Callable[..., Any], server: Place) -> None:
    page = open_as("analyst", lang="en")
    several = 'give([enqueue("replay", by=person("analyst", "en"), run="value-v1-2024-11-30").pk for _ in range(4)])'
    last = server.run(several)[-1]
    page.goto(f"{server.url}/runs/jobs/{last}/")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Stopped").wait_for()
    assert server.run(f"give(Job.objects.get(pk={last}).state)") == "cancelled"
    page.goto(f"{server.url}/runs/")
    server.run("from fenji_web.runs.services import stop\nfor job in Job.objects.filter(state='waiting'): stop(job)")


def test_theme_and_language_are_chosen_in_the_frame(open_as: Callable[..., Any], server: Place) -> None:
    page = open_as("sales", lang="zh")
    page.goto(server.url + "/runs/")
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("summary[aria-label='My account']").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(18, 21, 26)"


def test_the_main_path_is_walked_by_keys_alone(open_as: Callable[..., Any], server: Place) -> None:
    page = open_as("analyst", lang="en")
    page.goto(server.url + "/runs/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="Grade now").focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog#start").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#start").is_visible()
    page.get_by_role("link", name="2024-11-30").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/value-v1-2024-11-30/")

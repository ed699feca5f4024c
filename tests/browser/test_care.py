"""Customers looked after in a browser: claimed, noted, an order typed in by the worker's leave, a tier asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.web_place import Place

Opened = Callable[..., Any]
DONE = 60_000


def test_a_customer_is_claimed_noted_sold_to_and_asked_a_tier_for(open_as: Opened, server: Place) -> None:
    page = open_as("sales", lang="en")
    page.goto(f"{server.url}/care/pool/")
    name = page.inner_text("tbody tr:first-child td:nth-child(3)").strip()
    page.click("tbody tr:first-child button")
    page.wait_for_selector(".notice-good")
    page.goto(f"{server.url}/customers/?q={name}")
    page.click(".customer-name a >> nth=0")
    page.wait_for_selector("#care")

    page.fill("#care textarea", "likes mornings")
    page.click("#care form button")
    page.wait_for_selector("#care .care-list li")
    assert "likes mornings" in page.inner_text("#care")
    page.click("#care .tabs a >> nth=3")
    page.wait_for_selector("#care .care-history li")
    assert "sales" in page.inner_text("#care .care-history li >> nth=0")

    page.click(".head-actions a:has-text('Record an order')")
    page.fill("#f-amount", "lots")
    page.click(".care-form .button-primary")
    page.wait_for_selector("#p-amount", timeout=DONE)
    assert "this is no number" in page.inner_text("#p-amount")
    page.fill("#f-amount", "1,280.50")
    page.click(".care-form .button-primary")
    page.wait_for_url("**/customers/*/", timeout=DONE)
    page.wait_for_selector("#care .notice-warn")
    assert "¥1,280.50" in page.inner_text("#care .notice-warn")

    page.click("#care .tabs a >> nth=4")
    page.click("#care a:has-text('Set the tier by hand')")
    page.fill("#f-reason", "a framework contract")
    page.click(".care-form .button-primary")
    page.wait_for_url("**/customers/*/", timeout=DONE)
    assert "waits for approval" in page.inner_text(".notice-good")

    approver = open_as("approver", lang="en")
    approver.goto(f"{server.url}/care/overrides/")
    approver.click("tbody tr:first-child .button-primary")
    approver.wait_for_selector("h2:has-text('In force') .faint", timeout=DONE)
    assert "a framework contract" in approver.inner_text("main")


def test_care_fits_the_width_of_a_phone(open_as: Opened, server: Place) -> None:
    page = open_as("sales", size=(390, 844))
    for address in ("/care/tasks/", "/care/pool/", "/care/new/", "/care/overrides/"):
        page.goto(server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address

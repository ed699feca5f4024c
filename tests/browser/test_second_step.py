"""The second step in a real browser: a picture to scan, codes to keep, and no way in by the password alone."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.web_place import Place


def shown(secret: str, *, beside: int = 0) -> str:
    """What the app shows now, or half minutes beside."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)
    return app.generate(int(time.time()) + 30 * beside).decode()


def test_a_person_sets_it_up_keeps_the_codes_and_signs_in_with_one_step_more(
    open_as: Callable[..., Any], server: Place
) -> None:
    page = open_as("steward", lang="en")
    page.goto(f"{server.url}/accounts/me/")
    page.get_by_role("link", name="Set up two-step sign-in").click()
    picture = page.get_by_alt_text("QR code for the authenticator app")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100")
    page.get_by_text("It cannot be scanned?").click()
    secret = page.locator(".key-input").input_value().replace(" ", "")
    page.get_by_label("Code").fill(shown(secret, beside=-1))
    page.get_by_role("button", name="Switch on").click()
    codes = page.locator(".recovery-codes li").all_inner_texts()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    words = Path(kept.value.path()).read_text("utf-8")
    assert [one for one in codes if one in words] == codes
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("10 recovery codes left").wait_for()

    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Sign-in name").fill("steward")
    page.get_by_label("Password", exact=True).fill("the harbour at dusk")
    page.get_by_role("button", name="Show the password").click()
    assert page.locator("#password").get_attribute("type") == "text"
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/accounts/two-factor/"))
    assert page.request.get(f"{server.url}/schemes/", max_redirects=0).status == 302
    page.get_by_label("Code").fill(shown(secret))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.url}/")
    server.run('from fenji_web.two_factor.services import take_away\ntake_away(person("steward", "en"))')

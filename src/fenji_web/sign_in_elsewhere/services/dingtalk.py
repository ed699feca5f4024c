"""钉钉: OAuth 2 with the company's id asked for and compared, then the person by their own token.

Written after open.dingtalk.com (login.dingtalk.com/oauth2/auth; oauth2/userAccessToken; contact/users/me); not tried
against the live service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fenji_web.sign_in_elsewhere.services.asked import Found, NotProven, asked, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.sign_in_elsewhere.models import Provider

ENTRY = "https://login.dingtalk.com/oauth2/auth"
PLACE = "https://api.dingtalk.com"


def leads_to(provider: Provider, back: str, kept: Mapping[str, str]) -> str:
    """Where a person scans or says yes, as a member of the company."""
    asked_for = {
        "client_id": provider.client_id, "redirect_uri": back, "response_type": "code", "scope": "openid corpid",
        "prompt": "consent", "state": kept["state"], "corpId": provider.company,
    }  # fmt: skip
    return f"{ENTRY}?{urlencode(asked_for)}"


def found(provider: Provider, back: str, answers: Mapping[str, str], kept: Mapping[str, str]) -> Found:
    """Who came back, of this company alone."""
    del back, kept
    code = answers.get("authCode") or answers.get("code", "")
    body = {"clientId": provider.client_id, "clientSecret": provider.secret, "code": code,
            "grantType": "authorization_code"}  # fmt: skip
    token = asked(f"{PLACE}/v1.0/oauth2/userAccessToken", body=body)
    if not provider.company or text_of(token, "corpId") != provider.company:
        raise NotProven("not_member")
    headers = {"x-acs-dingtalk-access-token": text_of(token, "accessToken")}
    told = asked(f"{PLACE}/v1.0/contact/users/me", headers=headers)
    subject = text_of(told, "unionId", "openId")
    if not subject:
        raise NotProven("not_member")
    return Found(subject, text_of(told, "nick"), text_of(told, "nick"))

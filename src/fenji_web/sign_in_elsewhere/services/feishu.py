"""飞书: OAuth 2 with PKCE, then the person by their own token; the tenant is compared.

Written after open.feishu.cn (authen/v1/authorize; authen/v2/oauth/token; authen/v1/user_info); not tried against the
live service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fenji_web.sign_in_elsewhere.services.asked import Found, NotProven, asked, challenge, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.sign_in_elsewhere.models import Provider

ENTRY = "https://accounts.feishu.cn/open-apis/authen/v1/authorize"
PLACE = "https://open.feishu.cn"


def leads_to(provider: Provider, back: str, kept: Mapping[str, str]) -> str:
    """Where a person scans or says yes."""
    asked_for = {
        "client_id": provider.client_id, "response_type": "code", "redirect_uri": back, "state": kept["state"],
        "code_challenge": challenge(kept["verifier"]), "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{ENTRY}?{urlencode(asked_for)}"


def found(provider: Provider, back: str, answers: Mapping[str, str], kept: Mapping[str, str]) -> Found:
    """Who came back, of this tenant alone."""
    body = {"grant_type": "authorization_code", "client_id": provider.client_id, "client_secret": provider.secret,
            "code": answers.get("code", ""), "redirect_uri": back, "code_verifier": kept["verifier"]}  # fmt: skip
    token = asked(f"{PLACE}/open-apis/authen/v2/oauth/token", body=body)
    headers = {"Authorization": f"Bearer {text_of(token, 'access_token')}"}
    answer = asked(f"{PLACE}/open-apis/authen/v1/user_info", headers=headers)
    told = answer.get("data")
    if str(token.get("code", 0)) != "0" or answer.get("code") != 0 or not isinstance(told, dict):
        raise NotProven("not_answered", text_of(answer, "code"))
    subject = text_of(told, "union_id", "open_id")
    if not subject or not provider.company or text_of(told, "tenant_key") != provider.company:
        raise NotProven("not_member")
    return Found(subject, text_of(told, "name"), text_of(told, "user_id", "en_name", "name"))

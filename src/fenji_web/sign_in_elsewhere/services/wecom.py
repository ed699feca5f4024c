"""企业微信: a scan in the browser, then the member's id by the application's own token.

Written after developer.work.weixin.qq.com (web login, path 98176; gettoken; auth/getuserinfo; user/get); not tried
against the live service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fenji_web.sign_in_elsewhere.services.asked import Found, NotProven, asked, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.sign_in_elsewhere.models import Provider

ENTRY = "https://login.work.weixin.qq.com/wwlogin/sso/login"
PLACE = "https://qyapi.weixin.qq.com"


def leads_to(provider: Provider, back: str, kept: Mapping[str, str]) -> str:
    """Where a person scans."""
    asked_for = {
        "login_type": "CorpApp", "appid": provider.client_id, "agentid": provider.agent, "redirect_uri": back,
        "state": kept["state"],
    }  # fmt: skip
    return f"{ENTRY}?{urlencode(asked_for)}"


def found(provider: Provider, back: str, answers: Mapping[str, str], kept: Mapping[str, str]) -> Found:
    """Who came back: a member of the company, never a guest."""
    del back, kept
    secret = {"corpid": provider.client_id, "corpsecret": provider.secret}
    token = text_of(_said(asked(f"{PLACE}/cgi-bin/gettoken", secret)), "access_token")
    code = {"access_token": token, "code": answers.get("code", "")}
    member = text_of(_said(asked(f"{PLACE}/cgi-bin/auth/getuserinfo", code)), "userid", "UserId")
    if not token or not member:
        raise NotProven("not_member")
    told = asked(f"{PLACE}/cgi-bin/user/get", {"access_token": token, "userid": member})
    departments = told.get("department")
    return Found(
        f"{provider.client_id}:{member}",
        text_of(told, "name"),
        member,
        tuple(str(one) for one in departments) if isinstance(departments, list) else (),
    )


def _said(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("errcode", 0) != 0:
        raise NotProven("not_answered", text_of(answer, "errcode"))
    return answer

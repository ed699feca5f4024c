"""Endpoints as pages: set up, shown without their secrets, tested, changed over to a new secret, refused inside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook

from fenji_web.deliveries.services import deliver
from fenji_web.webhooks.models import FINISHED, GONE, Attempt, Endpoint, Message
from fenji_web.webhooks.services import announce, write
from tests.fenji_web.webhooks.receiver import Receiver

GIVEN: dict[str, Any] = {"name": "CRM", "kind": "standard", "events": [FINISHED], "shape": "together", "scheme": ""}


def made(desk: Client, hook: Receiver, **changed: Any) -> tuple[Endpoint, str]:
    answer = desk.post("/settings/webhooks/new/", {**GIVEN, "address": f"{hook.url}/in?key=CANARY-KEY", **changed})
    page = answer.content.decode()
    secret = page.partition('value="whsec_')[2].partition('"')[0]
    return Endpoint.objects.get(), f"whsec_{secret}" if secret else ""


def test_a_new_endpoint_shows_its_secret_once_and_never_its_address(desk: Client, hook: Receiver, shop: Path) -> None:
    endpoint, secret = made(desk, hook)
    assert len(secret) == 50
    assert endpoint.place == f"{hook.url.removeprefix('http://')}/in"
    pages = [f"/settings/webhooks/{one}" for one in ("", f"{endpoint.pk}/", f"{endpoint.pk}/edit/", "deliveries/")]
    seen = "".join(desk.get(page).content.decode() for page in pages)
    files = (shop / "secrets.env").read_text() + str(Endpoint.objects.values().get())
    for word in (secret, "CANARY-KEY"):
        assert word not in seen
        assert word not in files


def test_a_test_is_signed_and_its_outcome_told_without_what_the_other_side_wrote(desk: Client, hook: Receiver) -> None:
    endpoint, secret = made(desk, hook)
    hook.body, hook.headers = b"CANARY-BODY", {"X-Canary": "CANARY-HEADER"}
    hook.status = 500
    page = desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/", follow=True).content.decode()
    assert "测试未成功：HTTP 500" in page
    assert "CANARY" not in page
    hook.status, hook.secret = 200, secret
    page = desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/", follow=True).content.decode()
    assert "测试成功：已接收 · HTTP 200" in page
    assert "CANARY" not in page + desk.get("/settings/webhooks/deliveries/").content.decode()
    assert (hook.unverified, hook.said[-1]["type"]) == (0, "fenji.test")


def test_both_secrets_count_for_a_day_after_a_change(desk: Client, hook: Receiver) -> None:
    endpoint, old = made(desk, hook)
    page = desk.post(f"/settings/webhooks/{endpoint.pk}/rotate/").content.decode()
    new = "whsec_" + page.partition('value="whsec_')[2].partition('"')[0]
    assert new not in ("whsec_", old)
    desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/")
    _, headers, body = hook.asked[-1]
    assert Webhook(old).verify(body, headers) == Webhook(new).verify(body, headers)
    Endpoint.objects.update(old_secret_until=timezone.now() - timedelta(seconds=1))
    desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/")
    _, headers, _ = hook.asked[-1]
    assert len(headers["webhook-signature"].split()) == 1


@pytest.mark.parametrize("missing", ["name", "address", "events"])
def test_what_is_needed_is_asked_for(desk: Client, hook: Receiver, missing: str) -> None:
    given = {name: value for name, value in {**GIVEN, "address": hook.url}.items() if name != missing}
    answer = desk.post("/settings/webhooks/new/", given)
    assert answer.status_code == 422
    assert "必填" in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_an_edit_keeps_the_address_where_none_is_typed(desk: Client, hook: Receiver) -> None:
    endpoint, _ = made(desk, hook)
    desk.post(f"/settings/webhooks/{endpoint.pk}/edit/", {**GIVEN, "name": "ERP", "address": ""})
    desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/")
    assert Endpoint.objects.get().name == "ERP"
    assert hook.asked[0][0] == "/in?key=CANARY-KEY"


def test_an_endpoint_removed_takes_its_secrets_and_messages_along(desk: Client, hook: Receiver, shop: Path) -> None:
    endpoint, _ = made(desk, hook)
    write(endpoint, kind=FINISHED, part="r1", data={}, at=timezone.now())
    desk.post(f"/settings/webhooks/{endpoint.pk}/remove/")
    assert not Message.objects.exists()
    assert "WEBHOOK" not in (shop / "secrets.env").read_text()
    assert desk.get(f"/settings/webhooks/{endpoint.pk}/").status_code == 404


def test_machines_inside_are_named_on_the_page_and_nonsense_is_refused(
    desk: Client, hook: Receiver, shop: Path
) -> None:
    address = {**GIVEN, "address": "https://10.7.7.7/hook"}
    assert "内部网络中的主机" in desk.post("/settings/webhooks/new/", address).content.decode()
    desk.post("/settings/webhooks/allow/", {"entries": "10.7.7.7\n\nhttp://hooks.lan:8080"})
    assert "10.7.7.7" in (shop / "fenji.yaml").read_text()
    assert "whsec_" in desk.post("/settings/webhooks/new/", address).content.decode()
    answer = desk.post("/settings/webhooks/allow/", {"entries": "not a machine"})
    assert (answer.status_code, "不是主机或网段" in answer.content.decode()) == (422, True)


def test_a_robot_is_told_in_its_groups_words_and_marked_as_not_tried_live(desk: Client, hook: Receiver) -> None:
    endpoint, secret = made(desk, hook, kind="dingtalk", secret="SEC123", language="en", events=[])
    assert (secret, endpoint.events) == ("", [FINISHED])
    page = desk.get(f"/settings/webhooks/{endpoint.pk}/").content.decode()
    assert "未在真实平台上验证" in page
    hook.status, hook.body = 200, b'{"errcode":310000,"errmsg":"CANARY-BODY"}'
    page = desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/", follow=True).content.decode()
    assert "机器人拒收：310000" in page
    assert "CANARY-BODY" not in page
    hook.body = b'{"errcode":0}'
    page = desk.post(f"/settings/webhooks/deliveries/test/{endpoint.pk}/", follow=True).content.decode()
    assert "测试成功" in page
    assert hook.said[-1]["markdown"]["title"] == "fenji: a test"
    assert "timestamp=" in hook.asked[-1][0]


def test_only_those_who_look_after_the_settings_see_endpoints(desk: Client, hook: Receiver, client_as: Any) -> None:
    endpoint, _ = made(desk, hook)
    for role in ("viewer", "sales", "analyst", "approver", "steward", "auditor"):
        for place in ("", "new/", f"{endpoint.pk}/", "deliveries/", "deliveries/given-up/"):
            assert client_as(role).get(f"/settings/webhooks/{place}").status_code == 404


def test_who_says_it_is_gone_is_not_asked_again_and_a_notice_says_so(desk: Client, hook: Receiver) -> None:
    endpoint, _ = made(desk, hook)
    announce(FINISHED, "r1", {"run": "r1"})
    hook.status = 410
    assert deliver() == 1
    assert Endpoint.objects.get().paused == GONE
    assert deliver() == -1
    assert "1 个消息接收方因发送失败已自动暂停" in desk.get("/").content.decode()
    assert "已永久失效（410）" in desk.get(f"/settings/webhooks/{endpoint.pk}/").content.decode()
    hook.status = 204
    desk.post(f"/settings/webhooks/{endpoint.pk}/switch/")
    assert deliver() == 1
    assert [one.said for one in Attempt.objects.all()] == ["204", "410"]

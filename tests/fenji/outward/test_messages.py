"""Signatures that other libraries verify; robots of group chats against servers that check as the services say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from fenji.outward.asking import Reply
from fenji.outward.robots import speak, understood
from fenji.outward.signed import headers_of, is_secret, new_secret

AT = 1_795_000_000
BODY = '{"type":"run.finished","data":{"名":"值"}}'.encode()


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verifying library refuses what is older than five minutes."""
    import standardwebhooks.webhooks as verifying

    class Then(verifying.datetime):  # type: ignore[name-defined, misc]
        @classmethod
        def now(cls, tz: object = None) -> object:
            return verifying.datetime.fromtimestamp(AT + 10, tz)

    monkeypatch.setattr(verifying, "datetime", Then)


def test_the_library_of_the_standard_takes_our_signature() -> None:
    secret = new_secret()
    assert is_secret(secret)
    found = Webhook(secret).verify(BODY, headers_of("msg_1", AT, BODY, [secret]))
    assert found["data"] == {"名": "值"}


def test_while_a_secret_is_changed_both_the_old_and_the_new_one_verify() -> None:
    old, new = new_secret(), new_secret()
    headers = headers_of("msg_1", AT, BODY, [new, old])
    assert Webhook(old).verify(BODY, headers) == Webhook(new).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(BODY, headers)


@pytest.mark.parametrize("change", ["body", "id", "time"])
def test_whatever_is_changed_on_the_way_is_noticed(change: str) -> None:
    secret = new_secret()
    headers = headers_of("msg_1", AT, BODY, [secret])
    body = BODY + b" " if change == "body" else BODY
    headers |= (
        {"webhook-id": "msg_2"} if change == "id" else {"webhook-timestamp": str(AT + 1)} if change == "time" else {}
    )
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_a_robot_of_dingtalk_gets_a_stamp_and_its_signature_in_the_address() -> None:
    spoken = speak("dingtalk", "https://x.cn/robot/send?access_token=t", "评级完成", ["升级：3"], secret="SEC1", at=AT)
    asked = parse_qs(urlsplit(spoken.url).query)
    stamp = asked["timestamp"][0]
    wanted = base64.b64encode(hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()).decode()
    assert (stamp, asked["sign"], asked["access_token"]) == (str(AT * 1000), [wanted], ["t"])
    assert json.loads(spoken.body)["markdown"]["title"] == "评级完成"


def test_a_robot_of_feishu_gets_the_signature_in_the_body() -> None:
    said = json.loads(speak("feishu", "https://x.cn/hook/1", "评级完成", ["升级：3"], secret="S", at=AT).body)
    wanted = base64.b64encode(hmac.new(f"{AT}\nS".encode(), b"", hashlib.sha256).digest()).decode()
    assert (said["timestamp"], said["sign"], said["msg_type"]) == (str(AT), wanted, "post")
    assert said["content"]["post"]["zh_cn"]["content"] == [[{"tag": "text", "text": "升级：3"}]]


def test_a_robot_of_wecom_gets_markdown_within_its_limit() -> None:
    said = json.loads(speak("wecom", "https://x.cn/send?key=k", "评级完成", ["长" * 5000], secret="", at=AT).body)
    assert said["msgtype"] == "markdown"
    assert len(said["markdown"]["content"].encode()) <= 4096


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_words_of_people_are_words_to_a_robot(kind: str) -> None:
    spoken = speak(kind, "https://x.cn/send?key=k", "<@all> [x](http://evil)", ["a\n# b\n<@all>"], secret="", at=AT)
    text = spoken.body.decode()
    assert "<@all>" not in text
    assert "](http" not in text
    assert "\\n# b" not in text


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("wecom", b'{"errcode":0,"errmsg":"ok"}', "200"),
        ("wecom", b'{"errcode":93000,"errmsg":"invalid webhook url"}', "code_93000"),
        ("wecom", b'{"errcode":45009}', "429"),
        ("dingtalk", b'{"errcode":310000,"errmsg":"sign not match"}', "code_310000"),
        ("dingtalk", b"<html>", "unclear"),
        ("feishu", b'{"code":0}', "200"),
        ("feishu", b'{"StatusCode":0}', "200"),
        ("feishu", b'{"code":19021}', "code_19021"),
        ("feishu", b"[]", "unclear"),
    ],
)
def test_a_robot_that_says_200_and_refuses_was_not_reached(kind: str, body: bytes, said: str) -> None:
    assert understood(kind, Reply(200, body=body)).said == said
    assert understood(kind, Reply(502)).said == "502"

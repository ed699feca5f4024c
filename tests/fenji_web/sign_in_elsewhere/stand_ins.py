"""Stand-ins for the places to sign in: servers on this machine that speak what is documented, and can lie."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})


class StandIn:
    """One server: `asked` is what came, `answers` what it says by path; `lies` changes an answer before it is sent."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self.answers: dict[str, Callable[[dict[str, str], dict[str, str]], Any]] = {}
        self.url = ""
        self.codes: dict[str, dict[str, Any]] = {}

    def given(self, path: str) -> dict[str, str]:
        """What was sent to a path the last time."""
        return next(sent for method, asked, sent, _ in reversed(self.asked) if asked == path)


@contextmanager
def served(stand_in: StandIn) -> Iterator[StandIn]:
    """Serves it while the block runs."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_json = "json" in self.headers["Content-Type"]
            self._answer(json.loads(body) if is_json else dict(parse_qsl(body)))

        def _answer(self, sent: dict[str, str]) -> None:
            path = urlsplit(self.path).path
            headers = {name.lower(): value for name, value in self.headers.items()}
            stand_in.asked.append((self.command, path, sent, headers))
            said = stand_in.answers[path](sent, headers) if path in stand_in.answers else None
            content = json.dumps(said).encode()
            self.send_response(200 if said is not None else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def openid(claims: dict[str, Any], *, key: RSAKey = KEY, alg: str = "RS256", **lies: Any) -> StandIn:
    """An issuer; `claims` go over those of the ID token, `lies` over the discovery document."""
    stand_in = StandIn()

    def described(*_: object) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": stand_in.url, **{name: f"{stand_in.url}/{path}" for name, path in places.items()}, **lies}

    def token(sent: dict[str, str], _: object) -> dict[str, Any] | None:
        begun = stand_in.codes.pop(sent.get("code", ""), None)
        shown = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != shown or sent["redirect_uri"] != begun["redirect_uri"]:
            return None
        said = {"iss": stand_in.url, "aud": begun["client_id"], "sub": "u-1", "exp": time.time() + 300,
                "iat": time.time(), "nonce": begun["nonce"], **claims}  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        return {"access_token": "a", "id_token": signed(said, key, alg)}

    stand_in.answers = {
        "/.well-known/openid-configuration": described,
        "/token": token,
        "/keys": lambda *_: {"keys": [KEY.as_dict(private=False)]},
    }
    return stand_in


def signed(claims: dict[str, Any], key: RSAKey, alg: str) -> str:
    """A token; `none` is signed by nobody."""
    if alg != "none":
        return jwt.encode({"alg": alg, "kid": "one"}, claims, key)
    parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
    return ".".join([*(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts), ""])


def agreed(stand_in: StandIn, leads_to: str, code: str = "code-1") -> dict[str, str]:
    """What the browser brings back after the person agreed there."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leads_to).query).items()}
    stand_in.codes[code] = asked
    return {"code": code, "state": asked["state"]}


def wecom(**lies: Any) -> StandIn:
    """企业微信 as its documentation says."""
    stand_in = StandIn()
    stand_in.answers = {
        "/cgi-bin/gettoken": lambda sent, _: (
            {"errcode": 0, "access_token": "t"}
            if sent == {"corpid": "ww1", "corpsecret": "top-secret"}
            else {"errcode": 40001, "errmsg": "invalid credential"}
        ),
        "/cgi-bin/auth/getuserinfo": lambda sent, _: (
            {"errcode": 0, "userid": "zhang.san", **lies}
            if sent == {"access_token": "t", "code": "code-1"}
            else {"errcode": 40029, "errmsg": "invalid code"}
        ),
        "/cgi-bin/user/get": lambda sent, _: {"errcode": 0, "name": "张三", "department": [7, 9]},
    }
    return stand_in


def dingtalk(**lies: Any) -> StandIn:
    """钉钉 as its documentation says."""
    stand_in = StandIn()
    wanted = {"clientId": "ding1", "clientSecret": "top-secret", "code": "code-1", "grantType": "authorization_code"}
    stand_in.answers = {
        "/v1.0/oauth2/userAccessToken": lambda sent, _: (
            {"accessToken": "t", "corpId": "corp1", **lies} if sent == wanted else None
        ),
        "/v1.0/contact/users/me": lambda _, headers: (
            {"nick": "李四", "unionId": "union-4", "openId": "open-4"}
            if headers.get("x-acs-dingtalk-access-token") == "t"
            else None
        ),
    }
    return stand_in


def feishu(**lies: Any) -> StandIn:
    """飞书 as its documentation says."""
    stand_in = StandIn()

    def token(sent: dict[str, str], _: object) -> dict[str, Any]:
        is_right = (sent["client_id"], sent["client_secret"], sent["code"]) == ("cli1", "top-secret", "code-1")
        return {"code": 0, "access_token": "t"} if is_right and sent["code_verifier"] else {"code": 20003}

    told = {"name": "王五", "open_id": "ou-5", "union_id": "on-5", "tenant_key": "tenant1", **lies}
    stand_in.answers = {
        "/open-apis/authen/v2/oauth/token": token,
        "/open-apis/authen/v1/user_info": lambda _, headers: (
            {"code": 0, "data": told} if headers.get("authorization") == "Bearer t" else {"code": 20005}
        ),
    }
    return stand_in

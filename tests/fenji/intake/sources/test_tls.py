"""A server whose certificate nobody vouches for is refused before anything is sent: row 113 of the bad inputs."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake.sources.pages import CarefulSession, Credentials
from fenji.intake.sources.secrets import Secret
from fenji.outward.allowed import Allowed

pytest.importorskip("requests", reason="the extra [connectors] is not installed")

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
TOKEN = "s3cret-token"
NAMES = {"its own": "/CN=127.0.0.1", "of another host": "/CN=shop.example"}


@pytest.fixture(scope="module", params=NAMES)
def certificate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, bool]:
    """A certificate that is signed by itself, for this host or another, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "cert.pem"
    subject = NAMES[request.param]
    host = "DNS:shop.example" if "shop" in subject else "IP:127.0.0.1"
    assert OPENSSL is not None
    words = [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", made,
             "-subj", subject, "-addext", f"subjectAltName={host}"]  # fmt: skip
    subprocess.run([str(word) for word in words], check=True, capture_output=True)
    return made, key, "shop" not in subject


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that hangs up over the certificate is what is tested."""


@contextmanager
def server(made: Path, key: Path) -> Iterator[tuple[str, list[str]]]:
    """An HTTPS server; the heads of every request that reached it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(str(self.headers))
            body = b'{"data": []}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    running = Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    running.socket = context.wrap_socket(running.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{running.server_address[1]}/api/", asked
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def session(url: str) -> CarefulSession:
    credentials = Credentials(token=Secret(TOKEN))
    return CarefulSession(
        url, where="shop-api", credentials=credentials, wait_seconds=1, max_pages=3, allowed=Allowed.of_owner()
    )


def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(
    certificate: tuple[Path, Path, bool],
) -> None:
    made, key, _ = certificate
    with server(made, key) as (url, asked), session(url) as careful:
        with pytest.raises(FileRefused) as refused:
            careful.get(url + "orders")
        assert asked == []
    assert refused.value.code == "SOURCE_UNSAFE"
    assert "certificate" in refused.value.problem.en
    assert "证书" in refused.value.problem.zh
    assert "Nothing was written" in refused.value.fix.say("en")
    assert TOKEN not in f"{refused.value.say('en')}{refused.value.say('zh')}"


def test_a_certificate_that_is_vouched_for_is_taken_only_for_its_own_host(
    certificate: tuple[Path, Path, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, key, is_own = certificate
    with server(made, key) as (url, asked), session(url) as careful:
        careful.verify = str(made)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made))
        if is_own:
            assert careful.get(url + "orders").json() == {"data": []}
            assert TOKEN in asked[0]
            return
        with pytest.raises(FileRefused) as refused:
            careful.get(url + "orders")
        assert (refused.value.code, asked) == ("SOURCE_UNSAFE", [])

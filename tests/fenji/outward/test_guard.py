"""No spelling of an address, no name server and no redirect leads inside; asking ends in time and stays small."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

import fenji
from fenji.errors import OutwardRefused
from fenji.outward.allowed import Allowed
from fenji.outward.asking import MOST_BYTES, ask
from fenji.outward.connecting import check_url
from fenji.outward.session import guard
from fenji.outward.target import read_target
from tests.hostile_addresses import canary, closed_internet, hostile_urls

NOBODY = Allowed.listed()


@contextmanager
def server(reply: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), reply)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


class Quiet(BaseHTTPRequestHandler):
    """Remembers its paths; each test says what it answers."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_no_spelling_of_an_address_reaches_a_server_inside() -> None:
    with canary() as inside, closed_internet():
        for url in hostile_urls(inside.port):
            for way in (
                lambda one: check_url(one, NOBODY),
                lambda one: ask(one, allowed=NOBODY, body=b"{}"),
                lambda one: guard(requests.Session(), NOBODY).post(one, data=b"{}"),
            ):
                with pytest.raises((OutwardRefused, requests.RequestException, UnicodeError)):
                    way(url)
    assert inside.came == 0


def test_there_are_as_many_hostile_addresses_as_the_bar_asks_for() -> None:
    assert len(set(hostile_urls(8443))) >= 70


def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_once() -> None:
    with canary() as inside, closed_internet() as resolver:
        resolver.turns["rebinding.example.com"] = ["93.184.216.34", "127.0.0.1"]
        answer = ask(f"https://rebinding.example.com:{inside.port}/", allowed=NOBODY, body=b"{}")
        assert (answer.failure, resolver.asked, resolver.outside) == (
            "refused", ["rebinding.example.com"], ["93.184.216.34"],
        )  # fmt: skip
        resolver.turns["again.example.com"] = ["93.184.216.34", "127.0.0.1"]
        with pytest.raises(requests.ConnectionError):
            guard(requests.Session(), NOBODY).get(f"https://again.example.com:{inside.port}/")
        assert resolver.asked[1:] == ["again.example.com"]
    assert inside.came == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int) -> None:
    with canary() as inside:

        class Redirects(Quiet):
            def do_POST(self) -> None:
                self.send_response(status)
                self.send_header("Location", f"http://127.0.0.1:{inside.port}/")
                self.send_header("Content-Length", "0")
                self.end_headers()

        with server(Redirects) as url:
            answer = ask(url, allowed=Allowed.listed([url]), body=b"{}")
            assert (answer.status, answer.is_good) == (status, False)
            with pytest.raises((requests.RequestException, OutwardRefused)):
                guard(requests.Session(), Allowed.listed([url])).post(url, data=b"{}")
    assert inside.came == 0


def test_whoever_drips_is_cut_off_and_whoever_floods_too() -> None:
    class Drips(Quiet):
        def do_POST(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            for _ in range(100):
                time.sleep(0.1)
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return

    class Floods(Quiet):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                self.wfile.write(b"x" * (MOST_BYTES * 4))
            except OSError:
                return

    with server(Drips) as url:
        began = time.monotonic()
        assert ask(url, allowed=Allowed.listed([url]), body=b"{}", seconds=0.6).failure == "timeout"
        assert time.monotonic() - began < 2
    with server(Floods) as url:
        assert ask(url, allowed=Allowed.listed([url]), body=b"{}").failure == "large"
        with pytest.raises(requests.RequestException):
            guard(requests.Session(), Allowed.listed([url])).post(url, data=b"{}")


def test_proxies_of_the_environment_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fine(Quiet):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

    with canary() as inside, server(Fine) as url:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{inside.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert ask(url, allowed=Allowed.listed([url]), body=b"{}").status == 204
        assert guard(requests.Session(), Allowed.listed([url])).post(url, data=b"{}").status_code == 204
    assert inside.came == 0


@pytest.mark.parametrize(
    ("entry", "url", "is_let"),
    [
        ("hooks.lan", "https://hooks.lan/a", True),
        ("hooks.lan:8443", "https://hooks.lan/a", False),
        ("hooks.lan", "http://hooks.lan/a", False),
        ("http://hooks.lan", "http://hooks.lan/a", True),
        ("10.1.0.0/16", "https://10.1.2.3/a", True),
        ("10.1.0.0/16", "https://10.2.2.3/a", False),
        ("10.1.0.0/16", "https://hooks.example.com/a", True),
        ("169.254.169.254", "https://169.254.169.254/latest/", False),
        ("0.0.0.0/0", "https://169.254.169.254/latest/", False),
        ("hooks.lan", "https://evil-hooks.lan/a", False),
    ],
)
def test_an_administrator_names_whom_to_reach_inside(entry: str, url: str, is_let: bool) -> None:
    with closed_internet() as resolver:
        resolver.names = {"hooks.lan": "10.9.9.9", "hooks.example.com": "10.1.7.7", "evil-hooks.lan": "10.9.9.9"}
        if is_let:
            assert check_url(url, Allowed.listed([entry]))
        else:
            with pytest.raises(OutwardRefused):
                check_url(url, Allowed.listed([entry]))


@pytest.mark.parametrize("entry", ["", "http://", "a b", "10.0.0.0/99", "user@host", "host/path", "*", "host:99999"])
def test_what_names_no_machine_is_refused(entry: str) -> None:
    with pytest.raises(OutwardRefused) as refused:
        Allowed.listed([entry])
    assert refused.value.problem.zh
    assert refused.value.fix.zh


def test_the_owner_of_the_machine_reaches_its_network_but_no_metadata() -> None:
    owner = Allowed.of_owner()
    assert check_url("http://127.0.0.1:8000/", owner)
    assert check_url("http://10.0.0.5/", owner)
    for url in (
        "http://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.1.1]/",
        "http://0.0.0.0/",
    ):
        with pytest.raises(OutwardRefused):
            check_url(url, owner)


def test_a_key_in_the_address_is_not_shown() -> None:
    target = read_target("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=SECRET", NOBODY)
    assert "SECRET" not in target.shown


def test_nothing_else_of_fenji_opens_a_way_out() -> None:
    """Who needs one asks here; `engines/lost.py` and `serving` look whether a port of this machine answers."""
    names = r"requests|urllib\.request|urllib3|http\.client|socket|smtplib|ftplib|httpx|authlib\.int"
    out = re.compile(rf"^\s*(?:import|from) ({names})", re.MULTILINE)
    known = {"engines/lost.py", "intake/sources/pages.py", "serving/gathering.py", "serving/serve.py"}
    found = set()
    for package in (Path(fenji.__file__).parent, Path(fenji.__file__).parents[1] / "fenji_web"):
        for path in package.rglob("*.py"):
            name = path.relative_to(package).as_posix()
            if not name.startswith("outward/") and out.search(path.read_text("utf-8")):
                found.add(name)
    assert found == known
    pages = (Path(fenji.__file__).parent / "intake/sources/pages.py").read_text("utf-8")
    assert "guard(self, allowed" in pages

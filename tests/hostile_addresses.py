"""Addresses that lead inside, in every spelling; a server inside that counts who came; an Internet that is closed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

INNER_NAMES = {
    "127.0.0.1.nip.io": "127.0.0.1", "localtest.me": "127.0.0.1", "metadata.google.internal": "169.254.169.254",
    "10.0.0.1.sslip.io": "10.0.0.1", "six.example.com": "::1", "mapped.example.com": "::ffff:127.0.0.1",
    "nat64.example.com": "64:ff9b::7f00:1", "both.example.com": "1.2.3.4 127.0.0.1", "cgnat.example.com": "100.64.0.1",
    "localhost": "127.0.0.1", "ip6-localhost": "::1", "intranet": "10.0.0.2", "zero.example.com": "0.0.0.0",
}  # fmt: skip
HOSTS = (
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001"),
    *("127.0.0.1.", "127.255.255.254", "0.0.0.0", "0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
    *("169.254.169.254", "0xa9fea9fe", "2852039166", "169.254.170.2", "100.100.100.200", "168.63.129.16"),
    *("224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.192", "240.0.0.1"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[64:ff9b:1::1]", "[2002:7f00:1::1]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fec0::1]", "[ff02::1]"),
    *("[fd00:ec2::254]", "[2001:0:7f00:1::1]", "[::ffff:169.254.169.254]", "[fe80::5efe:7f00:1]"),
    *("１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"),
    *INNER_NAMES,
)


def hostile_urls(port: int) -> list[str]:
    """Every host in an address with that port, and addresses that hide where they lead."""
    return [
        *(f"https://{host}:{port}/hook" for host in HOSTS),
        *(f"http://{host}:{port}/hook" for host in ("127.0.0.1", "localhost", "[::1]")),
        f"https://example.com@127.0.0.1:{port}/", f"https://user:pass@localhost:{port}/",
        f"https://127.0.0.1:{port}#@example.com/", f"https://127.0.0.1:{port}\\@example.com/",
        f"https://example.com\\@127.0.0.1:{port}/", f"https:///127.0.0.1:{port}/", f"https:127.0.0.1:{port}/",
        f"//127.0.0.1:{port}/", f"ftp://127.0.0.1:{port}/", f"file://127.0.0.1:{port}/etc/passwd",
        f"gopher://127.0.0.1:{port}/_x", f"dict://127.0.0.1:{port}/", "file:///etc/passwd", "data:text/plain,x",
        f"https://127.0.0.1:{port}\r\nHost: example.com/", f"https://127.0.0.1\t:{port}/", f" https://127.0.0.1:{port}/",
        f"https://[::1:{port}/", f"https://127.0.0.1:{port}:80/", "https://1.2.3.4:22/", "https://1.2.3.4:6379/",
        "https://1.2.3.4:25/", "https://", "https://:443/", "https://%31%32%37.0.0.1/", "https://127.0.0.1%00.example.com/",
        f"HTTPS://LOCALHOST:{port}/", f"https://localhost.:{port}/", f"https://a.localhost:{port}/",
    ]  # fmt: skip


class Canary:
    """A server inside that nobody may reach; it counts who came, and answers nothing."""

    def __init__(self, port: int) -> None:
        self.port, self.came = port, 0


@contextmanager
def canary() -> Iterator[Canary]:
    """Listens on the loopback, on both families where the machine has both."""
    first = socket.create_server(("127.0.0.1", 0))
    port = first.getsockname()[1]
    lines, found = [first], Canary(port)
    with suppress(OSError):
        lines.append(socket.create_server(("::1", port), family=socket.AF_INET6))
    threads = [threading.Thread(target=_count, args=(line, found), daemon=True) for line in lines]
    for one in threads:
        one.start()
    try:
        yield found
    finally:
        for line in lines:
            line.shutdown(socket.SHUT_RDWR)
            line.close()
        for one in threads:
            one.join(2)


def _count(line: socket.socket, found: Canary) -> None:
    while True:
        try:
            link, _ = line.accept()
        except OSError:
            return
        found.came += 1
        link.close()


class Resolver:
    """Stands in for the name server: inner names lead inside; a name of `turns` leads somewhere else each time."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names, self.turns, self.asked = names, dict[str, list[str]](), list[str]()
        self.outside: list[str] = []

    def __call__(self, host: object, port: object, *_: object, **__: object) -> list[tuple[object, ...]]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        self.asked.append(name)
        if name in self.turns:
            places = [self.turns[name].pop(0) if len(self.turns[name]) > 1 else self.turns[name][0]]
        elif name in self.names:
            places = self.names[name].split()
        else:
            try:
                socket.inet_pton(socket.AF_INET6 if ":" in name else socket.AF_INET, name)
            except OSError:
                raise socket.gaierror(socket.EAI_NONAME, "unknown") from None
            places = [name]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in places
        ]


@contextmanager
def closed_internet() -> Iterator[Resolver]:
    """Names lead where a hostile name server says; nothing but this machine can be connected to."""
    resolver, connect = Resolver(INNER_NAMES), socket.socket.connect

    def local(link: socket.socket, place: object) -> None:
        host = str(place[0]) if isinstance(place, tuple) else ""
        if isinstance(place, tuple) and not host.startswith("127.") and host not in ("::1", "localhost"):
            resolver.outside.append(host)
            raise ConnectionRefusedError
        connect(link, place)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolver)
        patch.setattr(socket.socket, "connect", local)
        yield resolver

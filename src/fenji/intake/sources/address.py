"""A database's URL, read into its parts: one spelling for SQLite, PostgreSQL and MySQL or MariaDB."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from socket import getaddrinfo
from urllib.parse import parse_qsl, unquote, urlsplit

from fenji.engines.scanner import Address, Kind
from fenji.intake.sources.refusals import wrong
from fenji.intake.sources.secrets import Secret
from fenji.language import Text

_KINDS: dict[str, Kind] = {
    "postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite",
}  # fmt: skip
_OPTIONS = {
    "postgres": ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"),
    "mysql": ("ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "socket", "compression"),
    "sqlite": (),
}
_METADATA = ("100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


def read_address(url: Secret, *, where: str, folder: Path) -> Address:
    """The parts of `postgresql://user:password@host:5432/shop`, `mysql://…`, `sqlite:///file.db` (from `folder`).

    Percent signs in user and password are decoded. A server elsewhere is asked for a valid certificate unless the URL
    says otherwise (`?sslmode=disable`, `?ssl_mode=disabled`). The URL itself never appears in an error.
    """
    address = _read(url, where, folder)
    if address is None:
        raise wrong(
            where,
            Text(
                "it is no database address (postgresql://…, mysql://…, sqlite:///…; @ : / # in a password as %40 …)",
                "不是数据库地址（postgresql://…、mysql://…、sqlite:///…；密码中的 @ : / # 须写成 %40 等）",
            ),
        )
    unknown = sorted(set(address.options) - set(_OPTIONS[address.kind]))
    if unknown:
        known = ", ".join(_OPTIONS[address.kind]) or "-"  # what was written may be a secret in the wrong place
        raise wrong(
            where,
            Text(f"the address has unknown options; known are: {known}", f"地址中有未知选项；可用选项：{known}"),
        )
    return address


def _read(url: Secret, where: str, folder: Path) -> Address | None:
    try:
        parts = urlsplit(url.reveal())
        kind, port = _KINDS[parts.scheme.partition("+")[0].lower()], parts.port
    except (ValueError, KeyError):
        return None
    if "://" not in url.reveal() or parts.fragment:
        return None
    if kind == "sqlite":
        return sqlite_address(Path(unquote(parts.path)[1:]), where=where, folder=folder)
    host, database = unquote(parts.hostname or "localhost"), unquote(parts.path.lstrip("/"))
    if not database or set(parts.path[1:]) & set("@/:"):  # a sign of a password that is not percent-encoded
        return None
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", host)  # a folder with the server's socket
    if not is_here(host):
        options = {**_valid_certificate(kind), **options}
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Address(kind, database, host=host, port=port, user=user, password=password, options=options)


def sqlite_address(path: Path, *, where: str, folder: Path) -> Address:
    """A SQLite file; a relative path is from `folder`. One that is absent is refused, never made."""
    place = path if path.is_absolute() else folder / path
    if not place.is_file():
        raise wrong(where, Text(f"there is no database file {place.name}", f"找不到数据库文件 {place.name}"))
    return Address("sqlite", str(place.resolve()))


def is_here(host: str) -> bool:
    """Whether a host is this machine: a name or number of the loopback, or a socket's folder.

    >>> is_here("127.0.0.1"), is_here("localhost"), is_here("db.example.com"), is_here("10.0.0.5")
    (True, True, False, False)
    """
    if host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_off_limits(host: str) -> bool:
    """Whether a host is where a cloud machine tells its own credentials, or no single machine at all.

    A company's systems stand in its own network, so private addresses may be asked; link-local addresses, the
    metadata services of clouds, multicast and 0.0.0.0 are no source of customers. A host that no name server knows
    is left to the connection, which fails.

    >>> is_off_limits("169.254.169.254"), is_off_limits("[fe80::1]"), is_off_limits("100.100.100.200")
    (True, True, True)
    >>> is_off_limits("[64:ff9b::a9fe:a9fe]"), is_off_limits("2002:a9fe:a9fe::1"), is_off_limits("0xa9fea9fe")
    (True, True, True)
    >>> is_off_limits("10.0.0.5"), is_off_limits("127.0.0.1")
    (False, False)
    """
    try:
        found = {str(place[4][0]).partition("%")[0] for place in getaddrinfo(host.strip("[]"), None)}
    except (OSError, UnicodeError):
        return False
    places = [_mapped(ip_address(one)) for one in found]
    return any(one.is_link_local or one.is_multicast or one.is_unspecified or str(one) in _METADATA for one in places)


def _mapped(place: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address written as IPv6, or reached through a network's translator, is that address."""
    if not isinstance(place, IPv6Address):
        return place
    translated = IPv4Address(place.packed[-4:]) if place in _TRANSLATED else None
    return place.ipv4_mapped or place.sixtofour or translated or place


def _valid_certificate(kind: Kind) -> dict[str, str]:
    if kind == "mysql":
        return {"ssl_mode": "verify_identity", "ssl_ca": _CERTIFICATES}
    return {"sslmode": "verify-full", "sslrootcert": _CERTIFICATES}

"""A database's URL, read into its parts: one spelling for SQLite, PostgreSQL and MySQL or MariaDB."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from fenji.engines.scanner import Address, Kind
from fenji.errors import OutwardRefused
from fenji.intake.sources.refusals import UNSAFE, refused, unreachable, wrong
from fenji.intake.sources.secrets import Secret
from fenji.language import Text
from fenji.outward.allowed import Allowed
from fenji.outward.connecting import check_host
from fenji.outward.places import Place
from fenji.outward.target import ALLOW_FIX

_KINDS: dict[str, Kind] = {
    "postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite",
}  # fmt: skip
_OPTIONS = {
    "postgres": ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"),
    "mysql": ("ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "socket", "compression"),
    "sqlite": (),
}
_PORTS = {"postgres": 5432, "mysql": 3306}
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


def judged_address(address: Address, allowed: Allowed, *, where: str) -> Address:
    """The same database with its machine looked up and judged, connected by that number where the driver takes one.

    PostgreSQL is told the number beside the name its certificate is for. MySQL takes one of the two, so a name that
    may lead elsewhere tomorrow has to be written down as allowed; a socket of this machine likewise.
    """
    if address.kind == "sqlite" or allowed.owns_machine:
        return address
    is_socket = "socket" in address.options or address.host.startswith("/")
    try:
        name, places = judged_host(address.kind, "127.0.0.1" if is_socket else address.host, address.port, allowed)
    except OutwardRefused as refusal:
        raise refused(UNSAFE, refusal.problem, where=where, fix=refusal.fix) from None
    if is_socket:
        return address
    if address.kind == "postgres" and not places and not allowed.names(name, address.port or _PORTS["postgres"]):
        raise unreachable(where, "dns")  # the driver would look it up a second time, and nobody judge the answer
    if address.kind != "postgres" or not places:
        return replace(address, host=name)
    return replace(address, host=name, options={**address.options, "hostaddr": str(places[0])})


def judged_host(kind: Kind, host: str, port: int | None, allowed: Allowed) -> tuple[str, list[Place]]:
    """A database server in one spelling with the numbers behind it; OutwardRefused where it is not to be asked."""
    reached = port or _PORTS[kind]
    name, places = check_host(host, reached, allowed)
    if kind == "mysql" and name not in map(str, places) and not allowed.names(name, reached):
        problem = Text("'{host}' could lead somewhere else the next time", "“{host}”下次可能指向别处").fill(host=name)
        raise OutwardRefused("UNPINNED", problem, where=name, fix=ALLOW_FIX)
    return name, places


def _valid_certificate(kind: Kind) -> dict[str, str]:
    if kind == "mysql":
        return {"ssl_mode": "verify_identity", "ssl_ca": _CERTIFICATES}
    return {"sslmode": "verify-full", "sslrootcert": _CERTIFICATES}

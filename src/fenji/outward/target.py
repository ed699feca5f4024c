"""An address of the web, read strictly: one spelling of a machine, encrypted, no name or password in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from fenji.errors import OutwardRefused
from fenji.language import Text
from fenji.outward.allowed import Allowed

LONGEST = 2000
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBERED = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)")
_PATH = re.compile(r"[!-~]*")
_HERE = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "corp", "private", "home.arpa")
_OTHER_SERVICES = frozenset(
    (1080, 1099, 1433, 1521, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3260, 3306, 3389, 3632, 4045, 4369, 5060,
     5061, 5432, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 9042, 9092,
     9200, 9300, 10080, 10250, 10255, 11211, 27017, 27018, 50070)
)  # fmt: skip
_WORDS = {
    "form": Text("it is no address of the web", "不是网址"),
    "scheme": Text("it does not start with https://", "须以 https:// 开头"),
    "user": Text("a user name or password stands in the address", "网址中含有用户名或密码"),
    "host": Text("the machine is not named in the usual spelling", "主机的写法不规范"),
    "port": Text("port {port} belongs to another service", "端口 {port} 属于其他服务"),
    "here": Text("'{host}' is a name inside your own network", "“{host}”是内部网络的名称"),
}
_FIX = Text(
    "Write the address as its service shows it, for example https://hooks.example.com/fenji.",
    "请填写对方提供的网址，例如 https://hooks.example.com/fenji。",
)
ALLOW_FIX = Text(
    "If it is meant, an administrator adds it under Settings, Webhooks, “Inside your network”.",
    "如确需访问，请管理员在“设置 → 消息推送 → 内部网络”中加入该地址。",
)


@dataclass(frozen=True)
class Target:
    """One address: how it is asked, the machine's name as it is looked up and certified, the port, the rest."""

    is_encrypted: bool
    host: str
    port: int
    rest: str

    @property
    def shown(self) -> str:
        """The machine without path and parameters: they may hold a key."""
        usual = 443 if self.is_encrypted else 80
        return f"{self.host}{'' if self.port == usual else f':{self.port}'}"

    @property
    def host_line(self) -> str:
        """What the request names as its host."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.is_encrypted else 80) else f"{name}:{self.port}"


def read_target(url: str, allowed: Allowed) -> Target:
    """The address, or a refusal that says what is wrong with it; nothing is looked up.

    >>> read_target("https://Hooks.Example.com/a?b=c", Allowed()).host
    'hooks.example.com'
    """
    if not isinstance(url, str) or len(url) > LONGEST or any(ord(one) <= 32 or one in "\\\x7f" for one in url):
        _refuse("form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        _refuse("form")
    if "@" in parts.netloc:
        _refuse("user")
    if parts.scheme not in ("https", "http"):
        _refuse("scheme")
    host = read_host(_bare(parts))
    is_encrypted = parts.scheme == "https"
    reached = port if port is not None else 443 if is_encrypted else 80
    if not is_encrypted and not allowed.lets_plain(host, reached):
        _refuse("scheme")
    is_named = allowed.names(host, reached)
    if not is_named and ((reached < 1024 and reached not in (80, 443)) or reached in _OTHER_SERVICES):
        _refuse("port", port=reached)
    if not is_named and is_inner_name(host):
        _refuse("here", host=host)
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "#" in url or not _PATH.fullmatch(rest) or not rest.startswith("/"):
        _refuse("form")
    return Target(is_encrypted, host, reached, rest)


def read_host(written: str) -> str:
    """The machine's name in the one spelling that is looked up: numbers as numbers, other letters as Punycode.

    >>> read_host("例子.中国"), read_host("[::1]"), read_host("EXAMPLE.com.")
    ('xn--fsqu00a.xn--fiqs8s', '::1', 'example.com')
    """
    if written.startswith("["):
        return str(_number(written.strip("[]"), IPv6Address))
    name = unicodedata.normalize("NFKC", written).replace("。", ".").lower().removesuffix(".")
    if not name or "%" in written:
        _refuse("host")
    if _NUMBERED.fullmatch(name.rpartition(".")[2]):
        return str(_number(name, IPv4Address))  # 127.1, 0x7f.1, 2130706433 and 0177.0.0.1 are no spelling of ours
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        _refuse("host")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        _refuse("host")
    return name


def is_inner_name(host: str) -> bool:
    """Whether a name is used inside networks alone.

    >>> is_inner_name("metadata.google.internal"), is_inner_name("printer"), is_inner_name("example.com")
    (True, True, False)
    """
    if ":" in host or _NUMBERED.fullmatch(host.rpartition(".")[2]):
        return False
    return "." not in host or any(host == one or host.endswith(f".{one}") for one in _HERE)


def _bare(parts: SplitResult) -> str:
    """The host as it was written, brackets kept; what `hostname` would quietly mend is refused."""
    netloc = parts.netloc
    if netloc.startswith("["):
        name, closed, after = netloc.partition("]")
        if not closed or (after and not after.startswith(":")):
            _refuse("host")
        return f"{name}]"
    return netloc.partition(":")[0]


def _number(text: str, kind: type[IPv4Address] | type[IPv6Address]) -> IPv4Address | IPv6Address:
    try:
        found = ip_address(text)
    except ValueError:
        _refuse("host")
    if not isinstance(found, kind) or "%" in text:
        _refuse("host")
    return found


def _refuse(why: str, **fills: object) -> NoReturn:
    fix = ALLOW_FIX if why in ("here", "port") else _FIX
    raise OutwardRefused(why.upper(), _WORDS[why].fill(**fills), where=str(fills.get("host", "URL")), fix=fix)

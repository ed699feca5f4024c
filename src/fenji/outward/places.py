"""Which numbers of machines lie inside: this machine, the network around it, a cloud's own services, nobody at all."""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Literal

Place = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Inside = Literal["this_machine", "own_network", "metadata", "nobody"]

_METADATA = frozenset(
    ip_address(one)
    for one in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254",
                "fd20:ce::254")
)  # fmt: skip
_THIS_MACHINE = ("127.0.0.0/8", "::1/128")
_OWN_NETWORK = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "198.18.0.0/15",
    "fc00::/7",
    "fec0::/10",
)
_NOBODY = (
    *("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fe80::/10", "ff00::/8"),
)
_KINDS: tuple[tuple[Inside, tuple[Network, ...]], ...] = (
    ("this_machine", tuple(map(ip_network, _THIS_MACHINE))),
    ("own_network", tuple(map(ip_network, _OWN_NETWORK))),
    ("nobody", tuple(map(ip_network, _NOBODY))),
)
_PUBLIC_IPV6 = IPv6Network("2000::/3")
_CARRIES_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"))
_ISATAP = (0x00005EFE, 0x02005EFE)


def inside(place: Place) -> Inside | None:
    """Why a machine with this number may not be asked by everybody; None: it stands in the open Internet.

    An IPv4 number written as IPv6, or reached through a translator or a tunnel, is judged as that number.

    >>> [inside(ip_address(one)) for one in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0", "1.1.1.1")]
    ['this_machine', 'own_network', 'metadata', 'nobody', None]
    >>> [inside(ip_address(one)) for one in ("::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a9fe:a9fe::1", "64:ff9b:1::1")]
    ['this_machine', 'own_network', 'metadata', 'nobody']
    """
    meant = carried(place)
    if place in _METADATA or meant in _METADATA:
        return "metadata"
    for kind, networks in _KINDS:
        if any(meant in network for network in networks):
            return kind
    return "nobody" if isinstance(meant, IPv6Address) and meant not in _PUBLIC_IPV6 else None


def carried(place: Place) -> Place:
    """The IPv4 number that an IPv6 number carries; else the number itself."""
    if not isinstance(place, IPv6Address) or place in (IPv6Address("::"), IPv6Address("::1")):
        return place
    last = IPv4Address(place.packed[-4:])
    if any(place in network for network in _CARRIES_IPV4) or int.from_bytes(place.packed[8:12], "big") in _ISATAP:
        return last
    return place.ipv4_mapped or place.sixtofour or place

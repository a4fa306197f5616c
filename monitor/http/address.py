"""Tells public addresses from those that a document's address must never lead to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# `is_global` of Python 3.11 says yes to each of these (research/trust.md §4), though they are special in the registries
# of IANA or carry an IPv4 address that may be anybody's.
SPECIAL: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890.
        "192.88.99.0/24",  # 6to4 relays, RFC 7526.
        "224.0.0.0/4",  # Multicast.
        "240.0.0.0/4",  # Reserved.
        "::/96",  # IPv4-compatible, RFC 4291.
        "::ffff:0:0/96",  # IPv4-mapped.
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765.
        "64:ff9b::/96",  # NAT64, RFC 6052.
        "64:ff9b:1::/48",  # Local-use NAT64, RFC 8215.
        "100::/63",  # Discard-only and dummy, RFC 6666 and 9780.
        "2001::/23",  # Teredo, ORCHID and other protocol assignments.
        "2001:db8::/32",  # Documentation.
        "2002::/16",  # 6to4.
        "3fff::/20",  # Documentation, RFC 9637.
        "5f00::/16",  # Segment routing, RFC 9602.
        "fec0::/10",  # Site-local, RFC 3879.
        "ff00::/8",  # Multicast.
    )
)


def is_public(address: Address) -> bool:
    """Tell whether an address is one that anybody on the internet would reach."""
    return address.is_global and not any(
        address in network for network in SPECIAL if network.version == address.version
    )

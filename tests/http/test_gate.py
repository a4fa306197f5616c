from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from fetch.loopback import redirect, reply
from fetch.network import Names, RecordingNetwork
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import FetchError, FetchReason
from monitor.http import Home, HttpClient
from monitor.http.address import is_public

pytestmark = pytest.mark.anyio

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:a00:1::]/",
    "http://[2001:0:a00:1::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[fd12::7]/",
    "http://[5f00::7]/",
    "http://[2001:db8::7]/",
    "http://[3fff::7]/",
    "http://[100::7]/",
    "http://[ff02::1]/",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://100.64.1.1/",
    "http://169.254.169.254/latest",
    "http://172.20.0.1/",
    "http://192.0.0.8/",
    "http://192.88.99.7/",
    "http://192.168.0.1/",
    "http://198.19.0.1/",
    "http://224.0.0.251/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://user@127.0.0.1/",
    "http://public.example@127.0.0.1/",
    "http://127.0.0.1#@public.example/",
    "http:\\\\127.0.0.1\\",
    "http:///127.0.0.1/",
]


@pytest.mark.parametrize("url", PRIVATE)
async def test_no_socket_is_opened_to_an_address_that_is_not_public(url: str) -> None:
    network = RecordingNetwork()

    async with HttpClient(resolve=Names(), network=network) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", url)

    assert caught.value.reason in {FetchReason.REFUSED_ADDRESS, FetchReason.BAD_URL, FetchReason.NAME_NOT_FOUND}
    assert network.dialled == []


async def test_what_looks_like_user_information_before_a_public_host_is_not_the_host() -> None:
    network = RecordingNetwork(reply(b"hello"))

    async with HttpClient(resolve=Names(), network=network) as client:
        await client.request("GET", "http://127.0.0.1\\@8.8.8.8/")

    assert network.dialled == [("8.8.8.8", 80)]


async def test_the_address_that_was_checked_is_the_one_that_is_dialled() -> None:
    names = Names(rebinding_example=[["9.9.9.9"], ["127.0.0.1"]])
    network = RecordingNetwork(reply(b"first"))

    async with HttpClient(resolve=names, network=network) as client:
        await client.request("GET", "http://rebinding.example/")
        with pytest.raises(FetchError, match=r"127\.0\.0\.1 is not a public address"):
            await client.request("GET", "http://rebinding.example/")

    assert network.dialled == [("9.9.9.9", 80)]
    assert names.asked == ["rebinding.example"] * 2


async def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    network = RecordingNetwork()

    async with HttpClient(resolve=Names(mixed_example=("9.9.9.9", "10.0.0.1")), network=network) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", "http://mixed.example/feed")

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert caught.value.url == "http://mixed.example/feed"
    assert not caught.value.retryable
    assert network.dialled == []


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://0x7f000001/", "http://[::ffff:10.0.0.1]/", "//localhost/", "http://inside.example/"],
)
async def test_a_redirect_to_a_private_address_is_refused(location: str) -> None:
    names = Names(public_example=("9.9.9.9",), inside_example=("192.168.0.9",))
    network = RecordingNetwork(redirect(location))

    async with HttpClient(resolve=names, network=network) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", "http://public.example/")

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert network.dialled == [("9.9.9.9", 80)]


async def test_allow_private_opens_the_own_host_and_port() -> None:
    network = RecordingNetwork(redirect("/new"), reply(b"feed"))
    home = Home("http://10.0.0.5:8080/feed", allow_private=True)

    async with HttpClient(resolve=Names(), network=network) as client:
        got = await client.request("GET", home.url, home=home)

    assert (got.body, got.url) == (b"feed", "http://10.0.0.5:8080/new")
    assert network.dialled == [("10.0.0.5", 8080)] * 2


@pytest.mark.parametrize("location", ["http://10.0.0.5:8081/", "http://10.0.0.6:8080/", "http://127.0.0.1:8080/"])
async def test_allow_private_opens_no_other_port_or_host(location: str) -> None:
    network = RecordingNetwork(redirect(location))
    home = Home("http://10.0.0.5:8080/feed", allow_private=True)

    async with HttpClient(resolve=Names(), network=network) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", home.url, home=home)

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS
    assert network.dialled == [("10.0.0.5", 8080)]


async def test_a_connection_kept_for_who_may_is_not_lent_to_who_may_not() -> None:
    network = RecordingNetwork(reply(b"inside"))
    inside = "http://10.0.0.5/feed"

    async with HttpClient(kept_alive=5, resolve=Names(), network=network) as client:
        await client.request("GET", inside, home=Home(inside, allow_private=True))
        with pytest.raises(FetchError) as caught:
            await client.request("GET", inside)

    assert caught.value.reason is FetchReason.REFUSED_ADDRESS


async def test_the_next_address_is_tried_where_the_first_is_dead() -> None:
    names = Names(two_example=("2606:4700::1", "9.9.9.9"))
    network = RecordingNetwork(reply(b"hello"), deaf=["2606:4700::1"])

    async with HttpClient(resolve=names, network=network) as client:
        got = await client.request("GET", "http://two.example/")

    assert got.body == b"hello"
    assert network.dialled == [("2606:4700::1", 80), ("9.9.9.9", 80)]


async def test_addresses_of_the_two_kinds_take_turns_so_that_a_dead_kind_costs_one_wait() -> None:
    dead = [f"2606:4700::{number}" for number in range(1, 9)]
    names = Names(ten_example=(*dead, "9.9.9.8", "9.9.9.9"))
    network = RecordingNetwork(reply(b"hello"), deaf=[*dead, "9.9.9.8"])

    async with HttpClient(resolve=names, network=network) as client:
        got = await client.request("GET", "http://ten.example/")

    assert got.body == b"hello"
    assert [host for host, _ in network.dialled] == [dead[0], "9.9.9.8", dead[1], "9.9.9.9"]


@pytest.mark.parametrize("url", ["http://nowhere.example/", f"http://{'a' * 70}.example/", "http://empty.example/"])
async def test_a_name_without_an_address_is_not_found(url: str) -> None:
    async with HttpClient(resolve=Names(empty_example=()), network=RecordingNetwork()) as client:
        with pytest.raises(FetchError) as caught:
            await client.request("GET", url)

    assert caught.value.reason in {FetchReason.NAME_NOT_FOUND, FetchReason.BAD_URL}


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "2606:4700:4700::1111"])
def test_what_anybody_reaches_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::"]))
def test_no_ipv4_address_hides_in_an_ipv6_address(number: int, prefix: str) -> None:
    assert not is_public(IPv6Address(int(IPv6Address(prefix)) + number))


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_never_public(address: IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert not is_public(address)

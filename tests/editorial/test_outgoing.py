"""Asking another site is no way into the clinic's own network."""

import ipaddress
import socket
import ssl

import pytest

from editorial.links import outgoing
from editorial.links.outgoing import NoAnswerError, NotAllowedError, ask, is_public
from tests.editorial.other_site import other_site

pytestmark = pytest.mark.once
INSIDE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),  # noqa: S104
    *("169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.1.1.1"),
    *("240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9"),
    *("::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1"),
    *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::1", "2001:db8::1"),
]


@pytest.fixture
def names(monkeypatch):
    """What each name stands for, and how often it was asked for."""
    known, asked = {}, []

    def resolve(host, port, *_how, **_type):
        asked.append(host)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
        return [(*kind, (number, port)) for number in known.get(host, [host])]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", resolve)
    return known, asked


@pytest.fixture
def connections(monkeypatch):
    """Where a connection was tried; none is made."""
    tried = []

    def connect(where, _seconds):
        tried.append(where)
        raise OSError("no network in tests")

    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    return tried


def get(address: str, **how):
    return ask("HEAD", address, agent="test", seconds=2, **how)


@pytest.mark.parametrize("number", INSIDE)
def test_numbers_of_networks_inside_are_refused(number):
    assert not is_public(ipaddress.ip_address(number), 443)


@pytest.mark.parametrize("number", ["8.8.8.8", "130.14.29.110", "2607:f220:41e:7025::1"])
def test_numbers_of_the_public_web_are_allowed_on_its_ports(number):
    known = ipaddress.ip_address(number)
    assert [port for port in range(9_999) if is_public(known, port)] == [80, 443]


@pytest.mark.parametrize("number", INSIDE)
def test_a_name_that_stands_for_one_of_them_is_not_connected_to(names, connections, number):
    names[0]["clinic.example"] = ["8.8.8.8", number]
    with pytest.raises(NotAllowedError):
        get("http://clinic.example/")
    assert connections == []


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/", "http://[::1]/", "http://0x7f000001/", "http://2130706433/"),
        *("http://127.1/", "http://0/", "http://localhost/", "http://[::ffff:127.0.0.1]/"),
        *("https://127.0.0.1:443/", "http://169.254.169.254/latest/meta-data/"),
    ],
)
def test_however_loopback_is_written_it_is_refused(connections, address):
    with pytest.raises((NotAllowedError, NoAnswerError)):
        get(address)
    assert connections == []


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/"),
        *("http:///x", "http://user:word@example.org/", "http://example.org:22/", "mailto:x@y.z"),
    ],
)
def test_only_plain_addresses_of_the_web_are_asked(names, connections, address):
    names[0]["example.org"] = ["8.8.8.8"]
    with pytest.raises(NotAllowedError):
        get(address)
    assert connections == []


@pytest.mark.parametrize(
    "address", ["http://example.org:x/", "http://[x/", f"http://{'a' * 70}.org/", "http://a..b/"]
)
def test_an_address_that_is_none_is_no_fault(connections, address):
    with pytest.raises(NoAnswerError):
        get(address)
    assert connections == []


def test_the_number_that_was_looked_at_is_connected_to_under_its_name(names):
    """A name that stands for another number a moment later leads nowhere else."""
    with other_site() as site:
        names[0]["lupus.example"] = ["127.0.0.1"]
        assert get(site.address("/fine", "lupus.example"), allowed=site.allowed).status == 200
        assert names[1] == ["lupus.example", "127.0.0.1"]  # by name once; then the number itself
        assert site.headers[0]["Host"] == f"lupus.example:{site.server_port}"


def test_another_number_of_a_name_is_tried(names):
    with other_site() as site:
        names[0]["lupus.example"] = ["127.0.0.2", "127.0.0.1"]
        address = site.address("/fine", "lupus.example")
        assert get(address, allowed=lambda *_any: True).status == 200


def test_a_line_break_in_an_address_adds_no_header():
    with other_site() as site:
        get(site.address("/fine?x=1%0d%0aX: y\r\nEvil: 1"), allowed=site.allowed)
        assert "Evil" not in site.headers[0]


def test_certificates_are_checked_by_the_name_and_not_by_the_number(monkeypatch, names):
    near, far = socket.socketpair()
    names[0]["lupus.example"] = ["8.8.8.8"]
    monkeypatch.setattr(outgoing.socket, "create_connection", lambda *_where: near)
    asked = []

    class Context:
        def wrap_socket(self, _plain, *, server_hostname, do_handshake_on_connect):
            asked.append(server_hostname)
            raise ssl.SSLCertVerificationError

    monkeypatch.setattr(outgoing, "tls", Context)
    with pytest.raises(NoAnswerError):
        get("https://lupus.example/")
    far.close()
    assert asked == ["lupus.example"]


def test_certificates_are_checked_at_all():
    context = outgoing.tls()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED

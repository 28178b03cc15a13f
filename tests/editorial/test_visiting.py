"""What an address of another site answers, as this site understands it; asked of a real server."""

import time

import pytest

from editorial.links import outgoing
from editorial.links.visiting import Visit, visit
from tests.editorial.other_site import other_site

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def site():
    with other_site() as running:
        yield running


@pytest.fixture
def ask(site):
    """Visit a path of the server: `ask("/fine")`."""
    site.asked.clear()
    site.headers.clear()
    return lambda path, **how: visit(site.address(path), allowed=site.allowed, **how)


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("/fine", "fine", 200),
        ("/gone", "gone", 404),
        ("/dropped", "gone", 410),
        ("/for-now", "fine", 200),
        ("/for-now-then-old", "fine", 200),
        ("/old-and-gone", "gone", 404),
        ("/wants-people", "unknown", 403),
        ("/later", "unknown", 429),
        ("/circle", "unknown", 302),
        ("/nowhere", "failed", 301),
        ("/ill", "failed", 503),
        ("/nonsense", "failed", None),
        ("/broken-address", "failed", None),
        ("/to-script", "unknown", None),
        ("/to-file", "unknown", None),
    ],
)
def test_what_an_answer_means(ask, path, outcome, status):
    assert ask(path) == Visit(outcome, status)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/old", "/fine"), ("/older", "/fine"), ("/accents", "/caf%C3%A9%20x")],
)
def test_a_permanent_redirect_tells_the_new_address(ask, site, path, leads_to):
    assert ask(path) == Visit("moved", 200, site.address(leads_to))


def test_what_follows_for_now_only_is_no_new_address(ask, site):
    assert ask("/old-then-for-now").leads_to == site.address("/for-now")


def test_a_page_is_asked_for_its_head_alone(ask, site):
    ask("/fine")
    assert site.asked == ["HEAD /fine"]


@pytest.mark.parametrize("path", ["/no-head", "/head-not-found"])
def test_where_a_head_is_refused_the_page_is_asked_for(ask, site, path):
    assert ask(path) == Visit("fine", 200)
    assert site.asked == [f"HEAD {path}", f"GET {path}"]


def test_who_says_later_is_not_asked_again_at_once(ask, site):
    ask("/later")
    assert site.asked == ["HEAD /later"]


def test_five_redirects_are_followed_and_no_sixth(ask, site):
    assert ask("/hop5").outcome == "fine"
    site.asked.clear()
    assert ask("/hop6").outcome == "unknown"
    assert len(site.asked) == 6


def test_the_site_says_who_it_is(ask, site, settings):
    settings.SITE_ADDRESS = "https://clinic.example"
    ask("/fine")
    assert site.headers[0]["User-Agent"] == "LupusInfo (checks links; +https://clinic.example)"
    assert "Cookie" not in site.headers[0]


def test_an_endless_page_is_not_read(ask, site):
    assert ask("/endless") == Visit("fine", 200)
    time.sleep(0.1)
    poured = site.sent
    time.sleep(0.1)
    assert site.sent == poured < 20_000_000  # what the system's own buffers took


@pytest.mark.parametrize("path", ["/slow", "/drips"])
def test_a_slow_site_is_left_in_time(ask, path):
    began = time.monotonic()
    assert ask(path, seconds=0.2) == Visit("failed")
    assert time.monotonic() - began < 1


def test_all_hops_together_have_a_limit(ask, site, monkeypatch):
    monkeypatch.setattr("editorial.links.visiting.SECONDS_A_VISIT", 0)
    assert ask("/fine") == Visit("failed")
    assert site.asked == []


@pytest.mark.parametrize("path", ["/to-metadata", "/to-loopback"])
def test_a_redirect_into_the_network_is_not_followed(ask, site, monkeypatch, path):
    connected = []
    connect = outgoing.socket.create_connection
    monkeypatch.setattr(
        outgoing.socket,
        "create_connection",
        lambda where, *rest: connected.append(where) or connect(where, *rest),
    )
    assert ask(path) == Visit("unknown")
    assert set(connected) == {("127.0.0.1", site.server_port)}


def test_nothing_that_answers_is_no_error(site):
    closed = "http://127.0.0.1:9/"
    assert visit(closed, allowed=lambda *_any: True) == Visit("failed")
    secure = site.address("/fine").replace("http:", "https:")
    assert visit(secure, allowed=site.allowed) == Visit("failed")

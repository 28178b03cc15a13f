"""What every answer carries, and what readers' pages never do."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.http import parse_http_date

from editorial.models import LibraryVersion
from lupusinfo import middleware
from tests.builders import make_article, make_clinic

pytestmark = pytest.mark.django_db
PUBLIC = [
    *("/", "/articles/", "/articles/a-page/", "/articles/a-page/handout/", "/faq/"),
    *("/urgent-help/", "/privacy/"),
]


@pytest.fixture
def page():
    return make_article(slug="a-page", title="A page")


@pytest.mark.parametrize(
    "address", [*PUBLIC, "/articles/a-page/handout.pdf", "/admin/login/", "/nowhere/", "/healthz"]
)
def test_policy_is_strict_everywhere(client, page, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("address", PUBLIC)
def test_readers_get_no_cookie_and_nothing_that_varies(client, page, address):
    answer = client.get(address)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "Accept-Language" not in answer.get("Vary", "")
    assert "s-maxage=1" in answer.headers["Cache-Control"]
    assert "stale-if-error=86400" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", PUBLIC)
def test_readers_pages_ask_nobody_else_and_hold_no_inline_code(client, page, address):
    html = client.get(address).content.decode()
    for tag in re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*>", html):
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", tag), tag
    assert "<style" not in html
    assert " style=" not in html
    assert not re.search(r"\son\w+=", html)


def test_staff_pages_are_never_kept(signed_in, superuser):
    assert "no-store" in signed_in(superuser).get("/admin/").headers["Cache-Control"]


def test_missing_page_is_not_kept(client):
    assert client.get("/nowhere/").headers["Cache-Control"] == "private, no-store"


def test_changed_number_is_never_answered_with_304(client, page):
    first = client.get("/articles/a-page/")
    headers = {"if-none-match": first.headers["ETag"]}
    assert client.get("/articles/a-page/", headers=headers).status_code == 304
    make_clinic(emergency_number="112")
    answer = client.get("/articles/a-page/", headers=headers)
    assert answer.status_code == 200
    assert "112" in answer.content.decode()


def test_every_page_has_a_language(client, page):
    answer = client.get("/articles/a-page/")
    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en"' in answer.content.decode()


def test_what_was_searched_for_is_kept_nowhere(client):
    answer = client.get("/search/?q=private")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_a_page_is_newer_than_last_midnight_when_a_review_may_become_overdue(client, page):
    modified = parse_http_date(client.get("/articles/a-page/").headers["Last-Modified"])
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert modified >= int(midnight.timestamp())


def test_the_time_of_a_page_is_the_same_until_something_changes(client, page, monkeypatch):
    long_ago = timezone.now() - timedelta(days=3)
    monkeypatch.setattr(middleware, "STARTED_AT", long_ago)
    LibraryVersion.objects.update(changed_at=long_ago)
    modified = parse_http_date(client.get("/articles/a-page/").headers["Last-Modified"])
    assert modified % 60 == 0  # midnight, to the second


@pytest.mark.parametrize("path", ["a" * 300 + ".jpg", "../x.jpg", "none.jpg", "x.php"])
def test_odd_picture_addresses_are_no_fault(client, path):
    assert client.get(f"/media/{path}").status_code in {400, 404}


def test_media_can_only_be_shown(client):
    folder = Path(settings.MEDIA_ROOT, "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "x.html").write_text("<script>1</script>")
    shown = client.get("/media/pictures/x.svg")
    assert shown.status_code == 200
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/media/pictures/x.html").status_code == 404
    assert client.get("/media/../secret-key.txt").status_code == 404

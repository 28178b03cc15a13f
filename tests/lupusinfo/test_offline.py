"""Reading without a network: what the server gives for it. The worker itself: tests/browser."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import translation
from PIL import Image

from editorial import publishing
from tests.builders import draft_of_kind, edit, make_article, make_clinic, make_term

pytestmark = pytest.mark.django_db
TWO_LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.fixture
def switched_off(settings):
    settings.HAS_OFFLINE = False


def places(client) -> list[list[str]]:
    script = client.get("/sw.js").content.decode()
    found = re.match(r"const PLACES = (\[.*\]);\n", script)
    assert found
    return json.loads(found[1])


def withdrawn(client) -> list[str]:
    return client.get("/withdrawn.json").json()["addresses"]


def test_worker_is_a_script_that_is_asked_for_anew_and_may_fetch(client):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert not answer.cookies
    assert 'addEventListener("fetch"' in answer.content.decode()


def test_worker_knows_the_pages_that_are_always_kept(client):
    assert places(client) == [["/", "/offline/", "/urgent-help/"]]


def test_worker_looks_for_the_longer_language_prefix_first(client, settings):
    settings.LANGUAGES = TWO_LANGUAGES
    assert places(client) == [
        ["/es/", "/es/offline/", "/es/urgent-help/"],
        ["/", "/offline/", "/urgent-help/"],
    ]


def test_worker_leaves_a_review_by_link_alone(client):
    never = re.search(r"const NEVER = /(.*)/;", client.get("/sw.js").content.decode())
    assert never
    assert re.search(never[1].replace("\\/", "/"), "/review/abc/")
    assert not re.search(never[1].replace("\\/", "/"), "/reviews-of-lupus/")


def test_every_page_names_the_worker_the_manifest_and_a_hidden_notice(client):
    for address in ("/", "/urgent-help/", "/nowhere/"):
        html = client.get(address).content.decode()
        assert '<html lang="en" data-worker="/sw.js">' in html
        assert '<link rel="manifest" href="/manifest.webmanifest">' in html
        assert len(re.findall(r'id="stored" hidden>[^/]*<b></b>', html)) == 1


def test_notice_on_a_copy_has_the_emergency_number_and_the_way_to_urgent_help(client):
    make_clinic(emergency_number="999")
    notice = client.get("/").content.decode().split('id="stored"')[1].split("</p>")[0]
    assert 'href="tel:999"' in notice
    assert 'href="/urgent-help/"' in notice


def test_switched_off_worker_removes_itself_and_pages_start_none(client, switched_off):
    script = client.get("/sw.js").content.decode()
    assert "unregister()" in script
    assert '"fetch"' not in script
    assert client.get("/sw.js").headers["Cache-Control"] == "no-cache"
    assert b"data-worker" not in client.get("/").content
    assert b'data-needs="offline"' not in client.get("/privacy/").content
    assert b"data-kept" not in client.get("/offline/").content


def test_offline_page_always_has_the_number_and_urgent_help(client):
    make_clinic(emergency_number="999")
    answer = client.get("/offline/")
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    assert "You have no network" in main
    assert 'href="tel:999"' in main
    assert 'href="/urgent-help/"' in main
    assert 'data-kept="/offline/"' in main
    assert 'content="noindex"' in answer.content.decode()
    assert "public" in answer.headers["Cache-Control"]


def test_manifest_names_the_clinic_and_icons_that_exist(client):
    make_clinic(name="Lupus Clinic")
    answer = client.get("/manifest.webmanifest")
    content = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (content["name"], content["start_url"]) == ("Lupus Clinic", "/")
    assert {icon["purpose"] for icon in content["icons"]} == {"any", "maskable"}
    for icon in content["icons"]:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        assert path, icon
        if icon["type"] == "image/png":
            with Image.open(path) as picture:
                assert icon["sizes"] == f"{picture.width}x{picture.height}"


def test_manifest_of_a_language_starts_in_that_language(client, settings):
    settings.LANGUAGES = TWO_LANGUAGES
    content = client.get("/es/manifest.webmanifest").json()
    assert (content["lang"], content["start_url"]) == ("es", "/es/")
    html = client.get("/es/").content.decode()
    assert 'href="/es/manifest.webmanifest"' in html


def test_withdrawn_list_has_what_was_public_and_nothing_else(client):
    gone = publishing.withdraw(make_article(title="A secret", slug="gone"))
    make_article(slug="read-me")
    draft_of_kind("article", title="A secret", slug="never-public")
    edit(gone, title="A secret", slug="new-address")
    answer = client.get("/withdrawn.json")
    assert answer.json() == {"addresses": ["/articles/gone/"]}
    assert "public" in answer.headers["Cache-Control"]
    assert b"secret" not in answer.content


def test_withdrawn_list_has_the_addresses_that_pages_left(client):
    page = make_article(slug="old")
    publishing.publish(edit(page, slug="new"), by=None)
    assert withdrawn(client) == ["/articles/old/"]
    publishing.withdraw(page)
    assert withdrawn(client) == ["/articles/new/", "/articles/old/"]


def test_withdrawn_list_has_every_language_and_loses_what_comes_back(client):
    article, term = make_article(slug="gone"), make_term(slug="ido")
    type(term).objects.filter(pk=term.pk).update(language="es")
    for page in (article, term):
        publishing.withdraw(page)
    with translation.override("en"):
        assert withdrawn(client) == ["/articles/gone/", "/es/glossary/ido/"]
    publishing.publish(article.revisions.get(), by=None)
    assert withdrawn(client) == ["/es/glossary/ido/"]


def test_withdrawn_list_needs_as_many_queries_for_any_number(client, django_assert_num_queries):
    def withdraw(count: int) -> None:
        for _each in range(count):
            publishing.withdraw(make_article())

    withdraw(1)
    client.get("/withdrawn.json")
    withdraw(20)
    client.get("/withdrawn.json")  # the clinic, which every answer needs, is held from here on
    with django_assert_num_queries(3):  # the library version, and what is withdrawn or moved
        assert len(withdrawn(client)) == 21


@pytest.mark.parametrize(
    "address", ["/sw.js", "/withdrawn.json", "/manifest.webmanifest", "/offline/"]
)
def test_only_reading_is_answered(client, address):
    assert client.post(address).status_code == 405
    assert not client.get(address).cookies


def test_privacy_page_tells_what_is_kept_and_has_the_button(client):
    html = client.get("/privacy/").content.decode()
    assert "What is kept on your own device" in html
    assert re.search(r'<button [^>]*data-needs="offline"', html)

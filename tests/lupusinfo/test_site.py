"""The home page, the pages about the site, health checks, errors and the sitemap."""

import logging
import re

import pytest
from django.db import DatabaseError
from django.test import Client

from editorial import publishing
from lupusinfo import views
from tests.builders import letters_are_sent, make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "Lupus, in plain words"),
        ("/about/", "What it is for"),
        ("/how-we-write/", "How sure we are"),
        ("/privacy/", "set no cookie"),
        ("/accessibility/", "keyboard alone"),
        ("/contact/", "do not write"),
        ("/urgent-help/", "If in doubt, call"),
    ],
)
def test_page_opens_with_one_heading_of_the_first_level(client, address, words):
    html = client.get(address).content.decode()
    assert words in html
    assert html.count("<h1") == 1
    assert "<title>" in html


def test_home_offers_articles_to_start_with(client):
    make_article(title="A good start")
    assert b"A good start" in client.get("/").content


def test_home_begins_with_the_articles_that_most_pages_lead_on_to(client):
    often, once = make_article(title="Zebra"), make_article(title="Yak")
    make_article(picks=[often.pk, once.pk])
    make_article(title="Apple", picks=[often.pk])
    publishing.withdraw(make_article(picks=[once.pk]))
    publishing.withdraw(make_article(picks=[once.pk]))
    starts = client.get("/").context["starts"]
    assert [page.title for page in starts][:3] == ["Zebra", "Yak", "Apple"]


def test_unknown_address_is_a_friendly_404(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b"We could not find this page" in answer.content


def test_forbidden_is_a_friendly_403(signed_in, author):
    answer = signed_in(author).get("/admin/desk/person/")
    assert answer.status_code == 403
    assert b"This is not open to you" in answer.content


def test_a_form_without_its_token_is_a_friendly_403(superuser):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/admin/login/", {"username": "sue"})
    assert answer.status_code == 403
    assert b"This is not open to you" in answer.content


def test_a_fault_is_a_friendly_500_that_names_where_to_turn(monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(views, "render", lambda *_a, **_k: 1 / 0)
    answer = Client(raise_request_exception=False).get("/about/")
    assert answer.status_code == 500
    assert b"not your fault" in answer.content
    assert b"/urgent-help/" in answer.content
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_healthz_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_is_ready(client):
    assert client.get("/readyz").status_code == 200


def test_readyz_says_when_the_database_is_away(client, monkeypatch, caplog):
    def away(_connection):
        raise DatabaseError

    monkeypatch.setattr(views, "MigrationExecutor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_readyz_says_when_migrations_are_missing(client, monkeypatch):
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda *_a: ["one"])
    assert client.get("/readyz").status_code == 503


def test_sitemap_has_whole_addresses_and_days(client):
    page = make_article(slug="a-page")
    xml = client.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/articles/a-page/</loc>" in xml
    assert f"<lastmod>{page.changed_at:%Y-%m-%d}</lastmod>" in xml
    assert "<loc>http://testserver/glossary/</loc>" in xml


def test_password_can_be_changed_by_staff(signed_in, author):
    assert signed_in(author).get("/admin/password_change/").status_code == 200


def test_a_forgotten_password_is_reset_by_mail(client, author, mailoutbox):
    author.email = "ada@clinic.example"
    author.save()
    assert b"/admin/password_reset/" in client.get("/admin/login/").content
    client.post("/admin/password_reset/", {"email": "ada@clinic.example"})
    letters_are_sent()
    (link,) = re.findall(r"http://testserver(/admin/reset/\S+)", mailoutbox[0].body)
    form = client.get(link, follow=True)
    new = {"new_password1": "a brand new one", "new_password2": "a brand new one"}
    assert client.post(form.redirect_chain[-1][0], new).status_code == 302
    assert client.login(username="ada", password="a brand new one")


def test_an_unknown_address_gets_no_mail_and_the_same_answer(client, author, mailoutbox):
    answer = client.post("/admin/password_reset/", {"email": "nobody@clinic.example"})
    letters_are_sent()
    assert answer.status_code == 302
    assert mailoutbox == []

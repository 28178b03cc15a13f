"""SQL queries of a page do not grow with the library."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Held
from search import holding
from tests.builders import (
    make_article,
    make_question,
    make_sign,
    make_source,
    make_symptom,
    make_term,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
ADDRESSES = [
    "/",
    "/articles/",
    "/articles/subject/",
    "/articles/subject/handout/",
    "/glossary/",
    "/glossary/subject/",
    "/faq/",
    "/faq/subject/",
    "/symptoms/",
    "/symptoms/subject/",
    "/topics/",
    "/topics/hub/",
    "/search/?q=body",
    "/urgent-help/",
    "/sitemap.xml",
    "/offline/",
    "/withdrawn.json",
]
DESK = ["/admin/articles/article/", "/admin/editorial/page/", "/admin/editorial/revision/"]


def grow(count: int, hub) -> None:
    """Add `count` pages of every kind, all related to one another, and as many sources."""
    for _each in range(count):
        source = make_source(f"S{make_sign().pk}")
        for make in (make_article, make_term, make_question, make_symptom):
            make(topics=[hub.pk], body=f"Body [@{source.key}].\n", sources=[source.pk])


def subjects(hub) -> None:
    for make in (make_article, make_term, make_question, make_symptom):
        make(title="Subject", slug="subject", topics=[hub.pk], body="Body.\n")


def count(client, address: str) -> int:
    client.get(address)  # what a process holds is there from its second request on
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_public_pages_need_as_many_queries_for_ten_times_the_pages(client):
    hub = make_topic(title="Hub", slug="hub")
    subjects(hub)
    grow(2, hub)
    few = {address: count(client, address) for address in ADDRESSES}
    grow(18, hub)
    many = {address: count(client, address) for address in ADDRESSES}
    assert many == few


def test_desk_lists_need_as_many_queries_for_ten_times_the_pages(signed_in, superuser):
    client = signed_in(superuser)
    hub = make_topic(title="Hub", slug="hub")
    grow(2, hub)
    few = {address: count(client, address) for address in DESK}
    grow(18, hub)
    assert {address: count(client, address) for address in DESK} == few


def test_article_needs_at_most_six_queries(client):
    hub = make_topic(title="Hub", slug="hub")
    grow(3, hub)
    make_source("CITED")
    make_article(title="Subject", slug="subject", topics=[hub.pk], body="Body [@CITED].\n")
    assert count(client, "/articles/subject/") <= 6


def test_search_needs_at_most_three_queries(client):
    grow(3, make_topic(slug="hub"))
    assert count(client, "/search/?q=body") <= 3


def test_the_first_request_of_a_process_is_counted_too(client):
    make_article(slug="subject")
    Held.forget_everything()
    holding.forget()
    with CaptureQueriesContext(connection) as queries:
        client.get("/articles/subject/")
    assert len(queries) <= 7  # the clinic and the glossary's terms are read on top of the five

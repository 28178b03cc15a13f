"""What a page of the desk asks of the database: at most 12 queries, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import publishing, reviewing
from tests.builders import (
    draft_of_kind,
    edit,
    make_article,
    make_source,
    make_topic,
    make_user,
    newest,
)
from tests.editorial.page_form import desk

pytestmark = pytest.mark.django_db
WHO = ["author", "reviewer", "publisher", "superuser"]
MOST = 12


def count(client, address: str) -> int:
    client.get(address)  # what a process holds is there from its second request on
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def busy_page(reviewer, extent: int):
    """A page with as much of everything around it as `extent` says."""
    related = {"topics": make_topic, "picks": make_article}
    chosen = {name: [make().pk for _each in range(extent)] for name, make in related.items()}
    chosen["sources"] = [make_source(f"S{pk}").pk for pk in chosen["picks"]]
    page = make_article(**chosen)
    for number in range(extent):
        edit(page, make_user(f"writer {page.pk} {number}", "Author"), body=f"{number}\n")
        review = reviewing.ask(newest(page), reviewer=reviewer, by=reviewer)
        reviewing.comment(review, by=reviewer, text="Well.")
        reviewing.send_back(review, by=reviewer, text="No.")
    reviewing.ask(newest(page), reviewer=reviewer, by=reviewer)
    return page


@pytest.mark.parametrize("who", WHO)
def test_the_form(request, signed_in, reviewer, who):
    client = signed_in(request.getfixturevalue(who))
    few, many = busy_page(reviewer, 1), busy_page(reviewer, 8)
    publishing.withdraw(many, moved_to=make_article())
    assert count(client, desk(few)) == count(client, desk(many)) <= MOST


@pytest.mark.parametrize("who", WHO)
def test_the_lists(request, signed_in, author, who):
    client = signed_in(request.getfixturevalue(who))
    addresses = ["/admin/articles/article/", "/admin/editorial/page/"]
    make_article()
    few = [count(client, address) for address in addresses]
    for number in range(12):
        owner = make_user(f"owner {number}", "Author")
        publishing.withdraw(
            publishing.publish(newest(draft_of_kind("article", author=owner)), by=None)
        )
    assert [count(client, address) for address in addresses] == few
    assert max(few) <= MOST


@pytest.mark.parametrize("action", ["add", "withdraw", "policy"])
def test_the_other_pages(signed_in, superuser, action):
    addresses = {"policy": "/admin/editorial/policy/1/change/", "add": desk(None, "add")}
    address = addresses.get(action) or desk(make_article(), "withdraw")
    assert count(signed_in(superuser), address) <= MOST

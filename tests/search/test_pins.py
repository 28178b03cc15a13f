"""Staff pin a page for a query."""

import pytest
from django.core.exceptions import ValidationError

from editorial import publishing
from editorial.models import Act
from search.models import Pin
from tests.builders import draft_of_kind, make_article, make_term, opened

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def pin(words: str, page, **more) -> Pin:
    made = Pin(words=words, page=page.page_ptr, **more)
    made.full_clean()
    made.save()
    return made


def titles(client, q: str, **more) -> list[str]:
    answer = client.get("/api/v1/search", {"q": q, **more}).json()
    return [result["title"] for result in answer["results"]]


def test_a_pinned_page_comes_first_for_its_words_in_any_order_and_form(client):
    make_article(title="Kidney diets")
    pinned = make_article(title="Eating well", body="Nothing of the words.")
    pin("kidney diet", pinned)
    assert titles(client, "diet for my kidneys") == ["Eating well", "Kidney diets"]
    assert titles(client, "kidney")[0] == "Kidney diets"


def test_a_page_that_matches_too_is_listed_once(client):
    pin("zebra", make_article(title="Zebra"))
    assert titles(client, "zebra") == ["Zebra"]


def test_pins_stand_in_the_staffs_order(client):
    pin("zebra", make_article(title="Second"), position=2)
    pin("zebra", make_article(title="First"), position=1)
    assert titles(client, "zebra") == ["First", "Second"]


def test_a_draft_or_withdrawn_page_is_never_shown(client):
    page = make_article(title="Gone")
    pin("zebra", page)
    pin("zebra", draft_of_kind("article", title="Draft"))
    assert titles(client, "zebra") == ["Gone"]
    publishing.withdraw(page)
    assert titles(client, "zebra") == []


def test_a_pin_holds_within_its_kind_only(client):
    pin("zebra", make_article(title="Pinned"))
    make_term(title="Zebra")
    assert titles(client, "zebra", kind="term") == ["Zebra"]


def test_a_pin_taken_away_is_forgotten_at_once(client):
    made = pin("zebra", make_article(title="Pinned"))
    assert titles(client, "zebra") == ["Pinned"]
    made.delete()
    assert titles(client, "zebra") == []


def test_words_that_nobody_can_search_for_are_refused():
    with pytest.raises(ValidationError):
        pin("???", make_article())


def test_publishers_pin_at_the_desk(signed_in, publisher, author, client):
    page = make_article(title="Pinned")
    form = {"words": "zebra", "page": page.pk, "position": 0}
    assert signed_in(author).post("/admin/search/pin/add/", form).status_code == 403
    assert signed_in(publisher).post("/admin/search/pin/add/", form).status_code == 302
    assert titles(client, "zebra") == ["Pinned"]
    assert take_away(signed_in(publisher), Pin.objects.get()).status_code == 302
    assert titles(client, "zebra") == []


def take_away(client, made: Pin):
    address = f"/admin/search/pin/{made.pk}/delete/"
    shown = client.get(address).context["opened_with"]
    return client.post(address, {"post": "yes", "opened_with": shown})


def test_every_pin_is_in_the_log_as_it_was_and_as_it_is(signed_in, publisher):
    page, client = make_article(title="Pinned"), signed_in(publisher)
    client.post("/admin/search/pin/add/", {"words": "zebra", "page": page.pk, "position": 0})
    made = Pin.objects.get()
    address = f"/admin/search/pin/{made.pk}/change/"
    for words in ("zebra", "okapi"):
        client.post(address, opened(client, address, words=words))
    take_away(client, made)
    acts = Act.objects.filter(kind=Act.Kind.PIN, who_id=publisher.pk, page_id=page.pk)
    assert list(acts.order_by("pk").values_list("subject", "detail")) == [
        ("zebra", "“zebra”: Pinned (0)"),
        ("okapi", "“zebra”: Pinned (0) → “okapi”: Pinned (0)"),
        ("okapi", "“okapi”: Pinned (0) → –"),
    ]

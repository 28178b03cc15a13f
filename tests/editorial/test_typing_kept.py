"""What is typed is kept on the device until the server says that it is saved."""

import json

import pytest
from django.test import Client

from desk.models import Session
from editorial import reviewing
from editorial.admin import edit_address
from editorial.review.addresses import address_of_review
from tests.builders import make_article, newest, opened
from tests.editorial.page_form import desk

pytestmark = pytest.mark.django_db


def test_the_device_is_told_what_is_saved_and_only_that(row, signed_in, publisher):
    client = signed_in(publisher)
    form = opened(client, row.address, **{row.field: "yours"}, kept="0123456789abcdef")
    row.overtake()
    refused = client.post(row.address, form)
    assert "kept-0123456789abcdef" not in refused.cookies
    assert 'data-entry="0123456789abcdef"' in refused.content.decode()
    form["opened_with"] = refused.context["opened_with"]
    cookie = client.post(row.address, form).cookies["kept-0123456789abcdef"]
    assert (cookie["path"], cookie["samesite"]) == ("/admin/", "Lax")


@pytest.mark.parametrize("kept", ["", "x; path=/", "ABC", "é", "0" * 41, "1\r\nSet-Cookie: a=b"])
def test_only_a_name_that_the_script_made_becomes_a_cookie(signed_in, author, kept):
    page = make_article()
    client = signed_in(author)
    answer = client.post(
        edit_address(page),
        opened(client, edit_address(page), body="New.", _save_draft="1", kept=kept),
    )
    assert answer.status_code == 302
    assert not [name for name in answer.cookies if name.startswith("kept")]


def test_a_session_that_ended_leads_to_sign_in_and_back_to_the_form(subject, signed_in, author):
    client = signed_in(author)
    form = opened(
        client, edit_address(subject), body="His.", _save_draft="1", kept="0123456789abcdef"
    )
    Session.objects.all().delete()
    answer = client.post(edit_address(subject), form)
    assert answer.headers["Location"] == f"/admin/login/?next={edit_address(subject)}"
    assert "kept-0123456789abcdef" not in answer.cookies


def test_a_refused_token_tells_staff_where_their_text_is(subject, author):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    answer = client.post(edit_address(subject), {"body": "His."})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "kept on this device" in html
    assert f'href="{edit_address(subject)}"' in html


def test_a_right_that_was_taken_away_tells_it_too(signed_in, author):
    page = make_article()
    client = signed_in(author)
    form = opened(client, edit_address(page), body="His.", _save_draft="1")
    author.groups.clear()
    answer = client.post(edit_address(page), form)
    assert answer.status_code == 403
    assert "kept on this device" in answer.content.decode()


def test_the_form_says_whose_typing_it_is_and_a_reader_of_it_has_none(signed_in, author, reviewer):
    page = make_article()
    assert f'data-user="{author.pk}"' in signed_in(author).get(edit_address(page)).content.decode()
    assert 'id="keeping"' not in signed_in(reviewer).get(edit_address(page)).content.decode()


def test_signing_out_offers_to_remove_what_is_kept(signed_in, author):
    html = signed_in(author).post("/admin/logout/").content.decode()
    assert f'id="kept-here" data-user="{author.pk}"' in html


def test_the_digest_that_a_form_carries_names_every_field(row, signed_in, publisher):
    context = signed_in(publisher).get(row.address).context
    assert set(json.loads(context["opened_with"])["marks"]) == set(context["adminform"].form.fields)


def test_a_reviewers_words_and_a_reason_to_withdraw_are_kept(
    signed_in, author, reviewer, publisher
):
    page, words = make_article(author=author), "0123456789abcdef"
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    said = {"act": "comment", "revision": newest(page).pk}
    for user, address, wrong, right in (
        (reviewer, address_of_review(review), {**said, "revision": 0}, said | {"text": "Good."}),
        (publisher, desk(page, "withdraw"), {"notice": "Ask us."}, {"because": "A wrong dose"}),
    ):
        client = signed_in(user)
        assert f'data-user="{user.pk}"' in client.get(address).content.decode()
        refused = client.post(address, {**wrong, "kept": words})
        assert f'data-entry="{words}"' in refused.content.decode()
        assert f"kept-{words}" not in refused.cookies
        assert f"kept-{words}" in client.post(address, {**right, "kept": words}).cookies

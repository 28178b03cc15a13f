"""Taking a page from readers: the reason, what they find instead, and the way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import publishing, scheduling
from editorial.models import Act, Page, Revision
from tests.builders import EACH_KIND, draft_of_kind, edit, make_article, newest
from tests.editorial.page_form import desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_reason_is_required_kept_and_not_told_to_readers(client, signed_in, publisher, kind):
    page = publishing.publish(newest(draft_of_kind(kind)), by=None)
    staff = signed_in(publisher)
    answer = staff.post(desk(page, "withdraw"), {"because": " "})
    assert "Say why" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).is_public
    staff.post(desk(page, "withdraw"), {"because": "A wrong dose", "notice": "Ask us."})
    gone = client.get(page.get_absolute_url())
    assert gone.status_code == 410
    assert b"Ask us." in gone.content
    assert b"A wrong dose" not in gone.content
    assert Act.objects.filter(kind=Act.Kind.WITHDRAW).get().detail == "A wrong dose"


def test_readers_are_led_to_another_published_page(client, signed_in, publisher):
    page, other = make_article(), make_article(slug="other")
    values = {"because": "Merged", "moved_to": other.pk}
    signed_in(publisher).post(desk(page, "withdraw"), values)
    assert client.get(page.get_absolute_url()).headers["Location"] == "/articles/other/"


def test_only_another_published_page_can_be_led_to(signed_in, publisher):
    page, draft = make_article(), draft_of_kind("article")
    gone = publishing.withdraw(make_article())
    staff = signed_in(publisher)
    for target in (page.pk, draft.pk, gone.pk, 10**8):
        answer = staff.post(desk(page, "withdraw"), {"because": "x", "moved_to": target})
        assert "Readers cannot open that page" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).is_public


@pytest.mark.parametrize("target", ["x", "-1", "9" * 40, "\0"])
def test_an_id_that_no_page_has_is_no_fault(signed_in, publisher, target):
    page = make_article()
    answer = signed_in(publisher).post(desk(page, "withdraw"), {"because": "x", "moved_to": target})
    assert answer.status_code in {200, 302}


def test_the_search_for_that_page_finds_published_ones_only(signed_in, publisher):
    make_article(title="Zebra shown")
    draft_of_kind("article", title="Zebra hidden")
    asked = {"app_label": "editorial", "model_name": "page", "field_name": "moved_to"}
    found = signed_in(publisher).get("/admin/autocomplete/", {**asked, "term": "zebra"}).json()
    assert [row["text"] for row in found["results"]] == ["Zebra shown"]


def test_the_page_says_what_will_happen_and_changes_nothing_by_being_read(signed_in, publisher):
    page = make_article()
    later = timezone.now() + timedelta(days=1)
    scheduling.schedule(edit(page, body="Later."), at=later, by=publisher)
    html = signed_in(publisher).get(desk(page, "withdraw")).content.decode()
    for said in ("disappears at once", "Publish again", "waits for its time is not published"):
        assert said in html
    assert Page.objects.get(pk=page.pk).is_public
    assert Revision.objects.planned(page).exists()


@pytest.mark.parametrize("who", ["author", "reviewer", "no_group"])
def test_only_publishers_withdraw(request, signed_in, who):
    page = make_article()
    client = signed_in(request.getfixturevalue(who))
    assert client.get(desk(page, "withdraw")).status_code == 403
    assert client.post(desk(page, "withdraw"), {"because": "x"}).status_code == 403
    assert Page.objects.get(pk=page.pk).is_public


def test_what_readers_cannot_open_is_not_withdrawn_again(signed_in, publisher):
    page = make_article()
    staff = signed_in(publisher)
    for _twice in range(2):
        staff.post(desk(page, "withdraw"), {"because": "x"})
    assert Act.objects.filter(kind__startswith="withdraw").count() == 1
    answer = staff.get(desk(draft_of_kind("article"), "withdraw"), follow=True)
    assert "there is nothing to withdraw" in answer.content.decode()


def corrected(client, page, **changes):
    form = client.get(desk(page, "withdraw")).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values |= {f"initial-{name}": value for name, value in values.items()}
    return {**values, **changes}


def test_what_was_said_of_a_withdrawal_can_be_put_right(client, signed_in, publisher):
    page, other = make_article(slug="one"), make_article(slug="other", title="Other")
    publishing.withdraw(page, by=publisher, because="Wrong", notice="Gone.")
    staff = signed_in(publisher)
    assert 'href="../withdraw/"' in staff.get(desk(page)).content.decode()
    staff.post(desk(page, "withdraw"), corrected(staff, page, notice="Ask us."))
    assert b"Ask us." in client.get("/articles/one/").content
    staff.post(desk(page, "withdraw"), corrected(staff, page, because="Dose", moved_to=other.pk))
    assert client.get("/articles/one/").headers["Location"] == "/articles/other/"
    staff.post(desk(page, "withdraw"), corrected(staff, page))  # nothing: no act
    said = Act.objects.filter(kind=Act.Kind.WITHDRAWAL_CORRECTED, who_id=publisher.pk)
    assert list(said.order_by("pk").values_list("detail", flat=True)) == [
        "Words for readers: Gone. → Ask us.",
        "Reason: Wrong → Dose\nReaders are led to: – → Other",
    ]


def test_a_correction_leaves_what_a_colleague_corrected_meanwhile(signed_in, publisher):
    page = make_article()
    publishing.withdraw(page, because="Wrong", notice="Gone.")
    staff = signed_in(publisher)
    mine = corrected(staff, page, because="Dose")
    publishing.correct_withdrawal(page, by=publisher, notice="Ask us.")
    staff.post(desk(page, "withdraw"), mine)
    now = Page.objects.get(pk=page.pk)
    assert (now.withdrawn_because, now.withdrawn_notice) == ("Dose", "Ask us.")


def test_a_page_of_another_kind_is_404(signed_in, superuser):
    term = publishing.publish(newest(draft_of_kind("term")), by=None)
    address = f"/admin/articles/article/{term.pk}/withdraw/"
    assert signed_in(superuser).get(address).status_code == 404

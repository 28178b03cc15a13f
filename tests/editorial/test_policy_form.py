"""The rules of review at the desk: nothing disappears from readers before its number was named."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from editorial import publishing
from editorial.models import Act, Page, Policy
from tests.builders import edit, make_article, make_user, opened, sign_off

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/editorial/policy/1/change/"
HIDING = {"readers_see": "reviewed", "review_months": 12}
SHOWING = {"readers_see": "published", "review_months": 6, "allows_own_review": "on"}


@pytest.fixture
def chief(signed_in) -> Client:
    user = make_user("chief", "Publisher")
    user.user_permissions.set(Permission.objects.filter(codename="change_policy"))
    return signed_in(user)


def send(client: Client, values: dict, **how):
    """Save what was changed in a form that is opened now."""
    stamp = opened(client, ADDRESS)["opened_with"]
    return client.post(ADDRESS, {**values, "opened_with": stamp}, **how)


def test_the_list_leads_to_the_one_form_with_the_rules_in_force(chief):
    answer = chief.get("/admin/editorial/policy/", follow=True)
    assert answer.redirect_chain[-1][0] == ADDRESS
    assert "Every published page" in answer.content.decode()
    assert not Policy.objects.exists()
    assert chief.get("/admin/editorial/policy/2/change/").status_code == 302


def test_rules_are_saved_and_logged(chief):
    answer = send(chief, SHOWING, follow=True)
    assert "The rules of review are saved." in answer.content.decode()
    assert (Policy.current().review_months, Policy.current().allows_own_review) == (6, True)
    assert Act.objects.get(kind=Act.Kind.POLICY).detail.splitlines() == [
        "People may review what they wrote: No → Yes",
        "Months between reviews: 12 → 6",
    ]


def test_saving_the_same_rules_again_is_no_act(chief):
    for _each in range(2):
        send(chief, SHOWING)
    assert Act.objects.filter(kind=Act.Kind.POLICY).count() == 1


def test_enter_in_a_field_saves_and_hides_nothing(chief):
    """A browser presses the first button of a form."""
    make_article()
    html = send(chief, HIDING).content.decode()
    first, *others = re.findall(
        r'<(?:button|input) type="submit"[^>]*>', html.split('id="policy_form"')[1]
    )
    assert 'value="Save"' in first
    assert 'name="hides"' in others[0]


def test_pages_are_hidden_only_after_their_number_was_named(chief, reviewer):
    read, changed, _unread = make_article(), make_article(), make_article()
    for page in (read, changed):
        sign_off(page, reviewer)
    publishing.publish(edit(changed, body="More.\n"), by=None)
    html = send(chief, HIDING).content.decode()
    assert "Of the 3 pages that readers see now, 2 would be hidden" in html
    assert Page.objects.published().count() == 3
    make_article()
    html = send(chief, {**HIDING, "hides": 2}).content.decode()
    assert "Of the 4 pages that readers see now, 3 would be hidden" in html
    answer = send(chief, {**HIDING, "hides": 3}, follow=True)
    assert "3 pages are hidden from readers now." in answer.content.decode()
    assert list(Page.objects.published()) == [Page.objects.get(pk=read.pk)]
    answer = send(chief, SHOWING, follow=True)
    assert "Readers see 3 pages again." in answer.content.decode()


@pytest.mark.parametrize("months", ["0", "61", "x", ""])
def test_months_that_are_none_are_a_form_error(chief, months):
    answer = send(chief, {**SHOWING, "review_months": months})
    assert answer.context["adminform"].form.errors["review_months"]
    assert not Policy.objects.exists()


@pytest.mark.parametrize("who", ["author", "reviewer", "no_group"])
def test_others_cannot_change_the_rules(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(ADDRESS, SHOWING).status_code == 403
    assert not Policy.objects.exists()


def test_a_save_that_came_too_late_is_refused(chief):
    before = opened(chief, ADDRESS)
    send(chief, SHOWING)
    html = chief.post(ADDRESS, {**before, "review_months": 3}).content.decode()
    assert "Somebody else saved" in html or "saved this" in html
    assert Policy.current().review_months == 6

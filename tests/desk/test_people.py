"""Accounts and roles: what a Desk lead can do, and that nobody rises by a forged form."""

import re
import smtplib

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import people, two_step
from desk.people_admin import PersonAdmin
from desk.roles import permissions_by_group
from editorial import reviewing
from editorial.models import Act, Review
from tests.builders import draft_of_kind, make_user, newest, opened, set_up_two_step

pytestmark = pytest.mark.django_db
LIST = "/admin/desk/person/"
FORGED = {"is_superuser": "on", "is_active": "", "password": "x", "user_permissions": ["1"]}


def address(person: User, step: str = "change") -> str:
    return reverse(f"admin:desk_person_{step}", args=[person.pk])


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def filled(person: User | None = None, *roles: str, **changes) -> dict:
    names = ("first_name", "last_name", "email", "username")
    values = {name: getattr(person, name, "") for name in names}
    values["roles"] = [group(name).pk for name in roles]
    values |= {"is_staff": "on"} if person is None or person.is_staff else {}
    values |= {"first_name": values["first_name"] or "Some"}
    return {key: value for key, value in {**values, **changes}.items() if value is not None}


def new(**changes) -> dict:
    return filled(None, "Author", **{"username": "neu", "email": "neu@clinic.example", **changes})


def roles_of(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def is_changed(client: Client, where: str, values: dict) -> bool:
    """Send a form just opened, and return whether it was taken; it is a fault if it was a fault."""
    form = client.get(where).context or {}
    answer = client.post(where, {"opened_with": form.get("opened_with", ""), **values})
    assert answer.status_code in {200, 302, 403}, answer.status_code
    return answer.status_code == 302


@pytest.fixture
def lead(signed_in, desk_lead) -> Client:
    return signed_in(desk_lead)


def test_a_new_person_is_invited_by_mail_and_chooses_a_password(lead, mailoutbox):
    assert is_changed(lead, f"{LIST}add/", new())
    person = User.objects.get(username="neu")
    assert roles_of(person) == {"Author"}
    assert not person.has_usable_password()
    (link,) = re.findall(r"http://testserver(/admin/reset/\S+)", mailoutbox[0].body)
    assert mailoutbox[0].to == ["neu@clinic.example"]
    own = Client()
    where = own.get(link).headers["Location"]
    own.post(where, {"new_password1": "four words of mine", "new_password2": "four words of mine"})
    own.post("/admin/login/", {"username": "neu", "password": "four words of mine"})
    assert own.get("/admin/").status_code == 200


def test_the_link_opens_once(lead, mailoutbox):
    lead.post(f"{LIST}add/", new())
    (link,) = re.findall(r"http://testserver(/admin/reset/\S+)", mailoutbox[0].body)
    chosen = {"new_password1": "four words of mine", "new_password2": "four words of mine"}
    first, second = Client(), Client()
    where = first.get(link).headers["Location"]
    first.post(where, chosen)
    assert second.get(link).status_code == 200
    assert b"link was invalid" in second.get(link).content


def test_who_is_made_to_run_the_site_on_the_server_is_in_the_log(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "four words of mine")
    call_command("createsuperuser", "--noinput", username="root", email="root@clinic.example")
    act = Act.objects.get(kind=Act.Kind.ROLE)
    assert (act.who_id, act.subject) == (None, "root")
    assert act.detail == "Made on the server. This person runs the site."


def test_without_mail_the_link_is_shown_once(lead, settings, mailoutbox):
    settings.HAS_MAIL = False
    answer = lead.post(f"{LIST}add/", new(email=""))
    assert answer.status_code == 200
    assert re.search(r"http://testserver/admin/reset/\S+/", answer.content.decode())
    assert mailoutbox == []


def test_a_letter_that_cannot_be_sent_shows_the_link(lead, monkeypatch):
    def fail(*_given, **_named):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(people, "send_mail", fail)
    answer = lead.post(f"{LIST}add/", new())
    assert "could not be sent" in answer.content.decode()
    assert "/admin/reset/" in answer.content.decode()


def test_a_reviewer_can_do_without_the_desk_and_others_cannot(lead, mailoutbox):
    values = filled(None, "Reviewer", username="out", email="out@x.example", is_staff=None)
    assert is_changed(lead, f"{LIST}add/", values)
    assert not User.objects.get(username="out").is_staff
    assert mailoutbox == []
    both = filled(None, "Reviewer", "Author", username="two", email="2@x.example", is_staff=None)
    assert not is_changed(lead, f"{LIST}add/", both)


def test_every_change_is_noted_as_it_was_and_as_it_is(lead, author):
    author.email = "old@clinic.example"
    author.save()
    values = filled(author, "Author", "Publisher", email="new@clinic.example")
    assert is_changed(lead, address(author), values)
    act = Act.objects.get(kind=Act.Kind.ROLE)
    assert (act.who, act.subject) == ("Lea Lead (lea)", "Ada Writer (ada)")
    assert act.detail == (
        "E-mail: old@clinic.example → new@clinic.example\nRoles: Author → Author, Publisher"
    )


def test_saving_without_a_change_notes_nothing(lead, author):
    assert is_changed(lead, address(author), filled(author, "Author"))
    assert not Act.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_changed_address_is_told_to_the_old_one(lead, author, mailoutbox):
    author.email = "old@clinic.example"
    author.save()
    changed = filled(author, "Author", email="new@clinic.example")
    assert is_changed(lead, address(author), changed)
    assert [letter.to for letter in mailoutbox] == [["old@clinic.example"]]


def test_who_is_reviewer_no_more_is_asked_for_nothing_more(lead, author, reviewer):
    page = draft_of_kind("article", author=author, title="Fatigue")
    review = reviewing.ask(newest(page), reviewer=reviewer, by=author)
    assert is_changed(lead, address(reviewer), filled(reviewer, "Reviewer", "Author"))
    assert Review.objects.open().get() == review
    answer = lead.post(address(reviewer), opened(lead, address(reviewer), roles=[]), follow=True)
    assert "Nobody is asked for these reviews any more: Fatigue" in answer.content.decode()
    assert not Review.objects.open().exists()
    assert "Fatigue" in Act.objects.get(kind=Act.Kind.HAND_OVER).detail


@pytest.mark.parametrize("forged", FORGED)
def test_nothing_else_of_an_account_can_be_forged(lead, author, forged):
    before = User.objects.filter(pk=author.pk).values().get()
    assert is_changed(lead, address(author), filled(author, "Author", **{forged: FORGED[forged]}))
    assert User.objects.filter(pk=author.pk).values().get() == before
    assert not author.user_permissions.exists()


def test_nobody_becomes_superuser_by_a_forged_new_account(lead):
    lead.post(f"{LIST}add/", new(**FORGED))
    person = User.objects.get(username="neu")
    assert (person.is_superuser, person.is_active) == (False, True)
    assert not person.user_permissions.exists()


def test_a_name_cannot_be_changed_later(lead, author):
    lead.post(address(author), filled(author, "Author", username="other"))
    author.refresh_from_db()
    assert author.username == "ada"


@pytest.mark.parametrize("by", ["desk_lead", "superuser"])
def test_a_lead_gives_roles_only_and_a_superuser_all_groups(request, signed_in, author, by):
    own = Group.objects.create(name="Own rules")
    own.permissions.add(Permission.objects.get(codename="change_group"))
    values = {**filled(author, "Author"), "roles": [group("Author").pk, own.pk]}
    client = signed_in(request.getfixturevalue(by))
    assert is_changed(client, address(author), values) == (by == "superuser")
    assert ("Own rules" in roles_of(author)) == (by == "superuser")


def test_a_lead_leaves_groups_that_they_cannot_give(lead, author):
    author.groups.add(Group.objects.create(name="Own rules"))
    assert is_changed(lead, address(author), filled(author, "Reviewer"))
    assert roles_of(author) == {"Reviewer", "Own rules"}


def test_nobody_raises_themselves(lead, desk_lead):
    mine = filled(desk_lead, "Desk lead", "Publisher", "Reviewer", last_name="Renamed")
    assert is_changed(lead, address(desk_lead), mine)
    desk_lead.refresh_from_db()
    assert desk_lead.last_name == "Renamed"
    assert roles_of(desk_lead) == {"Desk lead"}


@pytest.mark.parametrize("step", ["change", "leave", "link", "reset_two_step", "back"])
def test_a_lead_does_nothing_to_a_superusers_account(lead, superuser, step):
    set_up_two_step(superuser)
    before = User.objects.filter(pk=superuser.pk).values().get()
    values = filled(superuser, "Author", email="mine@evil.example")
    assert lead.post(address(superuser, step), values).status_code == 403
    assert User.objects.filter(pk=superuser.pk).values().get() == before
    assert two_step.has(superuser)


@pytest.mark.parametrize("step", ["leave", "link", "reset_two_step", "back"])
def test_a_lead_does_nothing_to_their_own_account_but_what_everybody_can(lead, desk_lead, step):
    assert lead.post(address(desk_lead, step)).status_code == 403
    desk_lead.refresh_from_db()
    assert desk_lead.is_active


@pytest.mark.parametrize("who", ["author", "reviewer", "publisher", "no_group"])
@pytest.mark.parametrize("step", ["change", "leave", "link", "reset_two_step", "back", "history"])
def test_others_see_and_change_no_account(request, signed_in, desk_lead, who, step):
    client = signed_in(request.getfixturevalue(who))
    for answer in (client.get(address(desk_lead, step)), client.post(address(desk_lead, step))):
        assert answer.status_code in {403, 405}
        assert b"Lea" not in answer.content


def test_the_last_desk_lead_keeps_the_role_and_the_way_in(signed_in, desk_lead):
    second = make_user("zoe", "Desk lead")
    client = signed_in(second)
    assert is_changed(client, address(desk_lead), filled(desk_lead, "Author"))
    # `second` is the last one now; only somebody else could take the role, and cannot.
    helper = make_user("hal")
    helper.user_permissions.add(Permission.objects.get(codename="change_person"))
    client = signed_in(helper)
    assert not is_changed(client, address(second), filled(second, "Author"))
    assert not is_changed(client, address(second), filled(second, is_staff=None))
    assert not is_changed(client, address(second, "leave"), {})
    assert roles_of(second) == {"Desk lead"}


def test_the_last_superuser_stays(signed_in, superuser, desk_lead):
    other = User.objects.create_superuser("two")
    client = signed_in(superuser)
    assert is_changed(client, address(other, "leave"), {})
    assert people.is_last_lead(superuser)


def test_a_taken_name_or_address_is_said(lead, author):
    author.email = "ada@clinic.example"
    author.save()
    for values in (new(username="ADA"), new(email="ADA@clinic.example")):
        assert not is_changed(lead, f"{LIST}add/", values)


def test_a_lost_phone_is_taken_off_noted_and_ends_sessions(lead, signed_in, publisher):
    own = signed_in(publisher)
    set_up_two_step(publisher)
    assert is_changed(lead, address(publisher, "reset_two_step"), {})
    assert not two_step.has(publisher)
    assert own.get("/admin/").status_code == 302
    assert Act.objects.get(kind=Act.Kind.TWO_FACTOR).subject == "paul"


def test_somebody_who_is_off_comes_back_without_roles(lead, publisher):
    lead.post(address(publisher, "leave"), {})
    assert lead.post(address(publisher, "link")).status_code == 302
    assert is_changed(lead, address(publisher, "back"), {})
    publisher.refresh_from_db()
    assert publisher.is_active
    assert not publisher.is_staff
    assert not publisher.has_usable_password()
    assert roles_of(publisher) == set()


def test_an_old_form_gives_back_no_role_that_was_taken_away(signed_in, superuser, desk_lead):
    person = make_user("bo", "Author", "Publisher", first_name="Bo", last_name="Olde")
    hers, his = signed_in(superuser), signed_in(desk_lead)
    old = opened(his, address(person), last_name="New")
    hers.post(address(person), opened(hers, address(person), roles=[group("Author").pk]))
    answer = his.post(address(person), old)
    assert roles_of(person) == {"Author"}
    assert answer.context["merge"].taken == ["Roles"]
    again = {**old, "opened_with": answer.context["opened_with"]}
    his.post(address(person), {**again, "roles": answer.context["adminform"].form["roles"].value()})
    assert roles_of(person) == {"Author"}
    assert User.objects.get(username="bo").last_name == "New"


def test_groups_that_a_lead_cannot_give_stay_and_hinder_nothing(lead, author):
    author.groups.add(Group.objects.create(name="Own"))
    old = opened(lead, address(author), last_name="Mine")
    User.objects.filter(pk=author.pk).update(email="theirs@clinic.example")
    answer = lead.post(address(author), old)
    assert answer.context["merge"].taken == ["E-mail"]
    assert not answer.context["merge"].parts
    again = opened(lead, address(author), last_name="Mine")
    assert is_changed(lead, address(author), again)
    assert roles_of(author) == {"Author", "Own"}


def test_a_lead_in_a_group_of_the_clinics_own_changes_their_own_name(lead, desk_lead):
    desk_lead.groups.add(Group.objects.create(name="Own"))
    assert is_changed(lead, address(desk_lead), opened(lead, address(desk_lead), last_name="Newly"))
    desk_lead.refresh_from_db()
    assert desk_lead.last_name == "Newly"
    assert roles_of(desk_lead) == {"Desk lead", "Own"}


def test_an_old_form_gives_back_no_right_of_a_group(signed_in, superuser):
    own, client = Group.objects.create(name="Own"), signed_in(superuser)
    rights = Permission.objects.filter(codename__in=["view_feedback", "publish_page"])
    own.permissions.set(rights)
    where = reverse("admin:auth_group_change", args=[own.pk])
    old = opened(client, where)
    own.permissions.set(rights.filter(codename="view_feedback"))
    assert not is_changed(client, where, old)
    assert own.permissions.count() == 1


def test_groups_are_for_superusers_and_their_changes_are_noted(signed_in, superuser, lead):
    assert lead.get("/admin/auth/group/").status_code == 403
    client = signed_in(superuser)
    right = Permission.objects.get(codename="view_feedback")
    client.post("/admin/auth/group/add/", {"name": "Own", "permissions": [right.pk]})
    assert Act.objects.get(kind=Act.Kind.ROLE).detail == "+ view_feedback"
    assert client.get("/admin/auth/user/").status_code == 404
    assert ">Groups<" in client.get("/admin/").content.decode()


def test_the_people_pages_need_few_queries_however_many_people_there_are(lead, author):
    def count() -> dict[str, int]:
        found = {}
        for where in (LIST, address(author), address(author, "leave"), f"{LIST}add/"):
            lead.get(where)
            with CaptureQueriesContext(connection) as queries:
                assert lead.get(where).status_code == 200
            found[where] = len(queries)
        return found

    few = count()
    for number in range(30):
        make_user(f"more-{number}", "Author", "Reviewer")
    assert count() == few
    assert max(few.values()) <= 12, few


def test_the_list_says_what_a_lead_wants_to_know(lead, author, reviewer):
    set_up_two_step(author)
    User.objects.filter(pk=reviewer.pk).update(is_staff=False)
    html = lead.get(LIST).content.decode()
    for words in ("Ada Writer", "By a link only", "Author", "On", "Never"):
        assert words in html
    found = lead.get(f"{LIST}?q=reviewer").content.decode()
    assert "Rosa Reader" in found
    assert "Ada Writer" not in found


@pytest.mark.parametrize("pk", ["0", "9" * 30, "x"])
def test_odd_addresses_are_no_fault(lead, pk):
    for step in ("change", "leave"):
        assert lead.get(f"{LIST}{pk}/{step}/").status_code in {302, 404}


def test_roles_cannot_delete_people():
    assert not PersonAdmin.has_delete_permission(None, None)
    assert "delete_person" not in permissions_by_group()["Desk lead"]

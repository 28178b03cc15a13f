"""The clinic's details: shown where they belong, at once, and honest while they are missing."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinic.models import Clinic
from clinic.numbers import say
from editorial.models import Act, LibraryVersion
from tests.builders import make_article, make_clinic, opened

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
STAND_IN = "your local emergency number (for example 911, 999 or 112)"


def test_before_it_is_set_up_the_site_says_so(client):
    html = client.get("/").content.decode()
    assert "No clinic has set up this site yet" in html
    assert STAND_IN in html


def test_after_it_is_set_up_the_footer_names_who_is_responsible(client):
    make_clinic()
    html = client.get("/").content.decode()
    assert "Head of the clinic is responsible" in html
    assert '<a class="number" href="tel:999">999</a>' in html


def test_a_corrected_number_shows_on_every_page_at_once(client):
    page = make_article(body="Call {emergency} or {clinic_phone} or {crisis}.")
    assert STAND_IN in client.get(page.get_absolute_url()).content.decode()
    make_clinic()
    html = client.get(page.get_absolute_url()).content.decode()
    assert "tel:999" in html
    assert 'href="tel:0201234"' in html
    assert "116 123" in html


def test_saving_raises_the_library_version():
    before = LibraryVersion.current().number
    make_clinic()
    assert LibraryVersion.current().number == before + 1


def test_a_number_in_words_is_no_link():
    assert say(Clinic(phone="ask at the desk"), "clinic_phone") == (
        '<strong class="number">ask at the desk</strong>'
    )


@pytest.mark.parametrize(
    "number", ["911 or 112", "+44 (0)20 1234", "1234 ext 5", "988, text 741741", "911/112"]
)
def test_what_a_phone_would_dial_wrong_is_shown_but_no_link(number):
    assert "tel:" not in say(Clinic(phone=number), "clinic_phone")
    assert number in say(Clinic(phone=number), "clinic_phone")


@pytest.mark.parametrize(("number", "dialled"), [("116 123", "116123"), ("+49-30.12", "+493012")])
def test_one_number_is_dialled(number, dialled):
    assert f'href="tel:{dialled}"' in say(Clinic(phone=number), "clinic_phone")


@pytest.mark.parametrize("number", ["911 or 112", "call 999", "999/112"])
def test_the_emergency_number_is_one_number(number):
    with pytest.raises(ValidationError, match="one number"):
        Clinic(emergency_number=number).clean_fields()


def test_a_time_zone_that_this_machine_lacks_is_shown_as_utc():
    assert str(Clinic(time_zone="Moon/Base").zone) == "UTC"


def test_a_number_is_escaped():
    assert "<script>" not in say(Clinic(emergency_number="<script>1"), "emergency")


def test_contact_page_shows_what_is_known(client):
    make_clinic(hours="Mon 9 to 5", address="1 Long Road", email="a@clinic.example")
    html = client.get("/contact/").content.decode()
    for shown in ("Lupus Clinic", "Mon 9 to 5", "1 Long Road", "a@clinic.example", "tel:0201234"):
        assert shown in html


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(ValidationError, match="time zone"):
        Clinic(time_zone="Mars/Base").clean_fields()


def test_times_on_the_desk_are_the_clinics(signed_in, author):
    from datetime import UTC, datetime

    from editorial.models import Revision

    make_clinic(time_zone="Asia/Tokyo")
    page = make_article()
    Revision.objects.update(created_at=datetime(2026, 1, 1, 20, 0, tzinfo=UTC))
    html = (
        signed_in(author)
        .get(reverse("admin:articles_article_change", args=[page.pk]))
        .content.decode()
    )
    assert "2 January 2026 05:00" in html


def test_clinic_is_edited_on_one_form(signed_in, publisher):
    client = signed_in(publisher)
    address = reverse("admin:clinic_clinic_change", args=[1])
    assert client.get(reverse("admin:clinic_clinic_changelist")).headers["Location"] == address
    values = {"name": "New", "responsible": "Dr", "time_zone": "Europe/Paris"}
    client.post(address, opened(client, address, **values))
    assert Clinic.objects.get().name == "New"


def test_the_log_tells_of_a_change_in_the_forms_own_words_and_only_of_a_change(
    signed_in, publisher
):
    make_clinic()
    address, client = reverse("admin:clinic_clinic_change", args=[1]), signed_in(publisher)
    assert client.post(address, opened(client, address)).status_code == 302
    assert not Act.objects.exists()
    client.post(address, {**opened(client, address, emergency_number="112"), "counts_searches": ""})
    assert Act.objects.get(kind=Act.Kind.CLINIC).detail.splitlines() == [
        "Emergency number: 999 → 112",
        "Count what readers search for: Yes → No",
    ]


@pytest.mark.parametrize("other", ["2", "0", "x", "٣", "9" * 30])
def test_there_is_no_other_clinic_to_overwrite_this_one(signed_in, publisher, other):
    make_clinic()
    address, client = f"/admin/clinic/clinic/{other}/change/", signed_in(publisher)
    assert client.get(address).status_code == 302
    empty = {"name": "", "responsible": "", "time_zone": "UTC"}
    assert client.post(address, empty).status_code == 410
    assert Clinic.objects.get().name == "Lupus Clinic"


@pytest.mark.parametrize("who", ["author", "reviewer", "no_group"])
def test_only_publishers_change_the_clinic(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    address = reverse("admin:clinic_clinic_change", args=[1])
    client.post(address, {"name": "New", "time_zone": "UTC"})
    assert not Clinic.objects.filter(name="New").exists()

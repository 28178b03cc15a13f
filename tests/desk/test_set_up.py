"""Setting up a clinic: one page, checked, live at once, noted in the log; nothing overwritten."""

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from clinic.models import Clinic
from desk.countries import EMERGENCY, countries, proposals
from desk.set_up import SetUpForm
from editorial.models import Act
from tests.builders import make_clinic, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/set-up/"


def filled(**changes) -> dict:
    clinic = Clinic.objects.first() or Clinic(pk=1)
    values = {"name": "Lupus Clinic", "responsible": "Dr Reader", "country": "United Kingdom"}
    values |= {"time_zone": "Europe/London", "phone": "020 1", "emergency_number": "999"}
    values |= {
        "crisis_line": "",
        "colour": "#1d4f91",
        "opened_with": SetUpForm(instance=clinic).opened_with,
    }
    return {**values, **changes}


def logo(width: int = 600, height: int = 200) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def pictures_in(folder: str) -> set[Path]:
    return {file for file in Path(folder).rglob("*") if file.is_file()}


def test_the_desk_asks_for_it_first_until_it_is_done(signed_in, publisher, author):
    client = signed_in(publisher)
    assert "Set up your clinic" in client.get("/admin/").content.decode()
    assert "Set up your clinic" not in signed_in(author).get("/admin/").content.decode()
    assert client.post(ADDRESS, filled()).headers["Location"] == "/admin/"
    html = client.get("/admin/").content.decode()
    assert "Set up your clinic" not in html
    assert "Saved. Readers see it on every page." in html


def test_what_is_saved_is_live_and_in_the_log(client, signed_in, publisher):
    signed_in(publisher).post(ADDRESS, filled())
    html = client.get("/").content.decode()
    assert "Dr Reader is responsible" in html
    assert "tel:999" in html
    act = Act.objects.get(kind=Act.Kind.CLINIC)
    assert act.who_id == publisher.pk
    assert "Emergency number: – → 999" in act.detail
    assert "Colour: #4d2f73 → #1d4f91" in act.detail


def test_saving_the_same_again_is_no_act(signed_in, publisher):
    client = signed_in(publisher)
    client.post(ADDRESS, filled())
    client.post(ADDRESS, filled())
    assert Act.objects.filter(kind=Act.Kind.CLINIC).count() == 1


def test_other_details_of_the_clinic_stay(signed_in, publisher):
    make_clinic(address="1 Long Road", counts_searches=False)
    signed_in(publisher).post(ADDRESS, filled(name="New name"))
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.address, clinic.counts_searches) == (
        "New name",
        "1 Long Road",
        False,
    )


@pytest.mark.parametrize("who", ["author", "reviewer", "no_group"])
def test_only_those_who_may_change_the_clinic(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, filled()).status_code == 403
    assert not Clinic.objects.exists()


def test_strangers_are_led_to_the_sign_in(client):
    assert client.get(ADDRESS).headers["Location"] == f"/admin/login/?next={ADDRESS}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("responsible", ""),
        ("emergency_number", "call 999"),
        ("time_zone", "Moon/Base"),
        ("country", "Atlantis"),
        ("colour", "red"),
        ("colour", "#ffcc0"),
        ("name", "x" * 500),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(signed_in, publisher, field, value):
    answer = signed_in(publisher).post(ADDRESS, filled(**{field: value}))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Clinic.objects.exists()


def test_a_faint_colour_is_refused_and_the_nearest_filled_in(signed_in, publisher):
    client = signed_in(publisher)
    answer = client.post(ADDRESS, filled(colour="#FFCC00"))
    form = answer.context["form"]
    assert "The nearest colour that works is" in form.errors["colour"][0]
    assert form["colour"].value() in form.errors["colour"][0]
    assert form["name"].value() == "Lupus Clinic"
    client.post(ADDRESS, filled(colour=form["colour"].value()))
    assert Clinic.objects.get().colour == form["colour"].value()


def test_the_sites_own_colour_is_no_choice(signed_in, publisher):
    signed_in(publisher).post(ADDRESS, filled(colour="#4d2f73"))
    assert Clinic.objects.get().colour == ""


def test_a_logo_is_stored_by_the_rules_of_pictures_and_can_be_removed(signed_in, publisher):
    client = signed_in(publisher)
    client.post(ADDRESS, filled(logo_file=logo()))
    clinic = Clinic.objects.get()
    assert clinic.logo.endswith("-600x200.png")
    assert clinic.logo_shown["src"].endswith("-600x200-480.png")
    assert "The logo of Lupus Clinic" in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, filled())
    assert Clinic.objects.get().logo == clinic.logo
    client.post(ADDRESS, filled(removes_logo="on"))
    assert Clinic.objects.get().logo == ""


@pytest.mark.parametrize("content", [b"<svg onload='x'/>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused(signed_in, publisher, content):
    file = SimpleUploadedFile("logo.png", content, "image/png")
    answer = signed_in(publisher).post(ADDRESS, filled(logo_file=file))
    assert answer.status_code == 200
    assert answer.context["form"].errors["logo_file"]
    assert not Clinic.objects.exists()


def test_a_faint_colour_sent_too_late_is_refused_for_both(signed_in, publisher):
    mine = filled(colour="#ffff00")
    make_clinic(phone="theirs")
    form = signed_in(publisher).post(ADDRESS, mine).context["form"]
    assert form.errors["colour"]
    assert form.errors["__all__"]


def test_a_logo_is_stored_only_when_all_is_right(signed_in, superuser, settings):
    wrong = filled(**{"reviewer-email": "rosa at clinic"}, logo_file=logo())
    before = pictures_in(settings.MEDIA_ROOT)
    signed_in(superuser).post(ADDRESS, wrong)
    assert pictures_in(settings.MEDIA_ROOT) == before


def test_a_save_upon_somebody_elses_is_refused_once_and_shows_theirs(signed_in, publisher):
    client = signed_in(publisher)
    make_clinic(phone="base", emergency_number="999")
    mine = filled(phone="mine", name="Mine")
    make_clinic(phone="theirs", emergency_number="112", logo="/media/pictures/theirs-1x1.png")
    answer = client.post(ADDRESS, mine)
    merge, form = answer.context["merge"], answer.context["form"]
    assert "Somebody else saved this while you were writing." in answer.content.decode()
    assert {"phone"} == {part.name for part in merge.parts}
    assert {"Name of the clinic"} <= set(merge.yours_alone)
    assert {"Emergency number", "Logo"} <= set(merge.taken)
    assert (form["phone"].value(), form["emergency_number"].value()) == ("mine", "112")


def test_after_that_the_next_save_goes_through(signed_in, publisher):
    client, mine = signed_in(publisher), filled(phone="mine")
    make_clinic(phone="theirs")
    again = client.post(ADDRESS, mine).context["opened_with"]
    assert Clinic.objects.get().phone == "theirs"
    client.post(ADDRESS, {**mine, "opened_with": again})
    assert Clinic.objects.get().phone == "mine"


def test_what_is_typed_is_kept_on_the_device_until_it_is_saved(signed_in, publisher):
    client, entry = signed_in(publisher), "0123456789abcdef"
    assert 'id="keeping"' in client.get(ADDRESS).content.decode()
    refused = client.post(ADDRESS, filled(name="", kept=entry))
    assert refused.context["keeping"]["entry"] == entry
    assert f"kept-{entry}" in client.post(ADDRESS, filled(kept=entry)).cookies


def test_who_saved_meanwhile_is_told(signed_in, publisher, superuser):
    signed_in(publisher).post(ADDRESS, filled())
    mine = filled(phone="mine")
    signed_in(superuser).post(ADDRESS, filled(phone="theirs"))
    assert "sue saved another text" in signed_in(publisher).post(ADDRESS, mine).content.decode()


def test_a_reviewer_is_added_with_an_account_by_those_who_make_accounts(signed_in, superuser):
    added = {"reviewer-first_name": "Rosa", "reviewer-last_name": "Reader"}
    added["reviewer-email"] = "rosa.reader@clinic.example"
    answer = signed_in(superuser).post(ADDRESS, filled(**added), follow=True)
    person = User.objects.get(email="rosa.reader@clinic.example")
    assert (person.username, person.is_staff) == ("rosareader", True)
    assert not person.has_usable_password()
    assert person.has_perm("editorial.review_page")
    assert "Rosa Reader can review now" in answer.content.decode()
    assert Act.objects.get(kind=Act.Kind.ROLE).subject == "Rosa Reader (rosareader)"


def test_a_colleague_becomes_reviewer_and_keeps_their_account(signed_in, superuser):
    ada = make_user("ada", "Author", email="ada@clinic.example", first_name="Ada")
    signed_in(superuser).post(ADDRESS, filled(**{"reviewer-email": "ADA@clinic.example"}))
    assert User.objects.filter(email__iexact="ada@clinic.example").get() == ada
    assert {group.name for group in ada.groups.all()} == {"Author", "Reviewer"}


def reviewer_is(email: str) -> dict:
    return filled(**{"reviewer-first_name": "Rosa", "reviewer-email": email})


def test_a_new_account_is_noted_with_all_that_it_is(signed_in, desk_lead):
    signed_in(desk_lead).post(ADDRESS, reviewer_is("rosa@clinic.example"))
    act = Act.objects.get(kind=Act.Kind.ROLE)
    assert act.subject == "Rosa (rosa)"
    assert "E-mail: – → rosa@clinic.example" in act.detail
    assert "Roles: – → Reviewer" in act.detail
    assert "Account: – → on" in act.detail


@pytest.mark.parametrize("who", ["desk_lead", "superuser", "second_author"])
def test_whom_a_lead_may_not_change_or_who_is_off_becomes_no_reviewer(
    request, signed_in, desk_lead, who
):
    person = request.getfixturevalue(who)
    User.objects.filter(pk=person.pk).update(email="one@clinic.example")
    User.objects.filter(username="bea").update(is_active=False)
    answer = signed_in(desk_lead).post(ADDRESS, reviewer_is("one@clinic.example"))
    assert answer.context["reviewer"].errors["email"]
    assert not person.groups.filter(name="Reviewer").exists()
    assert not Clinic.objects.exists()


def test_nobody_is_added_by_those_who_make_no_accounts(signed_in, publisher):
    values = filled(**{"reviewer-email": "rosa@clinic.example"})
    signed_in(publisher).post(ADDRESS, values)
    assert Clinic.objects.exists()
    assert not User.objects.filter(email="rosa@clinic.example").exists()


@pytest.mark.parametrize(
    "wrong", [{"reviewer-first_name": "Rosa"}, {"reviewer-email": "rosa at clinic"}]
)
def test_half_a_reviewer_is_refused_and_nothing_saved(signed_in, superuser, wrong):
    answer = signed_in(superuser).post(ADDRESS, filled(**wrong))
    assert answer.context["reviewer"].errors["email"]
    assert not Clinic.objects.exists()


def test_names_of_two_people_do_not_collide(signed_in, superuser):
    make_user("rosa")
    signed_in(superuser).post(ADDRESS, filled(**{"reviewer-email": "rosa@clinic.example"}))
    assert User.objects.get(email="rosa@clinic.example").username == "rosa1"


def test_a_country_that_is_not_listed_stays_as_it_was(signed_in, publisher):
    make_clinic(country="Scotland")
    client = signed_in(publisher)
    assert '<option value="Scotland" selected>' in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, filled(country="Scotland"))
    assert Clinic.objects.get().country == "Scotland"


def test_numbers_are_proposed_only_where_they_are_known():
    known = {name for name, proposal in proposals().items() if proposal["number"]}
    assert len(known) == len(EMERGENCY) == 29
    assert proposals()["France"] == {"zone": "Europe/Paris", "number": "112"}
    assert proposals()["Japan"] == {"zone": "Asia/Tokyo", "number": ""}
    assert len(countries()) > 240


def test_it_needs_few_queries(signed_in, superuser, django_assert_max_num_queries):
    client = signed_in(superuser)
    with django_assert_max_num_queries(12):
        assert client.get(ADDRESS).status_code == 200

"""The second step of signing in."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk import sign_in, two_step
from desk.sign_in_views import KEY
from editorial.models import Act
from tests.builders import code_of, draft_of_kind, make_user, set_up_two_step

pytestmark = pytest.mark.django_db
PASSWORD = "long enough to pass"
CODE, SET_UP, ACCOUNT = "/admin/code/", "/admin/account/two-step/", "/admin/account/"


@pytest.fixture
def production(settings):
    settings.TWO_FACTOR = "publishers"


def with_password(name: str) -> Client:
    client = Client()
    answer = client.post("/admin/login/", {"username": name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def whole(user, key: str) -> Client:
    client = with_password(user.username)
    assert client.post(CODE, {"code": code_of(key)}).status_code == 302
    TOTPDevice.objects.update(last_t=-1)
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("who", "policy", "must"),
    [
        ("author", "publishers", False),
        ("no_group", "publishers", False),
        ("reviewer", "publishers", True),
        ("publisher", "publishers", True),
        ("desk_lead", "publishers", True),
        ("superuser", "publishers", True),
        ("author", "everyone", True),
        ("no_group", "everyone", True),
        ("superuser", "off", False),
    ],
)
def test_who_must_have_it(request, settings, who, policy, must):
    settings.TWO_FACTOR = policy
    client = Client()
    client.force_login(request.getfixturevalue(who))
    assert is_in(client) != must
    assert (client.get("/admin/login/").headers["Location"].split("?")[0] == SET_UP) == must


@pytest.mark.parametrize(
    "power", ["change_source", "add_urgentsign", "add_pin", "change_pin", "delete_pin"]
)
def test_who_changes_what_readers_see_must_have_it_by_whatever_group(production, no_group, power):
    no_group.user_permissions.add(Permission.objects.get(codename=power))
    assert two_step.must_have(User.objects.get(pk=no_group.pk))


def test_the_first_time_from_password_to_desk(production, publisher):
    client = Client()
    answer = client.post(
        "/admin/login/?next=/admin/", {"username": "paul", "password": PASSWORD, "next": "/admin/"}
    )
    assert answer.headers["Location"].startswith(SET_UP)
    html = client.get(SET_UP).content.decode()
    shown = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', html)[1].replace(" ", "")
    assert f"secret={shown}" in html
    assert "<svg" in html
    assert " style=" not in html
    assert not is_in(client)
    before = client.session.session_key
    answer = client.post(SET_UP, {"code": code_of(client.session[KEY])})
    codes = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", answer.content.decode())
    assert len(set(codes)) == two_step.RECOVERY_CODES
    assert client.session.session_key != before
    assert "no-store" in answer.headers["Cache-Control"]
    assert is_in(client)
    assert Act.objects.filter(kind=Act.Kind.TWO_FACTOR, who_id=publisher.pk).exists()


def test_a_wrong_code_turns_nothing_on(production, publisher):
    client = with_password("paul")
    client.get(SET_UP)
    for code in ("000000", "abc", "", "１２３４５６", "9" * 30):
        assert client.post(SET_UP, {"code": code}).status_code == 200
    assert not two_step.has(publisher)
    assert not is_in(client)


def test_setting_up_shows_the_same_key_until_it_is_done(production, publisher):
    client = with_password("paul")
    client.get(SET_UP)
    key = client.session[KEY]
    client.get(SET_UP)
    assert client.session[KEY] == key
    client.post(SET_UP, {"code": code_of(key)})
    assert KEY not in client.session


def test_every_later_sign_in_asks_for_the_code(publisher):
    key, _codes = set_up_two_step(publisher)
    client = with_password("paul")
    assert not is_in(client)
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/faq/").headers["Location"] == (
        f"{CODE}?next=%2Fadmin%2Ffaq%2F"
    )
    before = client.session.session_key
    answer = client.post(CODE, {"code": code_of(key), "next": "/admin/faq/question/"})
    assert answer.headers["Location"] == "/admin/faq/question/"
    assert client.session.session_key != before
    assert is_in(client)


@pytest.mark.parametrize("wanted", [{}, {"next": ""}, {"next": "https://evil.example/"}])
def test_who_signs_in_without_a_way_on_comes_to_the_desk(publisher, wanted):
    values = {"username": "paul", "password": PASSWORD, **wanted}
    assert Client().post("/admin/login/", values).headers["Location"] == "/admin/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_led_elsewhere(publisher, wanted):
    key, _codes = set_up_two_step(publisher)
    client = with_password("paul")
    answer = client.post(CODE, {"code": code_of(key), "next": wanted})
    assert answer.headers["Location"] == "/admin/"


def test_a_code_opens_once(publisher):
    key, _codes = set_up_two_step(publisher)
    assert with_password("paul").post(CODE, {"code": code_of(key)}).status_code == 302
    answer = with_password("paul").post(CODE, {"code": code_of(key)})
    assert "not right, or it was used before" in answer.content.decode()


def test_the_code_that_turned_it_on_opens_nothing_more(production, publisher):
    client = with_password("paul")
    client.get(SET_UP)
    code = code_of(client.session[KEY])
    client.post(SET_UP, {"code": code})
    assert with_password("paul").post(CODE, {"code": code}).status_code == 200


def test_each_recovery_code_opens_once_and_says_how_many_are_left(publisher):
    _key, codes = set_up_two_step(publisher)
    typed = codes[0].upper().replace("-", " ")
    client = with_password("paul")
    answer = client.post(CODE, {"code": typed}, follow=True)
    assert "You have 9 recovery codes left." in answer.content.decode()
    assert is_in(client)
    assert with_password("paul").post(CODE, {"code": typed}).status_code == 200
    assert two_step.codes_left(publisher) == 9


def test_the_last_recovery_codes_ask_for_new_ones(publisher):
    _key, codes = set_up_two_step(publisher)
    StaticDevice.objects.get().token_set.exclude(token=codes[0].replace("-", "")).delete()
    answer = with_password("paul").post(CODE, {"code": codes[0]}, follow=True)
    assert "Make new recovery codes" in answer.content.decode()


def test_guessing_codes_waits_longer_each_time_up_to_a_bound(publisher):
    key, _codes = set_up_two_step(publisher)
    client = with_password("paul")
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    answer = client.post(CODE, {"code": code_of(key)})
    assert "There were too many tries" in answer.content.decode()
    for _each in range(15):
        two_step.check(publisher, "000000")
        past = timezone.now() - timedelta(days=1)
        TOTPDevice.objects.update(throttling_failure_timestamp=past)
    assert TOTPDevice.objects.get().throttling_failure_count == two_step.LONGEST_WAIT
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now())
    assert two_step.check(publisher, code_of(key)).wait <= timedelta(seconds=256)


def test_wrong_codes_of_the_phone_do_not_hold_up_recovery_codes(publisher):
    _key, codes = set_up_two_step(publisher)
    for _each in range(4):
        two_step.check(publisher, "000000")
    assert two_step.check(publisher, codes[0]).device


def test_somebody_elses_code_opens_nothing(publisher, superuser):
    key, codes = set_up_two_step(superuser)
    set_up_two_step(publisher)
    client = with_password("paul")
    assert client.post(CODE, {"code": code_of(key)}).status_code == 200
    assert client.post(CODE, {"code": codes[0]}).status_code == 200
    assert not is_in(client)


def test_before_the_code_nothing_of_the_desk_opens(publisher):
    set_up_two_step(publisher)
    page = draft_of_kind("article", title="Zebrafish", slug="zebrafish")
    client = with_password("paul")
    draft = client.get(f"{page.get_absolute_url()}?draft=1")
    assert draft.status_code == 404
    assert "Zebrafish" not in draft.content.decode()
    assert client.get("/styleguide/").status_code == 404
    assert client.post("/admin/editor/preview/", {"content": "x"}).status_code == 302
    assert client.get("/admin/password_change/").status_code == 302
    assert client.get(ACCOUNT).headers["Location"].startswith(CODE)
    assert client.get(SET_UP).headers["Location"].startswith(CODE)
    for step in ("off", "recovery-codes"):
        address = f"{ACCOUNT}two-step/off/" if step == "off" else f"{ACCOUNT}{step}/"
        assert client.post(address).headers["Location"].startswith(CODE)
    assert two_step.has(publisher)
    assert two_step.codes_left(publisher) == two_step.RECOVERY_CODES


def test_who_owes_a_code_can_sign_out(publisher):
    set_up_two_step(publisher)
    client = with_password("paul")
    client.post("/admin/sign-out/")
    assert client.get(CODE).headers["Location"].startswith("/admin/login/")


def test_a_password_waits_half_an_hour_for_its_code(publisher, monkeypatch):
    key, _codes = set_up_two_step(publisher)
    client = with_password("paul")
    session = client.session
    session["began"] -= 31 * 60
    session.save()
    assert client.post(CODE, {"code": code_of(key)}).headers["Location"].startswith("/admin/login/")


def test_changing_it_asks_for_a_code_typed_just_now(publisher, monkeypatch):
    key, _codes = set_up_two_step(publisher)
    client = whole(publisher, key)
    monkeypatch.setattr(sign_in, "FRESH", -1)
    assert client.get(SET_UP).headers["Location"].startswith(CODE)
    for address in (f"{ACCOUNT}two-step/off/", f"{ACCOUNT}recovery-codes/"):
        assert client.post(address).headers["Location"].startswith(CODE)
    assert two_step.codes_left(publisher) == two_step.RECOVERY_CODES
    assert client.get(CODE).status_code == 200


def test_another_phone_takes_the_place_of_the_old_one_and_ends_other_sessions(publisher):
    key, _codes = set_up_two_step(publisher)
    client, other = whole(publisher, key), whole(publisher, key)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(client.session[KEY])})
    assert TOTPDevice.objects.count() == 1
    assert is_in(client)
    assert not is_in(other)


def test_new_recovery_codes_replace_the_old(publisher):
    key, codes = set_up_two_step(publisher)
    answer = whole(publisher, key).post(f"{ACCOUNT}recovery-codes/")
    assert answer.status_code == 200
    assert not two_step.check(publisher, codes[0]).device


def test_who_came_in_by_a_recovery_code_and_makes_new_ones_stays_in_and_nobody_else(publisher):
    _key, codes = set_up_two_step(publisher)
    own, other = with_password("paul"), with_password("paul")
    own.post(CODE, {"code": codes[0]})
    other.post(CODE, {"code": codes[1]})
    assert own.post(f"{ACCOUNT}recovery-codes/").status_code == 200
    assert is_in(own)
    assert not is_in(other)


def test_it_can_be_turned_off_only_where_the_site_allows(settings, publisher):
    key, _codes = set_up_two_step(publisher)
    client = whole(publisher, key)
    settings.TWO_FACTOR = "publishers"
    client.post(f"{ACCOUNT}two-step/off/")
    assert two_step.has(publisher)
    settings.TWO_FACTOR = "off"
    client.post(f"{ACCOUNT}two-step/off/")
    assert not two_step.has(publisher)
    assert is_in(client)


def test_anybody_can_turn_it_on_where_nobody_must(author):
    client = with_password("ada")
    assert b"Set it up" in client.get(ACCOUNT).content
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(client.session[KEY])})
    assert not is_in(with_password("ada"))


def test_the_command_takes_a_lost_phone_off_and_notes_it(publisher, capsys):
    key, _codes = set_up_two_step(publisher)
    client = whole(publisher, key)
    call_command("reset_two_factor", "paul")
    assert "signed out everywhere" in capsys.readouterr().out
    assert not two_step.has(publisher)
    assert not is_in(client)
    assert Act.objects.filter(kind=Act.Kind.TWO_FACTOR, who_id=None).exists()
    with pytest.raises(CommandError, match="Nobody signs in as nobody"):
        call_command("reset_two_factor", "nobody")


def test_keys_of_phones_are_not_in_the_admin(signed_in, superuser):
    client = signed_in(superuser)
    set_up_two_step(make_user("other"))
    for address in ("/admin/otp_totp/totpdevice/", "/admin/otp_static/staticdevice/"):
        assert client.get(address).status_code == 404


def test_the_pages_of_signing_in_need_few_queries(publisher):
    key, _codes = set_up_two_step(publisher)
    client = whole(publisher, key)
    for address in (ACCOUNT, CODE, SET_UP):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 12, address


def test_a_site_that_asks_nobody_for_it_is_warned(settings):
    from desk.checks import two_step_is_on

    settings.TWO_FACTOR = "off"
    assert [warning.id for warning in two_step_is_on()] == ["desk.W001"]
    settings.TWO_FACTOR = "publishers"
    assert two_step_is_on() == []

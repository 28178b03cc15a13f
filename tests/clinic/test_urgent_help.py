"""The urgent-help list: its page, and its sign-off."""

import pytest
from django.urls import reverse

from clinic.models import UrgentSign
from editorial.models import Act
from tests.builders import make_clinic, make_sign, make_source, opened

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def page(client) -> str:
    return client.get("/urgent-help/").content.decode()


def test_signs_stand_under_their_level_most_urgent_first(client):
    make_sign(level="soon", sign="New hip pain")
    make_sign(level="emergency", sign="Chest pain")
    make_sign(level="same-day", sign="Blood in urine")
    html = page(client)
    assert html.index("Chest pain") < html.index("Blood in urine") < html.index("New hip pain")
    assert "Emergency: call now" in html


def test_numbers_and_sources_are_shown(client):
    make_clinic()
    sign = make_sign(sign="A fit. Call {emergency}.")
    sign.sources.add(make_source("ML-SEIZ", title="Seizures"))
    html = page(client)
    assert 'A fit. Call <a class="number" href="tel:999">999</a>.' in html
    assert 'href="#source-1"' in html
    assert "Seizures" in html


def test_text_of_a_sign_is_escaped(client):
    make_sign(sign="<script>alert(1)</script>")
    assert "<script>alert" not in page(client)


def test_a_hidden_sign_and_another_language_are_not_shown(client):
    make_sign(sign="Hidden sign", is_shown=False)
    make_sign(sign="Signo", language="es")
    assert "Hidden sign" not in page(client)
    assert "Signo" not in page(client)


def test_the_list_says_that_nobody_signed_it_off_until_every_sign_is(client, signed_in, reviewer):
    signs = [make_sign(), make_sign()]
    assert "Not yet signed off by a clinician" in page(client)
    sign_off(signed_in(reviewer), signs[:1])
    assert "Not yet signed off by a clinician" in page(client)
    sign_off(signed_in(reviewer), signs)
    assert "Last signed off" in page(client)


def read(client, signs):
    """Choose the signs and open the page on which their text is read."""
    chosen = {"action": "sign_off", "_selected_action": [sign.pk for sign in signs]}
    answer = client.post(reverse("admin:clinic_urgentsign_changelist"), chosen)
    return {**chosen, "shown": (answer.context or {}).get("shown", "")}


def sign_off(client, signs):
    client.post(reverse("admin:clinic_urgentsign_changelist"), read(client, signs))


def test_a_sign_that_changed_while_it_was_read_is_not_signed_off(signed_in, reviewer):
    sign = make_sign(sign="Old text")
    client = signed_in(reviewer)
    form = read(client, [sign])
    sign.sign = "New text"
    sign.save()
    answer = client.post(reverse("admin:clinic_urgentsign_changelist"), form)
    assert b"was changed while you read" in answer.content
    assert b"New text" in answer.content
    changed = UrgentSign.objects.get()
    assert (changed.sign, changed.signed_off_on) == ("New text", None)


def test_hiding_a_sign_takes_the_lists_sign_off_away(client, signed_in, reviewer):
    signs = [make_sign(), make_sign()]
    sign_off(signed_in(reviewer), signs)
    UrgentSign.objects.filter(pk=signs[0].pk).update(
        is_shown=False, signed_off_by=None, signed_off_on=None
    )
    assert "Not yet signed off by a clinician" in page(client)


@pytest.mark.parametrize("who", ["author", "publisher", "no_group"])
def test_only_a_reviewer_signs_off(request, signed_in, who):
    sign_off(signed_in(request.getfixturevalue(who)), [make_sign()])
    assert UrgentSign.objects.get().signed_off_on is None


def test_a_changed_sign_waits_for_a_new_sign_off(signed_in, reviewer, publisher):
    sign = make_sign(library_digest="from a library")
    sign_off(signed_in(reviewer), [sign])
    address = reverse("admin:clinic_urgentsign_change", args=[sign.pk])
    client = signed_in(publisher)
    client.post(address, opened(client, address, level="same-day", sign="Other"))
    changed = UrgentSign.objects.get()
    assert (changed.sign, changed.signed_off_on, changed.library_digest) == ("Other", None, "")


def test_the_log_tells_what_changed_of_a_sign_its_sources_too(signed_in, publisher):
    sign, source = make_sign(sign="Chest pain"), make_source("SRC")
    address = reverse("admin:clinic_urgentsign_change", args=[sign.pk])
    client = signed_in(publisher)
    assert client.post(address, opened(client, address)).status_code == 302
    assert not Act.objects.exists()
    client.post(address, opened(client, address, level="soon", sources=[source.pk]))
    assert Act.objects.get(kind=Act.Kind.URGENT).detail.splitlines() == [
        "How fast: Emergency: call now → Within days",
        f"Sources: – → {source}",
    ]


def test_every_sign_of_the_starter_library_waits_for_the_clinic(client):
    from pathlib import Path

    from django.conf import settings

    from clinic.library import UrgentHelpFile

    file = UrgentHelpFile(Path(settings.LIBRARY_DIR))
    assert len(file.signs) >= 45
    assert {sign.level for sign, _keys in file.signs} == set(UrgentSign.Level)
    assert not [sign.key for sign, keys in file.signs if not keys and not sign.is_textbook]
    assert not [sign.key for sign, _keys in file.signs if not sign.phrases]

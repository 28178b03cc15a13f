"""Clinic, sources, urgent signs, pins: no save overwrites what was saved since it was opened."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from clinic.library import UrgentHelpFile
from clinic.models import Clinic, UrgentSign
from editorial.library import loading
from editorial.library.folder import Library
from editorial.models import Act, Source
from search.models import Pin
from tests.builders import make_article, make_clinic, make_sign, make_source, opened

pytestmark = pytest.mark.django_db


def test_a_row_that_was_changed_meanwhile_is_refused_and_what_was_typed_stays(
    row, signed_in, publisher
):
    client = signed_in(publisher)
    form = opened(client, row.address, **{row.field: "yours"})
    row.overtake()
    answer = client.post(row.address, form)
    shown = answer.context["adminform"].form
    assert (answer.status_code, row.text) == (200, "theirs")
    assert shown[row.field].value() == "yours"
    assert [part.name for part in answer.context["merge"].parts] == [row.field]
    assert "Somebody else saved this" in answer.content.decode()


def test_after_that_the_next_save_goes_through(row, signed_in, publisher):
    client = signed_in(publisher)
    form = opened(client, row.address, **{row.field: "yours"})
    row.overtake()
    again = client.post(row.address, form).context["opened_with"]
    assert client.post(row.address, {**form, "opened_with": again}).status_code == 302
    assert row.text == "yours"


@pytest.mark.parametrize(
    "digest",
    [None, "", "x", "[]", "1", "{}", '{"marks": 1, "at": 0}', '{"marks": {}, "at": 1e400}'],
)
def test_a_missing_or_broken_digest_counts_as_stale(row, signed_in, publisher, digest):
    client = signed_in(publisher)
    form = opened(client, row.address, **{row.field: "yours"})
    form["opened_with"] = digest
    answer = client.post(
        row.address, {name: value for name, value in form.items() if value is not None}
    )
    assert (answer.status_code, row.text) == (200, "Base.")


def test_a_row_that_nobody_changed_is_saved(row, signed_in, publisher):
    client = signed_in(publisher)
    form = opened(client, row.address, **{row.field: "yours"})
    assert client.post(row.address, form).status_code == 302
    assert row.text == "yours"


def test_a_row_is_refused_without_touching_what_it_rests_on(signed_in, publisher):
    """Chosen sources are compared whatever their order, and a field only they changed is taken."""
    first, second = make_source("A"), make_source("B")
    sign = make_sign(why="Base.")
    sign.sources.set([second, first])
    address = reverse("admin:clinic_urgentsign_change", args=[sign.pk])
    client = signed_in(publisher)
    form = opened(client, address, why="yours", sources=[second.pk, first.pk])
    assert client.post(address, form).status_code == 302
    form = opened(client, address, why="mine")
    sign.sources.set([first])
    shown = client.post(address, form).context["adminform"].form
    assert (shown["why"].value(), shown["sources"].value()) == ("mine", [str(first.pk)])


def test_who_saved_a_row_is_told_unless_nobody_knows(signed_in, publisher, superuser):
    make_clinic(about="Base.")
    address = reverse("admin:clinic_clinic_change", args=[1])
    hers, his = signed_in(superuser), signed_in(publisher)
    form = opened(his, address, about="His.")
    hers.post(address, opened(hers, address, about="Hers."))
    assert "sue saved another text" in his.post(address, form).content.decode()
    form = opened(his, address, about="His.")
    Clinic.objects.update(about="Loaded.")
    assert "saved another text" not in his.post(address, form).content.decode()


def test_a_row_deleted_meanwhile_is_offered_as_a_new_one(signed_in, publisher):
    pin = Pin.objects.create(words="base", page=make_article())
    address = reverse("admin:search_pin_change", args=[pin.pk])
    client = signed_in(publisher)
    form = opened(client, address, words="yours")
    pin.delete()
    answer = client.post(address, form)
    assert "deleted while you were writing" in answer.content.decode()
    assert answer.context["adminform"].form["words"].value() == "yours"
    assert not Pin.objects.exists()
    assert client.post(reverse("admin:search_pin_add"), form).status_code == 302
    assert Pin.objects.get().words == "yours"


def test_who_may_not_add_sees_what_they_typed(signed_in, no_group):
    codes = ["change_urgentsign", "view_urgentsign"]
    no_group.user_permissions.set(Permission.objects.filter(codename__in=codes))
    sign = make_sign()
    address = reverse("admin:clinic_urgentsign_change", args=[sign.pk])
    client = signed_in(no_group)
    source = make_source("SRC", title="A study")
    form = opened(client, address, why="Typed at length.", sources=[source.pk])
    sign.delete()
    answer = client.post(address, form)
    html = answer.content.decode()
    assert answer.status_code == 410
    for said in ("<h2>A word more</h2>", "Typed at length.", "<h2>Sources</h2>", str(source)):
        assert said in html
    assert "is_shown" not in html


def test_deleting_is_refused_when_the_row_is_not_the_one_that_was_shown(signed_in, publisher):
    pin = Pin.objects.create(words="base", page=make_article())
    address = reverse("admin:search_pin_delete", args=[pin.pk])
    client = signed_in(publisher)
    shown = {"post": "yes", "opened_with": client.get(address).context["opened_with"]}
    pin.words = "theirs"
    pin.save()
    assert client.post(address, shown).headers["Location"] == address
    assert client.post(address, {"post": "yes"}).headers["Location"] == address
    assert Pin.objects.get().words == "theirs"
    shown["opened_with"] = client.get(address).context["opened_with"]
    client.post(address, shown)
    assert not Pin.objects.exists()
    assert client.post(address, shown).status_code == 302


# --- A library that is loaded while somebody edits


def load(folder: Path) -> loading.Report:
    return loading.load(Library(folder))


@pytest.fixture
def folder(tmp_path) -> Path:
    source = "- key: SRC\n  title: Base\n  publisher: P\n"
    sign = "urgent_help:\n  - key: chest\n    level: emergency\n    sign: Base\n"
    (tmp_path / "sources.yaml").write_text(source)
    (tmp_path / UrgentHelpFile.name).write_text(sign)
    load(tmp_path)
    for name in ("sources.yaml", UrgentHelpFile.name):
        file = tmp_path / name
        file.write_text(file.read_text().replace("Base", "Loaded"))
    return tmp_path


@pytest.mark.parametrize(
    ("model", "name", "field"),
    [(Source, "editorial_source", "title"), (UrgentSign, "clinic_urgentsign", "sign")],
)
def test_a_load_while_somebody_edits_is_seen(folder, signed_in, publisher, model, name, field):
    address = reverse(f"admin:{name}_change", args=[model.objects.get().pk])
    client = signed_in(publisher)
    form = opened(client, address, **{field: "Yours"})
    load(folder)
    answer = client.post(address, form)
    assert getattr(model.objects.get(), field) == "Loaded"
    assert answer.context["adminform"].form[field].value() == "Yours"


@pytest.mark.parametrize(
    ("model", "name", "field"),
    [(Source, "editorial_source", "title"), (UrgentSign, "clinic_urgentsign", "sign")],
)
def test_a_load_leaves_what_staff_saved(folder, signed_in, publisher, model, name, field):
    address = reverse(f"admin:{name}_change", args=[model.objects.get().pk])
    client = signed_in(publisher)
    client.post(address, opened(client, address, **{field: "Yours"}))
    load(folder)
    assert getattr(model.objects.get(), field) == "Yours"


def test_a_source_that_staff_changed_is_named_as_kept(folder, signed_in, publisher):
    address = reverse("admin:editorial_source_change", args=[Source.objects.get().pk])
    client = signed_in(publisher)
    client.post(address, opened(client, address))  # nothing changed: it stays the library's
    assert not Act.objects.filter(kind="source", who_id__isnull=False).exists()
    client.post(address, opened(client, address, title="Yours"))
    assert load(folder).kept == ["sources.yaml: SRC"]

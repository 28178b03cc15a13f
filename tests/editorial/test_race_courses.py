"""Races of two editors over every kind and path, once each; `python -m bench.races` runs many."""

import pytest

from bench.racing import COURSES, ROW_PATHS, Track
from editorial import drafts
from editorial.writing import stale_forms
from editorial.writing.page_admin import PageAdmin
from tests.builders import EACH_KIND

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


@pytest.mark.parametrize("kind", [*EACH_KIND, *ROW_PATHS])
def test_no_word_is_lost(kind):
    track = Track()
    for path in [path for each, path in COURSES if each == kind]:
        outcome = track.run(kind, path)
        assert outcome.lost == [], path
        assert outcome.accepted + outcome.refused == path.count("save") + path.count("publish")


@pytest.mark.parametrize("kind", ["clinic", "source", "urgent sign", "pin"])
def test_a_race_sees_the_loss_of_a_form_that_overwrites(monkeypatch, kind):
    monkeypatch.setattr(stale_forms.StaleRowForm, "clean", stale_forms.LostRowForm.clean)
    track = Track()
    assert any(track.run(kind, "save/save").lost for _each in range(5))


def test_a_race_sees_the_loss_of_a_refused_text_that_is_not_kept(monkeypatch):
    def set_aside(page, content, *, author, base_id, note=""):
        return drafts.Revision.objects.newest_of(page)

    monkeypatch.setattr(drafts, "set_aside", set_aside)
    assert Track().run("article", "save/save").lost


def test_a_race_sees_a_page_that_overwrites(monkeypatch):
    def save_text(self, request, page, form, content):
        newest = drafts.Revision.objects.newest_of(page)
        drafts.Revision.objects.filter(pk=newest.pk).update(content=content)
        return newest, True

    monkeypatch.setattr(PageAdmin, "_save_text", save_text)
    monkeypatch.setattr("editorial.drafts.newest_if_stale", lambda page, base_id: None)
    track = Track()
    assert any(track.run("article", "save/save").lost for _each in range(5))

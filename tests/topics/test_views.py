"""Symptoms and topics: their lists, and what a topic gathers."""

import pytest
from django.core.exceptions import ValidationError

from tests.builders import draft_of_kind, make_article, make_question, make_symptom, make_topic
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_symptoms_stand_under_their_body_area_and_in_a_to_z(client):
    make_symptom(title="Rash")
    html = client.get("/symptoms/").content.decode()
    assert "Skin and hair" in html
    assert "Eyes" not in html
    assert html.count(">Rash</a>") == 2


def test_a_symptom_is_no_topic_and_a_topic_no_symptom(client):
    make_symptom(title="Rash", slug="rash")
    make_topic(title="Kidneys", slug="kidneys")
    assert client.get("/symptoms/rash/").status_code == 200
    assert client.get("/topics/rash/").status_code == 404
    assert client.get("/topics/kidneys/").status_code == 200
    assert client.get("/symptoms/kidneys/").status_code == 404
    assert b"Rash" not in client.get("/topics/").content
    assert b"Kidneys" not in client.get("/symptoms/").content


def test_topics_stand_under_their_kind(client):
    make_topic(title="Kidney lupus")
    html = client.get("/topics/").content.decode()
    assert "Condition" in html
    assert "Kidney lupus" in html


def test_topic_gathers_every_published_kind_about_it(client):
    topic = make_topic(slug="kidneys")
    make_article(title="About filters", topics=[topic.pk])
    make_question(title="Why foam?", topics=[topic.pk])
    make_symptom(title="Foamy urine", topics=[topic.pk])
    draft_of_kind("term", title="Hidden", topics=[topic.pk])
    html = client.get("/topics/kidneys/").content.decode()
    for title in ("About filters", "Why foam?", "Foamy urine"):
        assert title in html
    assert "Hidden" not in html


@pytest.mark.parametrize("codes", ["", "ICD-10-CM M32.9", "MeSH D008180\nMondo MONDO:0007915"])
def test_codes_name_their_system(codes):
    Topic(title="t", slug="t", body="b", codes=codes).clean_fields(exclude=["kind"])


@pytest.mark.parametrize("codes", ["M32.9", "ICD-11 X", "LOINC <b>"])
def test_other_codes_are_refused(codes):
    with pytest.raises(ValidationError):
        Topic(title="t", slug="t", body="b", codes=codes).clean_fields(exclude=["kind"])

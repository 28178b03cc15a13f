"""The starter library as readers get it: whole, honest, and without a dead end."""

import re

import pytest

from clinic.models import UrgentSign
from editorial.models import Page
from editorial.publishing import problems_of
from tests.builders import newest

pytestmark = pytest.mark.django_db


def walk(client) -> dict[str, str]:
    """Read every published page."""
    addresses = [page.get_absolute_url() for page in Page.objects.published()]
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content.decode() for address, answer in answers.items()}


@pytest.mark.parametrize(
    ("kind", "least"), [("article", 5), ("term", 15), ("question", 10), ("symptom", 10)]
)
def test_there_is_something_to_read(library, kind, least):
    assert Page.objects.published().filter(kind=kind).count() >= least


def test_every_page_says_that_nobody_reviewed_it_and_names_its_sources(library, client):
    for address, html in walk(client).items():
        assert "Not yet reviewed by a clinician" in html, address
        assert 'id="source-1"' in html, address


def test_nothing_is_left_unfilled_or_unknown(library, client):
    for address, html in walk(client).items():
        assert "citation-missing" not in html, address
        assert not re.search(r"\{(emergency|crisis|clinic_phone)\}|\[@|!!!", html), address


def test_every_inner_link_leads_somewhere(library, client):
    links = {
        link.split("#")[0]
        for html in walk(client).values()
        for link in re.findall(r'href="(/[^"?]*)', html)
        if not link.startswith("/static/")
    }
    broken = [link for link in sorted(links) if client.get(link).status_code != 200]
    assert broken == []


def test_every_page_keeps_the_rules_of_publishing(library):
    broken = {
        page.slug: problems
        for page in Page.objects.published()
        if (problems := problems_of(page.concrete(), newest(page).content))
    }
    assert broken == {}


def test_every_page_has_patients_words_and_a_summary(library):
    assert not [page.slug for page in Page.objects.published() if not page.summary]
    symptoms = Page.objects.published().filter(kind="symptom")
    assert not [page.slug for page in symptoms if len(page.also_lines) < 3]


def test_short_answers_have_at_most_two_sentences(library):
    questions = Page.objects.published().filter(kind="question")
    long = [page.slug for page in questions if len(re.findall(r"[.?!](?:\s|$)", page.summary)) > 2]
    assert long == []


def test_help_cards_hold_no_other_links(library, client):
    for address, html in walk(client).items():
        for card in re.findall(r'<div class="card card-emergency">.*?</div>', html, re.DOTALL):
            assert not re.search(r'<a (?!class="number")', card), address


def test_the_urgent_list_waits_for_sign_off(library, client):
    assert UrgentSign.objects.filter(signed_off_on=None).count() == UrgentSign.objects.count() > 45
    assert "Not yet signed off by a clinician" in client.get("/urgent-help/").content.decode()

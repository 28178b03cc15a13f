"""Advice that needs to know words: jargon, abbreviations, patients' words that fail."""

import pytest

from articles.models import Article
from editorial.models import LibraryVersion, Page
from editorial.writing.advice import advice_for
from search import holding
from tests.builders import make_article, make_term, newest

pytestmark = pytest.mark.django_db


def said(body: str, **changes) -> dict[str, str]:
    content = {"title": "T", "slug": "t", "summary": "S.", "body": body, **changes}
    found = advice_for(Article(pk=0), content, LibraryVersion.current())
    return {each.quote: each.message for each in found if each.code in {"jargon", "abbreviation"}}


def test_a_word_that_few_people_know_is_named_once():
    assert list(said("You may have proteinuria. Proteinuria is proteinuria.\n")) == ["proteinuria"]


def test_a_clinicians_word_comes_with_a_plainer_one():
    assert "of the kidneys" in said("Ask about renal tests.\n")["renal"]


@pytest.mark.parametrize(
    "body",
    [
        "There may be protein in the urine (proteinuria).\n",
        "You may have proteinuria (protein in the urine).\n",
        "The doctors walked slowly to the nearest hospitals.\n",
        "Anaemia, colour, tumours, organise and defences are plain enough.\n",
        "Ask Bjornstad, a well-nephrologised person, at x@proteinuria.org.\n",
    ],
)
def test_what_is_plain_or_explained_is_left_alone(body):
    make_term(title="Anaemia")
    make_term(title="Tumour")
    assert said(body) == {}


def test_a_word_of_the_glossary_is_explained_in_any_form():
    assert "antiphospholipids" in said("You have antiphospholipids.\n")
    make_term(title="Antiphospholipid")
    assert said("You have antiphospholipids.\n") == {}


def test_the_subject_of_a_page_is_no_jargon_on_it():
    assert said("It is nephrolithiasis.\n", title="Nephrolithiasis") == {}
    assert said("It is nephrolithiasis.\n", also="nephrolithiasis") == {}


def test_letters_that_stand_for_words_say_for_which():
    assert list(said("You need an ESR now.\n")) == ["ESR"]
    assert said("You need a blood test (ESR) now. An ESR is quick.\n") == {}
    assert said("In the UK and in phase III.\n") == {}


def test_another_language_is_not_judged_by_english_words():
    page = Article(pk=0, language="es")
    content = {"title": "T", "slug": "t", "summary": "S.", "body": "Tiene proteinuria.\n"}
    found = advice_for(page, content, LibraryVersion.current())
    assert [each for each in found if each.code == "jargon"] == []


def test_patients_words_that_lead_elsewhere_are_named_once_they_are_live():
    page = make_article(title="Rash", also="red skin\nbutterfly mark", body="Rash.\n")
    holding.index_at(LibraryVersion.current(), "en")
    assert failing(page) == []
    for number in range(12):
        make_article(title=f"Butterfly mark {number}", also="butterfly mark", body="Butterfly.\n")
    holding.index_at(LibraryVersion.current(), "en")
    assert failing(page) == ["butterfly mark"]


def failing(page: Page) -> list[str]:
    found = advice_for(page, newest(page).content, LibraryVersion.current(), page.also)
    return [each.quote for each in found if each.code == "patients-words"]

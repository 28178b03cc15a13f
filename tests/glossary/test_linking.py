"""Words of the glossary in texts: which are linked, where, and that nothing else changes."""

import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import publishing
from editorial.rendering import MAX_CHARACTERS, render
from glossary.linking import TermLinker
from glossary.models import Term
from tests.builders import edit, make_article, make_clinic, make_draft, make_term, newest

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a class="term"[^>]*>([^<]*)</a>')


def linked(text: str, *titles: str) -> list[str]:
    """Return the words that are linked in a clean HTML text, given terms of these titles."""
    for title in titles:
        make_term(title=title)
    html = TermLinker("en").link(text)
    assert LINK.sub(r"\1", html) == text  # nothing else changed
    return LINK.findall(html)


def test_link_leads_to_the_term_and_carries_its_definition():
    make_term(title="Flare", slug="flare", summary='"For" <now> & then', pronunciation="flair")
    assert TermLinker("en").link("<p>A flare.</p>") == (
        '<p>A <a class="term" href="/glossary/flare/" data-word="Flare" data-say="flair" '
        'data-means="&quot;For&quot; &lt;now&gt; &amp; then">flare</a>.</p>'
    )


def test_first_use_in_each_section_is_linked():
    text = "<p>Flare flare</p><h2>A</h2><p>A flare.</p><h3>B</h3><p>Flare</p><h2>C</h2>flares"
    assert linked(text, "Flare") == ["Flare", "flare", "flares"]


def test_longest_term_comes_first_and_keeps_its_words_to_itself():
    text = "<p>lupus nephritis, lupus nephritis, nephritis</p>"
    titles = ("Nephritis", "Lupus", "Lupus nephritis")
    assert linked(text, *titles) == ["lupus nephritis", "nephritis"]


@pytest.mark.parametrize(
    "text", ["flareup", "aflare", "flare-up", "pre-flare", "fla<em>re</em>", "lupus, nephritis"]
)
def test_only_whole_words_are_linked(text):
    assert linked(text, "Flare", "Lupus nephritis") == []


@pytest.mark.parametrize(
    "text", ["(flare)", "flare’s", "flare/rash", "flare- and", "flare–rash", "“flare”", "<p>flare"]
)
def test_punctuation_does_not_hide_a_word(text):
    assert linked(text, "Flare") == ["flare"]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("ANA", "Ana has ana and ANA, ANAs", ["ANA"]),
        ("Anti-dsDNA", "anti-dsdna Anti-dsDNA", ["Anti-dsDNA"]),
        ("CAR-T cell", "car t cell, CAR T cells", ["CAR T cells"]),
        ("Rituximab", "RITUXIMAB", ["RITUXIMAB"]),
        ("OCT (eye scan)", "in Oct, an Eye scan", ["Eye scan"]),
    ],
)
def test_case_counts_where_it_belongs_to_the_word(title, text, found):
    assert linked(text, title) == found


@pytest.mark.parametrize(
    "text", ["Sjögren’s disease", "sjogren's disease", "Sjo\u0308gren's\ndisease"]
)
def test_accents_and_apostrophes_compare_equal(text):
    make_term(title="Sjögren's disease")
    assert len(LINK.findall(TermLinker("en").link(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<h2>flare</h2><h3>a <em>flare</em></h3>",
        '<a href="/x/">flare</a>',
        "<blockquote><p>a</p><blockquote>b</blockquote><p>flare</p></blockquote>",
        "<pre><code>flare</code></pre>",
        '<sup class="citation"><a href="#source-1" aria-label="Source 1">flare</a></sup>',
        '<img src="/x.svg" alt="flare > flare" loading="lazy">',
        "<table><thead><tr><th>flare</th></tr></thead></table>",
        '<div class="card card-self-care"><p class="card-label">flare</p></div>',
        '<div class="card card-self-care"><p class="card-title">flare</p></div>',
        '<div class="card card-emergency"><div class="table-wrap">a</div><p>flare</p></div>',
        '<span class="citation-missing">[flare]</span>',
    ],
)
def test_nothing_is_linked_there(text):
    assert linked(f"<p>A</p>{text}<p>Flare!</p>", "Flare") == ["Flare"]


def test_cards_but_for_the_emergency_one_are_linked():
    assert linked('<div class="card card-self-care"><p>flare</p></div>', "Flare") == ["flare"]


def test_editors_own_link_is_the_first_use():
    make_term(title="Flare", slug="flare")
    text = '<p><a href="/glossary/flare/">Flares</a> and a flare.</p><h2>B</h2><p>flare</p>'
    assert LINK.findall(TermLinker("en").link(text)) == ["flare"]


@pytest.mark.parametrize(
    "text",
    ["&amp;flare&lt;&gt;", "flare&nbsp;&amp;&nbsp;rash", "&quot;flare&#x27;", "flare &amp;amp"],
)
def test_entities_survive(text):
    assert linked(f"<p>{text}</p>", "Flare") == ["flare"]


def test_names_of_entities_and_tags_are_no_words():
    assert linked("<p>a &amp; b &nbsp; <em>c</em></p>", "amp", "nbsp", "em", "p") == []


def test_space_that_does_not_break_counts_as_a_space():
    assert linked("<p>B&nbsp;cells</p>", "B cell") == ["B&nbsp;cells"]


@pytest.mark.parametrize("title", ["C++", "(a+)+", "a.b", "[x", "\\d+", "A & B", "<b>"])
def test_signs_of_patterns_are_plain_signs(title):
    text = "<p>axb ccc 11 A &amp; B &lt;b&gt;</p>"
    assert linked(text, title) == (["A &amp; B"] if title == "A & B" else [])


def test_numbers_marks_are_filled_all_the_same(client):
    make_clinic(emergency_number="999")
    make_term(title="Flare", summary='{emergency} <span class="number-emergency"></span>')
    page = make_article(body="A flare: call {emergency}.\n")
    html = client.get(page.get_absolute_url()).content.decode()
    assert '<a class="number" href="tel:999">999</a>.' in html
    assert 'data-means="{emergency} &lt;span class=&quot;number' in html


def test_own_page_and_a_page_of_the_same_name_are_not_linked(client):
    term = make_term(title="Flare", slug="flare", body="A flare.\n")
    article = make_article(title="Flares", body="A flare.\n")
    for page in (term, article):
        assert "data-means" not in client.get(page.get_absolute_url()).content.decode()


@pytest.mark.parametrize("changes", [{"linked": "no"}, {"summary": ""}])
def test_term_set_to_no_or_without_definition_is_not_linked(changes):
    make_term(title="Flare", **changes)
    assert linked("<p>A flare.</p>") == []


@pytest.fixture
def article(client):
    page = make_article(title="Text", body="A zebrafish flare.\n")
    return lambda: LINK.findall(client.get(page.get_absolute_url()).content.decode())


def test_term_shows_at_once_and_goes_at_once(article):
    assert article() == []
    term = make_term(title="Flare")
    assert article() == ["flare"]
    publishing.publish(edit(term, title="Zebrafish"), by=None)
    assert article() == ["zebrafish"]
    publishing.withdraw(term)
    assert article() == []


def test_draft_is_never_linked(article):
    make_draft(Term, title="Flare")
    edit(make_term(title="Rash"), title="Zebrafish")
    assert article() == []


def test_preview_of_a_draft_shows_the_links(signed_in, author):
    make_term(title="Flare")
    page = make_draft(type(make_article()), body="A flare.\n")
    answer = signed_in(author).get(f"{page.get_absolute_url()}?draft=1")
    assert LINK.findall(answer.content.decode()) == ["flare"]


def test_terms_are_read_once_for_each_version(client, article):
    make_term(title="Flare")
    with CaptureQueriesContext(connection) as first:
        article()
    with CaptureQueriesContext(connection) as second:
        article()
    assert sum("glossary_term" in query["sql"] for query in first) == 1
    assert sum("glossary_term" in query["sql"] for query in second) == 0


@pytest.mark.long
@pytest.mark.parametrize(
    "piece",
    [
        "flare ",
        "flar",
        "flare-",
        "&",
        "<",
        "**flare** ",
        "> ",
        "[a](/x/) ",
        "| flare ",
        "flare\n\n",
    ],
)
def test_hostile_texts_are_linked_in_reasonable_time(piece):
    for number in range(50):
        make_term(title=f"Flare {number}")
    make_term(title="Flare")
    html = render((piece * MAX_CHARACTERS)[: MAX_CHARACTERS - 6]).html
    linker = TermLinker("en")
    began = time.process_time()
    shown = linker.link(html)
    assert time.process_time() - began < 1
    assert LINK.sub(r"\1", shown) == html


def test_own_fields_of_a_term_survive_a_revision():
    term = make_term(title="Lupus", linked="no")
    assert Term.objects.get(pk=term.pk).linked == "no"
    assert newest(term).content["linked"] == "no"

"""The starter library as readers get it: whole, honest, and without a dead end."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from clinic.models import UrgentSign
from editorial import publishing
from editorial.models import Page
from editorial.publishing import problems_of
from editorial.rendering import plain_text
from tests.builders import make_clinic, newest

pytestmark = [pytest.mark.django_db, pytest.mark.long]
OTHERS = [  # beside the pages: what lists them, what is about the site, and what is in their place
    *("/", "/articles/", "/glossary/", "/faq/", "/symptoms/", "/topics/", "/urgent-help/"),
    *("/about/", "/contact/", "/how-we-write/", "/privacy/", "/accessibility/", "/offline/"),
    *("/search/", "/search/?q=white+fingers", "/search/?q=qwertz", "/search/?q=raynoud"),
    *("/search/?q=chest+pain", "/search/?q=lupus&kind=term&page=2", "/search/?q=prednisolon"),
    *("/feedback/article/what-is-lupus/", "/feedback/article/what-is-lupus/thanks/"),
    *("/nowhere/", "/glossary/flare/"),
]
STATIC = settings.BASE_DIR / "lupusinfo" / "static"
CLAIMS = yaml.safe_load((Path(__file__).parents[1] / "data/seed_claims.yaml").read_text())


@pytest.fixture(scope="module")
def pages(library) -> dict[str, str]:
    """Every published page, as readers get it: address to HTML."""
    client = Client()
    addresses = [page.get_absolute_url() for page in Page.objects.published()]
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content.decode() for address, answer in answers.items()}


@pytest.mark.parametrize(
    ("kind", "least"), [("article", 30), ("term", 170), ("question", 95), ("symptom", 35)]
)
def test_there_is_something_to_read(library, kind, least):
    assert Page.objects.published().filter(kind=kind).count() >= least


def test_every_page_says_that_nobody_reviewed_it_and_names_its_sources(pages):
    for address, html in pages.items():
        assert "Not yet reviewed by a clinician" in html, address
        assert 'id="source-1"' in html, address


def test_nothing_is_left_unfilled_or_unknown(pages):
    for address, html in pages.items():
        assert "citation-missing" not in html, address
        assert not re.search(r"\{(emergency|crisis|clinic_phone)\}|\[@|!!!", html), address


@pytest.mark.tools
@pytest.mark.once
def test_nu_html_checker_finds_nothing_on_any_page(pages, client, signed_in, author, tmp_path):
    make_clinic(email="desk@clinic.example")
    publishing.withdraw(Page.objects.published().get(kind="term", slug="flare"))
    answers = {address: client.get(address) for address in OTHERS}
    for address in ("/styleguide/", "/articles/what-is-lupus/?draft=1"):
        answers[address] = signed_in(author).get(address)
    papers = [address for address in pages if address.startswith("/articles/")]
    for address in [*papers, *list(pages)[::10]]:
        answers[f"{address}handout/"] = client.get(f"{address}handout/")
    html = pages | {address: answer.content.decode() for address, answer in answers.items()}
    assert len(html) > 450
    assert complaints(html, tmp_path) == []


@pytest.mark.tools
@pytest.mark.once
def test_what_is_wrong_is_found(tmp_path):
    wrong = "<!doctype html><html lang=en><title>A</title><p>A<time></time><td>"
    assert len(complaints({"/": wrong}, tmp_path)) == 2


def complaints(html: dict[str, str], folder: Path) -> list[str]:
    """Return what the Nu HTML checker says of these pages and all drawings, warnings too."""
    for address, text in html.items():
        (folder / f"{address.strip('/').replace('/', '.') or 'home'}.html").write_text(text)
    jar = Path(__file__).parents[2] / "node_modules/vnu-jar/build/dist/vnu.jar"
    drawings = [*settings.LIBRARY_DIR.glob("pictures/*.svg"), *STATIC.glob("*.svg")]
    command = ["java", "-jar", jar, "--stdout", "--format", "gnu", "--also-check-svg", folder]
    said = subprocess.run([*command, *drawings], capture_output=True, text=True, check=False)
    assert "rror:" not in said.stderr, said.stderr
    return said.stdout.splitlines()


def test_every_inner_link_leads_somewhere(pages, client):
    links = {
        link.split("#")[0]
        for html in pages.values()
        for link in re.findall(r'href="(/[^"?]*)', html)
        if not link.startswith("/static/") and not link.endswith("/handout/")
    }
    others = sorted(links - set(pages))  # the pages themselves have been read
    broken = [link for link in others if client.get(link).status_code != 200]
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


def test_help_cards_hold_no_other_links(pages):
    for address, html in pages.items():
        for card in re.findall(r'<div class="card card-emergency">.*?</div>', html, re.DOTALL):
            assert not re.search(r'<a (?!class="number")', card), address


def test_the_urgent_list_waits_for_sign_off(library, client):
    assert UrgentSign.objects.filter(signed_off_on=None).count() == UrgentSign.objects.count() > 45
    assert "Not yet signed off by a clinician" in client.get("/urgent-help/").content.decode()


def files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_an_export_gives_back_the_same_bytes(library, tmp_path):
    call_command("export_library", tmp_path, verbosity=0)
    original, written = files(Path(settings.LIBRARY_DIR)), files(tmp_path)
    del original["LICENSE.md"]
    assert [name for name in original if original[name] != written.get(name)] == []


def test_the_longest_article_with_its_style_is_small(client, library):
    styles = Path(settings.BASE_DIR, "lupusinfo/static/css/site.css").read_bytes()
    longest = max(Page.objects.filter(kind="article"), key=lambda page: len(page.body_html))
    html = client.get(longest.get_absolute_url()).content
    assert len(html) > 20_000
    assert len(gzip.compress(html)) + len(gzip.compress(styles)) < 60_000


# Every claim of the leaflet that this site grew from stands here in its corrected form.


def test_all_thirty_rows_are_listed():
    assert [claim["row"] for claim in CLAIMS] == list(range(1, 31))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"row-{claim['row']}")
def test_claim_is_answered_on_its_page_with_its_sources(library, claim):
    slug = claim["page"].strip("/").split("/")[-1]
    page = Page.objects.published().get(kind="article", slug=slug)
    words = " ".join(plain_text(page.body_html).split())
    assert " ".join(claim["phrase"].split()) in words
    cited = {citation.source.key for citation in page.citations.select_related("source")}
    assert set(claim["sources"]) <= cited
    assert claim["sources"]

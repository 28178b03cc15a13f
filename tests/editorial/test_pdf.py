"""Handouts as tagged PDF files, and what is said where there can be none."""

import builtins
import shutil
import threading
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from pypdf import PdfReader

from editorial import publishing
from editorial.models import LibraryVersion
from editorial.paper import pdf
from tests.builders import edit, make_article, make_clinic, make_source
from tests.machine import has_pango

pytestmark = pytest.mark.django_db
needs_pango = pytest.mark.skipif(not has_pango(), reason="Pango is not installed")
ADDRESS = "/articles/flares/handout.pdf"
BODY = """\
## In short

Flares come. [@SRC] Call {emergency}.

| Test | What it looks at |
|---|---|
| Urine | The kidneys |

![A kidney filter](pictures/kidney-filter.svg)

Read [about rest](/articles/rest/).
"""


@pytest.fixture
def page():
    make_source("SRC")
    make_clinic()
    return make_article(title="Flares", slug="flares", body=BODY)


def read(client, query: str = "") -> PdfReader:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader: PdfReader) -> list[tuple[str, str]]:
    """Return each element of the structure, in order, with its alternative text."""
    found = []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif hasattr(node, "get"):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@needs_pango
def test_file_is_tagged_and_says_its_language_and_title(client, page):
    reader = read(client)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a PDF object of its own kind)
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata.title == "Flares – Lupus Clinic"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


@needs_pango
def test_structure_has_headings_lists_tables_and_described_pictures(client, page):
    found = tags(read(client))
    names = [name for name, _alt in found]
    headings = [name for name in names if name in {"/H1", "/H2", "/H3", "/H4"}]
    assert headings == ["/H1", "/H2", "/H2", "/H2"]
    for name in ("/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/LBody", "/Link", "/P"):
        assert name in names
    pictures = [alt for name, alt in found if name == "/Figure"]
    assert pictures == ["QR code that leads to this page on the web", "A kidney filter"]


@needs_pango
def test_words_and_numbers_are_in_it_and_links_lead_to_this_site(client, page):
    reader = read(client)
    for part in ("Flares come.", "Call 999", "Urine", "A Journal", "http://testserver/"):
        assert part in words(reader)
    links = {
        str(link.get_object()["/A"]["/URI"])
        for sheet in reader.pages
        for link in sheet.get("/Annots", [])
        if "/A" in link.get_object() and "/URI" in link.get_object()["/A"]
    }
    assert "http://testserver/articles/rest/" in links


@pytest.mark.long
@needs_pango
@pytest.mark.parametrize(
    ("query", "millimetres"), [("", (210, 297)), ("?paper=letter", (215.9, 279.4))]
)
def test_paper_is_a4_or_letter(client, page, query, millimetres):
    box = read(client, query).pages[0].mediabox
    assert [float(side) / 72 * 25.4 for side in (box.width, box.height)] == pytest.approx(
        millimetres, abs=0.5
    )


@pytest.mark.long
@needs_pango
def test_large_print_needs_more_pages(client, page):
    edited = edit(page, body="Much to read about it. " * 300)
    publishing.publish(edited, by=None)
    assert len(read(client, "?size=large").pages) > len(read(client).pages)


@needs_pango
def test_picture_is_drawn_and_nothing_outside_this_site_is_fetched(client, page, monkeypatch):
    folder = Path(settings.MEDIA_ROOT, "library")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(settings.LIBRARY_DIR, "pictures", "kidney-filter.svg"), folder)
    asked = []
    fetch = pdf.OwnFiles.fetch
    monkeypatch.setattr(
        pdf.OwnFiles,
        "fetch",
        lambda self, url, headers=None: (asked.append(url), fetch(self, url))[1],
    )
    with_picture = len(client.get(ADDRESS).content)
    assert {url.rpartition("/")[2] for url in asked} == {
        "site.css",
        "handout.css",
        "kidney-filter.svg",
    }
    assert with_picture > 20_000


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://elsewhere.example/static/css/site.css",
        "https://testserver/static/css/site.css",
        "http://testserver:81/static/css/site.css",
        "http://testserver/admin/",
        "http://testserver/static/js/start.js",
        "http://testserver/static/../settings.css",
        "http://testserver/media/../secret-key.svg",
        "http://testserver/media/%2e%2e/secret-key.svg",
        "http://testserver/media/none.svg",
        "http://testserver/media/x.html",
        "http://testserver/static/css/none.css",
        "data:text/css,p{}",
        "//testserver/static/css/site.css",
    ],
)
def test_no_other_file_is_given(url):
    with pytest.raises((ValueError, SuspiciousOperation, FileNotFoundError)):
        pdf.OwnFiles("http://testserver/articles/x/handout.pdf").fetch(url)


@needs_pango
def test_file_is_public_and_without_cookie_and_not_indexed(client, page):
    answer = client.get(ADDRESS)
    assert "s-maxage=1" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Disposition"] == 'inline; filename="flares.pdf"'


# Protection: anybody may ask for a file, and each costs a part of a second.


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """Files are made in no time here; gives what was made."""
    papers: list[str] = []

    def make(html: str, _address: str) -> bytes:
        papers.append(html)
        return b"%PDF " + str(len(papers)).encode()

    monkeypatch.setattr(pdf, "_print", make)
    monkeypatch.setattr(pdf.time, "sleep", lambda _seconds: None)
    return papers


def test_file_is_made_once_until_the_library_changes(client, page, made):
    first = client.get(ADDRESS).content
    assert client.get(f"{ADDRESS}?unknown=1").content == first
    assert len(made) == 1
    LibraryVersion.bump()
    assert client.get(ADDRESS).content != first
    assert len(pdf._held) == 1


def test_each_choice_and_page_and_host_is_a_file_of_its_own(client, page, made):
    make_article(slug="other")
    for address in (ADDRESS, f"{ADDRESS}?size=large", f"{ADDRESS}?paper=letter"):
        client.get(address)
    client.get("/articles/other/handout.pdf")
    client.get(ADDRESS, headers={"host": "localhost"})
    assert len(made) == len(pdf._held) == 5


def test_no_more_files_are_held_than_fit(client, page, made, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_BYTES", 14)  # two of them
    for query in ("", "?size=large", "?paper=letter"):
        client.get(ADDRESS + query)
    assert len(pdf._held) == 2
    client.get(ADDRESS)  # the oldest went, so it is made again
    assert len(made) == 4


def test_while_one_file_is_made_another_is_refused_and_held_ones_are_given(client, page, made):
    client.get(ADDRESS)
    with pdf._turn:
        busy = client.get(f"{ADDRESS}?size=large")
        assert client.get(ADDRESS).status_code == 200
    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "5"
    assert "another file" in busy.content.decode()
    assert 'href="handout/?size=large"' in busy.content.decode()
    assert client.get(f"{ADDRESS}?size=large").status_code == 200


def test_process_rests_as_long_as_the_last_file_took(monkeypatch):
    rests, clock = [], iter([0.0, 100.0, 100.5, 100.5, 200.0, 200.1])
    monkeypatch.setattr(pdf.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(pdf.time, "sleep", rests.append)
    monkeypatch.setattr(pdf, "_print", lambda html, address: b"x")
    pdf.file((1, "a"), str, "http://testserver/")
    pdf.file((1, "b"), str, "http://testserver/")
    assert rests == [0.0, 0.5]


def test_turn_is_given_back_after_a_failure(monkeypatch):
    monkeypatch.setattr(pdf.time, "sleep", lambda _seconds: None)

    def fail(*_arguments) -> bytes:
        raise pdf.NoFileError

    monkeypatch.setattr(pdf, "_print", fail)
    for _twice in range(2):
        with pytest.raises(pdf.NoFileError) as raised:
            pdf.file((1, "a"), str, "http://testserver/")
        assert not isinstance(raised.value, pdf.BusyError)


def test_turn_is_for_one_thread(monkeypatch):
    inside, go_on = threading.Event(), threading.Event()

    def slow(*_arguments) -> bytes:
        inside.set()
        go_on.wait(5)
        return b"x"

    monkeypatch.setattr(pdf, "_print", slow)
    thread = threading.Thread(target=pdf.file, args=((1, "a"), str, "http://testserver/"))
    thread.start()
    assert inside.wait(5)
    with pytest.raises(pdf.BusyError):
        pdf.file((1, "b"), str, "http://testserver/")
    go_on.set()
    thread.join(5)
    assert pdf.file((1, "a"), str, "http://testserver/") == b"x"


def test_withdrawn_page_is_gone_though_its_file_is_held(client, page, made):
    client.get(ADDRESS)
    publishing.withdraw(page)
    assert client.get(ADDRESS).status_code == 410


# Where there is no Pango


@pytest.fixture
def without_pango(monkeypatch):
    importing = builtins.__import__

    def refuse(name, *arguments, **further):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return importing(name, *arguments, **further)

    monkeypatch.setattr(builtins, "__import__", refuse)
    pdf._weasyprint.cache_clear()
    yield
    pdf._weasyprint.cache_clear()


def test_without_pango_readers_are_told_to_print_and_the_log_says_what_to_install(
    client, page, without_pango, caplog
):
    for _twice in range(2):
        answer = client.get(ADDRESS)
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Your browser can" in answer.content.decode()
    said = [
        record.getMessage() for record in caplog.records if record.name == "editorial.paper.pdf"
    ]
    assert len(said) == 1
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said[0]


def test_without_pango_the_handout_itself_and_its_page_work(client, page, without_pango):
    assert client.get("/articles/flares/").status_code == 200
    assert client.get("/articles/flares/handout/").status_code == 200


@needs_pango
def test_text_over_which_the_printer_stumbles_is_no_500(client, page, monkeypatch, caplog):
    import weasyprint

    def stumble(*_arguments, **_further):
        raise AssertionError("unexpected box")

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", stumble)
    assert client.get(ADDRESS).status_code == 503
    assert "could not become a PDF file" in caplog.text


@pytest.mark.long
@needs_pango
def test_no_line_ends_after_its_first_word(client):
    """WeasyPrint did that where only the space at the end of a text did not fit on the line."""
    words = "Zx an older table, in which people with lupus were asked,"
    make_article(
        body="\n\n".join(f"{words} {'i' * n} [sun](/s/) or." for n in range(99)), slug="flares"
    )
    ends = [line for sheet in read(client).pages for line in sheet.extract_text().splitlines()]
    assert len(ends) > 99
    assert [line for line in ends if line.strip() == "Zx"] == []


def test_spaces_at_the_end_of_a_text_stand_alone_or_go_and_citations_stay():
    html = '<p title="a <b">One <a href="/x">two</a> three \n </p><p> <em>four</em> </p>'
    assert pdf.with_safe_breaks(html) == (
        '<p title="a <b">One<span> </span><a href="/x">two</a> three</p><p> <em>four</em> </p>'
    )
    assert pdf.with_safe_breaks('x.<sup class="citation">1') == 'x.\u2060<sup class="citation">1'

"""Loading a library: what it does, does again, keeps, and refuses."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Article
from clinic.models import UrgentSign
from editorial import publishing, reviewing
from editorial.library.folder import BadLibraryError, Library
from editorial.library.loading import load
from editorial.models import LibraryVersion, Page, Revision, Source
from glossary.models import Term
from tests.builders import edit, newest
from topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.sql]

SOURCES = """\
- key: DENG
  title: A trial
  publisher: A journal
  url: https://example.org/trial
  seen_on: 2026-11-22
"""
CLINIC = """\
urgent_help:
  - key: chest-pain
    level: emergency
    sign: Chest pain
    phrases: [tight chest]
    sources: [DENG]
"""
ARTICLE = """\
---
title: Flares
summary: Ups and downs.
also:
  - bad days
topics:
  - kidneys
related:
  - glossary/flare
---
## In short

A claim. [@DENG]
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small whole library."""
    write(tmp_path, "sources.yaml", SOURCES)
    write(tmp_path, "clinic.yaml", CLINIC)
    write(tmp_path, "en/articles/flares.md", ARTICLE)
    write(tmp_path, "en/glossary/flare.md", "---\ntitle: Flare\n---\nA worse time.\n")
    write(tmp_path, "en/faq/why.md", "---\ntitle: Why?\n---\nNobody knows.\n")
    write(tmp_path, "en/topics/kidneys.md", "---\ntitle: Kidneys\nkind: Body system\n---\nTwo.\n")
    write(tmp_path, "en/topics/rash.md", "---\ntitle: Rash\nkind: symptom\n---\nRed.\n")
    write(tmp_path, "pictures/map.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def load_again(folder: Path):
    return load(Library(folder))


def test_pages_are_published_unreviewed_and_related(folder):
    report = load_again(folder)
    article = Article.objects.published().get(slug="flares")
    assert len(report.new) == 5
    assert article.reviewed_on is None
    assert article.also_lines == ["bad days"]
    assert [found.slug for found in article.topics.all()] == ["kidneys"]
    assert [pick.target.slug for pick in article.picks.all()] == ["flare"]
    assert [citation.source.key for citation in article.citations.all()] == ["DENG"]
    assert Topic.objects.get(slug="kidneys").topic_kind == "body-system"
    assert Topic.objects.get(slug="rash").kind == "symptom"
    assert UrgentSign.objects.get(key="chest-pain").signed_off_on is None


def test_a_file_with_a_title_and_a_body_loads(tmp_path):
    write(tmp_path, "en/topics/plain.md", "---\ntitle: Plain\n---\nText.\n")
    assert load_again(tmp_path).new == ["topics/plain"]
    assert Topic.objects.get(slug="plain").topic_kind == "condition"


def test_scalars_are_read_as_text(tmp_path):
    write(tmp_path, "en/glossary/no.md", "---\ntitle: no\nsummary: 2026-11-22\n---\nText.\n")
    load_again(tmp_path)
    assert (Term.objects.get().title, Term.objects.get().summary) == ("no", "2026-11-22")


def test_loading_again_changes_nothing(folder):
    load_again(folder)
    before = (LibraryVersion.current().number, Revision.objects.count())
    report = load_again(folder)
    assert (len(report.unchanged), report.new, report.changed, report.other) == (5, [], [], 0)
    assert (LibraryVersion.current().number, Revision.objects.count()) == before


def test_one_load_raises_the_version_for_pages_once(folder):
    report = load_again(folder)
    assert report.new
    versions = set(Page.objects.values_list("version", flat=True))
    assert len(versions) == 1


def test_a_changed_file_is_published_anew(folder):
    load_again(folder)
    write(folder, "en/glossary/flare.md", "---\ntitle: Flare\n---\nNewer.\n")
    assert load_again(folder).changed == ["glossary/flare"]
    assert "Newer." in Term.objects.get(slug="flare").body_html


def test_what_staff_wrote_is_kept_and_named(folder, author):
    load_again(folder)
    edit(Term.objects.get(slug="flare"), author, body="Ours.")
    write(folder, "en/glossary/flare.md", "---\ntitle: Flare\n---\nNewer.\n")
    assert load_again(folder).kept == ["glossary/flare"]
    assert newest(Term.objects.get(slug="flare")).content["body"] == "Ours."


def test_what_staff_withdrew_stays_withdrawn(folder):
    load_again(folder)
    publishing.withdraw(Term.objects.get(slug="flare"))
    assert load_again(folder).kept == ["glossary/flare"]
    write(folder, "en/glossary/flare.md", "---\ntitle: Flare\n---\nNewer.\n")
    assert load_again(folder).kept == ["glossary/flare"]
    assert not Term.objects.published().exists()


def test_what_was_signed_off_is_kept(folder, reviewer):
    load_again(folder)
    revision = newest(Term.objects.get(slug="flare"))
    due = timezone.localdate() + timezone.timedelta(days=9)
    reviewing.sign_off(revision, by=reviewer, next_due=due)
    write(folder, "en/glossary/flare.md", "---\ntitle: Flare\n---\nNewer.\n")
    assert load_again(folder).kept == ["glossary/flare"]


def test_saving_a_loaded_page_unchanged_adds_no_revision(folder, signed_in, author):
    load_again(folder)
    for model, name in [(Article, "articles_article"), (Topic, "topics_topic")]:
        page = model.objects.first()
        client, address = signed_in(author), f"/admin/{name.replace('_', '/')}/{page.pk}/change/"
        form = client.get(address).context["adminform"].form
        values = {name: form[name].value() for name in form.fields}
        sent = {key: value for key, value in values.items() if value not in (None, False)}
        client.post(address, {**sent, "_save_draft": "1"})
        assert Revision.objects.filter(page=page).count() == 1, model


def test_a_changed_source_shows_on_its_pages(folder, client):
    load_again(folder)
    write(folder, "sources.yaml", SOURCES.replace("A trial", "A better title"))
    load_again(folder)
    assert b"A better title" in client.get("/articles/flares/").content
    assert Source.objects.count() == 1


def test_a_sign_that_the_clinic_changed_or_signed_off_is_kept(folder):
    load_again(folder)
    UrgentSign.objects.update(sign="Ours", library_digest="")
    write(folder, "clinic.yaml", CLINIC.replace("Chest pain", "Theirs"))
    load_again(folder)
    assert UrgentSign.objects.get().sign == "Ours"


def test_pictures_are_shown(folder, client):
    load_again(folder)
    assert client.get("/media/library/map.svg").status_code == 200


def test_unknown_citation_topic_and_key_do_not_stop_a_load(folder):
    text = "---\ntitle: T\ntopics: [nope]\nfoo: bar\n---\nClaim [@NOPE].\n"
    write(folder, "en/faq/odd.md", text)
    report = load_again(folder)
    assert "faq/odd" in report.new
    assert any("odd.md:3" in warning and "topics/nope" in warning for warning in report.warnings)
    assert any("odd.md:4" in warning and "“foo”" in warning for warning in report.warnings)


TWIN = "{key: A, title: t, publisher: p}"
SIGN = "  - key: a\n    level: soon\n    sign: s\n"
BAD = [
    ("en/faq/x.md", "No front matter\n", 1, "There is no front matter"),
    ("en/faq/x.md", "---\nsummary: s\n---\nText.\n", 1, "There is no title"),
    ("en/faq/x.md", "---\ntitle: ' '\n---\nText.\n", 1, "There is no title"),
    ("en/faq/x.md", "---\ntitle: a: b\n---\nText.\n", 2, "Put quotes around"),
    ("en/faq/x.md", "---\ntitle: a\nalso: [x\n---\nText.\n", 4, "cannot be read"),
    ("en/faq/x.md", "---\n- title\n---\nText.\n", 2, "must be lines of"),
    ("en/faq/x.md", "---\ntitle: a\nalso: {b: c}\n---\nText.\n", 3, "must be text or a list"),
    ("en/faq/x.md", f"---\ntitle: {'a' * 201}\n---\nText.\n", 2, "title: Ensure"),
    ("en/faq/x.md", "---\ntitle: a\n---\n\nOne.\n\n!!! emergency\n\nTwo.\n", 7, "card is empty"),
    ("en/faq/x.md", "---\ntitle: a\n---\n\n![](pictures/a.svg)\n", 5, "has no description"),
    ("en/faq/x.md", "---\ntitle: a\n---\nBell \x07.\n", 4, "control character"),
    ("en/faq/X_y.md", "---\ntitle: a\n---\nText.\n", 1, "cannot be an address"),
    ("en/notes/x.md", "---\ntitle: a\n---\nText.\n", 1, "There is no kind “notes”"),
    ("xx/faq/x.md", "---\ntitle: a\n---\nText.\n", 1, "is not switched on"),
    ("en/topics/x.md", "---\ntitle: a\nkind: planet\n---\nText.\n", 3, "topic_kind"),
    ("en/topics/x.md", "---\ntitle: a\nbody_area: moon\n---\nText.\n", 3, "body_area"),
    ("en/topics/x.md", "---\ntitle: a\ncodes: [ABC 1]\n---\nText.\n", 3, "codes"),
    ("sources.yaml", "key: A\n", 1, "must be a list"),
    ("sources.yaml", "- key: A\n  titel: t\n", 1, "unknown key"),
    ("sources.yaml", "\n- key: A\n  title: t\n", 2, "publisher"),
    ("sources.yaml", "- key: A b\n  title: t\n  publisher: p\n", 1, "key"),
    (
        "sources.yaml",
        "- {key: A, title: t, publisher: p}\n- {key: a, title: t, publisher: p}\n",
        2,
        "twice",
    ),
    ("sources.yaml", "- key: A\n  title: [x, y]\n  publisher: p\n", 1, "“title” must be text"),
    ("sources.yaml", "- key: A\n  title: t\n  publisher: p\n  seen_on: [a]\n", 1, "seen_on"),
    ("clinic.yaml", f"urgent_help:\n{SIGN}{SIGN}", 5, "twice"),
    ("clinic.yaml", f"urgent_help:\n{SIGN}    phrases: [{{a: b}}]\n", 2, "list of texts"),
    ("clinic.yaml", f"urgent_help:\n{SIGN}    sources: [{{a: b}}]\n", 2, "list of texts"),
    ("clinic.yaml", f"urgent_help:\n{SIGN}    is_textbook: perhaps\n", 2, "is_textbook"),
    ("en/faq/x.md", '---\ntitle: "a\\0b"\n---\nText.\n', 2, "NUL"),
    ("en/faq/x.md", '---\ntitle: "\\ud800"\n---\nText.\n', 2, "half a character"),
    ("en/faq/x.md", f"---\ntitle: {'[' * 5000}\n---\nText.\n", 2, "nested too deeply"),
    ("clinic.yaml", "urgent_help: yes\n", 1, "must be a list"),
    ("clinic.yaml", "urgent_help:\n  - key: a\n    level: soonish\n    sign: s\n", 2, "level"),
]


@pytest.mark.parametrize(("name", "text", "line", "said"), BAD)
def test_a_bad_file_is_named_with_line_and_remedy_and_nothing_loads(folder, name, text, line, said):
    write(folder, name, text)
    with pytest.raises(CommandError) as refused:
        call_command("load_library", str(folder))
    assert f"{folder / name}:{line}: " in str(refused.value)
    assert said in str(refused.value)
    assert not Page.objects.exists()
    assert not Source.objects.exists()
    assert not UrgentSign.objects.exists()


def test_a_file_that_is_not_utf8_is_named(folder):
    (folder / "en/faq/x.md").write_bytes(b"---\ntitle: a\n---\n\nCaf\xe9\n")
    with pytest.raises(BadLibraryError, match=r"x\.md:5: This is not UTF-8"):
        Library(folder)


def test_a_folder_in_the_place_of_a_file_is_named(folder):
    (folder / "en/faq/x.md").mkdir()
    with pytest.raises(BadLibraryError, match=r"x\.md:1: It cannot be read"):
        Library(folder)


def test_a_picture_that_cannot_be_copied_undoes_the_load(folder):
    (folder / "pictures/broken.svg").symlink_to(folder / "nowhere.svg")
    with pytest.raises(CommandError, match="cannot be copied"):
        call_command("load_library", str(folder))
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("written", "is_textbook"), [("true", True), ("True", True), ("no", False)]
)
def test_flags_and_single_phrases_of_a_sign_are_understood(folder, written, is_textbook):
    sign = f"{SIGN}    phrases: tight chest\n    is_textbook: {written}\n"
    write(folder, "clinic.yaml", f"urgent_help:\n{sign}")
    load_again(folder)
    assert UrgentSign.objects.get().phrases == "tight chest"
    assert UrgentSign.objects.get().is_textbook == is_textbook


def test_a_file_whose_kind_changed_leaves_the_old_address_as_it_is(folder, client):
    load_again(folder)
    write(folder, "en/topics/rash.md", "---\ntitle: Rash\nkind: condition\n---\nRed.\n")
    report = load_again(folder)
    assert client.get("/symptoms/rash/").status_code == 200
    assert client.get("/topics/rash/").status_code == 200
    assert any("/symptoms/rash/" in warning for warning in report.warnings)


def test_all_bad_files_are_told_at_once(folder):
    write(folder, "en/faq/x.md", "x")
    write(folder, "en/faq/y.md", "y")
    with pytest.raises(BadLibraryError) as refused:
        Library(folder)
    assert len(refused.value.errors) == 2


def test_a_missing_folder_is_a_sentence():
    with pytest.raises(CommandError, match="no such folder"):
        call_command("load_library", "/nowhere/at/all")


def test_a_fault_in_the_middle_loads_nothing(folder, monkeypatch):
    monkeypatch.setattr(publishing, "publish", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load_again(folder)
    assert not Page.objects.exists()
    assert LibraryVersion.current().number == 0


def test_check_library_finds_what_leads_nowhere(folder, capsys):
    text = "---\ntitle: T\ntopics: [nope]\n---\nClaim [@NOPE]. [a](/faq/none/) [b](/faq/why/)\n"
    write(folder, "en/faq/odd.md", text)
    with pytest.raises(CommandError):
        call_command("check_library", str(folder))
    said = capsys.readouterr().out
    assert "odd.md:5: There is no source “NOPE”" in said
    assert "odd.md:5: The link to /faq/none/ leads nowhere" in said
    assert "“topics/nope”" in said
    assert "/faq/why/ leads" not in said


def test_check_library_finds_missing_pictures_sources_of_signs_and_reference_links(folder, capsys):
    text = "---\ntitle: T\n---\n[a][b] ![x](pictures/gone.svg) [@DENG]\n\n[b]: /faq/none/\n"
    write(folder, "en/faq/odd.md", text)
    write(folder, "clinic.yaml", CLINIC.replace("[DENG]", "[GONE]"))
    with pytest.raises(CommandError):
        call_command("check_library", str(folder))
    said = capsys.readouterr().out
    assert "There is no picture gone.svg" in said
    assert "names the source “GONE”" in said
    assert "The link to /faq/none/ leads nowhere" in said

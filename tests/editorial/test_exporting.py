"""An export gives back the files that were loaded, byte for byte."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from editorial import publishing
from editorial.library.exporting import page_text
from editorial.models import Page
from glossary.models import Term
from tests.builders import draft_of_kind, make_article, make_source, make_topic

pytestmark = pytest.mark.django_db


def test_what_staff_publish_can_be_exported_and_loaded_elsewhere(tmp_path):
    topic = make_topic(title="Kidneys", slug="kidneys")
    source = make_source("SRC")
    page = make_article(
        title='Colons: and "quotes"',
        slug="odd",
        also="- dash\nyes: no\n# hash",
        body="Text [@SRC].\n",
        topics=[topic.pk],
        sources=[source.pk],
    )
    call_command("export_library", tmp_path, verbosity=0)
    text = (tmp_path / "en/articles/odd.md").read_text()
    Page.objects.filter(pk=page.pk).delete()
    call_command("load_library", tmp_path, verbosity=0)
    loaded = Page.objects.get(slug="odd")
    assert (loaded.title, loaded.also) == ('Colons: and "quotes"', "- dash\nyes: no\n# hash")
    call_command("export_library", tmp_path, verbosity=0)
    assert (tmp_path / "en/articles/odd.md").read_text() == text


def test_drafts_and_withdrawn_pages_are_not_written(tmp_path):
    draft_of_kind("article", slug="draft")
    publishing.withdraw(make_article(slug="gone"))
    call_command("export_library", tmp_path, verbosity=0)
    assert not list(tmp_path.glob("*/articles/*"))


def test_a_folder_that_cannot_be_written_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_library", tmp_path / "file" / "below", verbosity=0)


def test_the_form_leaves_out_what_is_empty():
    content = {"title": "T", "summary": "", "also": "", "body": "", "pronunciation": "tee"}
    assert page_text(Term, content) == "---\ntitle: T\npronunciation: tee\n---\n"

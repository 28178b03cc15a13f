"""The style guide shows every part of the style sheet, to staff only."""

import re
from pathlib import Path

import pytest

from tests.builders import make_clinic

CSS = Path(__file__).parents[2] / "lupusinfo" / "static" / "css" / "site.css"
FRAME = {"site-header", "site-nav", "urgent-link"}  # shown by the header of the page itself
SCRIPTED = {
    "comfort",
    "definition",
    "definition-say",
    "definition-ways",
    "is-read-aloud",
    "listen",
}  # made or shown by scripts

pytestmark = pytest.mark.django_db


def parts() -> set[str]:
    """The classes of the layer `parts`."""
    layer = CSS.read_text().split("@layer parts {")[1].split("@layer touch {")[0]
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", layer, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][a-z-]+)", rules))


def test_every_part_is_shown(signed_in, author):
    make_clinic()
    page = signed_in(author).get("/styleguide/").content.decode()
    shown = {name for classes in re.findall(r'class="([^"]+)"', page) for name in classes.split()}
    assert parts() - shown - FRAME - SCRIPTED == set()
    assert len(parts()) > 40


def test_readers_do_not_see_it(client, signed_in, author):
    assert client.get("/styleguide/").status_code == 404
    answer = signed_in(author).get("/styleguide/")
    assert "no-store" in answer.headers["Cache-Control"]

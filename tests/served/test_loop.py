"""The whole loop over HTTP, on the server and the several processes that `make run` starts."""

import time
import urllib.parse

import pytest

from tests.served.site import Site, Visitor

WORD = "zebrafishes"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = Site(tmp_path_factory.mktemp("site"))
    served.wait()
    yield served
    if served.process.poll() is None:
        served.stop()


@pytest.fixture
def editor(site) -> Visitor:
    name, password = (site.folder / "first-sign-in.txt").read_text().split("\n")[:2]
    visitor = Visitor(site)
    visitor.sign_in(name, password)
    return visitor


def path_of(url: str) -> str:
    return urllib.parse.urlsplit(url).path


def searches_that_find_it(site: Site) -> int:
    """Search ten times, on connections of their own, so that every process is asked."""
    answers = [Visitor(site).get(f"/search/?q={WORD}")[1] for _each in range(10)]
    return sum(f"/articles/{WORD}/" in text for text in answers)


def test_draft_publish_withdraw_and_stale_save(site, editor):
    public = Visitor(site)
    blank = editor.fields("/admin/articles/article/add/")
    status, _text, url = editor.send(
        "/admin/articles/article/add/", blank, title=WORD, body="First.", _save_draft="Save draft"
    )
    assert status == 200
    edit = path_of(url)
    assert edit.endswith("/change/")
    assert public.get(f"/articles/{WORD}/")[0] == 404
    assert searches_that_find_it(site) == 0

    editor.send(edit, editor.fields(edit), _publish="Publish")
    time.sleep(1)
    assert public.get(f"/articles/{WORD}/")[0] == 200
    assert searches_that_find_it(site) == 10

    first, second = editor.fields(edit), editor.fields(edit)
    assert "Draft saved" in editor.send(edit, first, body="Hers.", _save_draft="1")[1]
    _status, text, _url = editor.send(edit, second, body="His.", _save_draft="1")
    assert "Somebody else saved this page" in text
    assert "Hers." in text
    assert "His." in text
    assert editor.fields(edit)["body"] == ["Hers.\n"]
    set_aside = editor.get("/admin/editorial/revision/?is_set_aside__exact=1")[1]
    assert WORD in set_aside

    url = editor.send(edit, editor.fields(edit), _withdraw="Withdraw …")[2]
    editor.send(path_of(url), editor.fields(path_of(url)), because="Only a trial")
    time.sleep(1)
    assert public.get(f"/articles/{WORD}/")[0] == 410
    assert searches_that_find_it(site) == 0
    assert list(public.cookies) == []


def test_a_second_start_loses_nothing_and_ctrl_c_ends_cleanly(site, editor):
    password = (site.folder / "first-sign-in.txt").read_text()
    status, printed = site.stop()
    assert status == 0
    assert "Traceback" not in printed
    again = Site(site.folder)
    again.wait()
    assert Visitor(again).get("/glossary/quagga/")[0] == 200
    assert (again.folder / "first-sign-in.txt").read_text() == password
    name, secret = password.split("\n")[:2]
    Visitor(again).sign_in(name, secret)
    status, printed = again.stop()
    assert status == 0
    assert "0 new, 0 changed" in printed

"""`check_library` says which of the patients' words lead elsewhere."""

from editorial.library.folder import Library
from search import library_check
from search.library_check import patients_words_lead


def write(folder, slug: str, title: str, *also: str) -> None:
    path = folder / "en/glossary" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"  - {phrase}\n" for phrase in also)
    path.write_text(f"---\ntitle: {title}\nalso:\n{lines}---\n\nText.\n")


def test_words_that_find_their_page_are_fine(tmp_path):
    write(tmp_path, "zebra", "Zebra", "striped horse")
    write(tmp_path, "horse", "Horse", "pony")
    assert patients_words_lead(Library(tmp_path)) == []


def test_words_that_lead_elsewhere_are_named_with_their_line(tmp_path, monkeypatch):
    monkeypatch.setattr(library_check, "AMONG", 1)
    write(tmp_path, "zebra", "Zebra", "striped", "horse")
    write(tmp_path, "horse", "Horse horse", "pony")
    (found,) = patients_words_lead(Library(tmp_path))
    assert "“horse” leads elsewhere" in str(found)
    assert found.line == 5

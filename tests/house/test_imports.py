"""Imports lead downwards only, and siblings never import each other."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
FLOORS = {
    "editorial": 0,
    "clinic": 1,
    "topics": 2,
    "articles": 3,
    "faq": 3,
    "glossary": 3,
    "search": 4,
    "connect": 5,
    "desk": 6,
    "lupusinfo": 7,
}
FORBIDDEN_ROOMS = {"core", "common", "utils", "helpers", "services"}


def imported_rooms(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names} & set(FLOORS)


def files_of(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("room", [room for room in FLOORS if (ROOT / room).exists()])
def test_imports_lead_downwards_only(room):
    wrong = [
        f"{path.relative_to(ROOT)} imports {other}"
        for path in files_of(room)
        for other in imported_rooms(path) - {room}
        if FLOORS[other] >= FLOORS[room]
    ]
    assert wrong == []


def test_the_walk_sees_an_upward_import(tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("from search.index import PageIndex\nimport clinic.models\n")
    assert imported_rooms(path) == {"search", "clinic"}


def test_no_room_is_a_lumber_room():
    names = {path.name for path in ROOT.iterdir() if path.is_dir()}
    names |= {path.stem for room in FLOORS for path in (ROOT / room).rglob("*.py")}
    assert names & FORBIDDEN_ROOMS == set()


def test_no_file_is_over_300_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for room in FLOORS
        for path in files_of(room)
        if (count := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_templates_never_mark_text_safe_themselves():
    sinners = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if "|safe" in path.read_text() or "autoescape off" in path.read_text()
    ]
    assert sinners == []


def test_each_dependency_gives_its_reason():
    lines = (ROOT / "requirements.in").read_text().splitlines()
    silent = [line for line in lines if line and not line.startswith("#") and "#" not in line]
    assert silent == []

"""Which spellings a title stands for, and what compares equal."""

import sys

import pytest

from glossary.spellings import folded, spelling_of, spellings_of


def keys(title: str, language: str = "en") -> list[str]:
    return [spelling.key for spelling in spellings_of(title, language)]


@pytest.mark.parametrize(
    ("title", "spellings"),
    [
        ("Flare", ["flare", "flares"]),
        ("Biopsy", ["biopsy", "biopsies"]),
        ("Immunodeficiency virus", ["immunodeficiency virus", "immunodeficiency viruses"]),
        ("Platelets", ["platelets", "plateletses", "platelet"]),
        ("NSAID", ["nsaid", "nsaids"]),
        ("B cell", ["b cell", "b cells"]),
        ("Anti-La", ["anti la"]),
        ("Interferon, type I", ["interferon, type i", "type i interferon"]),
        ("C++", []),
        ("What is a very long title with many words in it?", []),
        ("One two three four five six seven eight nine", []),
        ("", []),
    ],
)
def test_title_stands_for_these_spellings(title, spellings):
    assert keys(title) == spellings


@pytest.mark.parametrize(
    ("title", "among"),
    [
        ("SLE (systemic lupus erythematosus)", {"sle", "systemic lupus erythematosus"}),
        ("Anti-Ro (SSA) antibody", {"anti ro", "anti ro antibodies", "ssa antibody"}),
        ("Blood count (FBC, CBC)", {"blood count", "blood counts", "fbc", "cbc"}),
        ("Complement (C3/C4)", {"complement", "c3/c4", "c3", "c4"}),
    ],
)
def test_brackets_hold_further_spellings(title, among):
    assert among <= set(keys(title))


def test_plurals_are_english():
    assert keys("Brote", "es") == ["brote"]


@pytest.mark.parametrize(
    ("title", "exact"),
    [
        ("ANA", ["ANA"]),
        ("CAR-T cell", ["CAR", "T"]),
        ("Anti-dsDNA", ["dsDNA"]),
        ("Rituximab", []),
        ("Raynaud phenomenon", []),
    ],
)
def test_capitals_belong_to_abbreviations_only(title, exact):
    spelling = spelling_of(title)
    assert spelling
    assert [word for _place, word in spelling.exact] == exact


@pytest.mark.parametrize(
    "text",
    ["Sjögren’s-disease", "sjogren's disease", "SJÖGREN'S\u00a0DISEASE", "Sjögren's\ndisease"],
)
def test_accents_case_apostrophes_and_hyphens_compare_equal(text):
    assert folded(text) == "sjogren's disease"


def test_every_sign_stays_in_its_place():
    signs = [chr(number) for number in range(sys.maxunicode + 1)]
    assert [sign for sign in signs if len(folded(sign)) != 1] == []

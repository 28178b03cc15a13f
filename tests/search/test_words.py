"""From text to words."""

import pytest

from search.words import MAX_WORDS, normalise, query_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sjögren's", "sjogrens"),
        ("Sjögren’s", "sjogrens"),
        ("C3/C4", "c3 c4"),
        ("anti-dsDNA", "anti dsdna"),
        ("  Lupus\tAND\nrash ", "lupus and rash"),
        ("38 °C", "38 c"),
        ("under_score", "under score"),
        ("STRASSE straße", "strasse strasse"),
        ("\x00\x07\u202e", ""),
        ("a\ud800b", "ab"),
        ("!!! ??? ---", ""),
        ("狼疮", "狼疮"),
    ],
)
def test_normalised(text, words):
    assert normalise(text) == words


def test_query_words_are_distinct_and_bounded():
    assert query_words("a b a") == ["a", "b"]
    assert len(query_words(" ".join(map(str, range(500))))) == MAX_WORDS

"""Every sign of the urgent-help list, in the words of people who had not seen its phrases."""

import random
from pathlib import Path

import pytest
import yaml

from search.english import english_words
from search.words import normalise

pytestmark = pytest.mark.once

DATA = yaml.safe_load((Path(__file__).parents[1] / "data" / "urgent_wordings.yaml").read_text())
LONG = 5  # letters of a word that a typing error is put into
MISSED_AT_MOST = 0.02  # with a typing error that leaves no other English word


def is_english(word: str) -> bool:
    return word in english_words()


def with_a_slip(wording: str, rng: random.Random) -> str:
    """Change a letter, leave one out, double one or turn two round, in one of the long words."""
    words = normalise(wording).split()
    long = [at for at, word in enumerate(words) if len(word) >= LONG]
    if not long:
        return wording
    at = rng.choice(long)
    word, cut = words[at], rng.randrange(1, len(words[at]) - 1)
    slips = (
        word[:cut] + word[cut + 1 :],
        word[:cut] + word[cut] + word[cut:],
        word[:cut] + rng.choice("aeiorst") + word[cut + 1 :],
        word[:cut] + word[cut : cut + 2][::-1] + word[cut + 2 :],
    )
    words[at] = rng.choice(slips)
    return " ".join(words)


def test_the_wordings_are_of_signs_of_the_list(starter_words):
    assert set(DATA["wordings"]) <= {match.sign.key for match, _pattern in starter_words.patterns}
    assert len(DATA["wordings"]) >= 67
    assert min(map(len, DATA["wordings"].values())) >= 15


def test_every_wording_brings_up_a_card_but_those_named(starter_words):
    asked = [wording for wordings in DATA["wordings"].values() for wording in wordings]
    missed = [wording for wording in asked if not starter_words.find(wording, is_english)]
    assert missed == DATA["missed"]


def test_nearly_every_wording_does_with_a_typing_error(starter_words):
    rng = random.Random(9)
    asked = [
        slip
        for wordings in DATA["wordings"].values()
        for wording in wordings
        if wording not in DATA["missed"]
        for slip in [with_a_slip(wording, rng)]
        if not all(map(is_english, slip.split()))
    ]
    missed = [wording for wording in asked if not starter_words.find(wording, is_english)]
    assert len(missed) / len(asked) <= MISSED_AT_MOST, missed

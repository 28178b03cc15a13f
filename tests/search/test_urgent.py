"""Emergency first: the clinic's card stands above the results when a search names a sign."""

import random

import pytest
import yaml

from search.meaning import DATA
from search.urgent import UrgentWords, likenesses
from search.words import normalise
from tests.builders import make_article, make_clinic, make_sign

pytestmark = pytest.mark.django_db


def phrases(words: UrgentWords) -> list[tuple[int, str]]:
    return [(match.sign.pk, match.phrase) for match, _pattern in words.patterns]


def misspelt(phrase: str, rng: random.Random) -> str:
    """Turn round two letters of the phrase's longest word."""
    words = normalise(phrase).split()
    longest = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[longest]
    at = rng.randrange(1, len(word) - 2) if len(word) > 4 else 0
    if len(word) > 4:
        words[longest] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def test_no_expression_hangs_on_a_small_word():
    """Of "throw up" only "throw" would be left to compare: that belongs into `spoken`."""
    data = yaml.safe_load((DATA / "urgent_en.yaml").read_text())
    lines = [*data["same"], *([head, *line] for head, line in data["includes"].items())]
    lost = [
        text
        for line in lines
        for text in line
        if len(text.split()) > 1 and len(likenesses("en").telling(text)) < 2
    ]
    assert lost == []


@pytest.mark.parametrize("frame", ["{}", "{}?", "I have {} since this morning", "NO {}!"])
def test_every_phrase_of_every_sign_is_noticed(starter_words, frame):
    missed = [
        phrase
        for sign, phrase in phrases(starter_words)
        if sign not in {match.sign.pk for match in starter_words.find(frame.format(phrase))}
    ]
    assert missed == []


def test_every_phrase_is_noticed_with_a_typing_error(starter_words):
    rng = random.Random(5)
    typed = [(sign, misspelt(phrase, rng)) for sign, phrase in phrases(starter_words)]
    missed = [t for sign, t in typed if sign not in {m.sign.pk for m in starter_words.find(t)}]
    assert missed == []


@pytest.mark.parametrize(
    "query",
    [
        "what is lupus",
        "can i have kids",
        "butterfly rash",
        "is lupus contagious",
        "my fingers go white in the cold",
        "hydroxychloroquine eyes",
        "tired all the time",
        "vaccines",
        "stem cells",
        "who gets lupus",
        "lupus diet",
        "sunscreen",
        "",
        "\x00",
    ],
)
def test_an_ordinary_query_shows_no_card(starter_words, query):
    assert starter_words.find(query) == []


def test_the_most_urgent_sign_comes_first():
    make_sign(level="soon", sign="Low mood", phrases="sad")
    make_sign(level="emergency", sign="Chest pain", phrases="chest pain")
    words = UrgentWords(list(type(make_sign()).objects.in_language("en")))
    assert [m.sign.level for m in words.find("sad and chest pain")] == ["emergency", "soon"]


def test_words_far_apart_are_no_phrase(starter_words):
    far = (
        "my chest was listened to, then we spoke for an hour about weather, work, dogs and my pain"
    )
    assert "chest pain" not in {match.phrase for match in starter_words.find(far)}


def test_a_word_that_the_library_knows_is_not_taken_for_a_misspelt_sign():
    make_sign(phrases="fainted")
    words = UrgentWords(list(type(make_sign()).objects.in_language("en")))
    assert words.find("painted")
    assert not words.find("painted", is_known=lambda word: word == "painted")


def test_the_card_stands_above_the_results_with_the_clinics_number(client):
    make_clinic()
    make_sign(sign="Chest pain that does not go away", phrases="chest pain")
    make_article(title="Chest pain")
    html = client.get("/search/?q=chset+pain").content.decode()
    assert html.index("Emergency: call now") < html.index("page-list")
    assert 'Call <a class="number" href="tel:999">999</a> now if you have' in html
    assert "Chest pain that does not go away" in html


def test_the_card_is_shown_without_results_and_for_a_message_too_long_to_search(client):
    make_sign(sign="Chest pain", phrases="chest pain")
    assert "Emergency: call now" in client.get("/search/?q=chest+pain").content.decode()
    long = "I wanted to ask about work. " * 100 + "I have chest pain"
    assert "Emergency: call now" in client.get("/search/", {"q": long}).content.decode()


def test_a_changed_list_is_noticed_at_once(client):
    sign = make_sign(sign="Chest pain", phrases="chest pain")
    assert "Emergency" in client.get("/search/?q=chest+pain").content.decode()
    sign.is_shown = False
    sign.save()
    assert "Emergency" not in client.get("/search/?q=chest+pain").content.decode()


def test_a_hidden_or_foreign_sign_is_not_shown(client):
    make_sign(sign="Chest pain", phrases="chest pain", language="es")
    assert "Emergency" not in client.get("/search/?q=chest+pain").content.decode()

"""Notices when a search names a sign of the clinic's urgent-help list.

It compares words with words and shows the clinic's own card. It asks nothing, scores nothing and
knows nothing of the person: "no chest pain" shows the card too, for missing one would be worse.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from clinic.models import UrgentSign
from editorial.models import LibraryVersion
from search.words import SMALL, normalise, stem

LEVELS = [level.value for level in UrgentSign.Level]  # most urgent first
MAX_SIGN_WORDS = 5  # a longer sign is a sentence, which nobody types: its phrases stand for it
FUZZY_FROM = 4  # letters; a shorter word with a typing error is too often another word
FUZZY_ALONE_FROM = 5  # letters, of a word that is a whole phrase: nothing beside it bears it out
FUZZY_TWICE_FROM = 9  # letters, from which two typing errors still leave the word plain
REACH = 5  # further words that may stand between those of a phrase
SPOKEN = {"cant": "cannot", "couldnt": "cannot", "pee": "urine", "wee": "urine", "poo": "stool"}


@dataclass(frozen=True)
class Match:
    """A sign that the words name, and the phrase by which they name it."""

    sign: UrgentSign
    phrase: str


class UrgentWords:
    """The phrases of the urgent-help list in one language, ready to be looked for."""

    _held: ClassVar["dict[str, tuple[int, UrgentWords]]"] = {}

    def __init__(self, signs: list[UrgentSign]) -> None:
        self.patterns: list[tuple[Match, list[str]]] = []
        self.stems: dict[str, str] = {}  # every telling word of a phrase, and its stem
        self.exact: set[str] = set()  # short words that are a phrase by themselves
        for sign in sorted(signs, key=lambda sign: LEVELS.index(sign.level)):
            phrases = [line.strip() for line in sign.phrases.splitlines() if line.strip()]
            if len(_telling(sign.sign)) <= MAX_SIGN_WORDS:
                phrases.append(sign.sign)
            for phrase in phrases:
                words = _telling(phrase)
                self.stems.update({word: stem(word) for word in words})
                self.patterns.append((Match(sign, phrase), [self.stems[word] for word in words]))
                if len(words) == 1 and len(words[0]) < FUZZY_ALONE_FROM:
                    self.exact.add(words[0])

    @classmethod
    def current(cls, version: LibraryVersion, language: str) -> "UrgentWords":
        """Return the phrases as of `version`; held in the process until the version changes."""
        held = cls._held.get(language)
        if held is None or held[0] != version.number:
            signs = list(UrgentSign.objects.in_language(language))
            held = cls._held[language] = (version.number, cls(signs))
        return held[1]

    def find(self, text: str, is_known: Callable[[str], bool] = lambda _word: False) -> list[Match]:
        """Return the signs that `text` names, the most urgent first, each once.

        A word may have a typing error, unless `is_known` says that the library has it as it is.
        """
        places = self._places(text, is_known)
        found: dict[int, Match] = {}
        for match, pattern in self.patterns:
            if match.sign.pk not in found and _stand_together(pattern, places):
                found[match.sign.pk] = match
        return list(found.values())

    def _places(self, text: str, is_known: Callable[[str], bool]) -> dict[str, set[int]]:
        """Return where the stem of each phrase's word stands in the text, or stands misspelt."""
        places: dict[str, set[int]] = defaultdict(set)
        for at, word in enumerate(_spoken(text)):
            places[stem(word)].add(at)
            if len(word) >= FUZZY_FROM and word not in self.stems and not is_known(word):
                for meant, _distance, _index in process.extract(
                    word,
                    self.stems.keys(),
                    scorer=OSA.distance,
                    score_cutoff=2 if len(word) >= FUZZY_TWICE_FROM else 1,
                    limit=None,
                ):
                    if len(meant) >= FUZZY_FROM - 1 and meant not in self.exact:
                        places[self.stems[meant]].add(at)
        return places


def _spoken(text: str) -> list[str]:
    return [SPOKEN.get(word, word) for word in normalise(text).split()]


def _telling(phrase: str) -> list[str]:
    words = _spoken(phrase)
    return [word for word in words if word not in SMALL] or words


def _stand_together(pattern: list[str], places: dict[str, set[int]]) -> bool:
    """Whether every word of the pattern stands in the text, close together, in any order."""
    if not all(word in places for word in pattern):
        return False
    span = len(pattern) + REACH
    starts = {at for word in pattern for at in places[word]}
    return any(
        all(any(start <= at < start + span for at in places[word]) for word in pattern)
        for start in starts
    )

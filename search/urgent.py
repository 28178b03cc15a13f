"""Notices when a search names a sign of the clinic's urgent-help list.

It compares words with words and shows the clinic's own card. It asks nothing, scores nothing and
knows nothing of the person: "no chest pain" shows the card too, for missing one would be worse.
Which words count as the same stands in `search/data/urgent_<language>.yaml`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import yaml

from clinic.models import UrgentSign
from editorial.models import Held, LibraryVersion
from search.meaning import DATA
from search.slips import Slips
from search.words import SMALL, normalise, stem

LEVELS = [level.value for level in UrgentSign.Level]  # most urgent first
MAX_SIGN_WORDS = 5  # a longer sign is a sentence, which nobody types: its phrases stand for it
FUZZY_FROM = 4  # letters; a shorter word with a typing error is too often another word
FUZZY_ALONE_FROM = 5  # letters, of a word that is a whole phrase: nothing beside it bears it out
REACH = 6  # further words that may stand between those of a phrase, small ones not counted
QUESTIONS = frozenset(
    {
        *("are", "can", "could", "do", "does", "how", "is", "may", "should", "what", "whats"),
        *("when", "where", "which", "who", "whos", "why", "will", "would"),
    }
)
PERSONS = frozenset(
    {
        *("i", "id", "ill", "im", "ive", "me", "mine", "my", "myself", "our", "us"),
        *("he", "her", "hes", "him", "his", "she", "shes"),
        *("baby", "boy", "brother", "child", "dad", "daughter", "father", "friend", "girl"),
        *("husband", "mom", "mother", "mum", "partner", "sister", "son", "wife"),
    }
)
Token = str  # a stem, or the name of a line of the data ("#12")
Expression = tuple[str, ...]  # the stems of a word, or of words that stand side by side
Element = frozenset[Token]  # what may stand for one word of a phrase
Places = dict[Token, set[int]]  # where in the message each token stands


@dataclass(frozen=True)
class Match:
    """A sign that the words name, and the phrase by which they name it."""

    sign: UrgentSign
    phrase: str

    @property
    def can_wait(self) -> bool:
        """Whether a question about nobody needs no card: "what is a flare"."""
        is_question = not QUESTIONS.isdisjoint(normalise(self.phrase).split()[:1])
        return self.sign.level == UrgentSign.Level.SOON and not is_question


class Likenesses:
    """The words and expressions of one language that may stand for one another in a message."""

    def __init__(self, language: str) -> None:
        path = DATA / f"urgent_{language}.yaml"
        data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
        self.spoken: dict[str, str] = data.get("spoken", {})
        longest_first = sorted(self.spoken, key=len, reverse=True)
        said = {word for said in self.spoken for word in said.split() if len(word) > FUZZY_FROM}
        self.spoken_slips = Slips(said)
        self._said = re.compile(rf"\b(?:{'|'.join(longest_first) or '(?!)'})\b")
        self.words: set[str] = set()  # every word of the data, as it is spelt
        self.says: dict[Expression, set[Token]] = defaultdict(set)  # the lines that one stands for
        self.meant: dict[Expression, set[Token]] = defaultdict(set)  # the lines that stand for one
        for number, line in enumerate(data.get("same", [])):
            for text in line:
                expression = self._expression(text)
                self.says[expression].add(f"#{number}")
                self.meant[expression].add(f"#{number}")
        for head, line in data.get("includes", {}).items():
            self.meant[self._expression(head)].add(f"#{head}")
            for text in (head, *line):
                self.says[self._expression(text)].add(f"#{head}")
        self.beginnings = {e[:n] for e in self.says for n in range(1, len(e) + 1)}
        self.firsts = {expression[0] for expression in self.says if expression}
        self.longest = max(map(len, self.says), default=1)

    def _expression(self, text: str) -> Expression:
        words = self.telling(text)
        self.words.update(words)
        return tuple(map(stem, words))

    def telling(self, text: str) -> list[str]:
        """Return the words of a text that tell something, as they are compared."""
        words = self._said.sub(lambda found: self.spoken[found.group()], normalise(text)).split()
        return [word for word in words if word not in SMALL] or words

    def elements(self, phrase: str) -> list[Element]:
        """Return what must stand in a message for each word or expression of a phrase."""
        stems, elements = [stem(word) for word in self.telling(phrase)], []
        while stems:
            for length in range(min(self.longest, len(stems)), 0, -1):
                tokens = self.meant.get(tuple(stems[:length]), set())
                if tokens or length == 1:
                    own = {stems[0]} if length == 1 else set()
                    elements.append(frozenset(tokens | own))
                    del stems[:length]
                    break
        return elements

    def places(self, message: list[set[str]]) -> Places:
        """Return where each token stands in a message, given the stems that each word may be."""
        places: Places = defaultdict(set)
        for at, stems in enumerate(message):
            for word in stems:
                places[word].add(at)
            if stems.isdisjoint(self.firsts):
                continue
            for expression in self._expressions(message[at : at + self.longest]):
                for token in self.says.get(expression, ()):
                    places[token].add(at)
        return places

    def _expressions(self, words: list[set[str]]) -> Iterator[Expression]:
        """Give every expression that begins a message's words, as far as the data has such."""
        begun: list[Expression] = [()]
        for stems in words:
            begun = [(*some, word) for some in begun for word in stems]
            begun = [some for some in begun if some in self.beginnings]
            yield from begun


@cache
def likenesses(language: str) -> Likenesses:
    """Return the likenesses of a language, read once; empty where it has no data."""
    return Likenesses(language)


class UrgentWords:
    """The phrases of the urgent-help list in one language, ready to be looked for."""

    def __init__(self, signs: list[UrgentSign], language: str = "en") -> None:
        self.like = likenesses(language)
        self.patterns: list[tuple[Match, list[Element]]] = []
        self.words = set(self.like.words)  # every telling word, as it is spelt
        alone: set[str] = set()  # short words that are a phrase by themselves
        for sign in sorted(signs, key=lambda sign: LEVELS.index(sign.level)):
            for phrase in _phrases(sign, self.like):
                words = self.like.telling(phrase)
                self.words.update(words)
                self.patterns.append((Match(sign, phrase), self.like.elements(phrase)))
                if len(words) == 1 and len(words[0]) < FUZZY_ALONE_FROM:
                    alone.add(words[0])
        self.by_token: dict[Token, list[int]] = defaultdict(list)  # patterns that need the token
        for number, (_match, pattern) in enumerate(self.patterns):
            for token in min(pattern, key=len, default=()):
                self.by_token[token].append(number)
        plain = (word for word in self.words - alone if len(word) >= FUZZY_FROM - 1)
        self.slips = Slips(word for word in plain if word.isalpha())

    @classmethod
    def current(cls, version: LibraryVersion, language: str) -> "UrgentWords":
        """Return the phrases as of `version`; held in the process until the version changes."""
        return _urgent_words.at(version, language)

    def find(self, text: str, is_known: Callable[[str], bool] = lambda _word: False) -> list[Match]:
        """Return the signs that `text` names, the most urgent first, each once.

        A word may have a typing error, unless `is_known` says that the library has it as it is.
        """
        nearly = self._nearly(text, is_known)
        words = self.like.telling(self._put_right(text, nearly))
        stems = {word: {stem(meant) for meant in (word, *nearly.get(word, ()))} for word in words}
        places = self.like.places([stems[word] for word in words])
        can_wait = _asks_in_general(text)
        found: dict[int, Match] = {}
        candidates = {number for token in places for number in self.by_token.get(token, ())}
        for match, pattern in (self.patterns[number] for number in sorted(candidates)):
            if can_wait and match.can_wait:
                continue
            if match.sign.pk not in found and _stand_together(pattern, places):
                found[match.sign.pk] = match
        return list(found.values())

    def _nearly(self, text: str, is_known: Callable[[str], bool]) -> dict[str, list[str]]:
        """Return each word of a message that may be a slip, and the words that may be meant."""
        strange = (
            word
            for word in set(normalise(text).split())
            if len(word) >= FUZZY_FROM and word not in self.words and not is_known(word)
        )
        return {word: self.slips.nearly(word) for word in strange}

    def _put_right(self, text: str, nearly: dict[str, list[str]]) -> str:
        """Return a message with slips in what is "spoken" put right: thrwoing up."""
        words = normalise(text).split()
        for at, word in enumerate(words):
            if len(word) > FUZZY_FROM and word in nearly:
                spoken = self.like.spoken_slips.nearly(word)
                if spoken and (not nearly[word] or spoken[0] in nearly[word]):
                    words[at] = spoken[0]
        return " ".join(words)


def _phrases(sign: UrgentSign, like: Likenesses) -> Iterator[str]:
    """Give the phrases of a sign, and the sign itself if it is short enough to be typed."""
    yield from (line.strip() for line in sign.phrases.splitlines() if line.strip())
    if len(like.telling(sign.sign)) <= MAX_SIGN_WORDS:
        yield sign.sign


def _asks_in_general(text: str) -> bool:
    """Whether this is a question about nobody: "what is a flare", "does smoking make lupus worse".

    For a sign that can wait for days the answer is the page, not a card.
    """
    words = normalise(text).split()
    return bool(words) and words[0] in QUESTIONS and not PERSONS & set(words)


def _stand_together(pattern: list[Element], places: Places) -> bool:
    """Whether every element of the pattern stands in the message, close together, in any order."""
    found = []
    for tokens in pattern:
        positions = set[int]().union(*(places[token] for token in tokens if token in places))
        if not positions:
            return False
        found.append(positions)
    if len(found) == 1:
        return True
    span = len(pattern) + REACH
    return any(
        all(any(start <= at < start + span for at in positions) for positions in found)
        for start in set[int]().union(*found)
    )


_urgent_words = Held(
    lambda language: UrgentWords(list(UrgentSign.objects.in_language(language)), language)
)

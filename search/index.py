"""The search index of one language: in memory, derived from the published pages.

Ranking is BM25 over any of the words, so it is the same whatever the database. One field holds
everything, the title three times and the patients' words twice; the title counts once more, at a
third of the weight, and so do the title and the patients' words together, where two words that
stand side by side in the query and in a phrase count too. (Weights: measured on the tuning half of
the bench's queries.) Everyday words count less; a word of the word list counts for about a third.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import tantivy
from rapidfuzz import fuzz, process

from editorial.models import Page
from editorial.rendering import plain_text
from search.english import english_words, telling_weight
from search.meaning import also_meant
from search.spelling import MEDICINE_ENDINGS, Speller
from search.words import fold, normalise, stem, telling
from topics.models import Topic

MAX_HITS = 200  # candidates of one search: twenty pages of results
TITLE_WEIGHT, NAMES_WEIGHT, PAIR_WEIGHT = 0.33, 0.3, 0.3
MEANING_WEIGHT = 0.35  # of a word of the word list beside the one that was typed (decision 10)
PHRASE_REACH = 2  # small words that may stand between the words of a phrase
MIN_LIKENESS = 50  # of 100, of a symptom's name to words that found nothing
MAX_LIKE_WORDS = 12  # telling words of a page by which pages like it are found
MAX_BEGINNING = 40  # letters of an unfinished word; no title has a longer one
WRITER_BYTES = 32 * 1024 * 1024
INDEXED = ("pk", "kind", "language", "title", "summary", "also", "body_html", "is_public")
KINDS = ("article", "term", "question", "symptom", "topic")  # a kind's number in the index


@dataclass(frozen=True)
class Hit:
    """A page that matches, best first: its id and its BM25 score."""

    page_id: int
    score: float
    kind: str


class PageIndex:
    """A Tantivy index of the published pages in one language, as of one library version."""

    def __init__(self, language: str) -> None:
        schema = tantivy.SchemaBuilder()
        for name in ("key", "kind"):
            schema.add_text_field(name, tokenizer_name="raw")
        for name in ("title", "text", "names"):
            schema.add_text_field(name, tokenizer_name="en_stem")
        schema.add_text_field("beginnings", tokenizer_name="default")
        schema.add_unsigned_field("page", fast=True)  # the page's id and its kind, in one number
        self._index = tantivy.Index(schema.build())
        self._writer = self._index.writer(heap_size=WRITER_BYTES, num_threads=1)
        self.language = language
        self.is_english = language.startswith("en")
        self.version = -1
        self.changes = 0
        self.words: Counter[str] = Counter()
        self.symptoms: dict[int, list[frozenset[str]]] = {}  # a page's id: the stems of its names
        self._speller: Speller | None = None

    @classmethod
    def build(cls, version: int, language: str) -> "PageIndex":
        """Return a fresh index of everything published, as of library version `version`."""
        index = cls(language)
        pages = Page.objects.published().in_language(language).only(*INDEXED).order_by("pk")
        index.write(pages.iterator(chunk_size=1000), replace=False)
        index.version = version
        return index

    def update(self, version: int, pages: Iterable[Page]) -> None:
        """Bring the index from its own version to `version`, given the pages changed since."""
        self.changes += self.write(pages, replace=True)
        self.version = version

    def write(self, pages: Iterable[Page], *, replace: bool) -> int:
        """Index pages, after taking out what stood for them if `replace`; return how many."""
        count = 0
        # Copies, put in place whole: other threads read the old ones meanwhile.
        words, symptoms = self.words.copy(), self.symptoms.copy()
        for page in pages:
            count += 1
            symptoms.pop(page.pk, None)
            if replace:
                self._writer.delete_documents_by_term("key", str(page.pk))
            if page.is_public:
                words.update(self._add(page))
                if page.kind == "symptom":
                    names = [page.title, *page.also_lines]
                    symptoms[page.pk] = [_stems(telling(normalise(n).split())) for n in names]
        self._writer.commit()
        self._index.reload()
        self.words, self.symptoms = words, symptoms
        return count

    def _add(self, page: Page) -> list[str]:
        """Index one page and return its words, those of the title and the patients' repeated."""
        names = [normalise(name).split() for name in (page.title, *page.also_lines)]
        title, also = names[0], [word for name in names[1:] for word in name]
        rest = normalise(f"{page.summary} {plain_text(page.body_html)}").split()
        words = [*title, *title, *title, *also, *also, *rest]
        document = tantivy.Document()
        document.add_text("key", str(page.pk))
        document.add_text("kind", page.kind)
        document.add_unsigned("page", page.pk * len(KINDS) + KINDS.index(page.kind))
        document.add_text("title", _folded(title))
        document.add_text("text", _folded(words))
        for name in names:  # one at a time: words of two phrases do not stand side by side
            document.add_text("names", _folded(telling(name)))
        document.add_text("beginnings", " ".join([*title, *also, *map(fold, [*title, *also])]))
        self._writer.add_document(document)
        return words

    def find(self, words: list[str], kind: str = "") -> list[Hit]:
        """Return the pages that have any of `words` (normalised), best first, ties by page id."""
        if not words:
            return []
        any_word = self._any_of(words)
        if not kind:
            return self._hits(any_word)
        only = tantivy.Query.const_score_query(self._term("kind", kind), 0.0)
        clauses = [(tantivy.Occur.Must, any_word), (tantivy.Occur.Must, only)]
        return self._hits(tantivy.Query.boolean_query(clauses))

    def _any_of(self, words: list[str]) -> tantivy.Query:
        weights: dict[str, float] = {}
        for word in words:
            weights.setdefault(stem(word), telling_weight(word) if self.is_english else 1.0)
        clauses = [self._word(word, weight) for word, weight in weights.items()]
        for pair in pairwise(weights):
            weight = min(weights[word] for word in pair)
            clauses.append(self._phrase("names", pair, PAIR_WEIGHT * weight))
        for phrase in also_meant(list(weights), self.language):
            if len(phrase) == 1:
                clauses.append(self._word(phrase[0], MEANING_WEIGHT))
            else:
                clauses.append(self._phrase("text", phrase, MEANING_WEIGHT))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in clauses])

    def _word(self, word: str, weight: float) -> tantivy.Query:
        fields = (("text", 1.0), ("title", TITLE_WEIGHT), ("names", NAMES_WEIGHT))
        terms = [tantivy.Query.boost_query(self._term(name, word), w) for name, w in fields]
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Query.boost_query(either, weight)

    def _phrase(self, field: str, stems: Iterable[str], weight: float) -> tantivy.Query:
        words: list[str | tuple[int, str]] = list(stems)
        phrase = tantivy.Query.phrase_query(self._index.schema, field, words, slop=PHRASE_REACH)
        return tantivy.Query.boost_query(phrase, weight)

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, value)

    def _hits(self, query: tantivy.Query) -> list[Hit]:
        searcher = self._index.searcher()
        found = searcher.search(query, MAX_HITS, count=False).hits
        pages = searcher.fast_field_values("page", [at for _score, at in found])
        ranked = sorted(
            (-round(score, 5), *divmod(int(page or 0), len(KINDS)))
            for (score, _at), page in zip(found, pages, strict=True)
        )
        return [Hit(page_id, -score, KINDS[kind]) for score, page_id, kind in ranked]

    @property
    def speller(self) -> Speller:
        """What the library's words are; a word of a page withdrawn since counts until a rebuild."""
        words, speller = self.words, self._speller
        if speller is None or speller.counts is not words:
            medicines = Topic.objects.published().filter(topic_kind=Topic.Kind.MEDICINE)
            names = [n for topic in medicines.for_list() for n in (topic.title, *topic.also_lines)]
            # "Plaquenil" is a medicine's name; "tapering" and "stem cell treatment" are not.
            single = {normalise(name) for name in names if len(normalise(name).split()) == 1}
            drugs = {n for n in single if MEDICINE_ENDINGS.search(n) or n not in english_words()}
            self._speller = speller = Speller(words, drugs)
        return speller

    def named_symptoms(self, words: list[str]) -> list[int]:
        """Return the symptom pages that a query names, if naming symptoms is all that it does.

        One further word is allowed: "swollen knees help" names swollen knees.
        """
        asked = _stems(words)
        named = {
            page_id: [name for name in names if name and name <= asked]
            for page_id, names in self.symptoms.items()
        }
        covered = frozenset[str]().union(*(name for names in named.values() for name in names))
        if not covered or len(asked - covered) > 1:
            return []
        return [page_id for page_id, names in named.items() if names]

    def nearest_symptoms(self, words: list[str], count: int) -> list[int]:
        """Return the symptom pages with a name that looks most like the words, best first."""
        names = {
            (page_id, at): " ".join(sorted(name))
            for page_id, its_names in self.symptoms.items()
            for at, name in enumerate(its_names)
        }
        asked = " ".join(sorted(_stems(words)))
        near = process.extract(asked, names, scorer=fuzz.token_set_ratio, limit=MAX_HITS)
        best = [page_id for _n, score, (page_id, _at) in near if score >= MIN_LIKENESS]
        return list(dict.fromkeys(best))[:count]

    def begin_with(self, words: list[str], count: int) -> list[Hit]:
        """Return pages whose title or patients' words have `words`, the last perhaps unfinished."""
        if not words:
            return []
        *whole, last = words
        beginning = f"{last[:MAX_BEGINNING]}.*"
        unfinished = tantivy.Query.regex_query(self._index.schema, "beginnings", beginning)
        clauses = [(tantivy.Occur.Must, unfinished)]
        clauses += [(tantivy.Occur.Must, self._term("beginnings", word)) for word in whole]
        # A word of the title goes before one of the patients' words for the page.
        in_title = tantivy.Query.regex_query(self._index.schema, "title", beginning)
        clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(in_title, 2.0)))
        return self._hits(tantivy.Query.boolean_query(clauses))[:count]

    def like(self, page: Page) -> tuple[list[str], list[Hit]]:
        """Return the words of a page's title and names that say most, and other pages with them."""
        names = normalise(f"{page.title} {page.also}").split()
        used = Counter(word for word in telling(names) if self.words[word])
        most = max(self.words.values(), default=1)
        weight = {word: uses * math.log(1 + most / self.words[word]) for word, uses in used.items()}
        words = sorted(weight, key=lambda word: (-weight[word], word))[:MAX_LIKE_WORDS]
        return words, [hit for hit in self.find(words) if hit.page_id != page.pk]


def _stems(words: list[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


def _folded(words: list[str]) -> str:
    return " ".join(map(fold, words))
